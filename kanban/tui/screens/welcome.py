"""The first start: who are you, and what to begin with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from kanban.domain.acts import board_verbs
from kanban.domain.board import Team
from kanban.domain.errors import KanbanError, UsageFault
from kanban.tui.dialogs.dialog_frame import Dialog
from kanban.tui.widgets.inputs.choice import Choice
from kanban.tui.widgets.inputs.line_input import LineInput

Begin = Literal["demo", "import", "team", "empty"]


@dataclass(frozen=True, slots=True)
class Welcome:
    """The answers of the first start."""

    name: str
    team: Team
    choice: Begin
    address: str = ""
    """Of the server of the team's board; its name and team are those of the invitation."""
    code: str = ""
    """Of the invitation."""


class WelcomeScreen(Dialog[Welcome]):
    """`WelcomeScreen(name)` → a Welcome; None if the user leaves."""

    DEFAULT_CSS = """
    WelcomeScreen { background: $background; }
    WelcomeScreen .row { height: 1; margin-top: 1; }
    WelcomeScreen .start { height: 4; margin-top: 1; }
    WelcomeScreen .code { margin-top: 0; }
    WelcomeScreen .called { width: 13; color: $muted; }
    WelcomeScreen Choice { width: 1fr; height: auto; }
    WelcomeScreen LineInput { width: 1fr; }
    WelcomeScreen.-low .row, WelcomeScreen.-low .start { margin-top: 0; }
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
                ("import", "my leads, from files (csv, xlsx, json, vcf)", ""),
                ("team", "my team's board: I have an invitation", ""),
                ("empty", "an empty board", ""),
            ],
            below=True,
        )
        self._address = LineInput(placeholder="e.g. https://kanban.example.com")
        self._code = LineInput(placeholder="e.g. k7q2-mabx-…")
        self._invitation = (
            Horizontal(_label("Address"), self._address, classes="row"),
            Horizontal(_label("Code"), self._code, classes="row code"),
        )

    def content(self) -> Iterable[Widget]:
        """Return the questions."""
        yield Static(Content("Marketing and sales on one board, from nurture to close."), classes="said")
        yield Horizontal(_label("Your name"), self._who, classes="row")
        yield Horizontal(_label("Your team"), self._team, classes="row")
        yield Horizontal(_label("Begin with"), self._begin, classes="start")
        for row in self._invitation:
            row.display = False
            yield row

    def on_mount(self) -> None:
        """Begin with the name."""
        self._who.focus()
        self.set_class(self.app.size.height < 18, "-low")

    @on(Choice.Changed)
    def _show_invitation(self, event: Choice.Changed) -> None:
        event.stop()
        for row in self._invitation:
            row.display = self._begin.key == "team"
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
        team: Team = "sales" if self._team.key == "sales" else "marketing"
        if self._begin.key == "team":
            return self._read_invitation(team)
        self._who.focus()
        if not self._who.value.strip():
            raise UsageFault("What are you called? A name is all it takes.")
        name = board_verbs.read_name(self._who.value, "member")
        choice: Begin = "import" if self._begin.key == "import" else "empty" if self._begin.key == "empty" else "demo"
        return Welcome(name, team, choice)

    def _read_invitation(self, team: Team) -> Welcome:
        for line, question in ((self._address, "At which address is the board?"), (self._code, "Which code?")):
            if not line.value.strip():
                line.focus()
                raise UsageFault(f"{question} Both stand in the invitation.")
        return Welcome(self._who.value.strip(), team, "team", self._address.value.strip(), self._code.value.strip())


def _label(name: str) -> Static:
    return Static(Content(name), classes="called")
