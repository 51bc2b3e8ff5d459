"""What time does on shared boards, written once by the server itself: offers expire, rules of time fire.

What is decided is the same as on a board without a server (`store.deadlines`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.exc import DataError, IntegrityError

from kanban.domain import clock
from kanban.domain.acts import disqualifying
from kanban.domain.automations import engine
from kanban.domain.automations.engine import Event, Firing
from kanban.domain.card import HANDOFF
from kanban.domain.change import ACTIVITY, CARD, COMMENT, Change
from kanban.domain.errors import KanbanError
from kanban.domain.handoffs import handoff
from kanban.domain.ids import derive_id
from kanban.store import deadlines
from kanban.store.database import StoreFault
from kanban.store.deadlines import TIME, DueTimes
from kanban.store.hub import server_tables
from kanban.store.hub.acts import automation_acts
from kanban.store.hub.acts.automation_acts import CommentReader
from kanban.store.hub.acts.server_view import ServerView
from kanban.store.hub.board_rows import BoardRow, board_of, lock_row, read_row
from kanban.store.hub.cards.reader import BoardReader
from kanban.store.hub.transaction import BoardTransaction

if TYPE_CHECKING:
    from kanban.store.hub.server_database import Hub

AT_ONCE = 500
"""Cards that are looked at in one go."""

_B, _E = server_tables.board.c, server_tables.entity.c
_OPEN = select(_B.id).where(_B.state == "open").order_by(_B.id)
_WAITING = select(_E.id, _E.body).where(
    _E.board == bindparam("board"),
    _E.etype == CARD,
    server_tables.LYING,
    _E.stage.in_(bindparam("stages", expanding=True)),
)
_CHANGED = select(_E.etype, _E.id, _E.card).where(
    _E.board == bindparam("board"), _E.seq > bindparam("past"), _E.etype.in_((CARD, COMMENT, ACTIVITY))
)


class _ServerRecord:
    """What the log of a board tells of what time has done, in a write to it."""

    def __init__(self, transaction: BoardTransaction) -> None:
        self.transaction = transaction

    def has_change(self, name: str) -> bool:
        return self.transaction.keys.find_act(self.transaction.connection, self.transaction.row.id, name) is not None

    def has_act(self, card: str, name: str) -> bool:  # noqa: ARG002 - acts are found by their ids
        return bool(self.transaction.past.find_owner(name) == TIME.id)


def let_pass(hub: Hub, failed: Callable[[str, Exception], None] | None = None) -> int:
    """Do what is due on all boards (rules of time, then expiring offers), each as of its own time; returns how often.

    Several workers may do this: everything is checked again under the board's lock, and the changes have the same ids.
    A board on which it fails is passed to `failed` and stops no other; without `failed`, and when the database fails,
    it raises.
    """
    now, count = hub.now_ms(), 0
    with hub.reading() as connection:
        boards = connection.execute(_OPEN).scalars().all()
    for board in boards:
        try:
            if _is_waiting(hub, board, clock.iso_ms(now)):
                count += _upgrade(hub, board, now) + _run_rules(hub, board, now) + _let_pass(hub, board, now)
        except Exception as error:
            if failed is None or _is_database_failure(error):
                raise
            failed(board, error)
    return count


def _is_database_failure(error: Exception) -> bool:
    """Whether the database itself fails, rather than something on one board."""
    return isinstance(error, StoreFault) and not isinstance(error.__cause__, IntegrityError | DataError)


def _is_waiting(hub: Hub, board: str, now: str) -> bool:
    with hub.reading() as connection:
        row = read_row(connection, board)
        is_due = disqualifying.is_upgrade_due(board_of(hub, connection, row))
        return bool(is_due or due_cards(hub, connection, row, now) or list_overdue(hub, connection, row, now))


def _upgrade(hub: Hub, board: str, now: int) -> int:
    """Give a board of an older version what it lacks, the stage Disqualified; returns whether it did, as a number."""
    with hub.reading() as connection:
        if not disqualifying.is_upgrade_due(board_of(hub, connection, read_row(connection, board))):
            return 0
    with hub.writing() as connection:
        transaction = BoardTransaction(hub, connection, lock_row(connection, board), now)
        act = disqualifying.upgrade(ServerView(transaction, TIME))
        ids = [derive_id(board, "stage", f"disqualified:{place}") for place in range(len(act.steps))]
        if not ids or _ServerRecord(transaction).has_change(ids[0]):
            return 0
        transaction.write_own(act.steps, act.verb, TIME.id, ids)
        transaction.write()
    hub.tell(board, transaction.row.head)
    return 1


def _run_rules(hub: Hub, board: str, now: int) -> int:
    """Let rules run on cards of which something fell due, each rule in an act of its own."""
    moment, firings = clock.iso_ms(now), list[Firing]()
    with hub.writing() as connection:
        row = lock_row(connection, board)
        cards = due_cards(hub, connection, row, moment)
        if cards:
            transaction = BoardTransaction(hub, connection, row, now)
            view = ServerView(transaction, TIME)
            arrived = view.arrival_times(cards)
            decided = deadlines.fire(
                view,
                view.cards_with_ids(cards),
                lambda card: arrived.get(card.id, ""),
                CommentReader(view),
                _ServerRecord(transaction),
            )
            firings = [firing for firing, _ in decided]
            for firing in firings:
                transaction.write_own(firing.steps, engine.VERB, TIME.id, firing.ids)
            if firings:
                transaction.write()
    if cards:
        with hub.reading() as connection:
            _note_seen(hub, connection, read_row(connection, board), cards, moment)
    if firings:
        hub.tell(board, row.head)
    return len(firings)


def due_cards(hub: Hub, connection: Connection, row: BoardRow, now: str) -> list[str]:
    """Return the cards of which something fell due before `now` for a rule, and was not seen to yet.

    Only what has changed since the last look is read, so that this may be asked every half a minute.
    """
    board = board_of(hub, connection, row)
    if not engine.list_active_rules(board, of_time=True):
        hub.due_times.pop(row.id, None)
        return []
    due_times = hub.due_times.get(row.id)
    reader = BoardReader(connection, board)
    if (
        due_times is None
        or (due_times.epoch, due_times.structure) != (row.epoch, row.structure)
        or due_times.head > row.head
    ):
        due_times = hub.due_times[row.id] = DueTimes(row.epoch, row.structure, row.head)
        after = ""
        while some := reader.cards(after, AT_ONCE):
            due_times.note(board, some, reader.arrival_times)
            after = some[-1].id
    elif due_times.head < row.head:
        rows = connection.execute(_CHANGED, {"board": row.id, "past": due_times.head})
        changed = {change_row.id if change_row.etype == CARD else change_row.card for change_row in rows} - {None}
        for card in changed:
            due_times.due.pop(card, None)
        due_times.note(board, reader.cards_with_ids(sorted(changed)), reader.arrival_times)
        due_times.head = row.head
    return [card for card, due in due_times.due.items() if due < now]


def _note_seen(hub: Hub, connection: Connection, row: BoardRow, cards: Sequence[str], now: str) -> None:
    """Put down that cards were looked at: what falls due later is next, whether or not a rule's query found them."""
    due_times = hub.due_times.get(row.id)
    if due_times is not None:
        reader = BoardReader(connection, board_of(hub, connection, row))
        due_times.note(reader.board, reader.cards_with_ids(cards), reader.arrival_times, now)


def list_overdue(hub: Hub, connection: Connection, row: BoardRow, now: str) -> list[str]:
    """Return the cards at the door whose offer nobody answered before `now` (UTC, ISO 8601)."""
    doors = [stage.id for stage in board_of(hub, connection, row).stages if stage.side == "door"]
    params = {"board": row.id, "stages": doors}
    handoffs = [
        (card, handoff.read(json.loads(body).get(HANDOFF))) for card, body in connection.execute(_WAITING, params)
    ]
    return [card for card, present in handoffs if present and present.has_expired(now)]


def _let_pass(hub: Hub, board: str, now: int) -> int:
    with hub.writing() as connection:
        transaction = BoardTransaction(hub, connection, lock_row(connection, board), now)
        overdue_ids = list_overdue(hub, connection, transaction.row, clock.iso_ms(now))
        view, rule_events, changes, faults = (
            ServerView(transaction, TIME),
            list[Event](),
            list[Change](),
            list[KanbanError](),
        )
        for card_id in overdue_ids:
            try:
                expiry = deadlines.expire(view, view.card(card_id), _ServerRecord(transaction))
            except KanbanError as fault:
                faults.append(fault)
                continue
            if expiry is None:
                continue
            act = expiry.act
            rule_events += [
                replace(event, step=event.step + len(changes)) for event in automation_acts.list_events(view, act)
            ]
            changes += transaction.write_own(act.steps, "expire", TIME.id, expiry.ids, keeps_time=True)
        head = transaction.row.head
        if changes:
            transaction.write()
            head, _ = automation_acts.add(hub, connection, transaction.row, TIME, rule_events, changes, now)
    if changes:
        hub.tell(board, head)
    if faults:  # the others have run out all the same
        raise faults[0]
    return len({change.entity for change in changes if HANDOFF in change.set})
