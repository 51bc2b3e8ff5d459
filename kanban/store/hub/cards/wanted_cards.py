"""The cards of a board on a server that are tied to wants, and those that would match one now."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from kanban.domain.errors import KanbanError
from kanban.domain.queries import query
from kanban.domain.values.moments import find_today
from kanban.domain.wants.want import TIE, Want, WantProgress
from kanban.store.hub.cards.portable_sql import ask, position
from kanban.store.hub.cards.server_dialect import ServerDialect
from kanban.store.search.conditions import match_any_of
from kanban.store.search.query_sql import Compiler

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from kanban.domain.board import Board
    from kanban.domain.change import Json


def read_marks(connection: Connection, board: Board, prefixes: Sequence[str]) -> dict[str, dict[str, Json]]:
    """Return the registers of the cards that have one whose name begins so, by card; deleted cards are left out."""
    find = position(connection)
    holds = " OR ".join(f"{find}(body, ?) > 0" for _ in prefixes)
    sql = f"SELECT id, body FROM hub_entity WHERE board = ? AND etype = 'card' AND deleted = 0 AND ({holds})"
    rows = ask(connection, sql, [board.id, *(f'"{prefix}' for prefix in prefixes)])
    return {card: json.loads(body) for card, body in rows}


def list_tied(connection: Connection, board: Board) -> dict[str, list[str]]:
    """Return the ids of the cards that are tied to each want, by want."""
    tied: dict[str, list[str]] = {want.id: [] for want in board.wants}
    if not tied:
        return tied
    for card, registers in sorted(read_marks(connection, board, [TIE]).items()):
        for name, value in registers.items():
            if value is True and name.startswith(TIE) and (want := name.removeprefix(TIE)) in tied:
                tied[want].append(card)
    return tied


def find_matching(
    connection: Connection,
    board: Board,
    want: Want,
    now: datetime,
    tied: Collection[str],
    among: Collection[str] | None = None,
) -> list[str]:
    """Return the ids of open cards that match a want and are not tied to it, of these or of all, oldest first.

    There are none for a filter that can't be read any more.
    """
    try:
        parsed = query.parse(want.query, find_today(now, board.timezone))
        dialect = ServerDialect(connection, board)
        condition = Compiler(dialect, board, board.get_member(want.owner), now).compile_where(parsed)
        condition = condition.join_all(dialect.match_lanes([stage for stage in board.stages if not stage.is_closed]))
    except KanbanError:
        return []
    if among is not None:
        condition = match_any_of("id", sorted(among)).join_all(condition)
    sql = f"SELECT id FROM hub_card WHERE deleted = 0 AND {condition.sql} ORDER BY id"
    without = set(tied)
    return [card for (card,) in ask(connection, sql, condition.values) if card not in without]


def list_progress(connection: Connection, board: Board, now: datetime) -> list[WantProgress]:
    """Return all wants of a board, in the order in which they were made."""
    today, tied = find_today(now, board.timezone), list_tied(connection, board)
    listed = []
    for place, want in enumerate(board.wants, 1):
        cards = tied[want.id]
        matching = find_matching(connection, board, want, now, cards)
        listed.append(WantProgress(place, want, want.find_state(len(cards), today), tuple(cards), tuple(matching)))
    return listed
