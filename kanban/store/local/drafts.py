"""Comments that somebody began and has not sent, one for each member and card; local to this database.

New words for a comment that is there already are kept in the same way, under the comment's id in place of the card's.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from kanban.domain.values import text


def get(connection: sqlite3.Connection, member: str, card: str) -> str:
    """Return what a member began to write on a card, empty where there is nothing."""
    row = connection.execute("SELECT body FROM comment_draft WHERE member = ? AND card = ?", (member, card)).fetchone()
    return row[0] if row else ""


def keep(connection: sqlite3.Connection, member: str, card: str, body: str, known: str | None = None) -> None:
    """Keep what was typed so far; text without words drops the draft.

    `known` is what the same window kept before, None for one that writes alone: what another window kept meanwhile
    stays.
    """
    if known is not None:
        body = _beside(get(connection, member, card), text.clean(known).strip(), text.clean(body).strip(), body)
    if not body.strip():
        drop(connection, member, card)
        return
    connection.execute(
        "INSERT OR REPLACE INTO comment_draft (member, card, body) VALUES (?, ?, ?)", (member, card, text.clean(body))
    )


def _beside(stored: str, known: str, typed: str, body: str) -> str:
    """Return the draft with what one window typed in place of what it knew of it, beside what another one kept."""
    if stored.strip() in {"", known, typed}:
        return body
    if known and known in stored:
        return stored.replace(known, typed, 1).strip()
    return f"{stored}\n\n{typed}" if typed else stored


def drop(connection: sqlite3.Connection, member: str, card: str) -> None:
    """Forget the draft: it was sent, or given up."""
    connection.execute("DELETE FROM comment_draft WHERE member = ? AND card = ?", (member, card))


def forget(connection: sqlite3.Connection, places: Sequence[str]) -> None:
    """Forget what anybody began to write on these cards, or for these comments."""
    sql = "DELETE FROM comment_draft WHERE card IN (SELECT value FROM json_each(?))"
    connection.execute(sql, (json.dumps(list(places)),))


def cards(connection: sqlite3.Connection, member: str) -> set[str]:
    """Return the ids of the cards on which a member began something: a comment, or new words for one."""
    sql = (
        "SELECT coalesce(comment.card, draft.card) FROM comment_draft AS draft "
        "LEFT JOIN comment ON comment.id = draft.card WHERE draft.member = ?"
    )
    return {row[0] for row in connection.execute(sql, (member,))}


def of_comments(connection: sqlite3.Connection, member: str, comments: Sequence[str]) -> dict[str, str]:
    """Return the new words that a member began for these comments, by the comment's id."""
    sql = "SELECT card, body FROM comment_draft WHERE member = ? AND card IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(sql, (member, json.dumps(list(comments)))))
