"""What each member has read, counted by the arrival of comments, never by time; local to this database."""

from __future__ import annotations

import sqlite3

RAISE = (
    "INSERT INTO seen (member, card, upto) VALUES (?, ?, ?) "
    "ON CONFLICT (member, card) DO UPDATE SET upto = max(upto, excluded.upto)"
)


def mark_read(connection: sqlite3.Connection, member: str, card: str) -> bool:
    """Mark every comment on a card as read; tell whether that changed anything."""
    row = connection.execute(
        "SELECT talk, coalesce((SELECT upto FROM seen WHERE member = ? AND seen.card = card.id), 0) FROM card WHERE id = ?",
        (member, card),
    ).fetchone()
    if row is None or row[0] <= row[1]:
        return False
    connection.execute(RAISE, (member, card, row[0]))
    return True


def begin(connection: sqlite3.Connection, member: str) -> None:
    """Let a member begin with everything read that is there."""
    connection.execute(RAISE.replace("?, ?, ?", "?, '', coalesce((SELECT max(n) FROM comment), 0)"), (member,))
