"""Periods of a report: whole days of the board's zone."""

from __future__ import annotations

import re
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from kanban.domain.values.moments import day_bounds


@dataclass(frozen=True)
class Period:
    """From 00:00 of the first day to 24:00 of the last; without a first day, all that was before."""

    first: date | None
    last: date

    @property
    def before(self) -> Period | None:
        """The period before, over the same number of days; None without a first day, or at the calendar's beginning."""
        if self.first is None:
            return None
        days = self.last - self.first + timedelta(days=1)
        try:
            return Period(self.first - days, self.first - timedelta(days=1))
        except OverflowError:
            return None

    def instants(self, zone: tzinfo) -> tuple[str, str]:
        """Return when it begins and when it is over, as UTC text that sorts; the end no longer belongs to it."""
        return day_bounds(self.first, zone)[0] if self.first else "", day_bounds(self.last, zone)[1]


@dataclass(frozen=True)
class Months:
    """The months of a period, the first and the last as far as they lie in it."""

    names: Sequence[str]
    """Their names, `2026-12`."""
    begins: Sequence[str]
    """When each begins, UTC."""
    end: str
    """When the last is over, UTC."""

    def find(self, at: str) -> str | None:
        """Return the month of a UTC time; None outside the period."""
        place = bisect_right(self.begins, at) - 1
        return self.names[place] if place >= 0 and at < self.end else None


def split_months(first: date, last: date, zone: tzinfo) -> Months:
    """Return the months from one day to another, both included."""
    later = range(first.year * 12 + first.month, last.year * 12 + last.month)
    begins = [first, *(date(number // 12, number % 12 + 1, 1) for number in later)]
    return Months(
        tuple(day.isoformat()[:7] for day in begins),
        tuple(day_bounds(day, zone)[0] for day in begins),
        day_bounds(last, zone)[1],
    )


def find_quarter_start(day: date) -> date:
    """Return the first day of the quarter of a day."""
    return day.replace(month=day.month - (day.month - 1) % 3, day=1)


def list_finished_months(last: date, count: int) -> list[tuple[str, Period]]:
    """Return the last months that are over at the end of a day, oldest first, each with its name and its days.

    There are fewer at the calendar's beginning.
    """
    following = last + timedelta(days=1)
    months, end = [], following.year * 12 + following.month - 1
    for number in range(max(end - count, 12), end):
        first = date(number // 12, number % 12 + 1, 1)
        months.append((first.isoformat()[:7], Period(first, first.replace(day=monthrange(first.year, first.month)[1]))))
    return months


def find_month(name: str) -> Period | None:
    """Return the days of a month by its name, `2026-12`; None for another text."""
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", name) or name.startswith("0000"):
        return None
    first = date.fromisoformat(f"{name}-01")
    return Period(first, first.replace(day=monthrange(first.year, first.month)[1]))
