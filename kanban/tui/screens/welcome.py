"""The first start: who are you, and what to begin with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from kanban import cell_width
from kanban.domain.acts import board_verbs
from kanban.domain.board import Team
from kanban.domain.errors import KanbanError, UsageFault
from kanban.domain.values import text
from kanban.tui.dialogs.dialog_frame import Dialog
from kanban.tui.widgets.inputs.choice import Choice
from kanban.tui.widgets.inputs.line_input import LineInput

Begin = Literal["demo", "import", "empty"]


@dataclass(frozen=True, slots=True)
class Welcome:
    """The answers of the first start."""

    name: str
    team: Team
    choice: Begin
    path: str = ""
    """The file to import, as it was typed, with `~` expanded."""


class WelcomeScreen(Dialog[Welcome]):
    """`WelcomeScreen(name)` → a Welcome; None if the user leaves."""

    DEFAULT_CSS = """
    WelcomeScreen { background: $background; }
    WelcomeScreen .row { height: 1; margin-top: 1; }
    WelcomeScreen .start { height: 3; margin-top: 1; }
    WelcomeScreen .invited { margin-top: 1; color: $muted; }
    WelcomeScreen .called { width: 13; color: $muted; }
    WelcomeScreen Choice { width: 1fr; height: auto; }
    WelcomeScreen LineInput { width: 1fr; }
    WelcomeScreen.-low .row, WelcomeScreen.-low .start, WelcomeScreen.-low .invited { margin-top: 0; }
    """
    HELPS = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "begin", "Begin", show=False),
        Binding("down", "app.focus_next", "Next", show=False),
        Binding("up", "app.focus_previous", "Previous", show=False),
    ]

    def __init__(self, name: str = "") -> None:
        super().__init__("kanban", (("enter", "begin"), ("tab", "next"), ("← →", "choose")), leave="quit")
        self._who = LineInput(name, placeholder="as the others call you")
        self._team = Choice([("marketing", "M marketing", "$marketing"), ("sales", "S sales", "$sales")])
        self._begin = Choice(
            [
                ("demo", "the demo: a made-up board to play with", ""),
                ("import", "my leads, from a CSV file", ""),
                ("empty", "an empty board", ""),
            ],
            below=True,
        )
        self._path = LineInput(placeholder="~/leads.csv", paths=True)
        self._file = Horizontal(_label("File"), self._path, classes="row file")

    def content(self) -> Iterable[Widget]:
        """Return the questions."""
        yield Static(Content("Marketing and sales on one board, from nurture to close."), classes="said")
        yield Horizontal(_label("Your name"), self._who, classes="row")
        yield Horizontal(_label("Your team"), self._team, classes="row")
        yield Horizontal(_label("Begin with"), self._begin, classes="start")
        self._file.display = False
        yield self._file
        yield Static(Content("Invited? In a shell: kanban join ADDRESS --code CODE"), classes="invited")

    def on_mount(self) -> None:
        """Begin with the name."""
        self._who.focus()
        self.set_class(self.app.size.height < 18, "-low")

    @on(Choice.Changed)
    def _show_path(self, event: Choice.Changed) -> None:
        event.stop()
        self._file.display = self._begin.key == "import"
        self.complain("")

    @on(Input.Changed)
    def _clear_complaint(self, event: Input.Changed) -> None:
        event.stop()
        self.complain("")

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_begin()

    def action_begin(self) -> None:
        """Close with the answers, or show what is missing or faulty."""
        try:
            welcome = self._answer()
        except KanbanError as error:
            self.complain(str(error))
            return
        self.dismiss(welcome)

    def _answer(self) -> Welcome:
        """Return the answers; raises UsageFault for a faulty one, after focusing it."""
        self._who.focus()
        if not self._who.value.strip():
            raise UsageFault("What are you called? A name is all it takes.")
        name = board_verbs.read_name(self._who.value, "member")
        team: Team = "sales" if self._team.key == "sales" else "marketing"
        if self._begin.key != "import":
            return Welcome(name, team, "empty" if self._begin.key == "empty" else "demo")
        self._path.focus()
        typed = self._path.value.strip()
        if not typed:
            raise UsageFault("Which file? Tab completes its path.")
        path = readable(typed)
        return Welcome(name, team, "import", path)


def readable(typed: str) -> str:
    """Return the path of a file that is there; raises UsageFault."""
    try:
        path = Path(typed).expanduser()
        is_there = path.is_file()
    except (OSError, RuntimeError, ValueError):
        is_there = False
    if not is_there:
        raise UsageFault(f"There is no file {cell_width.shorten(text.clean_line(typed), 80)}.")
    return str(path)


def _label(name: str) -> Static:
    return Static(Content(name), classes="called")
