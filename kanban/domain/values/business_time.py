"""Business time: how long something waits during the board's working hours, in its zone, without holidays.

The clocks of handoffs count it. Working hours are the same on the wall clock all year, so a day on which the clocks
change is as long as any other. Questions take instants; answers are seconds within working hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from kanban.domain.board import DEFAULT_HOURS
from kanban.domain.clock import load_zone
from kanban.domain.errors import UsageFault
from kanban.domain.values import dates
from kanban.domain.values.text import shorten

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_HOURS = re.compile(
    r"(?P<days>[A-Za-z]{3}(?:-[A-Za-z]{3})?(?:,[A-Za-z]{3}(?:-[A-Za-z]{3})?)*) "
    r"(?P<begin>\d{1,2}(?::[0-5]\d)?)-(?P<end>\d{1,2}(?::[0-5]\d)?)",
    re.ASCII,
)

_BLANKS = re.compile(r"\s*([-,])\s*")

_YEAR = 260
"""Working days of a year, roughly."""

_LONGEST = 366 * 100
"""Days after which the search for business time stops: a board's holidays might never end."""


_NO_HOURS = "The board's holidays leave no business hours; change them."


class Hours(NamedTuple):
    """When people work: the days of the week, and from when to when on each."""

    days: frozenset[int]
    """0 is Monday."""
    begin: int
    """Minutes after midnight on the wall clock."""
    end: int

    @property
    def seconds(self) -> int:
        """The length of a working day."""
        return 60 * (self.end - self.begin)


def read_hours(text: str) -> Hours:
    """Read `Mon-Fri 9-17`, `Sun-Tue,Thu 8:30-16:45` or `Sat 10-14`. Raises UsageFault."""
    match = _HOURS.fullmatch(_BLANKS.sub(r"\1", text.replace("–", "-").strip()))
    if match:
        days = [_read_days(part.lower()) for part in match["days"].split(",")]
        begin, end = _read_minutes(match["begin"]), _read_minutes(match["end"])
        if all(days) and begin < end <= 24 * 60:
            return Hours(frozenset().union(*days), begin, end)
    raise UsageFault(f"Business hours look like “Mon-Fri 9-17”, not “{shorten(text, 40)}”.")


def _read_days(part: str) -> frozenset[int]:
    """Return the days of the week from one to another, both included; none for an unknown day."""
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

    def count_worked(self, start: datetime, end: datetime) -> float:
        """Return the business seconds from `start` to `end`; 0 where `end` is not later. Both need a time zone."""
        total = 0.0
        if end <= start:
            return total
        first, last = (moment.astimezone(self.zone).date() for moment in (start, end))
        whole = self._count_whole_days(first + timedelta(1), last - timedelta(1))
        for day in {first, last}:
            if opened := self._open(day):
                begin, close = opened
                total += max(0.0, (min(end, close) - max(start, begin)).total_seconds())
        return total + whole * self.hours.seconds

    def add_worked(self, start: datetime, seconds: float) -> datetime:
        """Return the UTC moment when `seconds` of business time have passed since `start`.

        No time passes outside working hours: 0 seconds after a Saturday is that Saturday. Raises UsageFault where the
        holidays leave no working hours.
        """
        seconds_left = seconds
        if seconds_left <= 0:
            return start.astimezone(UTC)
        for begin, close in self._list_days(start, 1):
            if close <= start:
                continue
            seconds_here = (close - max(start, begin)).total_seconds()
            if seconds_here >= seconds_left:
                return (max(start, begin) + timedelta(seconds=seconds_left)).astimezone(UTC)
            seconds_left -= seconds_here
        raise UsageFault(_NO_HOURS, command="kanban board set holidays=… does")

    def subtract_worked(self, end: datetime, seconds: float) -> datetime:
        """Return the UTC moment from which `seconds` of business time were left until `end`: the inverse of `after`.

        Raises UsageFault as `after` does.
        """
        seconds_left = seconds
        if seconds_left <= 0:
            return end.astimezone(UTC)
        for begin, close in self._list_days(end, -1):
            if begin >= end:
                continue
            seconds_here = (min(end, close) - begin).total_seconds()
            if seconds_here >= seconds_left:
                return (min(end, close) - timedelta(seconds=seconds_left)).astimezone(UTC)
            seconds_left -= seconds_here
        raise UsageFault(_NO_HOURS, command="kanban board set holidays=… does")

    def is_open_on(self, day: date) -> bool:
        """Whether people work on a day."""
        return self._open(day) is not None

    def count_days(self, first: date, last: date) -> int:
        """Return how many working days there are from one day to another, both included; 0 where `last` is earlier."""
        return self._count_whole_days(first, last)

    def _count_whole_days(self, first: date, last: date) -> int:
        """Count the working days from `first` to `last`, both included."""
        span = (last - first).days + 1
        if span <= 0:
            return 0
        weeks, rest = divmod(span, 7)
        count = weeks * len(self.hours.days)
        count += sum((first.weekday() + step) % 7 in self.hours.days for step in range(rest))
        return count - sum(first <= day <= last and day.weekday() in self.hours.days for day in self.holidays)

    def _list_days(self, moment: datetime, step: int) -> Iterator[tuple[datetime, datetime]]:
        """Yield the working hours of each day, from the day of `moment` forward, or back with a step of -1."""
        day = moment.astimezone(self.zone).date()
        for _ in range(_LONGEST):
            if opened := self._open(day):
                yield opened
            try:
                day += timedelta(step)
            except OverflowError:
                return

    def _open(self, day: date) -> tuple[datetime, datetime] | None:
        """Return the working hours of a day as two instants; None on a day off.

        Where the clocks change within the hours, the day keeps its length: it ends that long after it began.
        """
        if day.weekday() not in self.hours.days or day in self.holidays:
            return None
        midnight = datetime.combine(day, time(), tzinfo=self.zone)
        begin = (midnight + timedelta(minutes=self.hours.begin)).astimezone(UTC)
        return begin, begin + timedelta(seconds=self.hours.seconds)


def format_worked(seconds: float, day: float) -> str:
    """Format business time briefly: `40m`, `41h`; from 100 hours on in working days, `62d`, then `3y`."""
    if seconds < 3600:
        return f"{int(seconds // 60)}m"
    if seconds < 100 * 3600:
        return f"{int(seconds // 3600)}h"
    days = int(seconds // day)
    return f"{days}d" if days < 2 * _YEAR else f"{days // _YEAR}y"


@lru_cache(32)
def make_calendar(hours: str, timezone: str, holidays: tuple[str, ...]) -> Calendar:
    """Return the calendar of a board's settings; hours that can't be read count as Mon-Fri 9-17."""
    try:
        read = read_hours(hours)
    except UsageFault:
        read = read_hours(DEFAULT_HOURS)
    days = frozenset(day for text in holidays if (day := _read_day(text)))
    return Calendar(read, load_zone(timezone), days)


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_zone(plain: str) -> str:
    """Return a time zone that this machine knows, by its IANA name. Raises UsageFault."""
    try:
        ZoneInfo(plain)
    except (ValueError, OSError, LookupError):
        raise UsageFault(f"No time zone is called “{shorten(plain, 40)}”; one looks like Europe/Berlin.") from None
    return plain


def read_holiday(plain: str) -> str:
    """Return a holiday as an ISO date. Raises UsageFault for a day that depends on when it is typed."""
    try:
        meanings = {dates.parse_day(plain, today) for today in (date(2001, 1, 1), date(2002, 2, 2))}
    except UsageFault:
        meanings = set()
    if len(meanings) != 1:
        raise UsageFault(
            f"Can't read “{shorten(plain, 20)}” as a holiday. "
            "Holidays are days with their year, such as 25 Dec 2026, separated by commas."
        )
    return meanings.pop().isoformat()
