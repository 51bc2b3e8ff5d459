"""What entities are without the outbox: kept apart while something of them waits there, else the row itself."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from kanban.domain import fold
from kanban.domain.change import ACTIVITY, CARD, COMMENT, FORMER_LABEL, GUESS, LESSON, OBJECTION, STRUCTURE, Change
from kanban.domain.entity_state import add_digest, digest_of, digest_of_packed, digest_text
from kanban.store import log, register_checks, rows
from kanban.store.projection import Projection
from kanban.store.replica import outbox
from kanban.store.rows import CHECKS, COMMENT_COLUMNS, Row, clamp_time

OURS = frozenset({*STRUCTURE, CARD, COMMENT}) - {FORMER_LABEL}
"""Types whose ids have to be ids; of others anything is kept."""


@dataclass(slots=True)
class ConfirmedEntity:
    """One entity as it stands while a page is taken."""

    etype: str
    id: str
    present: Row | None
    """The row that is read."""
    base: Row | None
    """The same without what waits."""
    is_apart: bool
    """Whether the base is kept apart."""
    is_stray: bool
    """Whether it has no row here: it is no entity of its type, or another board of this database has it."""
    is_waiting: bool
    """Whether something of it is in the outbox."""


def load(connection: sqlite3.Connection, board: str, etype: str, entity: str) -> ConfirmedEntity:
    """Return an entity as it stands."""
    return load_all(connection, board, [(etype, entity)])[etype, entity]


_KEPT = "SELECT etype, entity, body FROM confirmed WHERE entity IN ({}) AND board = ? AND etype = ?"
_WAITS = (  # + for SQLite to go by the entities
    # every row of the outbox may be of this board: its index would read them all, once for each page
    "SELECT DISTINCT etype, entity FROM outbox WHERE entity IN ({}) AND +board = ?"
)


def load_all(
    connection: sqlite3.Connection, board: str, wanted: Collection[tuple[str, str]]
) -> dict[tuple[str, str], ConfirmedEntity]:
    """Return entities by (type, id) as they stand, with a few statements for all of them."""
    row_by_key = rows.read_rows(connection, board, wanted)
    own_bases: dict[tuple[str, str], str | None] = {}
    for etype in {etype for etype, _ in wanted}:
        ids = [entity for its_type, entity in wanted if its_type == etype]
        own_bases |= {(etype, row[1]): row[2] for row in log.select_among(connection, _KEPT, ids, board, etype)}
    waiting = set(log.select_among(connection, _WAITS, [entity for _, entity in wanted], board))
    entities = {}
    for name in wanted:
        etype, entity = name
        present = row_by_key.get(name)
        stray = (etype in OURS and register_checks.check_identity(entity) is None) or (
            present is not None and present["board"] != board
        )
        if stray:
            present = None
        if name in own_bases:
            text = own_bases[name]
            base = rows.complete_row("" if stray else etype, json.loads(text)) if text else None
        else:
            base = dict(present) if present else None
        entities[name] = ConfirmedEntity(
            etype, entity, present, base, is_apart=name in own_bases, is_stray=stray, is_waiting=name in waiting
        )
    return entities


def fold_into(board: str, entity: ConfirmedEntity, changes: Sequence[Change]) -> None:
    """Fold what a server has confirmed into an entity's base."""
    if entity.base is None:
        entity.base = rows.blank_row(board, "" if entity.is_stray else entity.etype, entity.id)
    valid_changes = changes if entity.is_stray else [clamp_time(change) or change for change in changes]
    rows.fold_into_row(entity.base, "" if entity.is_stray else entity.etype, valid_changes)


def drop(connection: sqlite3.Connection, settled: Iterable[tuple[str, str, str]]) -> None:
    """Keep nothing apart any more of these (board, type, id)."""
    connection.executemany("DELETE FROM confirmed WHERE board = ? AND etype = ? AND entity = ?", settled)


def save(projection: Projection, entity: ConfirmedEntity, settled: list[tuple[str, str, str]] | None = None) -> None:
    """Write an entity's row: its base with what waits folded in. The base is kept apart where something waits.

    What need not be kept apart any more goes to `settled`, where that is given: whoever gives it drops all of them at
    once.
    """
    connection, board = projection.connection, projection.board_id
    waiting = (
        outbox.of_entity(connection, board, entity.etype, entity.id)
        if entity.is_waiting and not entity.is_stray
        else []
    )
    if waiting or entity.is_stray:
        body = json.dumps(entity.base) if entity.base else None
        connection.execute(
            "INSERT OR REPLACE INTO confirmed (board, etype, entity, body) VALUES (?, ?, ?, ?)",
            (board, entity.etype, entity.id, body),
        )
    elif entity.is_apart and settled is not None:
        settled.append((board, entity.etype, entity.id))
    elif entity.is_apart:
        drop(connection, [(board, entity.etype, entity.id)])
    if entity.is_stray:
        return
    after = dict(entity.base) if entity.base else None
    if waiting:
        after = after or rows.blank_row(board, entity.etype, entity.id)
        rows.fold_into_row(after, entity.etype, waiting)
    if after and after["keys"] == "{}":
        after = None  # nothing was ever set
    if after is not None and entity.present is not None and _is_same(entity, after):
        if entity.etype in {CARD, COMMENT, ACTIVITY, OBJECTION, LESSON, GUESS}:  # it bears no mark of waiting any more
            projection.touched.cards.add(_card_of(entity, after))
    elif after is not None or entity.present is not None:
        projection.write(entity.etype, entity.id, entity.present, after)


_FOLDED = {
    CARD: (*CHECKS, "changed_at", "labels", "extra", "keys"),
    COMMENT: COMMENT_COLUMNS,
}
"""Columns that say what was folded; the others follow from them, or from other rows."""


def _is_same(entity: ConfirmedEntity, after: Row) -> bool:
    """Whether an entity's row is what it is to be, as where one's own change comes back just as it was made."""
    present = entity.present or {}
    return all(after[name] == present[name] for name in _FOLDED.get(entity.etype, ("body", "keys")))


def _card_of(entity: ConfirmedEntity, row: Row) -> str:
    if entity.etype == CARD:
        return entity.id
    return str(row["card"] if entity.etype == COMMENT else json.loads(row["body"]).get("card"))


def rebuild(projection: Projection, entities: Iterable[tuple[str, str]]) -> None:
    """Make the rows of these (type, id) anew, after something of them left the outbox."""
    wanted = list(dict.fromkeys(entities))
    settled: list[tuple[str, str, str]] = []
    for start in range(0, len(wanted), log.MANY):
        for entity in load_all(projection.connection, projection.board_id, wanted[start : start + log.MANY]).values():
            save(projection, entity, settled)
    drop(projection.connection, settled)


def digest(entity: ConfirmedEntity) -> int:
    """Return what an entity adds to the digest of the confirmed state."""
    packed = entity.base["keys"] if entity.base else "{}"
    return digest_of_packed(entity.etype, entity.id, packed) if packed != "{}" else 0


def recount(connection: sqlite3.Connection, board: str) -> int:
    """Return the digest of a board's confirmed state, counted anew over everything."""
    total = 0
    confirmed_keys = {
        (etype, entity): json.loads(body)["keys"] if body else "{}"
        for etype, entity, body in connection.execute(
            "SELECT etype, entity, body FROM confirmed WHERE board = ?", (board,)
        )
    }
    rows_sql = (
        "SELECT 'card', id, keys FROM card WHERE board = ?1 UNION ALL SELECT 'comment', id, keys FROM comment "
        "WHERE board = ?1 "
        "UNION ALL SELECT etype, id, keys FROM entity WHERE board = ?1"
    )
    for etype, entity, keys in connection.execute(rows_sql, (board,)):
        confirmed_keys.setdefault((etype, entity), keys)
    for (etype, entity), keys in confirmed_keys.items():
        total = add_digest(total, minus=0, plus=digest_of(etype, entity, fold.unpack(keys)))
    return total


def list_wrong(connection: sqlite3.Connection) -> list[str]:
    """Return the boards whose confirmed state is not what their digest says."""
    places = connection.execute("SELECT board, digest FROM remote WHERE state = 'live'").fetchall()
    return [board for board, digest in places if digest_text(recount(connection, board)) != digest]
