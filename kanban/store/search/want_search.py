"""Find the cards that are tied to the wants of a board, and those that would match one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from kanban.domain import queries
from kanban.domain.errors import KanbanError
from kanban.domain.queries.query import DAYS, NUMERIC, Query
from kanban.domain.values.moments import find_today
from kanban.domain.wants.want import TIE
from kanban.store import search
from kanban.store.search.conditions import Condition, match_any_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kanban.domain.board import Board
    from kanban.domain.wants.want import Want

TIED = f"deleted = 0 AND instr(extra, '\"{TIE}') > 0"
"""Cards that are tied to a want; the condition stands word for word as in an index of `tables.py`."""


def count_tied(connection: sqlite3.Connection, board: Board, want: Want) -> int:
    """Return how many cards are tied to a want."""
    sql = f"SELECT count(*) FROM card WHERE board = ? AND {TIED} AND json_extract(extra, ?) = 1"
    row: tuple[int] = connection.execute(sql, (board.id, f'$."{TIE}{want.id}"')).fetchone()
    return row[0]


def list_tied(connection: sqlite3.Connection, board: Board, want: Want) -> list[str]:
    """Return the ids of the cards that are tied to a want."""
    sql = f"SELECT id FROM card WHERE board = ? AND {TIED} AND json_extract(extra, ?) = 1 ORDER BY id"
    return [card for (card,) in connection.execute(sql, (board.id, f'$."{TIE}{want.id}"'))]


def find_matching(
    connection: sqlite3.Connection,
    board: Board,
    want: Want,
    now: datetime,
    among: Collection[str] | None = None,
    most: int = -1,
    above: int = 0,
) -> Sequence[str]:
    """Return the ids of open cards that match a want and are not tied to it, of these or of all, so many at most.

    With `above` only those with a greater number. There are none for a filter that can't be read any more.
    """
    stages = [stage.id for stage in board.stages if not stage.is_closed]
    try:
        query = _put_cheap_terms_first(queries.query.parse(want.query, find_today(now, board.timezone)))
        dialect = search.client_dialect.DeviceDialect(connection, board)
        compiler = search.query_sql.Compiler(dialect, board, board.get_member(want.owner), now)
        condition = compiler.compile_where(query).join_all(match_any_of("lane", stages))
    except KanbanError:
        return []
    condition = condition.join_all(Condition("instr(extra, ?) = 0", [f'"{TIE}{want.id}"']))
    if among is not None:
        condition = Condition("id IN (SELECT value FROM json_each(?))", [json.dumps(list(among))]).join_all(condition)
    else:
        condition = Condition("n > ?", [above]).join_all(condition)
    sql = f"SELECT id FROM card WHERE deleted = 0 AND {condition.sql} ORDER BY n LIMIT ?"
    return [card for (card,) in connection.execute(sql, (*condition.values, most))]


def _put_cheap_terms_first(query: Query) -> Query:
    """Return a query that compares numbers and days before words: an import asks it of each of its cards."""
    return replace(query, terms=tuple(sorted(query.terms, key=lambda term: term.field not in {*NUMERIC, *DAYS})))
