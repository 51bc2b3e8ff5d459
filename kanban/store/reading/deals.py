"""Read the deals of a board: plain rows, since reports go through all of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from kanban.domain.board import Board
from kanban.domain.records.deal import Deal
from kanban.store.search.conditions import Condition

_COMMITTED = "instr(extra, '\"commit\"') > 0 AND json_type(extra, '$.commit') = 'true'"
"""Whether somebody commits to the card; the cheap test comes first, as few cards bear the register."""


def read_deals(
    connection: sqlite3.Connection,
    board: Board,
    condition: Condition | None = None,
    *,
    is_closed: bool | None = None,
    is_anywhere: bool = False,
    closed_since: str = "",
) -> Iterator[Deal]:
    """Yield the deals that meet a condition, in no order: the open ones, the closed ones, or with None both.

    A card counts once, by the close that stands now; deleted and merged cards are left out. Lost leads of marketing
    are no deals. With `is_anywhere` every card is yielded, as if it were one. Those closed before a UTC time are left
    out.
    """
    stages = {
        stage.id: stage
        for stage in board.stages
        if is_anywhere or (stage.side == "sales" and (is_closed is None or stage.is_closed == is_closed))
    }
    late = [stage.id for stage in stages.values() if stage.is_closed and closed_since]
    where = f" AND ({condition.sql})" if condition else ""
    if late:
        where = f" AND (entered_at >= ? OR lane NOT IN ({','.join('?' * len(late))})){where}"
    sql = (
        "SELECT id, lane, value, currency, entered_at, source, campaign, sales_owner, close_on, probability, "
        f"{_COMMITTED} FROM card "
        f"WHERE lane IN ({','.join('?' * len(stages))}) AND deleted = 0{where}"
    )
    names: dict[str | None, str | None] = {}
    for (
        card,
        lane,
        value,
        currency,
        entered_at,
        source,
        campaign,
        owner,
        close_on,
        chance,
        is_committed,
    ) in connection.execute(
        sql, (*stages, *((closed_since, *late) if late else ()), *(condition.values if condition else ()))
    ):
        if owner not in names:
            names[owner] = board.owner_name(owner)
        stage = stages[lane]
        yield Deal(
            card, stage.outcome, value, currency, entered_at if stage.is_closed else None, source, campaign,
            names[owner], close_on, stage.probability if chance is None else chance, stage.id,
            bool(is_committed),
        )  # fmt: skip
