"""Yield cards as records straight from their rows, so that a long listing makes no object for each card."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from kanban.domain.records.flat_record import RecordBuilder
from kanban.store.database import Database
from kanban.store.derive import split_labels
from kanban.store.entities import load_board
from kanban.store.reading.read import CARD_FIELDS
from kanban.store.search.conditions import incomplete_sql

_UNREAD = "talk > max(?, coalesce((SELECT upto FROM seen WHERE seen.member = ? AND seen.card = card.id), 0))"


class Listing:
    """The records of one board's cards."""

    def __init__(self, database: Database, board: str) -> None:
        self.database, self.connection = database, database.connection
        self.board = load_board(self.connection, board)

    def records(
        self,
        reader: str | None,
        *,
        limit: int | None = None,
        where: str = "",
        values: Sequence[object] = (),
        deleted: bool = False,
        order: str = "",
        now: datetime | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the records that meet a condition.

        `unread` is seen from the reader's side, `stale` at the moment `now`.

        They come in the order of the board, or by `order`, terms of an ORDER BY (`sort_order.order_sql`).

        """
        began = self.connection.execute(
            "SELECT upto FROM seen WHERE member = ? AND card = ''", (reader or "",)
        ).fetchone()
        condition = f" AND ({where})" if where else ""
        stages, builder = {stage.id: stage for stage in self.board.stages}, RecordBuilder(self.board, now)
        lanes = [list(stages)] if order else [[lane] for lane in stages]
        here = ",".join("?" * len(lanes[0]))
        sql = (
            f"SELECT {', '.join(CARD_FIELDS)}, lane, {incomplete_sql(self.board)}, {_UNREAD} FROM card "
            f"WHERE lane IN ({here}) AND deleted = {int(deleted)}{condition} ORDER BY {order or 'rank, id'} LIMIT ?"
        )
        cards_left = -1 if limit is None else limit
        for lane_ids in lanes:
            if cards_left == 0:
                return
            bound = (began[0] if began else 0, reader or "", *lane_ids, *values, cards_left)
            for *row, lane, is_incomplete, is_unread in self.connection.execute(sql, bound):
                yield builder.build(
                    _columns(row),
                    stages[lane],
                    unread=bool(is_unread) and reader is not None,
                    is_incomplete=bool(is_incomplete),
                )
                cards_left -= 1 if limit is not None else 0


def _columns(row: Sequence[Any]) -> dict[str, Any]:
    """Return a row's columns by name; of what has none, only a handoff is read."""
    columns = dict(zip(CARD_FIELDS, row, strict=True))
    columns["labels"] = split_labels(columns["labels"])
    extra = columns["extra"] or ""  # without any, which only a damaged row is, it is no JSON, and that is said
    columns["extra"] = json.loads(extra) if not extra or '"handoff"' in extra else {}
    return columns
