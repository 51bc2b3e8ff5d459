"""Which closed deal a member walks this week: one a week, won and lost in turn, of their own sources first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kanban.domain.board import Member

EPOCH = date(2024, 1, 1)
"""A Monday from which weeks are counted."""


@dataclass(frozen=True, slots=True)
class ClosedDeal:
    """A deal that is over, as far as the choice goes."""

    card: str
    outcome: str
    """`won` or `lost`."""
    marketing_owner: str
    source: str


def find_monday(day: date) -> date:
    """Return the first day of the week of a day."""
    return day - timedelta(days=day.weekday())


def find_turn(member: str, monday: date) -> str:
    """Return whether a member walks a won or a lost deal in a week: in turn, and not the same for all."""
    week = (monday - EPOCH).days // 7
    return ("won", "lost")[(week + sha256(member.encode()).digest()[0]) % 2]


def order_deals(deals: Iterable[ClosedDeal], me: Member | None, monday: date, board: str = "") -> list[str]:
    """Return the deals, the one to walk in a week first: whose turn it is, one's own, one's own sources, the rest.

    Among equals it is a different one each week, and the same one all week long. For nobody in particular it is the
    teams' of a `board`.
    """
    who = me.id if me else board
    listed = list(deals)
    own_sources = {deal.source for deal in listed if deal.source and me and me.is_named(deal.marketing_owner)}
    turn = find_turn(who, monday)

    def place(deal: ClosedDeal) -> tuple[bool, int, str]:
        own = 0 if me and me.is_named(deal.marketing_owner) else 1 if deal.source in own_sources else 2
        drawn = sha256(f"{who} {monday.isoformat()} {deal.card}".encode()).hexdigest()
        return (deal.outcome != turn, own, drawn)

    return [deal.card for deal in sorted(listed, key=place)]
