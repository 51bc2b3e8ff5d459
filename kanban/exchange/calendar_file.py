"""A member's next steps as a calendar file (iCalendar): steps with a time are appointments, others fill their day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from kanban import libraries
from kanban.domain.clock import from_iso
from kanban.domain.values.text import clean, clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

LONG = timedelta(minutes=30)
"""How long an appointment takes, as nobody says it."""


@dataclass(frozen=True, slots=True)
class CalendarStep:
    """A next step."""

    card: str
    """The card's id: the same step moved or renamed replaces the one before in people's calendars."""
    ref: str
    title: str
    company: str
    step: str
    day: str
    """ISO."""
    time: str
    """`14:30` in the board's zone; empty for any time of the day."""
    changed_at: str
    """When something last happened on the card, UTC."""
    zone: tzinfo
    """The board's."""
    board: str = ""
    """The board's name, where a calendar has steps of several."""


def build_calendar(name: str, steps: Iterable[CalendarStep]) -> bytes:
    """Return a calendar of this name as the text of a file. Steps whose day or time is none are left out."""
    calendar = libraries.icalendar.Calendar()
    calendar.add("prodid", "-//kanban//next steps//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", clean_line(name))
    for step in steps:
        try:
            day = date.fromisoformat(step.day)
            start = _find_start(day, step) if step.time else None
            end = start + LONG if start else day + timedelta(days=1)
        except (ValueError, OverflowError):  # as another machine wrote it, or at the calendar's ends
            continue
        event = libraries.icalendar.Event()
        event.add("uid", f"{step.card}@kanban")
        # a card that no act has touched, as a strange client makes one, has no time
        event.add("dtstamp", from_iso(step.changed_at) if step.changed_at else EPOCH)
        event.add("dtstart", start or day)
        event.add("dtend", end)
        event.add("summary", " · ".join(filter(None, (clean_line(step.step) or "Next step", clean_line(step.title)))))
        event.add("description", clean("\n".join(filter(None, (step.company, step.board, f"kanban show {step.ref}")))))
        event.add("transp", "OPAQUE" if start else "TRANSPARENT")
        calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text


def _find_start(day: date, step: CalendarStep) -> datetime:
    return datetime.combine(day, time.fromisoformat(step.time), step.zone).astimezone(UTC)
