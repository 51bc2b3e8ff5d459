"""Read how far the wants of a board are: the cards that are tied to each, and those that would match today."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from kanban.domain.board import Board
from kanban.domain.values.moments import find_today
from kanban.domain.wants.want import WantProgress
from kanban.store.search import want_search


def list_progress(connection: sqlite3.Connection, board: Board, now: datetime) -> list[WantProgress]:
    """Return all wants of a board, in the order in which they were made."""
    today = find_today(now, board.timezone)
    listed = []
    for place, want in enumerate(board.wants, 1):
        tied = tuple(want_search.list_tied(connection, board, want))
        matching = tuple(want_search.find_matching(connection, board, want, now))
        listed.append(WantProgress(place, want, want.find_state(len(tied), today), tied, matching))
    return listed
