"""What a member promised: next steps by their day, answers that run out, and open cards without a next step.

The inbox has what others want from the member; this is what the member said they would do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from kanban.domain.values.moments import is_past
from kanban.domain.values.money import decimal_text

Section = Literal["answers", "late", "today", "week", "none"]

SECTIONS: dict[Section, str] = {
    "answers": "To answer",
    "late": "Late",
    "today": "Today",
    "week": "This week",
    "none": "No next step",
}
"""The sections with their titles: what runs out first comes first."""

LAST = "~"
"""Sorts behind every time: what has none may be done when there is room."""

SHOWN = 200
"""The most cards without a next step on a screen."""


@dataclass(frozen=True, slots=True)
class TodayRow:
    """One thing to do."""

    section: Section
    card: str
    """The card's id."""
    ref: str
    title: str
    company: str
    value: int | None
    """In minor units of its currency."""
    currency: str | None
    stage: str
    """The stage's name."""
    step: str
    """The next step, or what was said with an offer or a question; may be empty."""
    due: str
    """When it is due: a day, for answers a UTC time; empty for none."""
    touched_at: str
    """When something last happened on the card, UTC."""
    is_overdue: bool = False
    time: str = ""
    """When on that day in the board's zone, as `14:30`; empty for any time."""

    def encode(self) -> dict[str, Any]:
        """Return its record; what is absent is null."""
        return {
            "section": self.section,
            "card": self.card,
            "ref": self.ref,
            "title": self.title,
            "company": self.company or None,
            "value": None if self.value is None else decimal_text(self.value, self.currency),
            "currency": self.currency,
            "stage": self.stage,
            "step": self.step or None,
            "due": self.due or None,
            "time": self.time or None,
            "overdue": self.is_overdue,
            "touched_at": self.touched_at,
        }


def find_week_end(today: date) -> date:
    """Return the last day of this week: its Sunday."""
    return today + timedelta(days=6 - today.weekday())


def find_section(next_on: str, next_time: str | None, now: datetime) -> Section | None:
    """Return the section of a next step by its ISO day and its time; None for a step after this week.

    `now` is in the board's zone.
    """
    today = now.date()
    if is_past(next_on, next_time, now):
        return "late"
    if next_on == today.isoformat():
        return "today"
    return "week" if next_on <= find_week_end(today).isoformat() else None


def sort_rows(rows: list[TodayRow]) -> list[TodayRow]:
    """Return rows in their order: by section, then by day and time; without a day the most valuable first."""
    places = {section: place for place, section in enumerate(SECTIONS)}
    return sorted(
        rows, key=lambda row: (places[row.section], row.due, row.time or LAST, -(row.value or 0), row.title, row.card)
    )


@dataclass(frozen=True, slots=True)
class DueSteps:
    """How many next steps and answers are due."""

    today: int = 0
    late: int = 0


def count_due(rows: Sequence[TodayRow], end: str) -> DueSteps:
    """Return how many of these next steps and answers are due until the end of today (UTC), and how many are late."""
    answers = [(row.due, row.is_overdue) for row in rows if row.section == "answers"]
    steps = DueSteps(sum(row.section == "today" for row in rows), sum(row.section == "late" for row in rows))
    return add_answers(steps, answers, end)


def add_answers(steps: DueSteps, answers: Iterable[tuple[str, bool]], end: str) -> DueSteps:
    """Return what is due with the answers among it; each is its limit (UTC, or empty) and whether that has passed."""
    today, late = steps.today, steps.late
    for due, is_overdue in answers:
        today += bool(due) and not is_overdue and due <= end
        late += is_overdue
    return DueSteps(today, late)
