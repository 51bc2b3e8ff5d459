"""The steps of a card as an open deal: when it came to them, left them, and gained or lost value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from kanban.domain.board import Stage
from kanban.domain.journeys.journey import Journey, Moment

START, END = "start", "end"


class Step(NamedTuple):
    """A value that came or went."""

    part: str
    currency: str | None
    value: int


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


def list_steps(journey: Journey, bounds: tuple[str, str], counted: Counted) -> Iterator[Step]:
    """Yield what one card adds: where it stood at the start, each step, and where it stood at the end."""
    was_deal = False
    start: Moment | None = None
    end: Moment | None = None
    steps: list[Step] = []
    for before, moment in pairwise((None, *journey.moments)):
        if moment is None or moment.at >= bounds[1]:
            break
        if bounds[0] <= moment.at < bounds[1]:
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


def list_changes(journey: Journey, counted: Counted) -> Iterator[tuple[str, Step]]:
    """Yield every step of a card, whatever the period, each with when it was, UTC."""
    was_deal = False
    for before, moment in pairwise((None, *journey.moments)):
        if moment is None:
            continue
        for step in _list_steps_between(before, moment, counted, was_deal=was_deal):
            yield moment.at, step
        was_deal = was_deal or counted.is_open(moment)
