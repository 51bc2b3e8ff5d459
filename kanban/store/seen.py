"""What each member has read, counted by the arrival of comments, never by time; local to this database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from kanban.domain.change import CARD, COMMENT, Change
from kanban.store.projection import story_of
from kanban.store.read import unread

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


def caught_up(connection: sqlite3.Connection, changes: Iterable[Change], actor: str) -> list[tuple[str, str]]:
    """Return (member, card) for whom nothing on the card will be new although these changes add to its comments.

    So it is for who writes a comment, and for who has read both cards that are merged: if nothing was unread before.
    To be asked before the changes are applied; `mark_read` follows.
    """
    found: list[tuple[str, str]] = []
    for change in changes:
        if change.etype == COMMENT and change.card and "created" in change.set:
            if not unread(connection, story_of(connection, change.card), actor):
                found.append((actor, change.card))
        elif change.etype == CARD and (kept := change.set.get("merged_into")):
            stories = [story_of(connection, card) for card in (str(kept), change.entity)]
            readers = [row[0] for row in connection.execute("SELECT DISTINCT member FROM seen")]
            found += [
                (reader, str(kept))
                for reader in readers
                if not any(unread(connection, story, reader) for story in stories)
            ]
    return found
