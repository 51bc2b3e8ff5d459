"""The board of a transaction as verbs see it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kanban.domain import clock
from kanban.domain.change import CARD
from kanban.domain.journeys.building import list_entered
from kanban.store.hub.cards.reader import BoardReader

if TYPE_CHECKING:
    from kanban.domain.board import Member
    from kanban.store.hub.transaction import BoardTransaction


class ServerView(BoardReader):
    """The board as verbs see it: a `View`."""

    def __init__(self, transaction: BoardTransaction, actor: Member) -> None:
        super().__init__(transaction.connection, transaction.board)
        now = clock.from_ms(transaction.now_ms)
        self._past = transaction.past
        self.actor, self.reader = actor, actor.id
        self.now = clock.iso(now)
        self.today: date = now.astimezone(self.board.zone).date()

    def list_entered(self, card_id: str) -> list[str]:
        """Return the ids of the stages that a card entered; what was undone does not count."""
        return list_entered(self._past.list_changes(CARD, card_id))
