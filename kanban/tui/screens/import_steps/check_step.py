"""The second step: what was understood of the files; columns, stages, currency and dates are changed by choosing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from textual.content import Content

from kanban.domain.values.text import clean_line, format_count
from kanban.tui.parts.exchange.child_process import ImportPlan
from kanban.tui.parts.exchange.import_session import ImportSession
from kanban.tui.screens.import_steps import pickers
from kanban.tui.screens.import_steps.step import Page, Step
from kanban.tui.widgets.bars.hints import Hint
from kanban.tui.widgets.import_view import check_rows, preview_words
from kanban.tui.widgets.import_view.import_list import Picker, choice_key, insert_picker
from kanban.tui.widgets.line_list import Block

View = Literal["fields", "all", "stages", "owners"]

CHOOSE = {
    "dates": "Choose the date order first (d).",
    "encoding": "Choose how the letters are written first (enter).",
    "sheet": "Choose the sheet first (enter).",
    "title": "Choose the column that names a card first (enter).",
    "match": "Choose what is the same card first (enter).",
}
"""Why nothing is imported yet, by the kind of the question."""

BAR = 20
"""Cells of the progress."""


class CheckStep(Step):
    """What was understood."""

    name = "Check"

    def __init__(self, page: Page, session: ImportSession) -> None:
        super().__init__(page, session)
        self._view: View = "fields"
        self._picker: Picker | None = None
        self._before = ""
        self._began_with: Sequence[Path] = ()
        """The files for which the cursor was put on the row to begin with."""

    def find_start(self) -> str:
        """Return the row that is most worth a look: a question, else a guess."""
        self._began_with = self.session.plan.files if self._is_ready else ()
        if not self._is_ready:
            return ""
        if self._data["questions"]:
            return check_rows.question_key(self._data["questions"][0])
        guesses = filter(preview_words.is_doubtful, preview_words.list_fields(self._data))
        return next((f"{check_rows.FIELD}{line['field']}" for line in guesses), "")

    @property
    def _data(self) -> preview_words.Data:
        return self.session.preview or {}

    @property
    def _is_ready(self) -> bool:
        """Whether there is something to look at."""
        return self.session.is_previewed and not self.session.problem

    @property
    def summary(self) -> str:
        """How many cards come of it, and how many guesses there are."""
        if self.session.is_reading:
            return "reading…"
        if not self._is_ready:
            return ""
        cards = self._data["created"] + self._data["updated"] + self._data["unchanged"]
        guesses = preview_words.count_guesses(self._data)
        words = [format_count(cards, "card")]
        words += [format_count(len(self._data["questions"]), "question")] * bool(self._data["questions"])
        words += ["1 guess" if guesses == 1 else f"{guesses:,} guesses"] * bool(guesses)
        return " · ".join(words)

    @property
    def told(self) -> str:
        """What is wrong, or what is most worth a look."""
        if self.session.is_running or self._picker:
            return ""
        if self.session.problem:
            return self.session.problem + (" Nothing was imported." if not self.session.has_started else "")
        if not self._is_ready:
            return "Reading the files…"
        return self._find_doubt() if self._view in {"fields", "all"} else ""

    def _find_doubt(self) -> str:
        """Return the sentence on the first question or guess; empty if there is none."""
        if self._data["questions"]:
            kind = self._data["questions"][0]["kind"]
            return CHOOSE.get(kind, "Answer the question first (enter).")
        for line in self._data["fields"]:
            names = [name["column"] for name in line["candidates"]]
            name = str(line["name"]).lower()
            if preview_words.is_doubtful(line) and len(names) > 1:
                return f"{_count(len(names))} columns look like the {name}: {', '.join(names[:3])}.  enter: choose"
            if preview_words.is_doubtful(line) and not line["columns"] and names:
                return f"“{names[0]}” may be the {name} as well.  enter: choose"
            if preview_words.is_doubtful(line):
                return f"“{preview_words.list_columns(line)}” looks like the {name}.  enter: choose"
        words = [line for line in self._data["stages"] if line["guessed"] and line["word"]]
        if words:
            return f"“{clean_line(words[0]['word'])}” is no stage here: {words[0]['stage']} is a guess.  s: stages"
        return next(iter(preview_words.list_doubts(self._data)), "")

    def list_blocks(self, width: int, height: int) -> list[Block]:
        """Return the lines of what is shown now."""
        if not self._is_ready:
            return []
        if self._view == "stages":
            blocks = check_rows.stages_blocks(self._data)
        elif self._view == "owners":
            blocks = check_rows.owners_blocks(self._data, self.session.plan.members)
        else:
            blocks = check_rows.fields_blocks(self._data, height, width, is_whole=self._view == "all")
        if self.session.is_running:
            top = [Block("progress", self._progress, self._draw_progress, is_stop=False)]
            top.append(Block("below", "", lambda _: [Content("")], is_stop=False))
            return insert_picker(top + [replace(block, is_stop=False) for block in blocks], self._picker)
        return insert_picker(blocks, self._picker)

    @property
    def _progress(self) -> str:
        session = self.session
        if session.share is None:
            return f"{session.done:,} cards" if session.done else "reading the files…"
        return f"{session.done:,} of {format_count(session.total, 'card')} · {session.share} %"

    def _draw_progress(self, width: int) -> list[Content]:
        done = BAR * (self.session.share or 0) // 100
        bar = Content.assemble(" ", ("▓" * done, "$primary"), ("░" * (BAR - done), "$muted"), f"  {self._progress}")
        return [bar.truncate(width, ellipsis=True)]

    # -- keys

    def list_hints(self) -> Sequence[Hint]:
        """Return the keys that work now."""
        help_hint = Hint("?", "help")
        if self.session.is_running:
            if self._picker:
                return (Hint("enter", self._picker.verb), Hint("j k", "move"), Hint("esc", "go on"), help_hint)
            return (Hint("tab", "leave running"), Hint("esc", "stop"), help_hint)
        if not self._is_ready:
            return (Hint("esc", "back"), help_hint)
        if self._picker:
            return (Hint("enter", self._picker.verb), Hint("j k", "move"), Hint("esc", "back"), help_hint)
        if self._view in {"stages", "owners"}:
            return (Hint("enter", "change"), Hint("i", "import"), Hint("esc", "back"), help_hint)
        hints = [Hint("i", "import"), Hint("enter", "change"), Hint("s", "stages"), Hint("c", "currency")]
        hints += [Hint("d", "dates"), Hint("o", "owners"), Hint("f", "fewer" if self._view == "all" else "all fields")]
        if self._data.get("matches") or "--match" in self.session.plan.answers:
            hints.insert(2, Hint("m", "same cards"))
        if any(line["remembered"] for name in ("fields", "stages") for line in self._data.get(name, ())):
            hints.insert(2, Hint("F", "forget"))
        return (*hints, Hint("esc", "back"), help_hint)

    def list_actions(self) -> Mapping[str, Callable[[], None]]:
        """Return what the keys do now."""
        if self._picker:
            return {"enter": self._take, "escape": self._close_picker}
        if self.session.is_running:
            return {"tab": self.page.leave, "escape": self._ask_stop}
        return {
            "i": self._import, "enter": self._change, "s": lambda: self._turn_to("stages"),
            "o": lambda: self._turn_to("owners"), "f": self._turn_all, "c": self._ask_currency, "d": self._ask_dates,
            "F": self.session.forget, "m": self._ask_match, "escape": self._go_back,
        }  # fmt: skip

    def _go_back(self) -> None:
        if self._view == "fields":
            self.page.go("Files")
        else:
            self._turn_to("fields")

    def _turn_to(self, view: View) -> None:
        self._view = view
        self.page.draw(start="")

    def _turn_all(self) -> None:
        self._view = "fields" if self._view == "all" else "all"
        self.page.draw()

    def _import(self) -> None:
        data = self._data
        if self.session.problem:
            self.page.tell(self.session.problem, is_wrong=True)
        elif self.session.is_reading or not self._is_ready:
            self.page.tell("The files are still being read.")
        elif data["questions"]:
            sentence = CHOOSE.get(data["questions"][0]["kind"], "Answer the question first (enter).")
            self.page.tell(sentence, is_wrong=True)
        else:
            self._view = "fields"
            self.session.start()
            self.page.draw()

    # -- lists in place

    def _open(self, picker: Picker | None) -> None:
        if picker is None:
            return
        self._before, self._picker = self.page.cursor, picker
        if self._view in {"stages", "owners"} and not picker.below.startswith((check_rows.WORD, check_rows.OWNER)):
            self._view = "fields"
        start = picker.start if any(row.key == picker.start for row in picker.choices) else picker.choices[0].key
        self.page.draw(start=choice_key(start))

    def _close_picker(self) -> None:
        self._picker = None
        self.page.draw(start=self._before)

    def _take(self) -> None:
        picker, key = self._picker, self.page.cursor.removeprefix("choice:")
        self._close_picker()
        if picker:
            picker.take(key)

    def _look(self, plan: ImportPlan) -> None:
        self.session.look(plan)

    def _change(self) -> None:
        """Open the list of what the row under the cursor may be."""
        key, data, plan = self.page.cursor, self._data, self.session.plan
        if not self._is_ready:
            return
        if key.startswith(check_rows.FIELD):
            line = next(line for line in data["fields"] if f"{check_rows.FIELD}{line['field']}" == key)
            picker = pickers.pick_column(data, line, plan, self._look)
            if picker is None:
                self.page.tell("This column tells which rows belong together; it is not changed here.")
            self._open(picker)
        elif key.startswith(check_rows.COLUMN):
            self._open(pickers.pick_field(key, plan, self._look))
        elif key.startswith(check_rows.WORD):
            stages = [stage.name for stage in self.page.board.stages]
            self._open(pickers.pick_stage(data, key, stages, plan, self._look))
        elif key.startswith(check_rows.OWNER):
            self._open(pickers.pick_member(key, plan, self._look))
        elif key.startswith(check_rows.QUESTION):
            question = next(line for line in data["questions"] if check_rows.question_key(line) == key)
            self._open(pickers.pick_answer(question, plan, self._look))
        elif key.startswith((check_rows.LETTERS, check_rows.SHEET)):
            self._open(pickers.pick_reading(data, key, plan, self._look))
        else:
            self._change_fact(key)

    def _change_fact(self, key: str) -> None:
        """Do what the key of a fact does, with the cursor on its row."""
        acts: dict[str, Callable[[], None]] = {
            "currency": self._ask_currency, "dates": self._ask_dates, "matches": self._ask_match,
            "stages": lambda: self._turn_to("stages"), "owners": lambda: self._turn_to("owners"),
        }  # fmt: skip
        if key in acts:
            acts[key]()

    def _ask_currency(self) -> None:
        if self._is_ready:
            self._open(pickers.pick_currency(self._data, self.page.board.currency, self.session.plan, self._look))

    def _ask_dates(self) -> None:
        if not self._is_ready:
            return
        question = next((line for line in self._data["questions"] if line["kind"] == "dates"), None)
        if question:
            self._view = "fields"
            self._open(pickers.pick_answer(question, self.session.plan, self._look))
        else:
            self._open(pickers.pick_dates(self._data, self.session.plan, self._look))

    def _ask_stop(self) -> None:
        self._open(pickers.pick_stop(lambda keeps: self.session.stop(keeps=keeps)))

    def _ask_match(self) -> None:
        if self._is_ready and (self._data["matches"] or "--match" in self.session.plan.answers):
            self._open(pickers.pick_match(self._data, self.session.plan, self._look))

    def on_changed(self) -> None:
        """Go on to the result when the import is done; a list that is open stays as it is."""
        session = self.session
        if session.has_ended:
            self._picker = None
            self.page.go("Result")
        elif self._picker is None or session.is_running:
            is_new = self._is_ready and self._began_with != session.plan.files
            self.page.draw(start=self.find_start() if is_new and not session.is_running else None)
            if session.complaint:
                self.page.tell(session.complaint, is_wrong=True)
                session.complaint = ""


def _count(number: int) -> str:
    return {2: "Two", 3: "Three", 4: "Four"}.get(number, str(number))
