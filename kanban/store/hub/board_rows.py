"""A board's row, and the board put together from its few structural entities."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, select

from kanban.domain import fold
from kanban.domain.change import CARD, HANGING, STRUCTURE, Change, Json
from kanban.domain.entity_state import EntityState
from kanban.protocol.types import Stopped
from kanban.store import register_checks
from kanban.store.entities import assemble_board, trust_registers
from kanban.store.hub import server_tables
from kanban.store.register_checks import encode_json

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.store.hub.server_database import Hub

FEW = STRUCTURE
"""The types of entity that make up a board."""

_B, _E = server_tables.board.c, server_tables.entity.c
_GLANCE = select(server_tables.board).where(_B.id == bindparam("board"))
_LOCK = _GLANCE.with_for_update()
_STRUCTURE = select(_E.etype, _E.id, _E.body).where(_E.board == bindparam("board"), _E.etype.in_(FEW))


@dataclass(slots=True)
class BoardRow:
    """The row of a board."""

    id: str
    epoch: str
    head: int
    tip: str
    digest: int
    structure: int
    state: str
    publisher: str
    mapping: str
    made_at: str
    device: str
    stamp: str
    dseq: int


def lock_row(connection: Connection, board: str) -> BoardRow:
    """Lock a board's row and return it; raises Stopped if the server has no such board."""
    row = connection.execute(_LOCK, {"board": board}).one_or_none()
    if row is None:
        raise build_unknown_board_error()
    return _row(row)


def read_row(connection: Connection, board: str) -> BoardRow:
    """Return a board's row for reading; raises Stopped if the server has no such board."""
    row = connection.execute(_GLANCE, {"board": board}).one_or_none()
    if row is None:
        raise build_unknown_board_error()
    return _row(row)


def _row(columns: Sequence[Any]) -> BoardRow:
    row = BoardRow(*columns)
    row.digest = int(row.digest)
    return row


def build_unknown_board_error() -> Stopped:
    """Return the error for a board that is not on this server."""
    return Stopped("unknown_board", "That board is not on this server; its publisher may have sent it to another one.")


# -- entities and changes


def change_of(row: Any) -> Change:  # noqa: ANN401 - a row of SQLAlchemy
    """Return the change in a row."""
    body = json.loads(row.body)
    return Change(
        id=row.id, act=row.act, tx=row.tx, verb=row.verb, at=row.at, etype=row.etype, entity=row.entity,
        set=body["set"], stamp=row.stamp, actor=row.actor, device=row.device, dseq=row.dseq, base=row.base,
        undo_of=body.get("undo_of"), card=body.get("card"), seq=row.seq, extra=body.get("extra", {}),
    )  # fmt: skip


def body_of(change: Change) -> str:
    """Return the parts of a change that have no column of their own, as JSON; `change_of` reads them back."""
    body: dict[str, Json] = {"set": dict(change.set)}
    if change.undo_of is not None:
        body["undo_of"] = change.undo_of
    if change.card is not None:
        body["card"] = change.card
    if change.extra:
        body["extra"] = dict(change.extra)
    return encode_json(body)


def state_of(etype: str, row: Any) -> EntityState:  # noqa: ANN401 - a row of SQLAlchemy
    """Return the entity in a row."""
    return EntityState(
        etype, row.id, json.loads(row.body), fold.unpack(row.packed), row.made_at, row.made_verb, row.changed_at
    )


def board_of(hub: Hub, connection: Connection, row: BoardRow) -> Board:
    """Return a board, read again only when its structure has changed."""
    known = hub.boards.get(row.id)
    if known is not None and known[:2] == (row.epoch, row.structure):
        return known[2]
    board = board_with(connection, row.id, {})
    hub.boards[row.id] = (row.epoch, row.structure, board)
    return board


def board_with(connection: Connection, board: str, changed: Mapping[tuple[str, str], Mapping[str, Json]]) -> Board:
    """Return a board with some entities as they are now rather than as they were written."""
    rows = connection.execute(_STRUCTURE, {"board": board})
    bodies = {(row.etype, row.id): json.loads(row.body) for row in rows} | dict(changed)
    return assemble_board(
        board, ((etype, entity, trust_registers(etype, body)) for (etype, entity), body in bodies.items())
    )


def find_parent(state: EntityState) -> Json:
    """Return the card that an entity belongs to, or was merged into."""
    return state.registers.get({CARD: "merged_into", **dict.fromkeys(HANGING, "card")}.get(state.etype, ""))


def entity_values(state: EntityState, packed: str, seq: int, *, is_purged: bool) -> tuple[Any, ...]:
    """Return the values of an entity's row that a write sets; `packed` are its keys, `seq` is its newest change's."""
    own = state.registers
    placed = state.etype == CARD
    return (
        encode_json(own), packed, state.made_at, state.made_verb, state.changed_at, seq,
        register_checks.check_identity(find_parent(state)),
        register_checks.check_identity(own.get("stage")) if placed else None,
        (register_checks.check_text(own.get("rank")) or "").replace("\0", "\ufffd") if placed else "",
        int(own.get("deleted") is True), int(is_purged),
    )  # fmt: skip
