"""First response: how long an offer waits until sales tries to reach the prospect, and until they are reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kanban.domain.activity import Activity
from kanban.domain.journeys.journey import Journey
from kanban.domain.journeys.pipeline import Pipeline
from kanban.domain.journeys.responses import ResponseRow, count_hours, list_responses
from kanban.domain.journeys.tally_counts import Tallies
from kanban.domain.values.business_time import Calendar
from kanban.reports.rates import Bounds, is_within
from kanban.reports.survival import Median, find_median


@dataclass
class FirstResponses:
    """The offers of a period; times are business hours."""

    attempts: list[tuple[float, bool]] = field(default_factory=list)
    """How long each offer waited for the first attempt of sales, and whether there was one."""
    contacts: list[tuple[float, bool]] = field(default_factory=list)
    """The same for the first contact."""
    without: Sequence[str] = ()
    """The cards of offers without any attempt."""

    @property
    def attempt(self) -> Median:
        """The median until the first attempt (Kaplan–Meier)."""
        return find_median(self.attempts)

    @property
    def contact(self) -> Median:
        """The median until the first contact."""
        return find_median(self.contacts)

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        return {
            "first_response": _encode_median(self.attempt),
            "first_contact": _encode_median(self.contact),
            "without_response": len(self.without),
        }


def build_first_responses(
    pipeline: Pipeline,
    journeys: Iterable[Journey],
    activities: Mapping[str, Sequence[Activity]],
    bounds: Bounds,
    now: str,
    calendar: Calendar,
) -> FirstResponses:
    """Measure the offers made in a period; `activities` are those of each card, `now` is UTC.

    What waits still counts as far as it has come.
    """
    rows = (
        (journey.card, row)
        for journey in journeys
        for row in list_responses(pipeline, journey, activities.get(journey.card, ()), calendar)
        if is_within(row.made_at, bounds)
    )
    report, without = FirstResponses(), list[str]()
    for card, row in rows:
        if not _add(report, row, now, calendar):
            without.append(card)
    report.without = without
    return report


def count_first_responses(tallies: Tallies, bounds: Bounds, now: str, calendar: Calendar) -> FirstResponses:
    """Measure the offers made in a period, as the store keeps them; `now` is UTC."""
    report = FirstResponses(without=tallies.list_without_response(bounds))
    for row in tallies.list_responses(bounds):
        _add(report, row, now, calendar)
    return report


def _add(report: FirstResponses, row: ResponseRow, now: str, calendar: Calendar) -> bool:
    """Count one more offer; returns whether sales tried."""
    waited = None
    if row.attempt_hours is None or row.contact_hours is None:
        waited = count_hours(row.made_at, now, calendar)
    attempted = waited if row.attempt_hours is None else row.attempt_hours
    reached = waited if row.contact_hours is None else row.contact_hours
    report.attempts.append((attempted or 0.0, row.has_attempt))
    report.contacts.append((reached or 0.0, row.has_contact))
    return row.has_attempt


def _encode_median(median: Median) -> dict[str, Any]:
    return {
        "median_hours": median.value,
        "more_than_hours": median.longest if median.value is None else None,
        "n": median.n,
        "responded": median.ended,
    }
