"""The stamp under which a change is kept: never far ahead of the server's clock, always after what its author saw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, select

from kanban.domain import clock
from kanban.domain.agreements.gate import PASSED
from kanban.domain.errors import UsageFault
from kanban.domain.fold import add_implied_times
from kanban.store import register_checks
from kanban.store.hub import server_tables

if TYPE_CHECKING:
    from kanban.domain.change import Change
    from kanban.domain.entity_state import EntityState

EXPIRE = "expire"

AHEAD_MS = 5 * 60_000
"""Milliseconds that a stamp may lie ahead of the server's clock, and an act's time before its stamp."""

_C = server_tables.change.c
_WINNERS = select(_C.id, _C.seq, _C.device, _C.verb).where(
    _C.board == bindparam("board"), _C.id.in_(bindparam("ids", expanding=True))
)


class StampSettler:
    """Settles the stamps of one write."""

    def __init__(self, connection: Connection, board: str, now_ms: int) -> None:
        self.connection, self.board, self.now_ms = connection, board, now_ms
        self._clamped = 0

    def settle(
        self, change: Change, device: str, base: int, state: EntityState, earlier: Sequence[Change], *, keeps_time: bool
    ) -> tuple[str, str]:
        """Return the effective stamp of a change, and the time when it happened.

        `device` made it having seen everything up to `base`; `earlier` are the changes taken in this write. A change
        that passes the agreement comes after everything: it was checked against the card as it stands here, so either
        all of that holds or none. A change that `keeps_time` may have happened at any time: those of an import, and of
        a board that is being published.
        """
        stamp = change.stamp
        if clock.stamp_ms(stamp) > self.now_ms + AHEAD_MS:
            # one after the other, so that the changes of a device whose clock is ahead keep their order
            self._clamped = max(self.now_ms << 16, self._clamped + 1)
            stamp = _stamp(self._clamped, stamp)
        key = f"{stamp} {change.id}"
        later_keys = (
            {state.keys[name] for name in add_implied_times(change) if state.keys.get(name, "") > key}
            if state.keys
            else ()
        )
        seen_keys = [
            winner for winner in later_keys if PASSED in change.set or self._has_seen(device, base, winner, earlier)
        ]
        if seen_keys:
            # a stamp has 12 hex digits of milliseconds, a dash, and 4 of the counter; one tick more is just after it
            last = max(seen_keys)[: len(stamp)]
            stamp = _stamp((clock.stamp_ms(last) << 16 | int(last[13:17], 16)) + 1, stamp)
        return stamp, _normalize_time(change.at) or settle_time(change.at, stamp) if keeps_time else settle_time(
            change.at, stamp
        )

    def _has_seen(self, device: str, base: int, winner: str, earlier: Iterable[Change]) -> bool:
        """Whether a device had the winning change when it made another: it knew its number, or made it itself.

        An offer that expired counts as seen by every answer that was let through: the answer was in time.
        """
        name = winner.partition(" ")[2]
        for change in earlier:
            if change.id == name:
                return change.device == device or (change.seq or 0) <= base or change.verb == EXPIRE
        row = self.connection.execute(_WINNERS, {"board": self.board, "ids": [name]}).one_or_none()
        return row is not None and bool(row.device == device or row.seq <= base or row.verb == EXPIRE)


def _stamp(ticks: int, stamp: str) -> str:
    """Return a stamp with these ticks and the device of another stamp."""
    return f"{ticks >> 16:012x}-{ticks & 0xFFFF:04x}-{stamp[-8:]}"


def settle_time(at: str, stamp: str, floor: str = "") -> str:
    """Return the time of a change, or its stamp's time when that is invalid or too far from it; at least `floor`."""
    stamp_ms = clock.stamp_ms(stamp)
    time = _normalize_time(at)
    if time is None or not clock.iso_ms(max(0, stamp_ms - AHEAD_MS)) < time <= clock.iso_ms(stamp_ms):
        time = clock.iso_ms(stamp_ms)
    return max(time, floor)


def _normalize_time(at: str) -> str | None:
    """Return a time in the form in which times are compared; None for an invalid one."""
    if register_checks.check_moment(at):
        return at
    try:
        return register_checks.check_moment(clock.iso(clock.from_iso(at)))
    except (UsageFault, OverflowError):
        return None
