"""What entities are without the outbox: kept apart while something of them waits there, else the row itself."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kanban.domain import fold
from kanban.domain.change import AGREEMENT, BOARD, CARD, COMMENT, MEMBER, RULE, STAGE, Change
from kanban.domain.state import add_digest, digest_of, digest_text
from kanban.store import checked, folding
from kanban.store.projection import Projection
from kanban.store.replica import outbox
from kanban.store.rows import Row, placed

OURS = frozenset({BOARD, STAGE, MEMBER, RULE, AGREEMENT, CARD, COMMENT})
"""Types whose ids have to be ids; of others anything is kept."""


@dataclass(slots=True)
class Entity:
    """One entity as it stands while a page is taken."""

    etype: str
    id: str
    present: Row | None
    """The row that is read."""
    base: Row | None
    """The same without what waits."""
    apart: bool
    """Whether the base is kept apart."""
    stray: bool
    """Whether it has no row here: it is no entity of its type, or another board of this database has it."""


def load(connection: sqlite3.Connection, board: str, etype: str, entity: str) -> Entity:
    """Return an entity as it stands."""
    present = folding.read(connection, board, etype, entity)
    stray = (etype in OURS and checked.identity(entity) is None) or (present is not None and present["board"] != board)
    if stray:
        present = None
    sql = "SELECT body FROM confirmed WHERE board = ? AND etype = ? AND entity = ?"
    kept = connection.execute(sql, (board, etype, entity)).fetchone()
    if kept is None:
        return Entity(etype, entity, present, dict(present) if present else None, apart=False, stray=stray)
    base = json.loads(kept[0]) if kept[0] else None
    return Entity(etype, entity, present, base, apart=True, stray=stray)


def fold_into(board: str, entity: Entity, changes: Sequence[Change]) -> None:
    """Fold what a server has confirmed into an entity's base."""
    if entity.base is None:
        entity.base = folding.blank_row(board, "" if entity.stray else entity.etype, entity.id)
    told = changes if entity.stray else [placed(change) or change for change in changes]
    folding.fold_in(entity.base, "" if entity.stray else entity.etype, told)


def save(projection: Projection, entity: Entity) -> None:
    """Write an entity's row: its base with what waits folded in. The base is kept apart where something waits."""
    connection, board = projection.connection, projection.board_id
    waiting = [] if entity.stray else outbox.of_entity(connection, board, entity.etype, entity.id)
    if waiting or entity.stray:
        body = json.dumps(entity.base) if entity.base else None
        connection.execute(
            "INSERT OR REPLACE INTO confirmed (board, etype, entity, body) VALUES (?, ?, ?, ?)",
            (board, entity.etype, entity.id, body),
        )
    elif entity.apart:
        connection.execute(
            "DELETE FROM confirmed WHERE board = ? AND etype = ? AND entity = ?", (board, entity.etype, entity.id)
        )
    if entity.stray:
        return
    after = dict(entity.base) if entity.base else None
    if waiting:
        after = after or folding.blank_row(board, entity.etype, entity.id)
        folding.fold_in(after, entity.etype, waiting)
    if after and after["keys"] == "{}":
        after = None  # nothing was ever set
    if after is not None or entity.present is not None:
        projection.write(entity.etype, entity.id, entity.present, after)


def rebuild(projection: Projection, entities: Iterable[tuple[str, str]]) -> None:
    """Make the rows of these (type, id) anew, after something of them left the outbox."""
    for etype, entity in entities:
        save(projection, load(projection.connection, projection.board_id, etype, entity))


def digest(entity: Entity) -> int:
    """Return what an entity adds to the digest of the confirmed state."""
    return digest_of(entity.etype, entity.id, fold.unpack(entity.base["keys"])) if entity.base else 0


def recount(connection: sqlite3.Connection, board: str) -> int:
    """Return the digest of a board's confirmed state, counted anew over everything."""
    total = 0
    kept = {
        (etype, entity): json.loads(body)["keys"] if body else "{}"
        for etype, entity, body in connection.execute(
            "SELECT etype, entity, body FROM confirmed WHERE board = ?", (board,)
        )
    }
    rows = (
        "SELECT 'card', id, keys FROM card WHERE board = ?1 UNION ALL SELECT 'comment', id, keys FROM comment WHERE board = ?1 "
        "UNION ALL SELECT etype, id, keys FROM entity WHERE board = ?1"
    )
    for etype, entity, keys in connection.execute(rows, (board,)):
        kept.setdefault((etype, entity), keys)
    for (etype, entity), keys in kept.items():
        total = add_digest(total, minus=0, plus=digest_of(etype, entity, fold.unpack(keys)))
    return total


def wrong(connection: sqlite3.Connection) -> list[str]:
    """Return the boards whose confirmed state is not what their digest says."""
    places = connection.execute("SELECT board, digest FROM remote WHERE state = 'live'").fetchall()
    return [board for board, kept in places if digest_text(recount(connection, board)) != kept]
