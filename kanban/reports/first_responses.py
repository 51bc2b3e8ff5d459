"""First response: how long an offer waits until sales tries to reach the prospect, and until they are reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kanban.domain.activity import Activity, find_counted_time
from kanban.domain.clock import from_iso
from kanban.domain.journeys.journey import Journey, Offer
from kanban.domain.journeys.pipeline import Pipeline
from kanban.domain.values.business_time import Calendar
from kanban.reports.rates import Bounds, is_within
from kanban.reports.survival import Median, find_median

HOUR = 3600


@dataclass
class FirstResponses:
    """The offers of a period; times are business hours."""

    attempts: list[tuple[float, bool]] = field(default_factory=list)
    """How long each offer waited for the first attempt of sales, and whether there was one."""
    contacts: list[tuple[float, bool]] = field(default_factory=list)
    """The same for the first contact."""
    without: list[str] = field(default_factory=list)
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

    An activity belongs to the latest offer before it; a return that leads overturned and the offer that their ruling
    made are one. What sales never answered counts as far as it came: until the offer ended without an answer, the card
    left sales or was closed, or now.
    """
    report = FirstResponses()
    for journey in journeys:
        chains = journey.list_rulings() if journey.offers else []
        for place, (offer, *ruled) in enumerate(chains):
            if not is_within(offer.made_at, bounds):
                continue
            until = chains[place + 1][0].made_at if place + 1 < len(chains) else None
            times = [
                (at, activity.is_contact)
                for activity in activities.get(journey.card, ())
                if activity.team == "sales" and not activity.deleted
                for at in [find_counted_time(activity, calendar)]
                if offer.made_at <= at and (until is None or at < until)
            ]
            end = min(filter(None, (_find_end(pipeline, journey, ruled[-1] if ruled else offer), until, now)))
            attempt = min((at for at, _ in times), default=None)
            contact = min((at for at, is_contact in times if is_contact), default=None)
            report.attempts.append(_measure(offer, attempt, end, calendar))
            report.contacts.append(_measure(offer, contact, end, calendar))
            if not report.attempts[-1][1]:
                report.without.append(journey.card)
    return report


def _find_end(pipeline: Pipeline, journey: Journey, offer: Offer) -> str | None:
    """Return when nobody waits for sales any more; None while somebody does."""
    if offer.is_open:
        return None
    if offer.accepted_at is None:
        return offer.ended_at
    return next(
        (
            moment.at
            for moment in journey.moments
            if moment.at > offer.accepted_at and not pipeline.is_open_sales(moment.stage)
        ),
        None,
    )


def _measure(offer: Offer, at: str | None, end: str, calendar: Calendar) -> tuple[float, bool]:
    has_come = at is not None and at <= end
    waited = calendar.count_worked(from_iso(offer.made_at), from_iso(at if at is not None and has_come else end))
    return waited / HOUR, has_come


def _encode_median(median: Median) -> dict[str, Any]:
    return {
        "median_hours": median.value,
        "more_than_hours": median.longest if median.value is None else None,
        "n": median.n,
        "responded": median.ended,
    }
