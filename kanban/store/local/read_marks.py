"""What each member has read, counted by the arrival of comments, never by time; local to this database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from kanban.domain.change import CARD, COMMENT, Change
from kanban.store.reading.comment_rows import unread
from kanban.store.reading.read import story_of

RAISE = (
    "INSERT INTO seen (member, card, upto) VALUES (?, ?, ?) "
    "ON CONFLICT (member, card) DO UPDATE SET upto = max(upto, excluded.upto)"
)


ANSWERS = frozenset({"question", "answer", "return"})
"""Kinds of comments that answer what marketing or sales wrote at the door."""


def mark_read(connection: sqlite3.Connection, member: str, card: str) -> bool:
    """Mark every comment on a card as read; tell whether that changed anything."""
    row = connection.execute(
        (
            "SELECT talk, coalesce((SELECT upto FROM seen WHERE member = ? AND seen.card = card.id), 0) FROM card "
            "WHERE id = ?"
        ),
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
    Who answers an offer or a question has read it. To be asked before the changes are applied; `mark_read` follows.
    """
    readers_done: list[tuple[str, str]] = []
    for change in changes:
        if change.etype == COMMENT and change.card and "created" in change.set:
            if not _list_unread(connection, change.card, actor, answered=change.set.get("kind") in ANSWERS):
                readers_done.append((actor, change.card))
        elif change.etype == CARD and change.verb == "accept":
            if not _list_unread(connection, change.entity, actor, answered=True):
                readers_done.append((actor, change.entity))
        elif change.etype == CARD and (target := change.set.get("merged_into")):
            stories = [story_of(connection, card) for card in (str(target), change.entity)]
            readers = [row[0] for row in connection.execute("SELECT DISTINCT member FROM seen")]
            readers_done += [
                (reader, str(target))
                for reader in readers
                if not any(unread(connection, story, reader) for story in stories)
            ]
    return readers_done


def _list_unread(connection: sqlite3.Connection, card: str, reader: str, *, answered: bool) -> set[str]:
    """Return the unread comments on a card, those aside that are answered now."""
    unread_ids = unread(connection, story_of(connection, card), reader)
    if not unread_ids or not answered:
        return unread_ids
    marks = ",".join("?" * len(unread_ids))
    sql = f"SELECT id FROM comment WHERE id IN ({marks}) AND kind IN ('offer', 'question', 'answer')"
    return unread_ids - {row[0] for row in connection.execute(sql, [*unread_ids])}
