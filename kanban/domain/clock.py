"""Time: the wall clock, the hybrid clock whose stamps decide between two edits, and times as people's tools write them.

This module alone reads the wall clock. Whoever stamps, judges a deadline or shows a date asks the `Now` that its workspace,
replica or server holds, so a test, or a demo, can say what time it is.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from kanban.domain.errors import Refused, UsageFault

_STAMP = re.compile(r"([0-9a-f]{12})-([0-9a-f]{4})-[0-9a-f]{8}")
_DEVICE = re.compile(r"[0-9a-f]{8}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

LAST_MS = 253_402_300_799_999
"""The end of the year 9999 in milliseconds: no stamp lies beyond, or the clock of a whole team would stick there."""


Now = Callable[[], datetime]
"""A clock on the wall: returns the present moment, with a zone."""


def now_ms() -> int:
    """Read the wall clock: milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


def utc_now() -> datetime:
    """Return the present moment by the wall clock, to the millisecond: the `Now` of everything outside tests and demos."""
    return from_ms(now_ms())


def from_ms(ms: int) -> datetime:
    """Return the moment so many milliseconds after 1970 began, in UTC. From year 1 to 9999, else OverflowError."""
    return _EPOCH + timedelta(milliseconds=ms)


def to_ms(moment: datetime) -> int:
    """Return the milliseconds from the beginning of 1970 to a moment with a zone, rounded down."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


class Clock:
    """Gives stamps that only rise, whatever the wall clock does and whatever was seen from elsewhere.

    A stamp is `<ms, 12 hex>-<counter, 4 hex>-<last 8 of the device's id>`, compared as text.
    Not for several threads at once: the one writer of a workspace holds it.
    """

    offset_ms: int
    """Added to this machine's time when the server's is known to differ."""

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
        """The greatest stamp given or seen; empty before the first. Kept in the transaction of the edit."""
        return self._last

    def next(self, now_ms: int) -> str:
        """Stamp one change. `now_ms` is this machine's wall clock; a full counter carries into the next millisecond.

        Raises Refused past the year 9999.
        """
        return self.stamp_many(now_ms, 1)[0]

    def stamp_many(self, now_ms: int, count: int) -> list[str]:
        """Stamp so many changes at once, as `next` would one after the other; none for a count of 0."""
        if count <= 0:
            return []
        first = max((now_ms + self.offset_ms) << 16, self._ticks + 1)
        last = first + count - 1
        if last >> 16 > LAST_MS:
            raise Refused("This machine's clock is past the year 9999: set it right, then try again.")
        stamps = [f"{ticks >> 16:012x}-{ticks & 0xFFFF:04x}-{self._device}" for ticks in range(first, last + 1)]
        self._ticks, self._last = last, stamps[-1]
        return stamps

    def see(self, stamp: str) -> None:
        """Note a stamp from elsewhere: all that are given from now on lie above it. Raises Refused if it is none."""
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
    """Give the milliseconds since 1970 that a stamp holds. Raises Refused if it is none."""
    return _ticks_of(stamp) >> 16


def stamp_at(ms: int) -> str:
    """Return what every stamp of an earlier millisecond lies below."""
    return f"{ms:012x}-"


def iso(moment: datetime) -> str:
    """Write an aware time in UTC to the second: `2026-11-23T10:02:11Z`. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        message = f"{moment} has no time zone."
        raise ValueError(message)
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def iso_ms(ms: int) -> str:
    """Write milliseconds since 1970 as `iso` does. From year 1 to 9999, else OverflowError."""
    return (_EPOCH + timedelta(seconds=ms // 1000)).replace(tzinfo=None).isoformat() + "Z"


def from_iso(text: str) -> datetime:
    """Read an ISO 8601 time with a zone; the answer is in UTC. Raises UsageFault."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise UsageFault(f"“{text[:60]}” is not a time such as 2026-11-23T10:02:11Z.")


def ms_of(text: str) -> int:
    """Give the milliseconds since 1970 of what `iso` wrote. Raises UsageFault."""
    return to_ms(from_iso(text))
