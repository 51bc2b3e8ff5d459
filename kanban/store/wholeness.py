"""Which boards can be folded anew from the log: not those that were fetched from a server while older history is missing."""

from __future__ import annotations

import sqlite3

PREFIX = "lacking:"
"""Before the id of a board that left its server before its history was whole, in `meta`."""

COUNTS = (
    "(change.seq IS NOT NULL OR tx.board NOT IN (SELECT board FROM remote WHERE state <> 'publishing') "
    "OR change.n IN (SELECT change FROM outbox))"
)
"""Whether a change is one that rows are made of: what a restored server lost is in the log alone."""


def whole(connection: sqlite3.Connection, board: str, head: int) -> bool:
    """Whether every change up to a server number is in the log."""
    held = "SELECT count(*) FROM change JOIN tx ON tx.n = change.tx WHERE tx.board = ? AND seq BETWEEN 1 AND ?"
    row: tuple[int] = connection.execute(held, (board, head)).fetchone()
    return row[0] >= head


def lacking(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the boards of whose history a part is elsewhere."""
    found = {
        key.removeprefix(PREFIX)
        for (key,) in connection.execute("SELECT key FROM meta WHERE key LIKE ?", (f"{PREFIX}%",))
    }
    sql = (
        "SELECT remote.board, CAST(coalesce(meta.value, '0') AS INTEGER), remote.state FROM remote "
        "LEFT JOIN meta ON meta.key = 'cursor:' || remote.board"
    )
    for board, cursor, state in connection.execute(sql).fetchall():
        fetched = state != "publishing" and not whole(connection, board, cursor)
        if fetched or (state == "booting" and not cursor):
            found.add(board)
    return frozenset(found)
