"""A person erased: what a device knew of a card, and of what was said on it, goes for good.

Names of registers and their keys stay: the digest is made of them, and nothing may win over a tombstone.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from kanban.domain import text
from kanban.domain.change import CARD, COMMENT, NOTICE
from kanban.domain.erasing import TIMES, blanked
from kanban.store.compact import written, written_sorted
from kanban.store.projection import Projection
from kanban.store.replica import attention, confirmed
from kanban.store.rows import Row, blank, blank_comment, set_registers

ERASED = "Something that was erased since"
"""What is said of an act from then on."""

SAID = 40
"""Cells of a title in what is said of an act (`verbs.several`)."""


def purge(connection: sqlite3.Connection, board: str, card: str) -> None:
    """Blank a card and its comments in rows, log, search, drafts and under attention."""
    comments = forget_words(connection, board, card)
    projection = Projection(connection, board)
    notices = _notices(connection, board, card)
    for etype, each in [(CARD, card), *((COMMENT, each) for each in comments), *((NOTICE, each) for each in notices)]:
        entity = confirmed.load(connection, board, etype, each)
        if entity.base:
            entity.base = _blanked(etype, entity.base)
        confirmed.save(projection, entity)  # also where all of it waits: the log has no words for it any more
    projection.finish()


def forget_words(connection: sqlite3.Connection, board: str, card: str) -> list[str]:
    """Blank a card and its comments everywhere but in their rows; returns the ids of the comments."""
    sql = "SELECT id FROM comment WHERE card = ? AND board = ?"
    comments = [row[0] for row in connection.execute(sql, (card, board))]
    numbers = _numbers(connection, card, [*comments, *_notices(connection, board, card)])
    titles = _titles(connection, card, numbers)
    _blank_log(connection, numbers)
    connection.execute("DELETE FROM comment_draft WHERE card = ?", (card,))
    attention.leave_out(connection, board, card)
    for title in titles:  # what was said of an act names its cards, also where the act was on others too
        for table in ("act", "attention"):
            named = f"UPDATE {table} SET said = ? WHERE board = ? AND instr(said, ?)"
            connection.execute(named, (ERASED, board, title))
    return comments


def _notices(connection: sqlite3.Connection, board: str, card: str) -> list[str]:
    """Return the ids of the notices about a card."""
    sql = "SELECT id FROM entity WHERE board = ? AND etype = 'notice' AND json_extract(body, '$.card') = ?"
    return [row[0] for row in connection.execute(sql, (board, card))]


def _titles(connection: sqlite3.Connection, card: str, numbers: Iterable[int]) -> set[str]:
    """Return every title that a card had, as `said` may have it."""
    found = {row[0] for row in connection.execute("SELECT title FROM card WHERE id = ?", (card,))}
    for number in numbers:
        sql = "SELECT json_extract(body, '$.title') FROM change WHERE n = ? AND entity = ? AND json_valid(body)"
        found |= {row[0] for row in connection.execute(sql, (number, card))}
    return {
        "“" + text.shorten(title, SAID - 1).removesuffix("…") for title in found if isinstance(title, str) and title
    }


def _numbers(connection: sqlite3.Connection, card: str, comments: Iterable[str]) -> list[int]:
    """Return the numbers in the log of all that was written of these."""
    story = "SELECT n FROM change WHERE story = (SELECT n FROM card WHERE id = ?) AND (etype <> 'card' OR entity = ?)"
    found = {row[0] for row in connection.execute(story, (card, card))}
    for each in (card, *comments):
        loose = "SELECT n FROM change WHERE story IS NULL AND entity = ?"
        found |= {row[0] for row in connection.execute(loose, (each,))}
    return sorted(found)


def _blank_log(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    for number in numbers:
        body, tx = connection.execute("SELECT body, tx FROM change WHERE n = ?", (number,)).fetchone()
        left = blanked(json.loads(body))
        connection.execute("UPDATE change SET body = ?, extra = NULL WHERE n = ?", (written(left), number))
        connection.execute("UPDATE act SET said = ? WHERE id = (SELECT act FROM tx WHERE n = ?)", (ERASED, tx))


def _blanked(etype: str, row: Row) -> Row:
    """Return a row with its registers emptied."""
    left: Row
    if etype == NOTICE:
        left = dict(row)
        left["body"] = written_sorted(blanked(json.loads(row["body"])))
        return left
    if etype == COMMENT:
        left = blank_comment(row["board"], row["id"])
        for name in ("card", "at", "quiet", "deleted", "edited"):
            left[name] = row[name]
        left["extra"] = written_sorted(dict.fromkeys(json.loads(row["extra"])))
    else:
        left = blank(row["board"], row["id"])
        set_registers(left, blanked(json.loads(row["extra"])))
        for name in ("deleted", "changed_at", *TIMES):
            left[name] = row[name]
    left["keys"] = row["keys"]
    return left
