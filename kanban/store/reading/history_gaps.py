"""Which boards lack older history: those can't be folded anew from the log, and can't tell their whole past.

A copy of a board on a server begins with the cards as they are. Its log is whole from some server number on; the
history before that is fetched later, page by page.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from kanban.domain.fold import unpack

COMING = "Older history is still to come from the server"
ELSEWHERE = "Older history stayed on the server that this board came from"
"""Begin the sentence about a past that is not all here; the caller adds the way out."""

PREFIX = "lacking:"
"""Before the id of a board that left its server before its history was whole, in `meta`."""

AHEAD = "ahead:"
"""Before the id of a board whose rows a fetch may have left ahead of its log, in `meta`: its pages were read one after
the other, while others wrote. A pull that comes to its end evens that out."""

COUNTS = (
    "(change.seq IS NOT NULL OR tx.board NOT IN (SELECT board FROM remote WHERE state <> 'publishing') "
    "OR change.n IN (SELECT change FROM outbox))"
)
"""Whether a change is one that rows are made of: what a restored server lost is in the log alone."""


def is_whole(connection: sqlite3.Connection, board: str, head: int) -> bool:
    """Whether every change up to a server number is in the log."""
    sql = "SELECT count(*) FROM change JOIN tx ON tx.n = change.tx WHERE tx.board = ? AND seq BETWEEN 1 AND ?"
    row: tuple[int] = connection.execute(sql, (board, head)).fetchone()
    return row[0] >= head


def list_lacking(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the boards of whose history a part is elsewhere."""
    boards = {
        key.partition(":")[2]
        for (key,) in connection.execute(
            "SELECT key FROM meta WHERE key LIKE ? OR key LIKE ?", (f"{PREFIX}%", f"{AHEAD}%")
        )
    }
    sql = (
        "SELECT remote.board, CAST(coalesce(meta.value, '0') AS INTEGER), remote.state FROM remote "
        "LEFT JOIN meta ON meta.key = 'cursor:' || remote.board"
    )
    for board, cursor, state in connection.execute(sql).fetchall():
        fetched = state != "publishing" and not is_whole(connection, board, cursor)
        if fetched or (state == "booting" and not cursor):
            boards.add(board)
    return frozenset(boards)


def begin_ahead(connection: sqlite3.Connection, board: str) -> None:
    """Note that a board was fetched, and that its rows may be ahead of its log."""
    connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, '1')", (AHEAD + board,))


def end_ahead(connection: sqlite3.Connection, board: str) -> None:
    """Note that the log has caught up with the rows."""
    connection.execute("DELETE FROM meta WHERE key = ?", (AHEAD + board,))


def find_beginning(connection: sqlite3.Connection, board: str) -> tuple[int, bool] | None:
    """Return the server number from which on the log is whole, and whether what came before is still to come.

    None where nothing is missing.
    """
    row = connection.execute("SELECT older FROM remote WHERE board = ?", (board,)).fetchone()
    if row is not None:
        return (row[0], True) if row[0] is not None else None
    noted = connection.execute("SELECT value FROM meta WHERE key = ?", (PREFIX + board,)).fetchone()
    return (int(noted[0]), False) if noted else None


def describe_missing(connection: sqlite3.Connection, board: str, cards: Iterable[str] | None = None) -> str:
    """Return the warning that part of a board's history (or these cards') is not here; empty where all of it is."""
    gap = find_beginning(connection, board)
    if gap is None or (cards is not None and not any(_is_older(connection, card, gap[0]) for card in cards)):
        return ""
    return COMING if gap[1] else ELSEWHERE


def _is_older(connection: sqlite3.Connection, card: str, begin: int) -> bool:
    """Whether a card was made before the log begins to be whole; what was made here alone has no number yet."""
    row = connection.execute("SELECT keys FROM card WHERE id = ?", (card,)).fetchone()
    created_by = unpack(row[0]).get("created", "").partition(" ")[2] if row else ""
    change_row = connection.execute("SELECT seq FROM change WHERE id = ?", (created_by,)).fetchone()
    return change_row is None or (change_row[0] is not None and change_row[0] < begin)
