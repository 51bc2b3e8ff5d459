"""Comments that somebody began and has not sent, one for each member and card; local to this database."""

from __future__ import annotations

import sqlite3

from kanban.domain import text


def get(connection: sqlite3.Connection, member: str, card: str) -> str:
    """Return what a member began to write on a card, empty where there is nothing."""
    row = connection.execute("SELECT body FROM comment_draft WHERE member = ? AND card = ?", (member, card)).fetchone()
    return row[0] if row else ""


def keep(connection: sqlite3.Connection, member: str, card: str, body: str) -> None:
    """Keep what was typed so far; text without words drops the draft."""
    if not body.strip():
        drop(connection, member, card)
        return
    connection.execute(
        "INSERT OR REPLACE INTO comment_draft (member, card, body) VALUES (?, ?, ?)", (member, card, text.clean(body))
    )


def drop(connection: sqlite3.Connection, member: str, card: str) -> None:
    """Forget the draft: it was sent, or given up."""
    connection.execute("DELETE FROM comment_draft WHERE member = ? AND card = ?", (member, card))
