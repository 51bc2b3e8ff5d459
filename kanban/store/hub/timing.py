"""What time does to shared boards: offers that nobody answered run out, once, by the server's own hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, select

from kanban.domain import clock, handing, handoff
from kanban.domain.board import Member
from kanban.domain.card import HANDOFF
from kanban.domain.change import CARD
from kanban.domain.ids import placed_id
from kanban.store.hub import tables
from kanban.store.hub.acting import Sight
from kanban.store.hub.desk import EVERYBODY, Desk
from kanban.store.hub.places import Row, board_of, glanced, locked

if TYPE_CHECKING:
    from kanban.store.hub.opening import Hub

TIME = Member(EVERYBODY, "the board", "marketing", "lead")
"""Who does what nobody does."""

_B, _E = tables.board.c, tables.entity.c
_OPEN = select(_B.id).where(_B.state == "open").order_by(_B.id)
_WAITING = select(_E.id, _E.body).where(
    _E.board == bindparam("board"), _E.etype == CARD, tables.LYING, _E.stage.in_(bindparam("stages", expanding=True))
)


def let_pass(hub: Hub, now_ms: int | None = None) -> int:
    """Let offers that are past due run out on all boards, each as of its own time; returns how many there were.

    However many workers do this: an offer is looked at again under its board's lock, and the change has the same id.
    """
    now = clock.now_ms() if now_ms is None else now_ms
    with hub.reading() as connection:
        boards = connection.execute(_OPEN).scalars().all()
        late = [board for board in boards if overdue(hub, connection, glanced(connection, board), clock.iso_ms(now))]
    return sum(_let_pass(hub, board, now) for board in late)


def overdue(hub: Hub, connection: Connection, row: Row, now: str) -> list[str]:
    """Return the cards at the door whose offer nobody answered before `now` (UTC, ISO 8601)."""
    doors = [stage.id for stage in board_of(hub, connection, row).stages if stage.side == "door"]
    asked = {"board": row.id, "stages": doors}
    found = [(card, handoff.read(json.loads(body).get(HANDOFF))) for card, body in connection.execute(_WAITING, asked)]
    return [card for card, present in found if present and present.ran_out(now)]


def _let_pass(hub: Hub, board: str, now: int) -> int:
    with hub.writing() as connection:
        desk = Desk(hub, connection, locked(connection, board), now)
        late = overdue(hub, connection, desk.row, clock.iso_ms(now))
        sight = Sight(desk, TIME)
        for card_id in late:
            card = sight.card(card_id)
            present = handoff.read(card.value_of(HANDOFF))
            steps = handing.expire(sight, card).steps
            name = f"{present.offer}:{present.due}" if present else card_id
            ids = [placed_id(board, "expire", f"{name}:{place}") for place in range(len(steps))]
            desk.write_own(steps, "expire", TIME.id, ids, keeps_time=True)
        if late:
            desk.write()
    if late:
        hub.tell(board, desk.row.head)
    return len(late)
