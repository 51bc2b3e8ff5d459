"""Ties the cards that the server wrote for a program to the wants that they match, as devices do for what they write.

A tie joins the act that it follows from, so that one undo takes both back. What devices push they tied themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from kanban.domain import clock
from kanban.domain.change import CARD, Step
from kanban.domain.values.moments import find_today
from kanban.domain.wants.want_verbs import build_ties
from kanban.store.hub.board_rows import BoardRow, lock_row
from kanban.store.hub.cards import wanted_cards
from kanban.store.hub.transaction import BoardTransaction

if TYPE_CHECKING:
    from kanban.domain.change import Change
    from kanban.store.hub.server_database import Hub


def tie(hub: Hub, connection: Connection, row: BoardRow, actor: str, changes: Sequence[Change], now_ms: int) -> int:
    """Tie the cards of written changes to the board's open wants; returns the board's head."""
    cards = list(dict.fromkeys(change.entity for change in changes if change.etype == CARD))
    if not cards:
        return row.head
    transaction = BoardTransaction(hub, connection, lock_row(connection, row.id), now_ms)
    steps = _list_ties(transaction, cards)
    if not steps:
        return transaction.row.head
    transaction.write_own(steps, "tie", actor, act=changes[0].act)
    transaction.write()
    return transaction.row.head


def _list_ties(transaction: BoardTransaction, cards: Sequence[str]) -> list[Step]:
    board, connection = transaction.board, transaction.connection
    now = clock.from_ms(transaction.now_ms)
    today = find_today(now, board.timezone)
    matching = {
        want.id: matches
        for want in board.wants
        if not want.has_ended and want.by >= today.isoformat()
        if (matches := wanted_cards.find_matching(connection, board, want, now, (), cards))
    }
    if not matching:
        return []
    tied = wanted_cards.list_tied(connection, board)  # reads all cards: few acts come so far
    steps: list[Step] = []
    for want in board.wants:
        room = want.number - len(tied[want.id])
        free = [card for card in matching.get(want.id, ()) if card not in tied[want.id]]
        steps += build_ties(want, free[: max(0, room)])
    return steps
