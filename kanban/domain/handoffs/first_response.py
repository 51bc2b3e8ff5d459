"""The first response: how soon sales tries to reach the prospect of a lead that it was offered.

The agreement's level `first_response` promises a time; it runs in business hours from the offer, and ends with the
first attempt of sales. A comment between colleagues is none.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from kanban.domain import clock
from kanban.domain.card import HANDOFF
from kanban.domain.errors import UsageFault
from kanban.domain.handoffs import handoff
from kanban.domain.values.business_time import make_calendar

if TYPE_CHECKING:
    from kanban.domain.board import Board, Stage
    from kanban.domain.card import Card

ACCEPTED = "accepted"
"""The state of a handoff in which sales is to respond: what was taken or placed was never offered."""


def find_level(board: Board) -> int | None:
    """Return the promised business seconds; None where the live agreement promises none."""
    return board.agreement.content.levels.first_response if board.agreement else None


def list_stages(board: Board) -> list[Stage]:
    """Return the stages in which a card may wait for its first response: the open ones of sales."""
    return [stage for stage in board.stages if stage.side == "sales" and not stage.is_closed]


def find_due(board: Board, card: Card) -> str | None:
    """Return by when sales is to make its first attempt on a card, UTC; None where it made one, or none is due."""
    level, lane = find_level(board), board.lane_of(card.stage)
    if level is None or card.deleted or lane.is_closed or lane.side != "sales":
        return None
    present = handoff.read(card.value_of(HANDOFF))
    if present is None or present.state != ACCEPTED or card.sales_attempted_at >= present.offered_at:
        return None
    if present.offered_at < board.responses_since:
        return None
    return add_level(board, present.offered_at, level)


def add_level(board: Board, offered_at: str, level: int) -> str | None:
    """Return when so many business seconds after an offer are over, UTC; None for an invalid time."""
    try:
        calendar = make_calendar(board.hours, board.timezone, board.holidays)
        return clock.iso(calendar.add_worked(clock.from_iso(offered_at), level))
    except (UsageFault, ValueError, OverflowError):
        return None


def find_late_before(board: Board, now: datetime) -> str:
    """Return the time before which an offer without an attempt of sales is late by now, UTC; empty for none."""
    level = find_level(board)
    if level is None:
        return ""
    try:
        return clock.iso(make_calendar(board.hours, board.timezone, board.holidays).subtract_worked(now, level))
    except (UsageFault, ValueError, OverflowError):
        return ""


def is_late(board: Board, card: Card, now: datetime) -> bool:
    """Whether sales has made no attempt on a card in the promised time."""
    if find_due(board, card) is None:
        return False
    present = handoff.read(card.value_of(HANDOFF))
    return present is not None and present.offered_at < find_late_before(board, now)
