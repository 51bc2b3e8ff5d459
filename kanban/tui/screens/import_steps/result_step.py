"""The third step: what the import did, which rows it rejected and why, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from textual.content import Content

from kanban.cell_width import pad, shorten
from kanban.domain.errors import KanbanError
from kanban.domain.values.text import clean_line
from kanban.store import whole_file
from kanban.tui import dialogs
from kanban.tui.screens.import_steps.files_step import shorten_home
from kanban.tui.screens.import_steps.step import Step
from kanban.tui.widgets.bars.hints import Hint
from kanban.tui.widgets.import_view import preview_words
from kanban.tui.widgets.line_list import Block

NOTES = 6
"""Sentences about what was kept that fit; with more of them the cursor goes through, and scrolls."""


class ResultStep(Step):
    """What came of it."""

    name = "Result"

    @property
    def _data(self) -> preview_words.Data:
        return self.session.result or {}

    @property
    def summary(self) -> str:
        """The files."""
        files = self.session.plan.files
        names = [clean_line(path.name) for path in files[:2]]
        return shorten(", ".join(names) + (f" and {len(files) - 2} more" if len(files) > 2 else ""), 40)

    @property
    def told(self) -> str:
        """What happened afterwards."""
        if self.session.is_undoing:
            return "Taking it back…"
        return self.session.note if self._data else ""

    def list_blocks(self, width: int, height: int) -> list[Block]:  # noqa: ARG002 - it scrolls
        """Return the sentence, the rejected rows, and what was kept."""
        sentence = (
            preview_words.describe_result(self._data) if self._data else self.session.note or self.session.problem
        )
        blocks = [_sentence("sentence", sentence, "bold"), _sentence("blank", "")]
        rejects = self._data.get("rejects", [])
        notes = preview_words.list_notes(self._data) if self._data else []
        if rejects:
            several = len({line["file"] for line in rejects}) > 1
            title = "File, row" if several else "Row"
            wide = max(len(title), *(len(_name_row(line, several=several)) for line in rejects))
            head = Content(f"  {title:>{wide}}  Rejected because").stylize("$muted")
            blocks.append(Block("head", (title, wide), lambda _: [head], is_stop=False))
            for place, line in enumerate(rejects):
                row = _name_row(line, several=several).rjust(wide)
                draw = partial(_draw_reject, row, str(line["reason"]))
                blocks.append(Block(f"reject:{place}", (row, line["reason"]), draw))
            blocks.append(_sentence("blank below", ""))
        blocks += [_note(f"note:{n}", note, is_stop=len(notes) > NOTES) for n, note in enumerate(notes)]
        return blocks

    def list_hints(self) -> Sequence[Hint]:
        """Return the keys that do something with this result."""
        hints = [Hint("b", "board")]
        if self._data.get("rejects"):
            hints = [Hint("enter", "see the row"), Hint("w", "save rejects as a file"), *hints]
        if self.session.is_partial:
            hints = [Hint("enter", "import the rest"), *hints]
        if self._is_undoable:
            hints.append(Hint("u", "undo import"))
        return (*hints, Hint("n", "more files"), Hint("?", "help"))

    @property
    def _is_undoable(self) -> bool:
        return self.session.is_partial or (bool(self._data) and preview_words.count_written(self._data) > 0)

    def list_actions(self) -> Mapping[str, Callable[[], None]]:
        """Return what the keys do."""
        return {
            "enter": self._show_row, "w": self._save, "u": self._undo, "b": self._leave, "escape": self._leave,
            "n": self._begin_again,
        }  # fmt: skip

    def _leave(self) -> None:
        self.session.begin()
        self.page.leave()

    def _begin_again(self) -> None:
        self.session.begin()
        self.page.go("Files")

    def _undo(self) -> None:
        if self._is_undoable:
            self.session.undo()
        else:
            self.page.tell("Nothing to undo.")

    def _show_row(self) -> None:
        kind, _, place = self.page.cursor.partition(":")
        if self.session.is_partial:
            self.session.look(self.session.plan)
            self.page.go("Check")
            return
        if kind != "reject":  # perhaps meant for a list that was open when the import came to its end
            return
        line = self._data["rejects"][int(place)]
        cells = self.session.find_row(int(place))
        heading = f"Row {line['line']:,} of {clean_line(line['file'])}"
        self.page.ask(dialogs.import_dialogs.RejectedRow(heading, line["reason"], cells), lambda _: None)

    def _save(self) -> None:
        files = self.session.list_reject_files()
        if not files:
            self.page.tell("No row was rejected.")
            return
        first = self.session.plan.files[0]
        name = shorten_home(first.with_name(f"{first.name}.rejects.csv"))

        def save(answer: str | None) -> None:
            if answer:
                self._write(files, Path(answer))

        self.page.ask(dialogs.import_dialogs.SaveRejects(name), save)

    def _write(self, files: Sequence[Path], to: Path) -> None:
        saved = []
        try:
            for number, path in enumerate(files, 1):
                target = to if number == 1 else to.with_name(f"{to.stem}-{number}{to.suffix}")
                with whole_file.open_draft(target, force=number == 1) as file:
                    file.write(path.read_bytes())
                saved.append(shorten_home(target))
        except (KanbanError, OSError) as fault:
            self.page.tell(f"The rejected rows were not saved: {fault}", is_wrong=True)
            return
        self.page.tell(f"Saved {', '.join(saved)}. Correct it and import it as it is.")


def _name_row(line: preview_words.Data, *, several: bool) -> str:
    row = f"{line['line']:,}"
    return f"{shorten(clean_line(line['file']), 20)} {row}" if several else row


def _draw_reject(row: str, reason: str, width: int) -> list[Content]:
    room = max(10, width - len(row) - 5)
    words = clean_line(reason)
    return [Content(f"  {pad(row, len(row))}  {shorten(words[:1].upper() + words[1:], room)}")]


def _note(key: str, words: str, *, is_stop: bool) -> Block:
    """Return a sentence below a dot, so that each is told from the next one."""

    def draw(width: int) -> list[Content]:
        first, *rest = Content(clean_line(words)).wrap(max(10, width - 5)) or [Content("")]
        return [Content.assemble("  ", ("·", "$muted"), " ", first), *(Content("    ") + line for line in rest)]

    return Block(key, words, draw, is_stop=is_stop)


def _sentence(key: str, words: str, style: str = "") -> Block:
    def draw(width: int) -> list[Content]:
        lines = Content(clean_line(words)).wrap(max(10, width - 2))
        return [line.stylize(style) if style else line for line in lines] or [Content("")]

    return Block(key, words, draw, is_stop=False)
