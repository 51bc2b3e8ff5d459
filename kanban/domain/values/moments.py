"""Moments as people read them, in the board's zone: on screens, in text output and in messages."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from kanban.domain.clock import from_iso, iso, load_zone
from kanban.domain.errors import UsageFault
from kanban.domain.values.dates import format_date, format_full_date, name_weekday
from kanban.domain.values.text import clean_line


def to_local(at: str, zone: str | tzinfo) -> datetime | None:
    """Return a UTC time in a zone; None for an invalid one."""
    try:
        return from_iso(at).astimezone(_zone(zone))
    except (UsageFault, OverflowError):
        return None


def find_today(now: datetime, zone: str | tzinfo) -> date:
    """Return today's date in a zone."""
    return now.astimezone(_zone(zone)).date()


def format_short(at: str, day: date, zone: str | tzinfo) -> str:
    """Format a past time in at most 11 cells: `10:02` today, `Tue 10:02` this week, `Thu 12 Nov`, `12 Nov 2024`."""
    then = to_local(at, zone)
    if then is None:
        return clean_line(at)[:WIDEST]
    return _format_near(then, day) if 0 <= (day - then.date()).days < 7 else format_date(then.date(), day)


WIDEST = 11
"""The most cells of `format_short`."""


def format_near(at: str, day: date, zone: str | tzinfo) -> str:
    """Format a time before or ahead: `17:00` today, `Tue 11:00` within a week, else `Sat 12 Dec 11:00`."""
    then = to_local(at, zone)
    if then is None:
        return clean_line(at)[:WIDEST]
    return _format_near(then, day) if abs((then.date() - day).days) < 7 else format_whole(at, day, zone)


def format_whole(at: str, day: date, zone: str | tzinfo) -> str:
    """Format a time with its date in at most 17 cells: `Thu 12 Nov 10:02`, `12 Nov 2024 10:02` (far off)."""
    then = to_local(at, zone)
    return clean_line(at) if then is None else f"{format_date(then.date(), day)} {format_time(then)}"


def format_with_year(moment: datetime) -> str:
    """Format a moment with its year, in its own zone: `12 Nov 2026 10:02`."""
    return f"{format_full_date(moment.date())} {format_time(moment)}"


def format_time(moment: datetime) -> str:
    """Format the time of day of a moment, in its own zone: `10:02`."""
    return f"{moment:%H:%M}"


def _format_near(then: datetime, day: date) -> str:
    return format_time(then) if then.date() == day else f"{name_weekday(then.date())} {format_time(then)}"


def _zone(zone: str | tzinfo) -> tzinfo:
    return load_zone(zone) if isinstance(zone, str) else zone


def format_age(at: str, now: datetime) -> str:
    """Format how long ago something was, in one unit: `now`, `5 min`, `3 h`, `12 days`, `8 mo`, `2 y`."""
    then = to_local(at, "UTC")
    if then is None:
        return ""
    minutes = int((now.astimezone(UTC) - then).total_seconds() // 60)
    for size, unit in ((525_600, "y"), (87_600, "mo"), (1_440, "days"), (60, "h"), (1, "min")):
        if minutes >= size:
            # Months only from two on: “31 days” says more than “1 mo”.
            count = minutes // (43_800 if unit == "mo" else size)
            return f"{count} {'day' if count == 1 else unit}" if unit == "days" else f"{count} {unit}"
    return "now"


def day_bounds(day: date, zone: tzinfo | None) -> tuple[str, str]:
    """Return where a day and the next one begin: as UTC times by a zone's midnights, or as days without one."""
    after = day + timedelta(days=1) if day < date.max else day
    if zone is None:
        return day.isoformat(), after.isoformat()
    begin, end = (_format_midnight(start, zone) for start in (day, after))
    return begin, end


def _format_midnight(day: date, zone: tzinfo) -> str:
    try:
        return iso(datetime.combine(day, time(), zone).astimezone(UTC))
    except OverflowError:  # at the ends of the calendar, in a zone that is ahead or behind
        return f"{day.isoformat()}T00:00:00Z"


def find_due(day: str, time_of_day: str | None, zone: tzinfo) -> str:
    """Return when what is planned for an ISO day is late, UTC: after its time, or after the day."""
    if not time_of_day:
        return day_bounds(date.fromisoformat(day), zone)[1]
    return iso(datetime.combine(date.fromisoformat(day), time.fromisoformat(time_of_day), zone).astimezone(UTC))


def is_past(day: str | None, time_of_day: str | None, now: datetime) -> bool:
    """Return whether what is planned for an ISO day, perhaps at a time, is late; `now` is in the board's zone."""
    if day is None:
        return False
    today = now.date().isoformat()
    return day < today or (day == today and time_of_day is not None and time_of_day < f"{now:%H:%M}")
