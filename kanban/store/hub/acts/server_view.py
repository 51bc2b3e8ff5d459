"""The board of a desk as a verb sees it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kanban.domain import clock
from kanban.store.hub.cards.reader import Shelf

if TYPE_CHECKING:
    from kanban.domain.board import Member
    from kanban.store.hub.transaction import Desk


class Sight(Shelf):
    """The board as a verb sees it: a `View`."""

    def __init__(self, desk: Desk, actor: Member) -> None:
        super().__init__(desk.connection, desk.board)
        now = clock.from_ms(desk.now_ms)
        self.actor = actor
        self.now = clock.iso(now)
        self.today: date = now.astimezone(ZoneInfo(self.board.timezone)).date()
