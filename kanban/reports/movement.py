"""The movement of the pipeline: what came to the open deals of a period, what left them, and what they gained or lost.

Open at the start + new + reopened + increased − decreased − won − lost − returned = open at the end, exact in minor
units, in each currency. It tells events: its won and lost differ from the win rate's by what was reopened or corrected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from kanban.domain.board import Stage
from kanban.domain.journeys.journey import Journey, Moment
from kanban.domain.values.money import decimal_text
from kanban.reports.rates import Bounds, is_within

START, END = "start", "end"
GAINS = ("new", "reopened", "moved_in", "increased")
LOSSES = ("decreased", "won", "lost", "returned", "moved_out")
PARTS = (START, *GAINS, *LOSSES, END)
"""What can be opened as cards. `moved_in` and `moved_out` are deals whose expected close changed, where only those of a
period count."""


@dataclass
class Part:
    """One part of the movement, in one currency."""

    value: int = 0
    """In minor units; of losses what was lost."""
    cards: list[str] = field(default_factory=list)
    """The cards, one for each time."""


class Step(NamedTuple):
    """A value that came or went."""

    part: str
    currency: str | None
    value: int


Movement = dict[str | None, dict[str, Part]]
"""The parts of the movement by currency, each with all of `PARTS`; currencies are never added up."""


@dataclass(frozen=True)
class Counted:
    """Which deals are open, and which of them count."""

    open_stages: frozenset[str]
    """The ids of the open stages of sales."""
    outcomes: dict[str, str]
    """What it means to leave for another stage: `won`, `lost`, or else `returned`."""
    closing: tuple[str, str] | None = None
    """The first and the last day of the expected closes that count; None for all."""

    @classmethod
    def of_stages(cls, stages: Sequence[Stage], closing: tuple[str, str] | None = None) -> Counted:
        """Return that all open deals of a board count, or those that are expected to close within some days."""
        sales = [stage for stage in stages if stage.side == "sales"]
        return cls(
            frozenset(stage.id for stage in sales if not stage.is_closed),
            {stage.id: stage.outcome for stage in sales if stage.outcome},
            closing,
        )

    def is_open(self, moment: Moment | None) -> bool:
        """Return whether the card is an open deal."""
        return moment is not None and moment.stage in self.open_stages

    def is_expected(self, moment: Moment) -> bool:
        """Return whether the close of the deal is expected in the days that count."""
        return self.closing is None or self.closing[0] <= (moment.close_on or "") <= self.closing[1]


def build_movement(journeys: Iterable[Journey], bounds: Bounds, counted: Counted) -> Movement:
    """Return what happened to the open deals in a period."""
    movement: Movement = {}
    for journey in journeys:
        for step in list_steps(journey, bounds, counted):
            parts = movement.setdefault(step.currency, {part: Part() for part in PARTS})
            parts[step.part].value += step.value
            parts[step.part].cards.append(journey.card)
    return movement


def list_steps(journey: Journey, bounds: Bounds, counted: Counted) -> Iterator[Step]:
    """Yield what one card adds: where it stood at the start, each step, and where it stood at the end."""
    was_deal = False
    start: Moment | None = None
    end: Moment | None = None
    steps: list[Step] = []
    for before, moment in pairwise((None, *journey.moments)):
        if moment is None or moment.at >= bounds[1]:
            break
        if is_within(moment.at, bounds):
            steps += _list_steps_between(before, moment, counted, was_deal=was_deal)
        else:
            start = moment
        end = moment
        was_deal = was_deal or counted.is_open(moment)
    for part, state in ((START, start), (END, end)):
        if state and counted.is_open(state) and counted.is_expected(state):
            steps.append(Step(part, state.currency, state.value or 0))
    return iter(steps)


def _list_steps_between(before: Moment | None, after: Moment, counted: Counted, *, was_deal: bool) -> Iterator[Step]:
    """Yield the steps of one change: its fields change before its stage does."""
    if before is not None and counted.is_open(before):
        was_expected, is_expected = counted.is_expected(before), counted.is_expected(after)
        if was_expected and not is_expected:
            yield Step("moved_out", before.currency, before.value or 0)
        if is_expected:
            if was_expected:
                yield from _list_value_steps(before, after)
            else:
                yield Step("moved_in", after.currency, after.value or 0)
            if not counted.is_open(after):
                yield Step(counted.outcomes.get(after.stage, "returned"), after.currency, after.value or 0)
    elif counted.is_open(after) and counted.is_expected(after):
        yield Step("reopened" if was_deal else "new", after.currency, after.value or 0)


def _list_value_steps(before: Moment, after: Moment) -> Iterator[Step]:
    past, present = before.value or 0, after.value or 0
    if before.currency != after.currency and (past or present):
        yield from (Step("decreased", before.currency, past), Step("increased", after.currency, present))
    elif past != present:
        yield Step("increased" if present > past else "decreased", after.currency, abs(present - past))


def encode_movement(movement: Movement) -> list[dict[str, Any]]:
    """Return its record: for each currency the parts, with value and number."""
    return [
        {
            "currency": currency,
            **{
                name: {"value": decimal_text(part.value, currency), "deals": len(part.cards)}
                for name, part in parts.items()
            },
        }
        for currency, parts in sorted(movement.items(), key=lambda pair: pair[0] or "")
    ]
