"""A person erased: what a device knew of a card, and of what was said on it, goes for good.

Keys of registers stay, and their names but for people's words in them: the digest is made of both, and nothing may win
over a tombstone.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from kanban.domain import fold
from kanban.domain.acts.erasing import FIGURES, TIMES, blank_keys, blank_registers
from kanban.domain.change import CARD, COMMENT, HANGING
from kanban.domain.entity_state import add_digest
from kanban.domain.values import text
from kanban.store.disk import scrubbing
from kanban.store.local import comment_state, walk_state
from kanban.store.projection import Projection
from kanban.store.register_checks import encode_json, encode_sorted_json
from kanban.store.replica import confirmed
from kanban.store.replica.conflicts import conflict_notes
from kanban.store.rows import CHECKS, Row, blank, blank_comment, set_registers

ERASED = "Something that was erased since"
"""What is said of an act from then on."""

SAID = 40
"""Cells of a title in what is said of an act (`verbs.several`)."""


def purge(connection: sqlite3.Connection, board: str, card: str, total: int) -> int:
    """Blank a card, its comments and its notices in rows, log, search, drafts and under attention.

    `total` is the board's digest before; returns it after.
    """
    if _is_elsewhere(connection, board, card):
        return total
    hanging = forget_words(connection, board, card)
    projection = Projection(connection, board)
    for etype, entity_id in [(CARD, card), *hanging]:
        entity = confirmed.load(connection, board, etype, entity_id)
        if entity.base:
            before = confirmed.digest(entity)
            entity.base = _blank_row(etype, entity.base)
            total = add_digest(total, minus=before, plus=confirmed.digest(entity))
        confirmed.save(projection, entity)  # also where all of it waits: the log has no words for it any more
    projection.finish()
    return total


def forget_words(connection: sqlite3.Connection, board: str, card: str) -> list[tuple[str, str]]:
    """Blank a card and what hangs on it everywhere but in their rows; returns (type, id) of what hangs on it."""
    if _is_elsewhere(connection, board, card):
        return []
    scrubbing.note_wanted(connection, card)
    connection.execute("DELETE FROM origin WHERE board = ? AND card = ?", (board, card))
    # type by type, each word for word as in its index
    parts = [f"SELECT '{COMMENT}', id FROM comment WHERE card = ?1 AND board = ?2"]
    parts += [
        f"SELECT etype, id FROM entity WHERE etype = '{etype}' AND board = ?2 AND json_extract(body, '$.card') = ?1"
        for etype in sorted(HANGING - {COMMENT})
    ]
    hanging = [
        (str(etype), str(entity)) for etype, entity in connection.execute(" UNION ALL ".join(parts), (card, board))
    ]
    numbers = _list_numbers(connection, card, [entity for _, entity in hanging])
    titles = find_titles(connection, card) | _list_titles(connection, card, numbers)
    _blank_log(connection, numbers)
    comment_state.forget_drafts(connection, [card, *(entity for _, entity in hanging)])
    walk_state.forget_walks(connection, card)
    conflict_notes.leave_out(connection, board, card)
    forget_titles(connection, board, titles)
    return hanging


def _is_elsewhere(connection: sqlite3.Connection, board: str, card: str) -> bool:
    """Whether another board of this database has the card: a server erases only what is on its own board."""
    row = connection.execute("SELECT board FROM card WHERE id = ?", (card,)).fetchone()
    return row is not None and row[0] != board


def forget_titles(connection: sqlite3.Connection, board: str, titles: Iterable[str]) -> None:
    """Leave titles out of what was said of acts, which names their cards, also where the act was on others too."""
    for title in titles:
        opening = "“" + text.shorten(title, SAID - 1).removesuffix("…")
        for table in ("act", "attention"):
            sql = f"UPDATE {table} SET said = ? WHERE board = ? AND instr(said, ?)"
            connection.execute(sql, (ERASED, board, opening))
        detailed = "UPDATE attention SET detail = '' WHERE board = ? AND instr(detail, ?)"
        connection.execute(detailed, (board, opening))


def find_titles(connection: sqlite3.Connection, card: str) -> set[str]:
    """Return the title that a card has in its row, if any: news of the erased card come without."""
    return {row[0] for row in connection.execute("SELECT title FROM card WHERE id = ? AND title <> ''", (card,))}


def _list_titles(connection: sqlite3.Connection, card: str, numbers: Iterable[int]) -> set[str]:
    """Return every title that a card had by the log."""
    titles = set()
    for number in numbers:
        sql = "SELECT json_extract(body, '$.title') FROM change WHERE n = ? AND entity = ? AND json_valid(body)"
        titles |= {row[0] for row in connection.execute(sql, (number, card))}
    return {title for title in titles if isinstance(title, str) and title}


def _list_numbers(connection: sqlite3.Connection, card: str, hanging: Iterable[str]) -> list[int]:
    """Return the numbers in the log of all that was written of these."""
    history_sql = (
        "SELECT n FROM change WHERE story = (SELECT n FROM card WHERE id = ?) AND (etype <> 'card' OR entity = ?)"
    )
    numbers = {row[0] for row in connection.execute(history_sql, (card, card))}
    for entity_id in (card, *hanging):
        loose = "SELECT n FROM change WHERE story IS NULL AND entity = ?"
        numbers |= {row[0] for row in connection.execute(loose, (entity_id,))}
    return sorted(numbers)


def _blank_log(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    for number in numbers:
        etype, body, tx = connection.execute("SELECT etype, body, tx FROM change WHERE n = ?", (number,)).fetchone()
        left = blank_registers(etype, json.loads(body))
        # a tombstone keeps the code by which a server that was restored knows it again
        blank_one = "UPDATE change SET body = ?, extra = CASE WHEN verb = 'purge' THEN extra END WHERE n = ?"
        connection.execute(blank_one, (encode_json(left), number))
        connection.execute("UPDATE act SET said = ? WHERE id = (SELECT act FROM tx WHERE n = ?)", (ERASED, tx))


def _blank_row(etype: str, row: Row) -> Row:
    """Return a row with its registers emptied."""
    left: Row
    if etype == COMMENT:
        left = blank_comment(row["board"], row["id"])
        for name in ("card", "at", "quiet", "deleted", "edited"):
            left[name] = row[name]
        left["extra"] = encode_sorted_json(dict.fromkeys(json.loads(row["extra"])))
    elif etype in HANGING:
        left = {**row, "body": encode_sorted_json(blank_registers(etype, json.loads(row["body"])))}
    else:
        left = blank(row["board"], row["id"])
        set_registers(left, blank_registers(etype, json.loads(row["extra"])))
        for name in ("deleted", "changed_at", *TIMES, *(FIGURES[CARD] & CHECKS.keys())):
            left[name] = row[name]
    left["keys"] = fold.pack(blank_keys(fold.unpack(row["keys"])))
    return left
