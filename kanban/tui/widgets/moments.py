"""Moments as the card panel says them: short, and in the zone of the board's clock."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from kanban.domain.clock import from_iso
from kanban.domain.errors import UsageFault
from kanban.domain.text import clean_line

_ISO = re.compile(r"(?<![\w-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-])")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(8)
def zone_of(name: str) -> ZoneInfo:
    """Return the zone with this name; UTC where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return ZoneInfo("UTC")


def local(at: str, zone: str) -> datetime | None:
    """Return a UTC moment in the board's zone; None for what is no moment."""
    try:
        return from_iso(at).astimezone(zone_of(zone))
    except (UsageFault, OverflowError):
        return None


def today(now: datetime, zone: str) -> date:
    """Return the day that it is in the board's zone."""
    return now.astimezone(zone_of(zone)).date()


def short(at: str, now: datetime, zone: str) -> str:
    """Say when something was: `10:02` today, `Tue 10:02` this week, `12 Nov`, `12 Nov ’24`. At most 10 cells."""
    then = local(at, zone)
    if then is None:
        return clean_line(at)[:10]
    away = (today(now, zone) - then.date()).days
    if away == 0:
        return f"{then:%H:%M}"
    if 0 < away < 7:
        return f"{_DAYS[then.weekday()]} {then:%H:%M}"
    said = f"{then.day} {_MONTHS[then.month - 1]}"
    return said if then.year == now.astimezone(then.tzinfo).year else f"{said} ’{then.year % 100:02d}"


def ahead(at: str, now: datetime, zone: str) -> str:
    """Say a moment that is near, before or behind: `17:00` today, `Tue 11:00` within a week, else `12 Dec 11:00`."""
    then = local(at, zone)
    if then is None:
        return clean_line(at)[:10]
    away = (then.date() - today(now, zone)).days
    if away == 0:
        return f"{then:%H:%M}"
    if -7 < away < 7:
        return f"{_DAYS[then.weekday()]} {then:%H:%M}"
    return f"{then.day} {_MONTHS[then.month - 1]} {then:%H:%M}"


def whole(at: str, zone: str) -> str:
    """Say a moment in full: `Tue 12 Nov 2026 10:02`."""
    then = local(at, zone)
    if then is None:
        return clean_line(at)
    return f"{_DAYS[then.weekday()]} {day(then.date())} {then:%H:%M}"


def day(when: date) -> str:
    """Say a day in full: `12 Nov 2026`."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year:04d}"


def named_day(when: date, now: date) -> str:
    """Say a day that somebody plans with: `today`, `tomorrow`, `Fri 27 Nov`, and the year where it is another one."""
    away = (when - now).days
    return ("yesterday", "today", "tomorrow")[away + 1] if away in (-1, 0, 1) else _dated(when, now)


def with_days(said: str, now: date) -> str:
    """Return what was done with its ISO dates as people say days: `again on Mon 4 Jan 2027`."""

    def dated(found: re.Match[str]) -> str:
        try:
            return _dated(date.fromisoformat(found[0]), now)
        except ValueError:  # 2026-02-31
            return found[0]

    return _ISO.sub(dated, said)


def _dated(when: date, now: date) -> str:
    said = f"{_DAYS[when.weekday()]} {when.day} {_MONTHS[when.month - 1]}"
    return said if when.year == now.year else f"{said} {when.year:04d}"


def age(at: str, now: datetime) -> str:
    """Say how long ago something was in one unit: `now`, `5 min`, `3 h`, `12 days`, `8 mo`, `2 y`."""
    then = local(at, "UTC")
    if then is None:
        return ""
    minutes = int((now.astimezone(UTC) - then).total_seconds() // 60)
    for size, unit in ((525_600, "y"), (87_600, "mo"), (1_440, "days"), (60, "h"), (1, "min")):
        if minutes >= size:
            # Months only from two on: “31 days” says more than “1 mo”.
            count = minutes // (43_800 if unit == "mo" else size)
            return f"{count} {'day' if count == 1 else unit}" if unit == "days" else f"{count} {unit}"
    return "now"
