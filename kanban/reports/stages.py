"""Stages: how long cards stay in each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from kanban.domain.board import Stage
from kanban.domain.clock import from_iso
from kanban.domain.journeys.journey import Journey
from kanban.domain.journeys.tally_counts import Tallies
from kanban.reports.rates import Bounds, is_within
from kanban.reports.survival import Median, find_median

DAY = timedelta(days=1)

FIGURES = ("stays", "left", "here")
"""What can be opened as cards."""


@dataclass
class StageTimes:
    """The stays in one stage that began in a period; times are days of 24 hours."""

    stage: Stage
    stays: list[tuple[float, bool]] = field(default_factory=list)
    """How long each stay lasted, and whether it is over."""
    in_all: dict[str | int, float] = field(default_factory=dict)
    """By card how long it was there in all its stays of the period; a card is its id, or its number in the store."""
    going: set[str | int] = field(default_factory=set)
    """Cards that are there still."""
    imported: int = 0
    """Stays left out because a file placed the card there: since when is not known."""

    @property
    def median(self) -> Median:
        """The median stay (Kaplan–Meier): stays that go on count as far as they have come."""
        return find_median(self.stays)

    @property
    def median_in_all(self) -> Median:
        """The median time that a card was there in all; it has ended for cards that are there no longer."""
        return find_median((days, card not in self.going) for card, days in self.in_all.items())

    def add(self, card: str | int, began: str, ended: str | None, now: str) -> None:
        """Count one more stay; times are UTC."""
        days = max(0.0, (from_iso(ended or now) - from_iso(began)) / DAY)
        self.stays.append((days, ended is not None))
        self.in_all[card] = self.in_all.get(card, 0.0) + days
        if ended is None:
            self.going.add(card)

    def list_cards(self, figure: str) -> list[str | int]:
        """Return the cards that one of `FIGURES` counts."""
        return [card for card in self.in_all if figure == "stays" or (card in self.going) == (figure == "here")]

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        median, in_all = self.median, self.median_in_all
        return {
            "stage": self.stage.name,
            "n": median.n,
            "ended": median.ended,
            "median_days": median.value,
            "more_than_days": median.longest if median.value is None else None,
            "cards": in_all.n,
            "median_days_in_all": in_all.value,
            "imported": self.imported,
        }


def build_stage_times(
    stages: Sequence[Stage], journeys: Iterable[Journey], bounds: Bounds, now: str
) -> list[StageTimes]:
    """Return how long cards stay in each open stage, by the stays that began in a period; `now` is UTC."""
    times = {stage.id: StageTimes(stage) for stage in stages if not stage.is_closed}
    for journey in journeys:
        for stay in journey.list_stays():
            if stay.stage not in times or not is_within(stay.began, bounds):
                continue
            counted = times[stay.stage]
            if stay.is_imported or stay.is_assumed:
                counted.imported += 1
                continue
            counted.add(journey.card, stay.began, stay.ended, now)
    return [counted for counted in times.values() if not counted.stage.deleted or counted.stays]


def count_stage_times(stages: Sequence[Stage], tallies: Tallies, bounds: Bounds, now: str) -> list[StageTimes]:
    """Return the same as the store keeps it: cards are their numbers there."""
    times = {stage.id: StageTimes(stage) for stage in stages if not stage.is_closed}
    for stage, count in tallies.count_placed(bounds).items():
        times[stage].imported = count
    for card, stage, began, ended in tallies.list_stays(bounds):
        times[stage].add(card, began, ended, now)
    return [counted for counted in times.values() if not counted.stage.deleted or counted.stays]
