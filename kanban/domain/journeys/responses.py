"""How long the offers of a card waited until sales tried to reach the prospect, and until they were reached."""

# no annotations from __future__: named tuples would compile each as text, 1 ms for which every verb waits

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kanban.domain.activity import Activity, find_counted_time
from kanban.domain.clock import from_iso
from kanban.domain.journeys.journey import Journey, Offer
from kanban.domain.journeys.pipeline import Pipeline
from kanban.domain.values.business_time import Calendar

HOUR = 3600


class ResponseRow(NamedTuple):
    """How long one offer waited, in business hours; None while it waits still."""

    made_at: str
    attempt_hours: float | None
    has_attempt: bool
    contact_hours: float | None
    has_contact: bool


def list_responses(
    pipeline: Pipeline, journey: Journey, activities: Sequence[Activity], calendar: Calendar
) -> Iterator[ResponseRow]:
    """Yield how long each offer waited; `activities` are those of the card.

    An activity belongs to the latest offer before it; a return that leads overturned and the offer that their ruling
    made are one. What sales never answered counts as far as it came: until the offer ended without an answer, or the
    card left sales or was closed.
    """
    chains = journey.list_rulings() if journey.offers else []
    for place, (offer, *ruled) in enumerate(chains):
        until = chains[place + 1][0].made_at if place + 1 < len(chains) else None
        times = [
            (at, activity.is_contact)
            for activity in activities
            if activity.team == "sales" and not activity.deleted
            for at in [find_counted_time(activity, calendar)]
            if offer.made_at <= at and (until is None or at < until)
        ]
        end = min(filter(None, (_find_end(pipeline, journey, ruled[-1] if ruled else offer), until)), default=None)
        attempt = min((at for at, _ in times), default=None)
        contact = min((at for at, is_contact in times if is_contact), default=None)
        yield ResponseRow(
            offer.made_at,
            *_measure(offer.made_at, attempt, end, calendar),
            *_measure(offer.made_at, contact, end, calendar),
        )


def count_hours(made_at: str, until: str, calendar: Calendar) -> float:
    """Return the business hours from one UTC time to another."""
    return calendar.count_worked(from_iso(made_at), from_iso(until)) / HOUR


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


def _measure(made_at: str, at: str | None, end: str | None, calendar: Calendar) -> tuple[float | None, bool]:
    if at is not None and (end is None or at <= end):
        return count_hours(made_at, at, calendar), True
    return (None if end is None else count_hours(made_at, end, calendar)), False
