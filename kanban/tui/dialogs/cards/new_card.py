"""The form of a new card: only the title is required."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from textual import on
from textual.widgets import Input

from kanban.domain.board import Board, Stage
from kanban.domain.values import text
from kanban.domain.values.fields import EMAIL
from kanban.tui.dialogs.cards.field_entry import field_entry
from kanban.tui.dialogs.entry import Entry
from kanban.tui.dialogs.form import Form

Twins = Callable[[str], str]
"""Returns the card that has an e-mail address already (`Globex renewal k7q2m in MQL`), empty for none."""


class NewCard(Form[dict[str, str]]):
    """`NewCard(board, stage, twins)` → the typed values, by field, without empty ones."""

    def __init__(self, board: Board, stage: Stage, twins: Twins | None = None, *, title: str = "", today: date) -> None:
        self._twins = twins
        first = Entry("title", "Title", title, hint="e.g. Acme pilot", reading=_check_title)
        names = {"company": "Acme GmbH", "value": "12k", "contact": "Jane Roe", "email": "jane@acme.example"}
        rest = [field_entry(name, board, today, hint=hint) for name, hint in names.items()]
        rest[0].add_class("apart")
        super().__init__(f"New card in {stage.name}", [first, *rest], (("enter", "add"), ("tab", "next field")))

    @on(Input.Changed)
    def _look_up_email(self) -> None:
        """Show which card has this e-mail address already."""
        email = next(entry for entry in self.entries if entry.name == "email")
        if self._twins and EMAIL.fullmatch(email.value) and (twin := self._twins(email.value)):
            email.say(f"already on {text.clean_line(twin)}")

    def answer(self, values: dict[str, str]) -> dict[str, str]:
        """Return the values that are not empty."""
        return {name: value for name, value in values.items() if value}


def _check_title(typed: str) -> str:
    text.clean_title(typed)
    return ""
