"""Count the cards that meet lines of the agreement, as `kanban.domain.agreements.gate` decides for one card."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from kanban.domain.agreements.agreement import Line
from kanban.domain.board import Board
from kanban.store.search.conditions import unmet_sql


def count_meeting(connection: sqlite3.Connection, board: Board, cards: Sequence[str], lines: Iterable[Line]) -> int:
    """Return how many of these cards of a board, by id, meet all of the lines."""
    unmet = " OR ".join(f"({unmet_sql(line, board)})" for line in lines) or "0"
    sql = f"SELECT count(*) FROM card WHERE id IN (SELECT value FROM json_each(?)) AND NOT ({unmet})"
    row: tuple[int] = connection.execute(sql, (json.dumps(list(cards)),)).fetchone()
    return row[0]
