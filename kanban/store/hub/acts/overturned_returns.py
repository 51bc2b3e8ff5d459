"""Offering a card again when both leads overturned its return at once: neither device knew that its ruling decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from kanban.domain.automations.engine import Event
from kanban.domain.change import CARD, Act, Change
from kanban.domain.errors import KanbanError
from kanban.domain.handoffs import contest, reoffer
from kanban.domain.handoffs.contest import RULING
from kanban.domain.ids import derive_id
from kanban.store.deadlines import TIME
from kanban.store.hub.acts import automation_acts
from kanban.store.hub.acts.server_view import ServerView
from kanban.store.hub.board_rows import BoardRow, lock_row
from kanban.store.hub.transaction import BoardTransaction

if TYPE_CHECKING:
    from kanban.store.hub.server_database import Hub


def offer_again(hub: Hub, connection: Connection, row: BoardRow, pushed: Iterable[Change], now: int) -> int:
    """Make the offers that are due after these written changes; returns the board's head."""
    ruled = {
        change.entity
        for change in pushed
        if change.etype == CARD and any(name.startswith(RULING) for name in change.set)
    }
    if not ruled:
        return row.head
    transaction = BoardTransaction(hub, connection, lock_row(connection, row.id), now)
    view, happened, changes = ServerView(transaction, TIME), list[Event](), list[Change]()
    for card in view.cards_with_ids(ruled):
        dispute = contest.read(card.extra)
        if dispute is None or dispute.outcome != "overturn":
            continue
        try:
            act = Act("offer", tuple(reoffer.build_steps(view, card, dispute.offer, dispute.by, "offer", {})), "")
        except KanbanError:
            continue  # no deadline can be reckoned on this board; what was pushed stands, and people may offer it
        if not act.steps:
            continue  # it went on between the teams since
        ids = [derive_id(row.id, "overturned", f"{dispute.offer}:{place}") for place in range(len(act.steps))]
        if transaction.keys.find_act(connection, row.id, ids[0]):
            continue  # somebody brought the return back as it was: it is offered again once
        happened += [replace(event, step=event.step + len(changes)) for event in automation_acts.list_events(view, act)]
        changes += transaction.write_own(act.steps, act.verb, TIME.id, ids)
    if not changes:
        return row.head
    transaction.write()
    return automation_acts.add(hub, connection, transaction.row, TIME, happened, changes, now)[0]
