"""When a card is stale: nothing happened for as long as its stage allows, and nothing is planned.

A next step, and the day to try a returned card again, count as if something happened when their day begins. So a card
with a planned day ahead is not stale. All code asks here, in Python or by `quiet_day` in SQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from kanban.domain import clock
from kanban.domain.errors import UsageFault

if TYPE_CHECKING:
    from kanban.domain.board import Stage
    from kanban.domain.change import Json

NEVER = "never"
"""The value of a returned card's day to try again where there is none."""


class Silence:
    """How long the cards of a stage may be silent. The day is computed on first need, since few cards need it."""

    def __init__(self, days: int | None, now: datetime, timezone: str) -> None:
        """Take the stage's limit in `days` (None: never stale) and the board's time zone."""
        self._before, self._timezone = _subtract_days(days, now), timezone
        self._day: str | None = None

    def is_stale(self, touched_at: str, next_on: str | None, again: str | None) -> bool:
        """Whether a card is stale. `next_on` and `again` are the days planned for it, ISO."""
        if touched_at >= self._before:
            return False
        if not next_on and not again:
            return True
        if self._day is None:
            self._day = find_quiet_day(self._before, self._timezone)
        return is_stale(self._before, self._day, touched_at, next_on, again)


def find_stale_limit(stage: Stage, now: datetime) -> str:
    """Return the moment before which a stale card of this stage was last touched, UTC; empty for never."""
    return _subtract_days(stage.stale_after, now)


def _subtract_days(days: int | None, now: datetime) -> str:
    return clock.iso(now - timedelta(days=days)) if days is not None else ""


def find_quiet_day(before: str, timezone: str) -> str:
    """Return the first day that keeps a card from being stale: it begins at `before` or later; empty for never."""
    if not before:
        return ""
    day = clock.from_iso(before).astimezone(clock.load_zone(timezone)).date()
    return day.isoformat() if _find_day_start(day, timezone) >= before else (day + timedelta(days=1)).isoformat()


def is_stale(before: str, day: str, touched_at: str, next_on: str | None, again: str | None) -> bool:
    """Whether a card was last touched before a moment, with nothing planned for `day` (`quiet_day`) or later."""
    return touched_at < before and (next_on or "") < day and (again or "") < day


def find_quiet_since(touched_at: str, next_on: str | None, again: str | None, timezone: str) -> str:
    """Return since when a card is silent, UTC; a moment ahead where something is planned."""
    days = [day for day in (next_on, again) if day]
    try:
        return (
            max(touched_at, *(_find_day_start(date.fromisoformat(day), timezone) for day in days))
            if days
            else touched_at
        )
    except ValueError:  # rows come from other machines too
        return touched_at


def read_again(handoff: Json) -> str | None:
    """Return the day to try a returned card again, from its handoff's register; None where there is none."""
    if not isinstance(handoff, Mapping) or handoff.get("state") != "returned":
        return None
    again = handoff.get("again")
    return again if isinstance(again, str) and again != NEVER else None


def _find_day_start(day: date, timezone: str) -> str:
    try:
        return clock.iso(datetime.combine(day, time(), clock.load_zone(timezone)).astimezone(UTC))
    except (OverflowError, UsageFault):
        return f"{day.isoformat()}T00:00:00Z"
