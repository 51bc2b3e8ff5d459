"""The comments on a card, read in plain SQL."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from kanban.domain.card import AUTHOR_IN_FILE, IMPORTED_BY, Comment
from kanban.domain.errors import NotFound
from kanban.store import register_checks
from kanban.store.reading.read import find_baseline

FIELDS = ("id", "card", "author", "team", "kind", "body", "at", "edited", "deleted", "quiet", "extra")
"""The columns of which a comment is made (`comment_from`)."""

HERE = "board = (SELECT card.board FROM card WHERE card.id = comment.card)"
"""What a comment has to be, in SQL, to show on its card: of the card's own board. Whoever makes a board may put on it
what they like."""

_COMMENT = f"SELECT {', '.join(FIELDS)} FROM comment"


def list_comments(connection: sqlite3.Connection, card_ids: Sequence[str], *, retracted: bool = False) -> list[Comment]:
    """Return the comments on a card and on those merged into it, oldest first."""
    filter_sql = "" if retracted else " AND deleted = 0"
    sql = f"{_COMMENT} WHERE card IN ({','.join('?' * len(card_ids))}) AND {HERE}{filter_sql} ORDER BY at, id"
    return [comment_from(row) for row in connection.execute(sql, list(card_ids))]


def read_comment(connection: sqlite3.Connection, comment_id: str) -> Comment:
    """Return one comment, retracted ones included; raises NotFound."""
    row = connection.execute(f"{_COMMENT} WHERE id = ?", (comment_id,)).fetchone()
    if row is None:
        raise NotFound("That comment is not on this board.")
    return comment_from(row)


def comment_from(row: Sequence[Any]) -> Comment:
    """Return a comment of its row's `FIELDS`.

    What a file brought is nobody's and of no team, also where version 0.1.0 kept the file's name as its author.
    """
    comment_id, card, author, team, kind, body, at, edited, deleted, quiet, extra = row
    if not quiet or register_checks.check_identity(author):
        return Comment(comment_id, card, author, team, kind, body, at, edited=bool(edited), deleted=bool(deleted))
    registers = json.loads(extra)
    file_author = registers.get(AUTHOR_IN_FILE) or author
    return Comment(
        comment_id, card, "", "", "comment", body, at, edited=bool(edited), deleted=bool(deleted), is_imported=True,
        imported_by=_text(registers.get(IMPORTED_BY)), author_in_file=_text(file_author),
    )  # fmt: skip


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def list_unread(connection: sqlite3.Connection, card_ids: Sequence[str], member: str) -> set[str]:
    """Return the ids of the comments on a card that a member has not read; one's own are read."""
    sql = (
        f"SELECT id FROM comment WHERE card IN ({','.join('?' * len(card_ids))}) AND deleted = 0 AND quiet = 0 "
        "AND author <> ? "
        f"AND {HERE} AND n > max(?, coalesce((SELECT upto FROM seen WHERE member = ? AND seen.card = ?), 0))"
    )
    values = (*card_ids, member, find_baseline(connection, member), member, card_ids[0])
    return {row[0] for row in connection.execute(sql, values)}
