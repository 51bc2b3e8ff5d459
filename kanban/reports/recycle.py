"""Recycling: of the cards that sales returned, how many came back and became real."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kanban.domain.journeys.journey import Journey
from kanban.domain.journeys.pipeline import Pipeline
from kanban.reports.rates import Bounds, Rate, is_within

FIGURES = ("returned", "recycled", "open")
"""What can be opened as cards."""


@dataclass
class Recycling:
    """Cards by their first return in a period; those returned for good, and those overturned, are left out."""

    returned: list[str] = field(default_factory=list)
    recycled: list[str] = field(default_factory=list)
    """Those that reached the stage marked SQL afterwards."""
    open: list[str] = field(default_factory=list)
    """Those that did not, and stand in no closed stage."""

    @property
    def rate(self) -> Rate:
        """Recycled, of all that were returned."""
        return Rate(len(self.recycled), len(self.returned))

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        return {
            "returned": len(self.returned),
            "recycled": len(self.recycled),
            "n": self.rate.whole,
            "rate": self.rate.share,
            "interval": self.rate.interval,
            "open": len(self.open),
        }


def build_recycling(pipeline: Pipeline, journeys: Iterable[Journey], bounds: Bounds, sql: int | None) -> Recycling:
    """Count cards by their first return in a period; `sql` is the place of the stage marked SQL, if there is one.

    A card that goes from its return straight past that stage has reached it, too. An expired offer is no return.
    """
    report = Recycling()
    for journey in journeys:
        overturned = {offer.overturned for offer in journey.offers}
        first = min(
            (
                offer.ended_at
                for offer in journey.offers
                if offer.state == "returned" and offer.ended_at and is_within(offer.ended_at, bounds)
                and offer.id not in overturned and not offer.is_final
            ),
            default=None,
        )  # fmt: skip
        if first is None:
            continue
        report.returned.append(journey.card)
        if sql is not None and any(
            entry.at > first and entry.place >= sql for entry in pipeline.list_entries(journey) if entry.is_own
        ):
            report.recycled.append(journey.card)
        elif not pipeline.is_closed(journey.moments[-1].stage):
            report.open.append(journey.card)
    return report
