"""Joining a server with a board, and leaving it."""

from __future__ import annotations

import sqlite3

from kanban.domain.errors import Refused
from kanban.domain.ids import new_id
from kanban.store.reading import history_gaps
from kanban.store.replica import invalidations, remote


def attach(connection: sqlite3.Connection, board: str, **values: str) -> None:
    """Let a board come from a server; it is to be booted. Raises Refused where it is here, from whichever server."""
    server = remote.find(connection, board)
    if server is not None:
        raise Refused(f"This board goes to {server.url} already.", command="kanban leave lets go of it")
    if connection.execute("SELECT 1 FROM entity WHERE board = ? LIMIT 1", (board,)).fetchone():
        raise Refused(
            "A copy of this board is in this database already, and it stays here; join with another KANBAN_HOME."
        )
    connection.execute("INSERT OR IGNORE INTO meta (key, value) VALUES ('device', ?)", (new_id(),))
    remote.insert(connection, board, state="booting", **values)


def move(connection: sqlite3.Connection, board: str, url: str) -> None:
    """Let a board go to its server at another address; all else, what waits included, stays as it is."""
    remote.change(connection, board, url=url)
    remote.stop(connection, board, "", "", "")


def detach(connection: sqlite3.Connection, board: str) -> None:
    """Let a board stay here from now on, as it is, with what had not been accepted yet."""
    place = remote.get(connection, board)
    if place.state != "publishing" and not history_gaps.is_whole(connection, board, place.cursor):
        begin = place.older or place.cursor + 1
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (history_gaps.PREFIX + board, str(begin)))
    for table in ("remote", "outbox", "confirmed", "staged"):
        connection.execute(f"DELETE FROM {table} WHERE board = ?", (board,))
    connection.execute("DELETE FROM meta WHERE key IN (?, ?)", (f"cursor:{board}", remote.STOPPED + board))
    invalidations.invalidate_everything(connection, board)


def forget(connection: sqlite3.Connection, board: str) -> None:
    """Take a board off this database, with all that was kept of it. Its counter stays.

    The server knows the numbers it gave.
    """
    cards = "(SELECT id FROM card WHERE board = ?)"
    connection.execute("DELETE FROM comment_search WHERE rowid IN (SELECT n FROM comment WHERE board = ?)", (board,))
    for table in ("comment_draft", "seen"):
        connection.execute(f"DELETE FROM {table} WHERE card IN {cards}", (board,))
    lanes = "(SELECT id FROM entity WHERE etype = 'stage' AND board = ?)"
    connection.execute(f"DELETE FROM lane_total WHERE lane IN {lanes}", (board,))
    connection.execute("DELETE FROM change WHERE tx IN (SELECT n FROM tx WHERE board = ?)", (board,))
    for table in _TABLES:
        connection.execute(f"DELETE FROM {table} WHERE board = ?", (board,))
    keys = (f"cursor:{board}", history_gaps.PREFIX + board, remote.STOPPED + board)
    connection.execute("DELETE FROM meta WHERE key IN (?, ?, ?)", keys)


_TABLES = (
    "act", "attention", "card", "comment", "confirmed", "entity", "import_mapping", "origin", "outbox", "own_field",
    "remote",
    "saved_view", "staged", "stirred", "tx", "walk",
)  # fmt: skip
"""The tables whose rows name their board."""
