"""What comes next on a card: asked for when a step is done, or when there is none."""

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
class Next:
    """What follows; both empty where nothing does."""

    step: str
    on: date | None


class NextStep(Form[Next]):
    """`NextStep(board, card)` → what follows the step that is done."""

    def __init__(self, board: Board, card: Card, *, today: date) -> None:
        self._today = today
        heading = f"Done: {card.next_step}" if card.next_step else f"Next step of {card.title}"
        entries = [
            field_entry("next_step", board, self._today, called="What next?", hint="nothing"),
            field_entry("next_on", board, self._today, called="On"),
        ]
        super().__init__(heading, entries, (("enter", "done"), ("tab", "next field")))

    def answer(self, values: dict[str, str]) -> Next:
        """Return the step and its day; raises UsageFault for a day without a step."""
        if values["next_on"] and not values["next_step"]:
            raise UsageFault("A day needs a step that is to be done on it.")
        day = dates.parse_day(values["next_on"], self._today) if values["next_on"] else None
        return Next(values["next_step"], day)
