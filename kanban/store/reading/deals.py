"""Read the deals of a board: plain rows, since reports go through all of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from kanban.domain.board import Board
from kanban.domain.records.deal import Deal
from kanban.store.search.conditions import Condition


def read_closed_deals(
    connection: sqlite3.Connection, board: Board, condition: Condition | None = None
) -> Iterator[Deal]:
    """Yield the won and lost deals that meet a condition, in no order.

    A card counts once, by the close that stands now; deleted and merged cards are left out. Lost leads of marketing
    are no deals.
    """
    outcomes = {stage.id: stage.outcome for stage in board.stages if stage.is_closed and stage.side == "sales"}
    where = f" AND ({condition.sql})" if condition else ""
    sql = (
        "SELECT id, lane, value, currency, entered_at, source, campaign, sales_owner FROM card "
        f"WHERE lane IN ({','.join('?' * len(outcomes))}) AND deleted = 0{where}"
    )
    names: dict[str | None, str | None] = {}
    for card, lane, value, currency, closed_at, source, campaign, owner in connection.execute(
        sql, (*outcomes, *(condition.values if condition else ()))
    ):
        if owner not in names:
            names[owner] = board.owner_name(owner)
        yield Deal(card, outcomes[lane], value, currency, closed_at, source, campaign, names[owner])
