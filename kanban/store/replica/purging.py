"""A person erased: what a device knew of a card, and of what was said on it, goes for good.

Names of registers and their keys stay: the digest is made of them, and nothing may win over a tombstone.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from kanban.domain import fold
from kanban.domain.change import CARD, COMMENT, Json
from kanban.store.compact import written, written_sorted
from kanban.store.projection import Projection
from kanban.store.replica import attention, confirmed
from kanban.store.rows import Row, blank, blank_comment, set_registers

KEPT = frozenset({"created", "deleted", "card"})
"""Registers that keep their value: the tombstone, and which card a comment was on."""

IMPLIED = ("created_at", "entered_at", "acted_at")


def purge(connection: sqlite3.Connection, board: str, card: str) -> None:
    """Blank a card and its comments in rows, log, search, drafts and under attention."""
    comments = [
        row[0] for row in connection.execute("SELECT id FROM comment WHERE card = ? AND board = ?", (card, board))
    ]
    subjects = [(CARD, card), *((COMMENT, comment) for comment in comments)]
    numbers = _numbers(connection, card, comments)
    told = _set_by_hand(connection, numbers)
    _blank_log(connection, numbers)
    projection = Projection(connection, board)
    for etype, each in subjects:
        entity = confirmed.load(connection, board, etype, each)
        if entity.base:
            entity.base = _blanked(etype, entity.base, told)
            confirmed.save(projection, entity)
    projection.finish()
    connection.execute("DELETE FROM comment_draft WHERE card = ?", (card,))
    attention.leave_out(connection, board, card)


def _numbers(connection: sqlite3.Connection, card: str, comments: Iterable[str]) -> list[int]:
    """Return the numbers in the log of all that was written of these."""
    story = "SELECT n FROM change WHERE story = (SELECT n FROM card WHERE id = ?) AND (etype = 'comment' OR entity = ?)"
    found = {row[0] for row in connection.execute(story, (card, card))}
    for each in (card, *comments):
        loose = "SELECT n FROM change WHERE story IS NULL AND entity = ?"
        found |= {row[0] for row in connection.execute(loose, (each,))}
    return sorted(found)


def _set_by_hand(connection: sqlite3.Connection, numbers: Iterable[int]) -> set[tuple[str, str]]:
    """Return (change, register) of the times that a change named itself, which are else implied by it and stay."""
    found = set()
    for number in numbers:
        change, body = connection.execute("SELECT id, body FROM change WHERE n = ?", (number,)).fetchone()
        found |= {(change, name) for name in IMPLIED if name in json.loads(body)}
    return found


def _blank_log(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    for number in numbers:
        body, tx = connection.execute("SELECT body, tx FROM change WHERE n = ?", (number,)).fetchone()
        left: dict[str, Json] = {name: value if name in KEPT else None for name, value in json.loads(body).items()}
        connection.execute("UPDATE change SET body = ?, extra = NULL WHERE n = ?", (written(left), number))
        said = "UPDATE act SET said = 'Something that was erased since' WHERE id = (SELECT act FROM tx WHERE n = ?)"
        connection.execute(said, (tx,))


def _blanked(etype: str, row: Row, told: set[tuple[str, str]]) -> Row:
    """Return a row with its registers emptied."""
    keys = fold.unpack(row["keys"])
    left: Row
    if etype == COMMENT:
        left = blank_comment(row["board"], row["id"])
        for name in ("card", "at", "quiet", "deleted", "edited"):
            left[name] = row[name]
        left["extra"] = written_sorted(dict.fromkeys(json.loads(row["extra"])))
    else:
        left = blank(row["board"], row["id"])
        extra = json.loads(row["extra"])
        set_registers(left, {name: extra[name] if name in KEPT else None for name in extra})
        left["deleted"], left["changed_at"] = row["deleted"], row["changed_at"]
        for name in IMPLIED:
            if (keys.get(name, "").partition(" ")[2], name) not in told:
                left[name] = row[name]
    left["keys"] = row["keys"]
    return left
