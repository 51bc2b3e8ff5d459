"""Try a version of the agreement on a board's past, from the log."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from kanban.domain.agreements import backtest
from kanban.domain.agreements.backtest import PastChange, StageTrial
from kanban.domain.values.moments import day_bounds
from kanban.store import rows
from kanban.store.reading.read import card_of_row

if TYPE_CHECKING:
    from kanban.domain.agreements.agreement import Content
    from kanban.domain.board import Board
    from kanban.domain.card import Card
    from kanban.domain.change import Json

_STORIES = (
    "SELECT change.entity, change.at, change.stamp || ' ' || change.id, tx.act, tx.undo_of, change.body FROM change "
    "JOIN tx ON tx.n = change.tx WHERE tx.board = ? AND change.etype = 'card' ORDER BY change.entity"
)
_STAGED = "SELECT count(*) FROM card WHERE board = ?"

Progress = Callable[[int, int | None], None]
"""Called with how many cards were checked, and how many there are (None: unknown)."""


def replay(
    connection: sqlite3.Connection,
    board: Board,
    content: Content,
    first: date,
    last: date,
    progress: Progress = lambda _done, _total: None,
) -> list[StageTrial]:
    """Return how the cards that entered its stages in these days would have fared (days in the board's zone)."""
    zone = board.zone
    total: int = connection.execute(_STAGED, (board.id,)).fetchone()[0]

    def card_of(card: str, registers: Mapping[str, Json]) -> Card:
        row = rows.blank(board.id, card)
        rows.set_registers(row, registers)
        return card_of_row(row)

    histories = _read_histories(connection, board.id, lambda done: progress(done, total))
    return backtest.replay_entries(
        board, content, histories, card_of, day_bounds(first, zone)[0], day_bounds(last, zone)[1]
    )


def _read_histories(
    connection: sqlite3.Connection, board: str, progress: Callable[[int], None]
) -> Iterator[tuple[str, list[PastChange]]]:
    for count, (card, past_rows) in enumerate(groupby(connection.execute(_STORIES, (board,)), key=itemgetter(0)), 1):
        changes = [PastChange(at, key, act, undo_of, json.loads(body)) for _, at, key, act, undo_of, body in past_rows]
        yield card, changes
        progress(count)
