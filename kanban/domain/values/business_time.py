"""Business time: how long something waits while somebody works, in the board's hours, zone and holidays.

Clocks of handoffs count it. A day's hours are the same on the wall all year, so a day on which the clocks change is as
long as any other to them; what is asked for are instants, and what is answered are seconds really passed within hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from kanban.domain.board import DEFAULT_HOURS
from kanban.domain.errors import UsageFault
from kanban.domain.values.text import shorten

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_HOURS = re.compile(
    r"(?P<days>[A-Za-z]{3}(?:-[A-Za-z]{3})?(?:,[A-Za-z]{3}(?:-[A-Za-z]{3})?)*) "
    r"(?P<begin>\d{1,2}(?::[0-5]\d)?)-(?P<end>\d{1,2}(?::[0-5]\d)?)",
    re.ASCII,
)

_BLANKS = re.compile(r"\s*([-,])\s*")

_YEAR = 260
"""Working days of a year, about."""

_LONGEST = 366 * 100
"""Days after which looking for business time is given up: a board whose holidays never end."""


_NO_HOURS = "The board's holidays leave no business hours; change them (kanban board set holidays=…)."


class Hours(NamedTuple):
    """When people work: week days, and from when to when on each of them."""

    days: frozenset[int]
    """0 is Monday."""
    begin: int
    """Minutes after midnight, by the wall clock."""
    end: int

    @property
    def seconds(self) -> int:
        """How long a day is."""
        return 60 * (self.end - self.begin)


def read_hours(text: str) -> Hours:
    """Read `Mon-Fri 9-17`, `Sun-Tue,Thu 8:30-16:45` or `Sat 10-14`; raises UsageFault."""
    match = _HOURS.fullmatch(_BLANKS.sub(r"\1", text.replace("–", "-").strip()))
    if match:
        days = [_read_days(part.lower()) for part in match["days"].split(",")]
        begin, end = _read_minutes(match["begin"]), _read_minutes(match["end"])
        if all(days) and begin < end <= 24 * 60:
            return Hours(frozenset().union(*days), begin, end)
    raise UsageFault(f"Business hours look like “Mon-Fri 9-17”, not “{shorten(text, 40)}”.")


def _read_days(part: str) -> frozenset[int]:
    """Return the week days from one to another, both among them; none where one of them is no day."""
    first, _, last = part.partition("-")
    if first not in DAYS or (last or first) not in DAYS:
        return frozenset()
    start = DAYS.index(first)
    return frozenset((start + step) % 7 for step in range((DAYS.index(last or first) - start) % 7 + 1))


def _read_minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes or 0)


class Calendar(NamedTuple):
    """The business time of one board."""

    hours: Hours
    zone: ZoneInfo
    holidays: frozenset[date] = frozenset()

    def between(self, start: datetime, end: datetime) -> float:
        """Return the business seconds from one aware time to a later one; 0 where it is not later."""
        total = 0.0
        if end <= start:
            return total
        first, last = (moment.astimezone(self.zone).date() for moment in (start, end))
        whole = self._whole_days(first + timedelta(1), last - timedelta(1))
        for day in {first, last}:
            if opened := self._open(day):
                begin, close = opened
                total += max(0.0, (min(end, close) - max(start, begin)).total_seconds())
        return total + whole * self.hours.seconds

    def after(self, start: datetime, seconds: float) -> datetime:
        """Return when so many business seconds from `start` on have passed, in UTC.

        None pass outside of hours: 0 seconds from a Saturday on is that Saturday. Raises UsageFault where the board's
        holidays leave no time to work.
        """
        left = seconds
        if left <= 0:
            return start.astimezone(UTC)
        for begin, close in self._days(start, 1):
            if close <= start:
                continue
            here = (close - max(start, begin)).total_seconds()
            if here >= left:
                return (max(start, begin) + timedelta(seconds=left)).astimezone(UTC)
            left -= here
        raise UsageFault(_NO_HOURS)

    def before(self, end: datetime, seconds: float) -> datetime:
        """Return when so many business seconds were left until `end`, in UTC: from then on, `after` leads there again.

        Raises UsageFault as `after` does.
        """
        left = seconds
        if left <= 0:
            return end.astimezone(UTC)
        for begin, close in self._days(end, -1):
            if begin >= end:
                continue
            here = (min(end, close) - begin).total_seconds()
            if here >= left:
                return (min(end, close) - timedelta(seconds=left)).astimezone(UTC)
            left -= here
        raise UsageFault(_NO_HOURS)

    def is_open_on(self, day: date) -> bool:
        """Whether people work on a day."""
        return self._open(day) is not None

    def _whole_days(self, first: date, last: date) -> int:
        """Count the working days from one day to another, both among them."""
        span = (last - first).days + 1
        if span <= 0:
            return 0
        weeks, rest = divmod(span, 7)
        count = weeks * len(self.hours.days)
        count += sum((first.weekday() + step) % 7 in self.hours.days for step in range(rest))
        return count - sum(first <= day <= last and day.weekday() in self.hours.days for day in self.holidays)

    def _days(self, moment: datetime, step: int) -> Iterator[tuple[datetime, datetime]]:
        """Yield from when to when people work on each day, from that of a moment on or (with a step of -1) back."""
        day = moment.astimezone(self.zone).date()
        for _ in range(_LONGEST):
            if opened := self._open(day):
                yield opened
            try:
                day += timedelta(step)
            except OverflowError:
                return

    def _open(self, day: date) -> tuple[datetime, datetime] | None:
        """Return from when to when people work on a day, as instants; None on one off.

        Where the clocks change within the hours the day is as long as any other: it ends so long after its beginning.
        """
        if day.weekday() not in self.hours.days or day in self.holidays:
            return None
        midnight = datetime.combine(day, time(), tzinfo=self.zone)
        begin = (midnight + timedelta(minutes=self.hours.begin)).astimezone(UTC)
        return begin, begin + timedelta(seconds=self.hours.seconds)


def format_worked(seconds: float, day: float) -> str:
    """Return business time in as few letters as tell enough: `40m`, `41h`; from 100 hours on working days, `62d`, then `3y`."""
    if seconds < 3600:
        return f"{int(seconds // 60)}m"
    if seconds < 100 * 3600:
        return f"{int(seconds // 3600)}h"
    days = int(seconds // day)
    return f"{days}d" if days < 2 * _YEAR else f"{days // _YEAR}y"


@lru_cache(32)
def make_calendar(hours: str, timezone: str, holidays: tuple[str, ...]) -> Calendar:
    """Return the business time of a board by its settings; hours that are none (from elsewhere) count as Mon-Fri 9-17."""
    try:
        read = read_hours(hours)
    except UsageFault:
        read = read_hours(DEFAULT_HOURS)
    days = frozenset(day for text in holidays if (day := _read_day(text)))
    return Calendar(read, ZoneInfo(timezone), days)


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
