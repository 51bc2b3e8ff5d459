"""Times that were, as people write them: the backward twin of `dates`, for what was done with a prospect."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from kanban.domain import clock
from kanban.domain.errors import UsageFault
from kanban.domain.values import dates
from kanban.domain.values.text import clean_line, shorten

if TYPE_CHECKING:
    from datetime import tzinfo

_TIME = r"(?:(.*?)(?:,| at)? ?)??(?:at )?([0-9]{1,2})[:.]([0-9]{2}) ?(am|pm)?"
_AGO = r"-? ?([0-9]{1,4}) ?(min|minutes?|m|h|hours?|d|days?|w|weeks?)(?: ago)?"
_DATE_TIME = r"([0-9]{4}-[0-9]{2}-[0-9]{2})[t ]([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?"
_SECONDS = {"m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}

_UNDERSTOOD = "Try 9:30, yesterday 14:00, fri 9:30, 2h ago"

NOON = time(12)
"""The time of a day that is named without one."""


def parse_past_moment(typed: str, now: datetime, zone: str | tzinfo) -> datetime:
    """Read a time up to now, seen from the board's zone: `9:30`, `yesterday 14:00`, `fri 9:30`, `2h ago`, ISO.

    A weekday is the last such day before today; a day without its year the last such day, today included. A day
    without a time is its noon, and today is now. Raises UsageFault for what can't be read or lies ahead.
    """
    plain = clean_line(typed[:200]).lower()
    try:
        moment = _read(plain, now, clock.load_zone(zone) if isinstance(zone, str) else zone)
    except (UsageFault, ValueError, OverflowError):
        moment = None
    if moment is None:
        raise UsageFault(f"Can't read “{shorten(clean_line(typed[:200]), 40)}” as a time. {_UNDERSTOOD}.")
    if moment > now:
        raise UsageFault(f"“{shorten(clean_line(typed[:200]), 40)}” lies ahead. Log an activity once it is done.")
    return moment


def _read(plain: str, now: datetime, zone: tzinfo) -> datetime | None:
    here = now.astimezone(zone)
    if plain in {"", "now"}:
        return now
    if plain[-1] in "z0123456789" and "t" in plain[10:11] and re.search(r"(?:z|[+-][0-9]{2}:?[0-9]{2})$", plain[11:]):
        return clock.from_iso(plain.upper())
    if match := re.fullmatch(_DATE_TIME, plain):
        moment = datetime.combine(date.fromisoformat(match[1]), time(int(match[2]), int(match[3])), zone)
        return moment.astimezone(now.tzinfo)
    if (match := re.fullmatch(_AGO, plain)) and (plain.startswith("-") or plain.endswith("ago")):
        return now - timedelta(seconds=int(match[1]) * _SECONDS[match[2][0]])
    if match := re.fullmatch(_TIME, plain):
        day = _read_past_day(match[1] or "today", here.date())
        hour = _to_24_hours(int(match[2]), match[4])
        return datetime.combine(day, time(hour, int(match[3])), zone).astimezone(now.tzinfo)
    day = _read_past_day(plain, here.date())
    return now if day == here.date() else datetime.combine(day, NOON, zone).astimezone(now.tzinfo)


def _to_24_hours(hour: int, half: str | None) -> int:
    """Return an hour of the day. Raises ValueError for 13 pm."""
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half == "pm" else 0)


def _read_past_day(plain: str, today: date) -> date:
    """Return the last such day. Raises UsageFault."""
    if plain == "yesterday":
        return today - timedelta(days=1)
    if plain == "last week":
        return today - timedelta(days=today.weekday() + 7)
    if plain in dates.WEEKDAYS:
        ahead = (dates.parse_day(plain, today) - today).days
        return today - timedelta(days=7 - ahead % 7)
    if plain.startswith(("+", "in ", "next ", "tomorrow")):
        return dates.parse_day(plain, today)
    for years in range(9):  # 29 February is up to 8 years off, and a weekday may fit another year's date
        try:
            day = dates.parse_day(plain, today.replace(year=today.year - years, day=min(today.day, 28)))
        except UsageFault:
            continue
        if day <= today or re.search(r"[0-9]{4}", plain):
            return day
    raise UsageFault(plain)
