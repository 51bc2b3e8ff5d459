"""The first start: who are you, and what to begin with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from kanban.domain.acts import board_verbs
from kanban.domain.board import Team
from kanban.domain.errors import UsageFault
from kanban.tui.dialogs.form import LineForm, label_row
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


class WelcomeScreen(LineForm[Welcome]):
    """`WelcomeScreen(name)` → a Welcome; None if the user leaves.

    Given the answers of before and why they came to nothing, it begins with these.
    """

    DEFAULT_CSS = """
    WelcomeScreen { background: $background; }
    WelcomeScreen .row { margin-top: 1; }
    WelcomeScreen .code { margin-top: 0; }
    WelcomeScreen.-low .row { margin-top: 0; }
    """
    HELPS = False

    def __init__(self, name: str = "", before: Welcome | None = None, problem: str = "") -> None:
        super().__init__("kanban", (("enter", "begin"), ("tab", "next"), ("← →", "choose")), leave="quit")
        self._problem = problem
        self._who = LineInput(before.name if before else name, placeholder="as the others call you")
        self._team = Choice([("marketing", "M marketing", "$marketing"), ("sales", "S sales", "$sales")])
        self._begin = Choice(
            [
                ("demo", "the demo: a made-up board to play with", ""),
                ("import", "my leads, from csv, xlsx, json or vcf", ""),
                ("team", "my team's board: I have an invitation", ""),
                ("empty", "an empty board", ""),
            ],
            below=True,
        )
        if before:
            self._team.choose(before.team)
            self._begin.choose(before.choice)
        self._address = LineInput(before.address if before else "", placeholder="e.g. https://kanban.example.com")
        self._code = LineInput(before.code if before else "", placeholder="e.g. k7q2-mabx-…")
        self._invitation = label_row("Address", self._address), label_row("Code", self._code, "code")

    def content(self) -> Iterable[Widget]:
        """Return the questions."""
        yield Static(Content("Marketing and sales on one board, from nurture to close."), classes="said")
        yield label_row("Your name", self._who)
        yield label_row("Your team", self._team)
        yield label_row("Begin with", self._begin)
        yield from self._invitation

    def on_mount(self) -> None:
        """Begin with the name, or with what did not work."""
        self._show_invitation()
        self.set_class(self.app.size.height < 18, "-low")
        (self._address if self._problem and self._begin.key == "team" else self._who).focus()
        self.complain(self._problem)

    def _show_invitation(self) -> None:
        for row in self._invitation:
            row.display = self._begin.key == "team"

    @on(Choice.Changed)
    def _follow_choice(self, event: Choice.Changed) -> None:
        event.stop()
        self._show_invitation()
        self.complain("")

    def read_answer(self) -> Welcome:
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
