"""How far a board is synced with its server, as people see it: what is unsent, what needs attention, what stops it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from kanban.store.replica import outbox, remote
from kanban.store.replica.conflicts import conflict_notes
from kanban.store.replica.joining import publishing
from kanban.store.replica.remote import State


@dataclass(frozen=True, slots=True)
class SyncState:
    """The sync status of a board, as far as this database knows; no request is made."""

    url: str
    name: str
    """The account's name there."""
    state: State
    waiting: int
    """Changes that the server has not accepted yet."""
    attention: int
    """Notes that are not resolved."""
    synced_at: str | None
    """When this device last had all changes of the server, UTC."""
    offline_since: str | None
    offset_ms: int
    """How far this clock is behind the server's (negative: ahead); 0 where it is within 2 s."""
    history_from: str | None
    """Where the history on this device begins while older changes are downloading; None once it is complete."""
    history_left: int
    """How many older changes are still to download, at most."""
    held_changes: int = 0
    """Changes that wait until the server is upgraded."""
    stopped: str = ""
    """What a person has to see to before the next round gets through, as a kind of `protocol.types.Stopped`; empty for
    nothing."""
    sentence: str = ""
    """The same for people."""
    moved_to: str = ""
    """The server's new address, where it moved."""


def of(connection: sqlite3.Connection, board: str) -> SyncState | None:
    """Return the sync status of a board; None if the board is on this machine only."""
    place = remote.find(connection, board)
    if place is None:
        return None
    waits = (
        publishing.count_waiting(connection, place)
        if place.state == "publishing"
        else outbox.count_waiting(connection, board)
    )
    return SyncState(
        place.url,
        place.name,
        place.state,
        waits,
        conflict_notes.count(connection, board),
        place.synced_at,
        place.offline_since,
        place.server_offset,
        _read_beginning(connection, board, place.older) if place.older is not None else None,
        place.older_left,
        outbox.count_held(connection, board),
        *remote.read_stop(connection, board),
    )


def _read_beginning(connection: sqlite3.Connection, board: str, seq: int) -> str:
    """Return the time of the earliest of the first changes from number `seq` on; empty if there are none."""
    sql = (
        "SELECT min(at) FROM (SELECT change.at FROM change JOIN tx ON tx.n = change.tx WHERE tx.board = ? "
        "AND change.seq >= ? "
        "ORDER BY change.seq LIMIT 20)"
    )
    row: tuple[str | None] = connection.execute(sql, (board, seq)).fetchone()
    return row[0] or ""
