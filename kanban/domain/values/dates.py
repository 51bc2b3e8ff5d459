"""Days as people write them: read looking forward, since plans lie ahead, and written in one style."""

from __future__ import annotations

import re
from datetime import date, timedelta

from kanban.domain.errors import UsageFault
from kanban.domain.values.text import clean_line, shorten

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_WEEKDAY_OF = {name: place for place, day in enumerate(_DAYS) for name in (day, day[:3])}
WEEKDAYS = frozenset(_WEEKDAY_OF)
"""The names of the days of the week, short ones too."""

_MONTH_OF = {name: place for place, month in enumerate(_MONTHS, 1) for name in (month, month[:3])}
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}

# compiled when they are first used: no start waits for them
_ISO = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_AHEAD = r"\+ ?([0-9]{1,6}) ?([dwmy])"
_IN = r"in ([0-9]{1,6}|[a-z]+) (day|week|month|year)s?"
_NUMBERS = r"([0-9]{1,2})\. ?([0-9]{1,2})\.?(?: ?([0-9]{4}))?"
_WORDS = (
    r"(?:([a-z]+),? )?"
    r"(?:([0-9]{1,2})(?:st|nd|rd|th|\.)? ([a-z]+)|([a-z]+) ([0-9]{1,2})(?:st|nd|rd|th)?)"
    r"(?:,? ([0-9]{4}))?"
)

_KEPT_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_TIME_OF_DAY = re.compile(r"([0-9]{1,2})(?::([0-9]{2}))? ?(am|pm)?")
_WITH_TIME = re.compile(
    r"(?:at )?(?:(.+?)(?:,? at |, | |T))??([0-9]{1,2}(?::[0-9]{2} ?(?:am|pm)?| ?(?:am|pm)))", re.IGNORECASE
)
_UNDERSTOOD = "Try today, tomorrow, fri, +3d, in 2 weeks, next week, 24.12. or 1 Dec"


def parse_day(text: str, today: date, *, to_compare: bool = False) -> date:
    """Read a day, seen from `today`; without a year it is the next such day, today included.

    A weekday named on that day means a week later. “next week” and “next month” are their first day. A month after
    the 31st is that month's last day. Only a day with its year may lie in the past. The year 1, where the calendar
    begins, is accepted only `to_compare` with. Raises UsageFault with what can be read.
    """
    plain = clean_line(text).lower()
    try:
        day = _read_named_day(plain, today) or _read_days_ahead(plain, today) or _read_date(plain, today)
    except (ValueError, OverflowError):  # 31 April, or past the year 9999
        day = None
    if day is None or (day.year == date.min.year and not to_compare):
        raise UsageFault(f"Can't read “{shorten(clean_line(text[:200]), 40)}” as a date. {_UNDERSTOOD}.")
    return day


def is_time_of_day(text: str) -> bool:
    """Return whether this is a time as it is kept: `14:30`."""
    return _KEPT_TIME.fullmatch(text) is not None


def parse_time(text: str) -> str:
    """Read a time of day: `14:30`, `9:05`, `2 pm`, `2:30pm`. Returns `14:30`; raises UsageFault."""
    plain = clean_line(text).lower().removeprefix("at ").strip()
    match = _TIME_OF_DAY.fullmatch(plain)
    if match and (match[2] or match[3]):
        hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
        if hour < 24 and minute < 60 and (not half or int(match[1]) <= 12):
            return f"{hour:02}:{minute:02}"
    raise UsageFault(f"Can't read “{shorten(clean_line(text[:200]), 40)}” as a time. Try 14:30 or 2:30 pm.")


def parse_due(text: str, today: date) -> tuple[date, str | None]:
    """Read a day, or a day with a time: `fri`, `fri 14:30`, `1 Dec at 9:00`; a time alone is today's.

    Raises UsageFault with what can be read.
    """
    plain = clean_line(text)
    match = _WITH_TIME.fullmatch(plain)
    if match is None:
        return parse_day(plain, today), None
    time = parse_time(match[2])
    return (parse_day(match[1], today) if match[1] else today), time


def format_due(day: date, time: str | None, today: date) -> str:
    """Format a day with its time, if it has one: `Fri 14:30`, today's by the time alone."""
    if time and day == today:
        return time
    return f"{format_day(day, today)} {time}" if time else format_day(day, today)


def format_day(day: date, today: date) -> str:
    """Format a day briefly: `today`, `tomorrow`, `yesterday`, `Fri`, `Fri 27 Nov`, `27 Nov 2028` (far off).

    `parse_day` reads a day ahead back as the same day.
    """
    away = (day - today).days
    if -1 <= away <= 1:
        return ("yesterday", "today", "tomorrow")[away + 1]
    return name_weekday(day) if 2 <= away <= 6 else format_date(day, today)


def format_date(day: date, today: date) -> str:
    """Format a day by its date, even when near: `Fri 27 Nov`, `27 Nov 2028` (far off). For text that stays."""
    near = -180 <= (day - today).days <= 330
    return f"{name_weekday(day)} {day.day} {name_month(day)}" if near else format_full_date(day)


def format_full_date(day: date) -> str:
    """Format a day so that `parse_day` reads it back at any time: `27 Nov 2026`."""
    return f"{day.day} {name_month(day)} {day.year:04d}"


def name_weekday(day: date) -> str:
    """Return the short name of the day of the week: `Fri`."""
    return _DAYS[day.weekday()][:3].capitalize()


def name_month(day: date) -> str:
    """Return the short name of the month: `Nov`."""
    return _MONTHS[day.month - 1][:3].capitalize()


def _read_named_day(plain: str, today: date) -> date | None:
    if plain == "today":
        return today
    if plain == "tomorrow":
        return today + timedelta(days=1)
    if plain == "next week":
        return today + timedelta(days=7 - today.weekday())
    if plain == "next month":
        return _add_months(today.replace(day=1), 1)
    if plain in _WEEKDAY_OF:
        return today + timedelta(days=(_WEEKDAY_OF[plain] - today.weekday() - 1) % 7 + 1)
    return None


def _read_days_ahead(plain: str, today: date) -> date | None:
    match = re.fullmatch(_AHEAD, plain) or re.fullmatch(_IN, plain)
    if match is None:
        return None
    count = int(match[1]) if match[1].isdigit() else _COUNTS.get(match[1])
    if count is None:
        return None
    match match[2][0]:
        case "d":
            return today + timedelta(days=count)
        case "w":
            return today + timedelta(weeks=count)
        case "m":
            return _add_months(today, count)
        case _:
            return _add_months(today, 12 * count)


def _add_months(day: date, count: int) -> date:
    """Add months; a day that the month lacks becomes its last. Raises ValueError past the year 9999."""
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, _count_days(year, month + 1)))


def _count_days(year: int, month: int) -> int:
    """Return the number of days of a month (`calendar` knows it too, but takes 2 ms to load)."""
    return 31 if month == 12 else (date(year, month + 1, 1) - date(year, month, 1)).days


def _read_date(plain: str, today: date) -> date | None:
    if match := re.fullmatch(_ISO, plain):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(_NUMBERS, plain):
        return _find_next_date(int(match[1]), int(match[2]), match[3], today)
    match = re.fullmatch(_WORDS, plain)
    if match is None:
        return None
    weekday, number, month = match[1], match[2] or match[5], _MONTH_OF.get(match[3] or match[4])
    if month is None:
        return None
    day = _find_next_date(int(number), month, match[6], today)
    # “fri 27 nov” when the 27th is a Saturday: somebody is wrong, and it can't be told in which of the two.
    return day if weekday is None or _WEEKDAY_OF.get(weekday) == day.weekday() else None


def _find_next_date(day: int, month: int, year: str | None, today: date) -> date:
    """Return the date in that year, or its next occurrence. Raises ValueError if there is none."""
    if year is not None:
        return date(int(year), month, day)
    if (month, day) == (2, 29):  # up to 8 years off, where a century is no leap year
        leap = next(y for y in range(today.year, today.year + 9) if _count_days(y, 2) == 29 and date(y, 2, 29) >= today)
        return date(leap, 2, 29)
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)
