"""A new card: its title is enough, what is known already may stand beside it."""

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
"""Says which card has an e-mail address already (`Globex renewal k7q2m in MQL`), empty where none has."""


class NewCard(Form[dict[str, str]]):
    """`NewCard(board, stage, twins)` → what was typed, by field, without what stayed empty."""

    def __init__(self, board: Board, stage: Stage, twins: Twins | None = None, *, title: str = "", today: date) -> None:
        self._twins = twins
        first = Entry("title", "Title", title, hint="who is it about?", reading=_titled)
        names = {"company": "Acme GmbH", "value": "12k", "contact": "Jane Roe", "email": "jane@acme.example"}
        rest = [field_entry(name, board, today, hint=hint) for name, hint in names.items()]
        rest[0].add_class("apart")
        super().__init__(f"New card in {stage.name}", [first, *rest], (("enter", "add"), ("tab", "next field")))

    @on(Input.Changed)
    def _looked_up(self) -> None:
        """Say who has this address already."""
        entry = next(each for each in self.entries if each.name == "email")
        if self._twins and EMAIL.fullmatch(entry.value) and (twin := self._twins(entry.value)):
            entry.say(f"has it too: {text.clean_line(twin)}")

    def answer(self, values: dict[str, str]) -> dict[str, str]:
        """Return what was given."""
        return {name: value for name, value in values.items() if value}


def _titled(typed: str) -> str:
    text.clean_title(typed)
    return ""
