"""One entity's row, whatever its type: read, blank, and with changes folded in.

Cards and comments have tables of their own, everything else shares one; `None` stands for a row that is not there.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from kanban.domain import fold
from kanban.domain.change import CARD, COMMENT, STAGE, Change, Json
from kanban.store import entities, log
from kanban.store.compact_json import written_sorted
from kanban.store.rows import (
    CARD_COLUMNS,
    COMMENT_COLUMNS,
    Row,
    blank,
    blank_comment,
    fold_card,
    fold_comment,
    set_registers,
)

ENTITY_COLUMNS = ("id", "etype", "board", "body", "keys")

_SELECT_CARD = f"SELECT {', '.join(CARD_COLUMNS)} FROM card WHERE id = ?"
_SELECT_COMMENT = f"SELECT {', '.join(COMMENT_COLUMNS)} FROM comment WHERE id = ?"
_TABLES = {
    CARD: (CARD_COLUMNS, f"SELECT {', '.join(CARD_COLUMNS)} FROM card WHERE id IN ({{}})"),
    COMMENT: (COMMENT_COLUMNS, f"SELECT {', '.join(COMMENT_COLUMNS)} FROM comment WHERE id IN ({{}})"),
}
_ENTITIES = f"SELECT {', '.join(ENTITY_COLUMNS)} FROM entity WHERE id IN ({{}}) AND etype = ? AND board = ?"
_SELECT_ENTITY = f"SELECT {', '.join(ENTITY_COLUMNS)} FROM entity WHERE id = ? AND etype = ? AND board = ?"
_ANYWHERE = f"SELECT {', '.join(ENTITY_COLUMNS)} FROM entity WHERE id IN ({{}}) AND etype = ? ORDER BY board = ?"


def read(connection: sqlite3.Connection, board: str, etype: str, entity: str) -> Row | None:
    """Return an entity's row. That of a card, a comment or a stage may be another board's, which its `board` tells."""
    if etype == CARD:
        columns, values = CARD_COLUMNS, connection.execute(_SELECT_CARD, (entity,)).fetchone()
    elif etype == COMMENT:
        columns, values = COMMENT_COLUMNS, connection.execute(_SELECT_COMMENT, (entity,)).fetchone()
    elif etype == STAGE:  # cards are found by the id of their lane alone
        return read_all(connection, board, [(etype, entity)]).get((etype, entity))
    else:
        columns, values = ENTITY_COLUMNS, connection.execute(_SELECT_ENTITY, (entity, etype, board)).fetchone()
    return dict(zip(columns, values, strict=True)) if values else None


def read_all(
    connection: sqlite3.Connection, board: str, wanted: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Row]:
    """Return the rows of these (type, id) that are there; `read` tells of one."""
    rows_by_key: dict[tuple[str, str], Row] = {}
    ids: dict[str, list[str]] = {}
    for etype, entity in wanted:
        ids.setdefault(etype, []).append(entity)
    for etype, ids_of_type in ids.items():
        if etype in _TABLES:
            columns, sql = _TABLES[etype]
            rows = log.among(connection, sql, ids_of_type)
        else:
            sql = _ANYWHERE if etype == STAGE else _ENTITIES
            columns, rows = ENTITY_COLUMNS, log.among(connection, sql, ids_of_type, etype, board)
        for row in rows:
            rows_by_key[etype, row[0]] = dict(zip(columns, row, strict=True))
    return rows_by_key


def blank_row(board: str, etype: str, entity: str) -> Row:
    """Return the row of an entity of which nothing is known yet."""
    if etype == CARD:
        return blank(board, entity)
    if etype == COMMENT:
        return blank_comment(board, entity)
    return dict(zip(ENTITY_COLUMNS, (entity, etype, board, "{}", "{}"), strict=True))


def complete_row(etype: str, row: Row) -> Row:
    """Return a row that was written down whole, with the columns that the table has got since.

    A version without a column kept its register in `extra`, so it is there that the value is looked for.
    """
    complete = blank_row(row["board"], etype, row["id"])
    since = [name for name in complete if name not in row]
    if not since:
        return row
    complete |= row
    extra = json.loads(row["extra"]) if "extra" in row else {}
    values = {name: extra.pop(name) for name in since if name in extra}
    if values and etype == CARD:
        complete["extra"] = written_sorted(extra)
        set_registers(complete, values)
    return complete


def fold_in(row: Row, etype: str, changes: Iterable[Change]) -> None:
    """Fold changes to one entity into its row, in any order."""
    keys = fold.unpack(row["keys"])
    if etype == CARD:
        for change in changes:
            fold_card(row, keys, change)
    elif etype == COMMENT:
        for change in changes:
            fold_comment(row, keys, change)
    else:
        fields: dict[str, Json] = json.loads(row["body"])
        for change in changes:
            fields.update(entities.trust_registers(etype, fold.fold(keys, change)))
        row["body"] = written_sorted(fields)
    row["keys"] = fold.pack(keys)
