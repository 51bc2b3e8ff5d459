"""What a member has read of the comments, and what they began to write; local to this database.

A read mark is the number of a comment, which counts arrivals, never a time. There is one draft for each member and
card; an unsent edit of a comment is kept in the same way, under the comment's id in place of the card's.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from kanban.domain.change import CARD, COMMENT, Change
from kanban.domain.values import text
from kanban.store.reading.comment_rows import list_unread
from kanban.store.reading.read import list_with_merged

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


def begin_reading(connection: sqlite3.Connection, member: str) -> None:
    """Let a member begin with everything read that is there."""
    connection.execute(RAISE.replace("?, ?, ?", "?, '', coalesce((SELECT max(n) FROM comment), 0)"), (member,))


def list_caught_up(connection: sqlite3.Connection, changes: Iterable[Change], actor: str) -> list[tuple[str, str]]:
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
            card_groups = [list_with_merged(connection, card) for card in (str(target), change.entity)]
            readers = [row[0] for row in connection.execute("SELECT DISTINCT member FROM seen")]
            readers_done += [
                (reader, str(target))
                for reader in readers
                if not any(list_unread(connection, card_ids, reader) for card_ids in card_groups)
            ]
    return readers_done


def _list_unread(connection: sqlite3.Connection, card: str, reader: str, *, answered: bool) -> set[str]:
    """Return the unread comments on a card, those aside that are answered now."""
    unread_ids = list_unread(connection, list_with_merged(connection, card), reader)
    if not unread_ids or not answered:
        return unread_ids
    marks = ",".join("?" * len(unread_ids))
    sql = f"SELECT id FROM comment WHERE id IN ({marks}) AND kind IN ('offer', 'question', 'answer')"
    return unread_ids - {row[0] for row in connection.execute(sql, [*unread_ids])}


# -- drafts

PLAY_DRAFT = "play "
"""How the places of drafts of plays begin; the id of the play, of its request, or of the board follows."""


def get_draft(connection: sqlite3.Connection, member: str, card: str) -> str:
    """Return what a member began to write on a card, empty where there is nothing."""
    row = connection.execute("SELECT body FROM comment_draft WHERE member = ? AND card = ?", (member, card)).fetchone()
    return row[0] if row else ""


def keep_draft(connection: sqlite3.Connection, member: str, card: str, body: str, known: str | None = None) -> None:
    """Keep what was typed so far; text without words drops the draft.

    `known` is what the same window kept before, None for one that writes alone: what another window kept meanwhile
    stays.
    """
    if known is not None:
        body = _combine_drafts(
            get_draft(connection, member, card), text.clean(known).strip(), text.clean(body).strip(), body
        )
    if not body.strip():
        drop_draft(connection, member, card)
        return
    connection.execute(
        "INSERT OR REPLACE INTO comment_draft (member, card, body) VALUES (?, ?, ?)", (member, card, text.clean(body))
    )


def _combine_drafts(stored: str, known: str, typed: str, body: str) -> str:
    """Return the draft with what one window typed in place of what it knew of it, beside what another one kept."""
    if stored.strip() in {"", known, typed}:
        return body
    if known and known in stored:
        return stored.replace(known, typed, 1).strip()
    return f"{stored}\n\n{typed}" if typed else stored


def drop_draft(connection: sqlite3.Connection, member: str, card: str) -> None:
    """Forget the draft: it was sent, or given up."""
    connection.execute("DELETE FROM comment_draft WHERE member = ? AND card = ?", (member, card))


def forget_drafts(connection: sqlite3.Connection, places: Sequence[str]) -> None:
    """Forget what anybody began to write on these cards, or for these comments."""
    sql = "DELETE FROM comment_draft WHERE card IN (SELECT value FROM json_each(?))"
    connection.execute(sql, (json.dumps(list(places)),))


def list_draft_cards(connection: sqlite3.Connection, member: str) -> set[str]:
    """Return the ids of the cards on which a member began something: a comment, or new words for one."""
    sql = (
        "SELECT coalesce(comment.card, draft.card) FROM comment_draft AS draft "
        "LEFT JOIN comment ON comment.id = draft.card WHERE draft.member = ? AND draft.card NOT LIKE ?"
    )
    return {row[0] for row in connection.execute(sql, (member, f"{PLAY_DRAFT}%"))}


def list_edit_drafts(connection: sqlite3.Connection, member: str, comments: Sequence[str]) -> dict[str, str]:
    """Return the new words that a member began for these comments, by the comment's id."""
    sql = "SELECT card, body FROM comment_draft WHERE member = ? AND card IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(sql, (member, json.dumps(list(comments)))))
