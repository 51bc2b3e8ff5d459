"""Periods of a report: whole days of the board's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

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

    def instants(self, zone: ZoneInfo) -> tuple[str, str]:
        """Return when it begins and when it is over, as UTC text that sorts; the end no longer belongs to it."""
        return day_bounds(self.first, zone)[0] if self.first else "", day_bounds(self.last, zone)[1]
