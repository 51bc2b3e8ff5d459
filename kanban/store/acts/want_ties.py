"""Tie the cards that an act wrote to the wants that they match: in the same act, so that one undo takes both back.

Cards are matched where they are made or changed, by whoever does it. A board without an open want pays nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from kanban.domain.values.moments import find_today
from kanban.domain.wants.want_verbs import build_ties
from kanban.store.search.want_search import count_tied, find_matching

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.domain.change import Step


def list_ties(
    connection: sqlite3.Connection, board: Board, cards: Collection[str], now: datetime, *, above: int | None = None
) -> list[Step]:
    """Return the steps that tie these cards, by id, to the board's open wants; and those with a number above one."""
    steps: list[Step] = []
    today = find_today(now, board.timezone)
    for want in board.wants:
        tied = count_tied(connection, board, want)
        if want.find_state(tied, today) == "open":
            room = want.number - tied
            matching = list(find_matching(connection, board, want, now, cards, room)) if cards else []
            if above is not None and len(matching) < room:
                newer = find_matching(connection, board, want, now, None, room - len(matching), above)
                matching += [card for card in newer if card not in cards]
            steps += build_ties(want, matching)
    return steps


def find_newest_card(connection: sqlite3.Connection) -> int:
    """Return the number of the card that came last; 0 where there is none."""
    row: tuple[int] = connection.execute("SELECT coalesce(max(n), 0) FROM card").fetchone()
    return row[0]
