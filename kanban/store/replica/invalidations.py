"""Notify open windows of rows that changed without a log entry."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from kanban.store import log

KEPT = 1_000
"""Rows of `stirred` that stay: whoever has not looked for longer reads everything anew."""

_INSERT = "INSERT INTO stirred (board, card, head) VALUES (?, ?, ?)"


def invalidate_cards(connection: sqlite3.Connection, board: str, some: Iterable[str]) -> None:
    """Let these cards be drawn anew."""
    head = log.read_head(connection)
    connection.executemany(_INSERT, [(board, card, head) for card in some])
    _prune(connection)


def invalidate_everything(connection: sqlite3.Connection, board: str) -> None:
    """Let everything of a board be read anew."""
    connection.execute(_INSERT, (board, None, log.read_head(connection)))
    _prune(connection)


def _prune(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM stirred WHERE n <= (SELECT max(n) FROM stirred) - ?", (KEPT,))


def read_newest(connection: sqlite3.Connection) -> int:
    """Return the number of the newest row, 0 where there is none."""
    row: tuple[int | None] = connection.execute("SELECT max(n) FROM stirred").fetchone()
    return row[0] or 0


def list_since(connection: sqlite3.Connection, last_row: int) -> tuple[set[str], bool]:
    """Return the cards of all boards that changed without the log after row `last_row`, and whether all may have."""
    rows = connection.execute("SELECT card FROM stirred WHERE n > ?", (last_row,)).fetchall()
    oldest: int | None = connection.execute("SELECT min(n) FROM stirred").fetchone()[0]
    is_trimmed = oldest is not None and oldest > last_row + 1
    return {card for (card,) in rows if card is not None}, is_trimmed or any(card is None for (card,) in rows)


def list_since_for_board(
    connection: sqlite3.Connection, board: str, last_row: int
) -> tuple[set[str], bool, int | None]:
    """Return (cards to draw anew, whether everything is, the lowest head of the log then) after row `last_row`."""
    rows = connection.execute("SELECT card, head FROM stirred WHERE n > ? AND board = ?", (last_row, board)).fetchall()
    oldest: int | None = connection.execute("SELECT min(n) FROM stirred").fetchone()[0]
    # rows that were not looked at were removed, and nobody knows of which board they were
    is_trimmed = oldest is not None and oldest > last_row + 1
    if not rows and not is_trimmed:
        return set(), False, None
    whole = is_trimmed or any(card is None for card, _ in rows)
    return {card for card, _ in rows if card is not None}, whole, min((head for _, head in rows), default=0)
