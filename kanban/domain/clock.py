"""Times: the wall clock, the hybrid clock that stamps changes, and times as ISO 8601 text.

This is the only module that reads the wall clock. Code that stamps, checks a deadline or shows a date asks the `Now`
of its workspace, replica or server, so that tests and demos can set the time.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from kanban import lazy
from kanban.domain.errors import Refused, UsageFault

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_STAMP = re.compile(r"([0-9a-f]{12})-([0-9a-f]{4})-[0-9a-f]{8}")
_DEVICE = re.compile(r"[0-9a-f]{8}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

LAST_MS = 253_402_300_799_999
"""The end of the year 9999, in milliseconds. A later stamp is refused: it would hold back a whole team's clocks."""


Now = Callable[[], datetime]
"""Returns the present moment, with a time zone."""


def now_ms() -> int:
    """Return the wall clock's time in milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


def utc_now() -> datetime:
    """Return the wall clock's time, to the millisecond. This is the `Now` outside tests and demos."""
    return from_ms(now_ms())


@lru_cache(8)
def load_zone(name: str) -> ZoneInfo:
    """Return the time zone with this IANA name; UTC where this machine does not know it."""
    try:
        return lazy.zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return lazy.zoneinfo.ZoneInfo("UTC")


def from_ms(ms: int) -> datetime:
    """Return the UTC moment at `ms` milliseconds since 1970. Raises OverflowError outside the years 1 to 9999."""
    return _EPOCH + timedelta(milliseconds=ms)


def to_ms(moment: datetime) -> int:
    """Return a moment as milliseconds since 1970, rounded down. The moment needs a time zone."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


class Clock:
    """Makes stamps that always rise, whatever the wall clock does and whatever stamps arrive from elsewhere.

    A stamp is `<ms, 12 hex>-<counter, 4 hex>-<last 8 of the device's id>` and is compared as text. Not thread-safe:
    the single writer of a workspace holds it.
    """

    offset_ms: int
    """Added to this machine's time where the server's time is known to differ, in milliseconds."""

    def __init__(self, device: str, last: str = "", offset_ms: int = 0) -> None:
        self._device = device[-8:]
        if not _DEVICE.fullmatch(self._device):
            message = f"“{device}” can't sign stamps: the id of a device ends in 8 hex digits."
            raise ValueError(message)
        self.offset_ms = offset_ms
        self._last = ""
        self._ticks = -1
        if last:
            self.see(last)

    @property
    def last(self) -> str:
        """The greatest stamp made or seen; empty before the first. It is stored in the transaction of the edit."""
        return self._last

    def make_stamp(self, now_ms: int) -> str:
        """Return a stamp for one change. `now_ms` is this machine's wall clock.

        A full counter carries into the next millisecond. Raises Refused past the year 9999.
        """
        return self.stamp_many(now_ms, 1)[0]

    def stamp_many(self, now_ms: int, count: int) -> list[str]:
        """Return `count` rising stamps, as that many calls of `next` would; none for a count of 0."""
        if count <= 0:
            return []
        # Milliseconds and counter are one number, so that a full counter carries by itself. It never falls below the
        # last stamp: the wall clock may go back, and a colleague's may be ahead.
        first = max((now_ms + self.offset_ms) << 16, self._ticks + 1)
        last = first + count - 1
        if last >> 16 > LAST_MS:
            raise Refused("This machine's clock is past the year 9999: set it right, then try again.")
        stamps = [f"{ticks >> 16:012x}-{ticks & 0xFFFF:04x}-{self._device}" for ticks in range(first, last + 1)]
        self._ticks, self._last = last, stamps[-1]
        return stamps

    def see(self, stamp: str) -> None:
        """Take a stamp from elsewhere into account: later stamps will be greater. Raises Refused for an invalid one."""
        ticks = _ticks_of(stamp)
        self._ticks = max(self._ticks, ticks)
        self._last = max(self._last, stamp)


def _ticks_of(stamp: str) -> int:
    match = _STAMP.fullmatch(stamp)
    if match is None:
        raise Refused(f"“{stamp[:60]}” is not the stamp of a change.")
    ms = int(match[1], 16)
    if ms > LAST_MS:
        raise Refused(f"The stamp “{stamp}” lies past the year 9999.")
    return ms << 16 | int(match[2], 16)


def stamp_ms(stamp: str) -> int:
    """Return the milliseconds since 1970 of a stamp. Raises Refused for a malformed one."""
    return _ticks_of(stamp) >> 16


def stamp_at(ms: int) -> str:
    """Return the smallest text that sorts above every stamp of an earlier millisecond."""
    return f"{ms:012x}-"


def iso(moment: datetime) -> str:
    """Format a moment in UTC to the second: `2026-11-23T10:02:11Z`. Raises ValueError without a time zone."""
    if moment.tzinfo is None:
        message = f"{moment} has no time zone."
        raise ValueError(message)
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def iso_ms(ms: int) -> str:
    """Format milliseconds since 1970 as `iso` does. Raises OverflowError outside the years 1 to 9999."""
    return (_EPOCH + timedelta(seconds=ms // 1000)).replace(tzinfo=None).isoformat() + "Z"


def from_iso(text: str) -> datetime:
    """Read an ISO 8601 time with a zone, and return it in UTC. Raises UsageFault."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise UsageFault(f"“{text[:60]}” is not a time such as 2026-11-23T10:02:11Z.")


def ms_of(text: str) -> int:
    """Return the milliseconds since 1970 of a time as `iso` writes it. Raises UsageFault."""
    return to_ms(from_iso(text))
