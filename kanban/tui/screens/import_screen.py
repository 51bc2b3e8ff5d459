"""The import page: files, check, result. Nothing is written before `i`, and the import runs in a child process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from kanban.cell_width import cells, shorten
from kanban.domain.board import Board
from kanban.domain.values.text import clean_line
from kanban.tui.parts.exchange.import_session import ImportSession
from kanban.tui.screens.import_steps.check_step import CheckStep
from kanban.tui.screens.import_steps.files_step import FilesStep, list_meanings, shorten_home, split_paths
from kanban.tui.screens.import_steps.result_step import ResultStep
from kanban.tui.screens.import_steps.step import Answer, Step
from kanban.tui.widgets.bars.hints import Hint, draw_hint_line
from kanban.tui.widgets.import_view.import_list import ImportList
from kanban.tui.widgets.inputs.line_input import LineInput, PathCompleter

KEYS = "enter space slash left i s c d o f F m u w b n tab escape"
"""The keys that steps may act on."""

TYPING = (Hint("enter", "open or tick"), Hint("tab", "complete"), Hint("esc", "list"), Hint("f1", "help"))


class TypedPathCompleter(PathCompleter):
    """Completes a path in each way in which it may be meant."""

    def __init__(self, line: PathLine) -> None:
        super().__init__()
        self._line = line

    async def get_suggestion(self, value: str) -> str | None:
        """Return the value with its end completed, however its beginning is meant."""
        for path in list_meanings(value, self._line.came_with):
            if completed := super().complete(path):
                return value + completed[len(path) :]
        return None

    def complete(self, value: str) -> str | None:
        """Return the path that is meant, with its last part completed; None without a match."""
        meanings = list_meanings(value, self._line.came_with)
        return next(filter(None, map(super().complete, meanings)), None)


class PathLine(LineInput):
    """The line in which a path is typed; pasted paths are ticked, and not typed."""

    def __init__(self) -> None:
        super().__init__(paths=True)
        self.suggester = TypedPathCompleter(self)

    class NothingToComplete(Message):
        """Tab was pressed behind what no file begins with."""

    def action_take(self) -> None:
        """Take the completion; without one stay here, so that what is typed next is no key of the list."""
        completed = self.suggester.complete(self.value) if isinstance(self.suggester, PathCompleter) else None
        if completed or self.value == self.came_with:
            super().action_take()
        else:
            self.post_message(self.NothingToComplete())

    class Pasted(Message):
        """Paths of files were pasted or dropped."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    def _on_paste(self, event: events.Paste) -> None:
        if any(path.is_file() for path in split_paths(event.text)):
            event.prevent_default()
            event.stop()
            self.post_message(self.Pasted(event.text))
        else:
            super()._on_paste(event)


class ImportScreen(ModalScreen[None]):
    """`ImportScreen(session, board)`; what it shows is kept in the session when it is closed."""

    DEFAULT_CSS = """
    ImportScreen { background: $background; }
    ImportScreen Vertical { padding: 0 1; background: $background; }
    ImportScreen .title { height: 1; margin-bottom: 1; }
    ImportScreen .path { height: 1; margin-bottom: 1; }
    ImportScreen .called { width: 8; color: $muted; }
    ImportScreen PathLine { background: $background; width: 1fr; }
    ImportScreen ImportList { background: $background; scrollbar-background: $background; }
    ImportScreen .told { height: auto; max-height: 3; }
    ImportScreen .keys { height: 1; color: $muted; margin: 0 -1; }
    ImportScreen.-low .title, ImportScreen.-low .path { margin-bottom: 0; }
    """
    AUTO_FOCUS: ClassVar[str | None] = "ImportList"
    """Not the line of the path: what is drawn first would take it for typed in."""
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"act('{key}')", show=False) for key in KEYS.split()),
        Binding("question_mark,f1", "app.help", "Help", show=False),
        Binding("ctrl+q", "app.quit", "Quit", show=False),
    ]

    def __init__(self, session: ImportSession, board: Board, paths: Sequence[Path] = ()) -> None:
        """Take the import, its board, and files to begin with."""
        super().__init__()
        self._session, self.board = session, board
        self._title, self._told, self._keys = Static(classes="title"), Static(classes="told"), Static(classes="keys")
        self._path = PathLine()
        self._row = Horizontal(Static(Content("Folder"), classes="called"), self._path, classes="path")
        self._list = ImportList()
        self._steps: dict[str, Step] = {}
        self._files = FilesStep(self, session)
        for step in (self._files, CheckStep(self, session), ResultStep(self, session)):
            self._steps[step.name] = step
        self._step: Step = self._steps[_find_first_step(session)]
        self._first_paths = paths
        self._sentence, self._is_wrong = "", False

    def compose(self) -> ComposeResult:
        """Yield title, path, list, sentence and keys."""
        with Vertical():
            yield self._title
            yield self._row
            yield self._list
            yield self._told
            yield self._keys

    def on_mount(self) -> None:
        """Show the step at which the import is."""
        self._session.changed = self._follow
        self._list.focus()
        if self._first_paths:
            self._files.take_paths("\n".join(map(str, self._first_paths)))
        if self._step is self._files:
            self._files.go_to(self._files.folder)
        else:
            self.draw(start=self._step.find_start())

    def on_unmount(self) -> None:
        """Let the session go on by itself."""
        self._session.changed = None

    def on_resize(self, event: events.Resize) -> None:
        """Fit the lines to the width."""
        self.set_class(event.size.height < 20, "-low")
        self.call_after_refresh(self.draw)

    def _follow(self) -> None:
        self._step.on_changed()

    # -- what the steps may ask (`Page`)

    @property
    def cursor(self) -> str:
        """The key of the row under the cursor."""
        return self._list.cursor or ""

    def draw(self, *, start: str | None = None) -> None:
        """Draw the step again; with `start`, the cursor goes to that row, or to the first one."""
        if not self.is_attached:
            return
        self._row.display = self._step is self._files
        if not self._path.has_focus:
            self._path.value = shorten_home(self._files.folder).rstrip("/") + "/"
        blocks = self._step.list_blocks(self._list.line_width, self.size.height)
        known = any(block.key == start and block.is_stop for block in blocks)
        if start is not None:
            self._list.show_blocks(blocks, anew=True, start=start if known else None)
        else:
            self._list.show_blocks(blocks, anew=not self._list.cursor)
        self._draw_bars()

    def _draw_bars(self) -> None:
        self._title.update(self._draw_title(self.size.width - 2))
        sentence = self._sentence or self._step.told
        is_wrong = self._is_wrong if self._sentence else bool(self._session.problem)
        line = Content(clean_line(sentence))
        if not is_wrong:
            line = line.truncate(max(1, self.size.width - 2), ellipsis=True)
        self._told.update(line.stylize("$overdue") if is_wrong else line)
        hints = TYPING if self._path.has_focus else self._step.list_hints()
        self._keys.update(draw_hint_line(hints, self.size.width))

    def _draw_title(self, width: int) -> Content:
        parts: list[tuple[str, str] | str] = [("Import   ", "bold $lane-title")]
        for place, name in enumerate(self._steps):
            parts.append((" › " if place else "", "$muted"))
            parts.append((f"[{name}]", "bold") if name == self._step.name else (name, "$muted"))
        title = Content.assemble(*parts)
        summary = shorten(clean_line(self._step.summary), max(0, width - title.cell_length - 2))
        return title + Content(" " * max(1, width - title.cell_length - cells(summary))) + Content(summary)

    def tell(self, sentence: str, *, is_wrong: bool = False) -> None:
        """Show a sentence above the keys, until the next key."""
        self._sentence, self._is_wrong = sentence, is_wrong
        self._draw_bars()

    def go(self, step: str) -> None:
        """Go to a step by its name."""
        self._step = self._steps[step]
        self._sentence = ""
        self.draw(start=self._step.find_start())

    def leave(self) -> None:
        """Close the page; what runs goes on."""
        if not self._session.is_running and self._session.result is None:
            self._session.begin()
        self.dismiss(None)

    def type_path(self) -> None:
        """Give the focus to the line of the path."""
        self._path.focus()
        self._draw_bars()

    def ask(self, dialog: Screen[Answer], answer: Callable[[Answer | None], Any]) -> None:
        """Show a dialog over the page, and give what it returns to `answer`."""
        self.app.push_screen(dialog, answer)

    # -- keys

    def action_act(self, key: str) -> None:
        """Do what a key does in this step."""
        self._sentence = ""
        action = self._step.list_actions().get(key)
        if action:
            action()
        if self.is_attached and self.is_current:
            self._draw_bars()

    @on(ImportList.Activated)
    def _activate(self) -> None:
        self.action_act("enter")

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _show_keys(self) -> None:
        self._draw_bars()

    @on(Input.Submitted)
    def _take_path(self, event: Input.Submitted) -> None:
        event.stop()
        self._sentence = ""
        if self._files.take_typed(event.value, self._path.came_with):
            self._list.focus()
            self.draw()

    @on(LineInput.GivenUp)
    def _leave_path(self, event: LineInput.GivenUp) -> None:
        event.stop()
        self._list.focus()
        self.draw()

    @on(PathLine.NothingToComplete)
    def _complain(self) -> None:
        self.tell("Nothing begins so.")

    @on(PathLine.Pasted)
    def _take_pasted(self, event: PathLine.Pasted) -> None:
        event.stop()
        self._list.focus()
        self._files.take_paths(event.words)

    def on_paste(self, event: events.Paste) -> None:
        """Tick files that are dropped on the terminal, which writes their paths."""
        if self._step is self._files and not self._files.take_paths(event.text):
            self.tell("That names no file that is there.", is_wrong=True)


def _find_first_step(session: ImportSession) -> str:
    """Return the step at which an import is when the page is opened again."""
    if session.is_running:
        return "Check"
    return "Result" if session.has_ended else "Files"
