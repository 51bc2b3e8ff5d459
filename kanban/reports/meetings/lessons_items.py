"""What a pipeline review talks about beside figures: wants without a match, and one closed deal to walk together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from kanban.domain.lessons import weekly
from kanban.domain.values.dates import format_full_date
from kanban.domain.values.text import clean_line, shorten
from kanban.reports.rates import Bounds, is_within

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.domain.records.deal import Deal
    from kanban.domain.wants.want import WantedCards, WantProgress

MOST_TOLD = 5
"""How many wants an agenda tells in words."""


def list_unmatched(wanted: WantedCards) -> list[WantProgress]:
    """Return the open wants that no card is tied to and none would match today."""
    return [one for one in wanted.progress if one.state == "open" and not one.cards and not one.matching]


def encode_unmatched(wants: Sequence[WantProgress], board: Board) -> list[dict[str, Any]]:
    """Return wants without a match as JSON shows them."""
    return [
        {
            "place": one.place, "owner": board.find_person_name(one.want.owner) or None, "query": one.want.query,
            "number": one.want.number, "by": one.want.by,
        }
        for one in wants
    ]  # fmt: skip


def describe_unmatched(wants: Sequence[WantProgress], board: Board) -> list[str]:
    """Return wants without a match as lines."""
    return [
        f"No match: {clean_line(board.find_person_name(one.want.owner))} wants "
        f"{shorten(clean_line(one.want.query), 60)} · 0 of {one.want.number}, until "
        f"{format_full_date(date.fromisoformat(one.want.by))}"
        for one in wants[:MOST_TOLD]
    ]


def choose_walk(deals: Iterable[Deal], board: Board, bounds: Bounds, today: date) -> str:
    """Return the deal that the teams walk together; empty where none is closed.

    It was closed since the last review, if any was; won and lost come in turn. How it ended is not told with it.
    """
    closed = [deal for deal in deals if deal.outcome and deal.closed_at]
    recent = [deal for deal in closed if is_within(str(deal.closed_at), bounds)]
    monday = weekly.find_monday(today)
    listed = [weekly.ClosedDeal(deal.card, str(deal.outcome), "", deal.source or "") for deal in recent or closed]
    return next(iter(weekly.order_deals(listed, None, monday, board.id)), "")
