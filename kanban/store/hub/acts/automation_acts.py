"""What rules add to acts that the server is asked to do.

Rules ran on the devices already for what they push; here a push triggers nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from kanban.domain.automations import engine
from kanban.domain.automations.engine import Event
from kanban.domain.automations.rules import OF
from kanban.domain.change import TIME
from kanban.domain.errors import Refused
from kanban.protocol.types import MOST_CHANGES
from kanban.store.acts.rule_acts import describe_obstacle
from kanban.store.hub.acts.act_policy import gate_of
from kanban.store.hub.acts.server_view import ServerView
from kanban.store.hub.board_rows import BoardRow, lock_row
from kanban.store.hub.cards.reader import BoardReader
from kanban.store.hub.transaction import BoardTransaction

if TYPE_CHECKING:
    from kanban.domain.board import Member
    from kanban.domain.card import Card, Comment
    from kanban.domain.change import Act, Change
    from kanban.store.hub.server_database import Hub


def list_events(view: ServerView, act: Act) -> list[Event]:
    """Return the events of an act that a rule may wait for."""
    return engine.list_events(view, act) if engine.list_active_rules(view.board, of_time=False) else []


def add(
    hub: Hub,
    connection: Connection,
    row: BoardRow,
    actor: Member,
    happened: Sequence[Event],
    changes: Sequence[Change],
    now: int,
) -> tuple[int, list[str]]:
    """Write what rules add to a written act; returns the board's head, and why rules did nothing."""
    if not happened:
        return row.head, []
    transaction = BoardTransaction(hub, connection, lock_row(connection, row.id), now)
    view = ServerView(transaction, actor)
    firings = engine.fire(view, happened, [change.id for change in changes], CommentReader(view))
    acts = {change.id: change.act for change in changes}
    troubles = [describe_obstacle(firing) for firing in firings if firing.trouble]
    gate = gate_of(transaction, actor) if actor.id != TIME else None
    for firing in firings:
        number = transaction.row.dseq
        transaction.begin(MOST_CHANGES)
        try:
            transaction.write_own(
                firing.steps, engine.VERB, actor.id, act=acts[str(firing.steps[0].extra[OF])], gate=gate
            )
        except Refused as fault:  # the rule does nothing then; the act that set it off stands
            transaction.undo()
            transaction.row.dseq = number
            troubles.append(describe_obstacle(replace(firing, trouble=str(fault))))
    if transaction.changes:
        transaction.write()
    return transaction.row.head, list(dict.fromkeys(troubles))


class CommentReader:
    """The comments that cards show."""

    def __init__(self, reader: BoardReader) -> None:
        self.reader = reader

    def __call__(self, card: Card) -> list[Comment]:
        """Return the comments that a card shows."""
        return self.reader.read_talk([card.id])[card.id]
