"""The funnel: which stages cards reached in a period, and how many of them went on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from kanban.domain.board import Stage
from kanban.domain.clock import from_iso, iso
from kanban.domain.journeys.card_list import CardList
from kanban.domain.journeys.journey import Journey
from kanban.domain.journeys.pipeline import Pipeline
from kanban.domain.journeys.tally_counts import ClimbCount
from kanban.reports.rates import Bounds, Rate, is_within

FIGURES = ("reached", "skipped", "converted", "open", "too_young")
"""What can be opened as cards."""


@dataclass
class Conversion:
    """The cards that first reached a stage in a period, and those of them that reached another one."""

    start: Stage
    end: Stage
    reached: Sequence[str] = ()
    """Cards that reached the first stage."""
    skipped: Sequence[str] = ()
    """Those of them that went past it, straight to a later one."""
    converted: Sequence[str] = ()
    """Those of them that reached the second."""
    open: Sequence[str] = ()
    """Those of them that still may: they did not reach it, and stand in no closed stage."""
    too_young: Sequence[str] = ()
    """Cards left out because they have not had their days yet."""

    @property
    def rate(self) -> Rate:
        """Converted, of all that reached the first stage."""
        return Rate(len(self.converted), len(self.reached))

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        return {
            "from": self.start.name,
            "to": self.end.name,
            "reached": len(self.reached),
            "skipped": len(self.skipped),
            "converted": len(self.converted),
            "n": len(self.reached),
            "rate": self.rate.share,
            "interval": self.rate.interval,
            "open": len(self.open),
            "too_young": len(self.too_young),
        }


@dataclass(frozen=True)
class Counting:
    """How conversion is to be counted."""

    bounds: Bounds
    now: str
    """The present, UTC."""
    is_strict: bool = False
    """Only who entered the very stages counts, the second not before the first."""
    within_days: int | None = None
    """Count only what was reached within so many days, and only cards that have had them."""

    @property
    def is_plain(self) -> bool:
        """Whether all cards count, by the first time that they reached a stage or went past it."""
        return not self.is_strict and self.within_days is None


def build_conversion(
    pipeline: Pipeline, journeys: Iterable[Journey], start: int, end: int, counting: Counting
) -> Conversion:
    """Return the conversion from the stage at one place to that at a later one."""
    lists = _Lists()
    for journey in journeys:
        times = _Times(pipeline, journey, is_strict=counting.is_strict)
        _add(lists, pipeline, journey, times, (start, end), counting)
    return lists.convert(pipeline, start, end)


def build_funnel(pipeline: Pipeline, journeys: Iterable[Journey], counting: Counting) -> Sequence[Conversion]:
    """Return the conversion from each present stage to the next one, in the order of the pipeline."""
    steps = [(step, _Lists()) for step in _list_places(pipeline)]
    for journey in journeys:
        times = _Times(pipeline, journey, is_strict=counting.is_strict)
        for step, lists in steps:
            if times.top < step[0]:
                break  # it never came so far
            _add(lists, pipeline, journey, times, step, counting)
    return [lists.convert(pipeline, *step) for step, lists in steps]


def count_conversion(pipeline: Pipeline, climbs: Sequence[ClimbCount], start: int, end: int) -> Conversion:
    """Return the conversion of the cards that climbed in a period, as the store counts them."""
    lists: dict[str, list[Sequence[str]]] = {figure: [] for figure in FIGURES}
    for count in climbs:
        climb, cards = count.climb, count.cards
        if not climb.low <= start <= climb.high:
            continue
        lists["reached"].append(cards)
        if start < climb.high or not climb.is_own:
            lists["skipped"].append(cards)
        if start == end:  # the last stage leads nowhere
            continue
        if climb.top >= end:
            lists["converted"].append(cards)
        elif climb.is_open:
            lists["open"].append(cards)
    joined = {figure: CardList.join(parts) for figure, parts in lists.items()}
    return Conversion(pipeline.stages[start], pipeline.stages[end], **joined)


def count_funnel(pipeline: Pipeline, climbs: Sequence[ClimbCount]) -> Sequence[Conversion]:
    """Return the funnel of the cards that climbed in a period, as the store counts them."""
    return [count_conversion(pipeline, climbs, *step) for step in _list_places(pipeline)]


def _list_places(pipeline: Pipeline) -> Sequence[tuple[int, int]]:
    """Return the place of each present stage with that of the next one; the last leads to itself."""
    places = [place for place, stage in enumerate(pipeline.stages) if not stage.deleted]
    return list(zip(places, [*places[1:], *places[-1:]], strict=True))


@dataclass
class _Lists:
    """The cards of a conversion, while it is counted."""

    reached: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    converted: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    too_young: list[str] = field(default_factory=list)

    def convert(self, pipeline: Pipeline, start: int, end: int) -> Conversion:
        """Return the conversion from one place to another."""
        return Conversion(
            pipeline.stages[start], pipeline.stages[end], self.reached, self.skipped, self.converted, self.open,
            self.too_young,
        )  # fmt: skip


class _Times:
    """When one card reached each place: read once, since the funnel asks for each stage."""

    def __init__(self, pipeline: Pipeline, journey: Journey, *, is_strict: bool) -> None:
        self._reached = pipeline.find_reached(journey)
        self._entries = list(pipeline.list_entries(journey)) if is_strict else None
        self.top = len(self._reached) - 1

    def find(self, start: int, end: int) -> tuple[str | None, bool, str | None]:
        """Return when the card reached the first place, whether it skipped it, and when it reached the second."""
        if self._entries is not None:
            first = self._find_own_entry(start)
            return first, False, self._find_own_entry(end, first) if first is not None else None
        if start > self.top:
            return None, False, None
        at, is_skipped = self._reached[start]
        return at, is_skipped, self._reached[end][0] if end <= self.top else None

    def _find_own_entry(self, place: int, since: str = "") -> str | None:
        """Return when the card first entered the very stage at a place, not before a time; None where it never did."""
        entries = self._entries or ()
        return next(
            (entry.at for entry in entries if entry.is_own and entry.place == place and entry.at >= since), None
        )


def _add(
    lists: _Lists,
    pipeline: Pipeline,
    journey: Journey,
    times: _Times,
    places: tuple[int, int],
    counting: Counting,
) -> None:
    start, end = places
    first, is_skipped, target = times.find(start, end)
    if first is None or not is_within(first, counting.bounds):
        return
    if counting.within_days is not None:
        deadline = iso(from_iso(first) + timedelta(days=counting.within_days))
        if deadline > counting.now:
            lists.too_young.append(journey.card)
            return
        target = target if target is not None and target <= deadline else None
    lists.reached.append(journey.card)
    if is_skipped:
        lists.skipped.append(journey.card)
    if start == end:  # the last stage leads nowhere
        return
    if target is not None:
        lists.converted.append(journey.card)
    elif not pipeline.is_closed(journey.moments[-1].stage):
        lists.open.append(journey.card)
