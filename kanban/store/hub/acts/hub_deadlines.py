"""What time does to shared boards, once, by the server's own hand: offers run out unanswered, rules wait for what falls due."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.exc import DataError, IntegrityError

from kanban.domain import clock
from kanban.domain.automations.engine import Event
from kanban.domain.board import Member
from kanban.domain.card import HANDOFF
from kanban.domain.change import CARD, Change
from kanban.domain.errors import KanbanError
from kanban.domain.handoffs import handoff, handoff_verbs
from kanban.domain.ids import placed_id
from kanban.store.database import StoreFault
from kanban.store.hub import server_tables
from kanban.store.hub.acts import automation_acts
from kanban.store.hub.acts.server_view import Sight
from kanban.store.hub.board_rows import Row, board_of, glanced, locked
from kanban.store.hub.transaction import EVERYBODY, Desk

if TYPE_CHECKING:
    from kanban.store.hub.server_database import Hub

TIME = Member(EVERYBODY, "the board", "marketing", "lead")
"""Who does what nobody does."""

_B, _E = server_tables.board.c, server_tables.entity.c
_OPEN = select(_B.id).where(_B.state == "open").order_by(_B.id)
_WAITING = select(_E.id, _E.body).where(
    _E.board == bindparam("board"),
    _E.etype == CARD,
    server_tables.LYING,
    _E.stage.in_(bindparam("stages", expanding=True)),
)


def let_pass(hub: Hub, failed: Callable[[str, Exception], None] | None = None) -> int:
    """Let happen what is due on all boards: rules of time, then offers run out, each as of its own time; returns how often.

    However many workers do this: all is looked at again under its board's lock, and the changes have the same ids. A board on
    which it fails is told to `failed`, and stops no other one; without that, and where the database fails, it raises.
    """
    now, count = hub.now_ms(), 0
    with hub.reading() as connection:
        boards = connection.execute(_OPEN).scalars().all()
    for board in boards:
        try:
            if _waits(hub, board, clock.iso_ms(now)):
                count += _rules(hub, board, now) + _let_pass(hub, board, now)
        except Exception as error:
            if failed is None or _of_all(error):
                raise
            failed(board, error)
    return count


def _of_all(error: Exception) -> bool:
    """Whether it is the database that fails, and not what is on one board."""
    return isinstance(error, StoreFault) and not isinstance(error.__cause__, IntegrityError | DataError)


def _waits(hub: Hub, board: str, now: str) -> bool:
    with hub.reading() as connection:
        row = glanced(connection, board)
        return bool(automation_acts.due_cards(hub, connection, row, now) or overdue(hub, connection, row, now))


def _rules(hub: Hub, board: str, now: int) -> int:
    with hub.writing() as connection:
        row, moment = locked(connection, board), clock.iso_ms(now)
        cards = automation_acts.due_cards(hub, connection, row, moment)
        firings = automation_acts.run_due(hub, connection, row, TIME, cards, now) if cards else []
    if cards:
        with hub.reading() as connection:
            automation_acts.seen(hub, connection, glanced(connection, board), cards, moment)
    if firings:
        hub.tell(board, row.head)
    return len(firings)


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
        sight, happened, made, faults = Sight(desk, TIME), list[Event](), list[Change](), list[KanbanError]()
        for card_id in late:
            card = sight.card(card_id)
            present = handoff.read(card.value_of(HANDOFF))
            name = f"{present.offer}:{present.due}" if present else card_id
            if desk.keys.made(connection, board, placed_id(board, "expire", f"{name}:0")):
                continue  # somebody brought the offer back as it was: it ran out once, and that is all
            try:
                act = handoff_verbs.expire(sight, card)
            except KanbanError as fault:
                faults.append(fault)
                continue
            ids = [placed_id(board, "expire", f"{name}:{place}") for place in range(len(act.steps))]
            happened += [replace(event, step=event.step + len(made)) for event in automation_acts.events(sight, act)]
            made += desk.write_own(act.steps, "expire", TIME.id, ids, keeps_time=True)
        head = desk.row.head
        if made:
            desk.write()
            head, _ = automation_acts.add(hub, connection, desk.row, TIME, happened, made, now)
    if made:
        hub.tell(board, head)
    if faults:  # the others have run out all the same
        raise faults[0]
    return len({change.entity for change in made if HANDOFF in change.set})
