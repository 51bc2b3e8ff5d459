"""Asks for the next step of a card, when a step is done or there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kanban.domain.board import Board
from kanban.domain.card import Card
from kanban.domain.errors import UsageFault
from kanban.domain.values import dates
from kanban.tui.dialogs.cards.field_entry import field_entry
from kanban.tui.dialogs.form import Form


@dataclass(frozen=True, slots=True)
class NewStep:
    """The next step; both fields are empty for none."""

    step: str
    on: date | None


class NextStep(Form[NewStep]):
    """`NextStep(board, card)` → the step that follows the one done."""

    def __init__(self, board: Board, card: Card, *, today: date) -> None:
        self._today = today
        heading = f"Done: {card.next_step}" if card.next_step else f"Next step of {card.title}"
        entries = [
            field_entry("next_step", board, self._today, called="Next step", hint="none"),
            field_entry("next_on", board, self._today, called="Due"),
        ]
        super().__init__(heading, entries, (("enter", "done"), ("tab", "next field")))

    def answer(self, values: dict[str, str]) -> NewStep:
        """Return the step and its date; raises UsageFault for a date without a step."""
        if values["next_on"] and not values["next_step"]:
            raise UsageFault("A due date needs a next step. Type one.")
        day = dates.parse_day(values["next_on"], self._today) if values["next_on"] else None
        return NewStep(values["next_step"], day)
