"""What people see of a board's server: how far one has come, what waits, what needs attention."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from kanban.store.replica import outbox, remote
from kanban.store.replica.conflicts import conflict_notes
from kanban.store.replica.joining import publishing
from kanban.store.replica.remote import State


@dataclass(frozen=True, slots=True)
class SyncState:
    """How a board stands with its server, out of this database alone."""

    url: str
    name: str
    """The account's name there."""
    state: State
    waiting: int
    """Changes that the server has not accepted yet."""
    attention: int
    """Notes that are not resolved."""
    synced_at: str | None
    """When the board here last was what the server had, UTC."""
    offline_since: str | None
    offset_ms: int
    """How much the clock here is behind the server's, where that is more than 2 s; negative where it is ahead."""
    history_from: str | None
    """From when on history is here, while older history is still coming; None where it is whole."""
    history_left: int
    """How many older changes are still to come, at most."""
    held_changes: int = 0
    """Changes that the server can't take before it is upgraded."""
    stopped: str = ""
    """What a person has to see to before the next round gets through, as a kind of `protocol.types.Stopped`; empty for
    nothing."""
    sentence: str = ""
    """The same for people."""
    moved_to: str = ""
    """The server's new address, where it moved."""


def of(connection: sqlite3.Connection, board: str) -> SyncState | None:
    """Return how a board stands, None for one that stays on this machine."""
    place = remote.find(connection, board)
    if place is None:
        return None
    waits = publishing.waiting(connection, place) if place.state == "publishing" else outbox.waiting(connection, board)
    return SyncState(
        place.url,
        place.name,
        place.state,
        waits,
        conflict_notes.count(connection, board),
        place.synced_at,
        place.offline_since,
        place.server_offset,
        _begins(connection, board, place.older) if place.older is not None else None,
        place.older_left,
        outbox.count_held(connection, board),
        *remote.read_stop(connection, board),
    )


def _begins(connection: sqlite3.Connection, board: str, seq: int) -> str:
    """Return the time of the oldest change that is here in a row up to now; empty where there is none."""
    sql = (
        "SELECT min(at) FROM (SELECT change.at FROM change JOIN tx ON tx.n = change.tx WHERE tx.board = ? "
        "AND change.seq >= ? "
        "ORDER BY change.seq LIMIT 20)"
    )
    row: tuple[str | None] = connection.execute(sql, (board, seq)).fetchone()
    return row[0] or ""
