"""Forms about cards: a new card, the fields of several cards, the next step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from textual import on
from textual.widgets import Input

from kanban.domain.board import Board, Stage
from kanban.domain.card import Card
from kanban.domain.errors import UsageFault
from kanban.domain.values import dates, text
from kanban.domain.values.fields import EMAIL
from kanban.tui.dialogs.cards.field_entry import field_entry
from kanban.tui.dialogs.entry import Entry
from kanban.tui.dialogs.form import Form
from kanban.tui.widgets.inputs.options import NOBODY, Options, owner_options
from kanban.tui.widgets.inputs.type_ahead import Item

AS_IT_IS = "unchanged"
OWNERS = ("marketing_owner", "sales_owner")

NO_OWNER = " "
"""The value for nobody, because the empty value means unchanged; no name begins with a blank."""


def _owner_options(name: str, board: Board) -> Options:
    """Return the choices for an owner: unchanged, nobody, or a member."""
    known = owner_options(name.removesuffix("_owner"), board)
    return replace(known, items=(Item("", AS_IT_IS), replace(NOBODY, key=NO_OWNER), *known.drop_empty().items))


class EditFields(Form[dict[str, str]]):
    """`EditFields(board, "12 cards", labels)` → the typed values, by field; `label` is such as `vip, -old`."""

    def __init__(self, board: Board, what: str, labels: Sequence[str] = (), *, today: date) -> None:
        names = {
            "label": "e.g. vip, -old (- removes)",
            "marketing_owner": AS_IT_IS,
            "sales_owner": AS_IT_IS,
            "next_step": AS_IT_IS,
            "next_on": f"{AS_IT_IS}; or e.g. fri, +2w",
            "close_on": f"{AS_IT_IS}; or e.g. 1 Dec",
            "source": AS_IT_IS,
            "campaign": AS_IT_IS,
        }
        entries = [
            field_entry(
                name,
                board,
                today,
                hint=hint,
                called="Labels" if name == "label" else "",
                words=labels if name == "label" else None,
                options=_owner_options(name, board) if name in OWNERS else None,
            )
            for name, hint in names.items()
        ]
        super().__init__(f"Change {what}", entries, (("enter", "change"), ("tab", "next field")))

    def answer(self, values: dict[str, str]) -> dict[str, str]:
        """Return the typed values; raises UsageFault for none."""
        changes = {name: "" if value == NO_OWNER else value for name, value in values.items() if value}
        if not changes:
            raise UsageFault("Nothing to change. Type a value first.")
        return changes


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


@dataclass(frozen=True, slots=True)
class NewStep:
    """The next step; both fields are empty for none."""

    step: str
    on: date | None
    time: str | None = None
    """As `14:30`."""


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
        day, time = dates.parse_due(values["next_on"], self._today) if values["next_on"] else (None, None)
        return NewStep(values["next_step"], day, time)


class OtherDay(Form[tuple[date, str | None]]):
    """`OtherDay(board, step, today)` → the day to which the next step moves, and its time, if it has one."""

    def __init__(self, board: Board, step: str, today: date) -> None:
        self._today = today
        super().__init__(f"Later: {step}", [field_entry("next_on", board, today, called="Due")], (("enter", "move"),))

    def answer(self, values: dict[str, str]) -> tuple[date, str | None]:
        """Return the day and the time; raises UsageFault without one."""
        if not values["next_on"]:
            raise UsageFault("Type a day: +1d, mon 14:30, 1 Dec.")
        return dates.parse_due(values["next_on"], self._today)
