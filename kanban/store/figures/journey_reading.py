"""Read the journeys of a board's cards."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from kanban.domain.board import Board
from kanban.domain.journeys.journey import CardFacts, Journey
from kanban.store import log
from kanban.store.database import Database
from kanban.store.figures.journey_cache import Progress, open_cache, read_facts, remove_cache
from kanban.store.figures.journey_rows import build_journeys, find_last
from kanban.store.search.conditions import Condition

FEW = 40_000
"""Cards of which each is looked up; for more the whole file is read. To look one up costs a sixth of decoding it."""

_CHANGES = (
    f"{log.SELECT.replace('SELECT ', 'SELECT change.story, ', 1)} WHERE change.etype = 'card' AND change.story IN "
    "(SELECT n FROM card WHERE board = ?) ORDER BY change.story"
)

_NOT_MERGED = "n NOT IN (SELECT n FROM card WHERE merged_into IS NOT NULL)"

_KNOWN = _CHANGES.replace(" ORDER BY", " AND change.stamp < ? ORDER BY")


def read_journeys(
    database: Database, board: Board, condition: Condition | None = None, progress: Progress | None = None
) -> Iterator[Journey]:
    """Yield the journeys of the cards that meet a condition, in no order; deleted and merged cards have none.

    The first time reads the whole log, and tells `progress` how far it is; afterwards only what came since is read.
    """
    connection = database.connection
    cards = _select_cards(connection, board, condition)
    merged = _select_merged(connection, board)
    cache = open_cache(database)
    if cache is None:
        yield from build_journeys(board, cards, merged, _read_log(connection, board))
        return
    with closing(cache):
        try:
            cache.catch_up(connection, progress)
            rows = cache.read([*cards, *merged] if len(cards) < FEW else None)
        except sqlite3.OperationalError:  # another process holds it, or the disk is full
            rows = _read_log(connection, board)
        except sqlite3.DatabaseError:  # it is damaged
            remove_cache(database)
            rows = _read_log(connection, board)
        yield from build_journeys(board, cards, merged, rows)


def read_known_journeys(
    database: Database, board: Board, condition: Condition | None, before: str
) -> Iterator[Journey]:
    """Yield the journeys of the cards that meet a condition as they were known before a stamp; reads the whole log."""
    connection = database.connection
    cards, merged = _select_cards(connection, board, condition), _select_merged(connection, board)
    changes = connection.execute(_KNOWN, (board.id, before))
    yield from build_journeys(board, cards, merged, read_facts(changes))


def count_cards(connection: sqlite3.Connection, condition: Condition) -> dict[str, int]:
    """Return how many cards meet a condition, by the id of the stage where they show."""
    sql = f"SELECT lane, count(*) FROM card WHERE deleted = 0 AND ({condition.sql}) GROUP BY lane"
    return dict(connection.execute(sql, condition.values))


def _select_cards(connection: sqlite3.Connection, board: Board, condition: Condition | None) -> dict[int, str]:
    where, values = (f" AND ({condition.sql})", condition.values) if condition else ("", ())
    # by lane and apart from the merged ones: two indexes tell both, so no row of a card is read
    of_board, boards = "board = ?", [board.id]
    if board.stages:
        of_board, boards = f"lane IN ({','.join('?' * len(board.stages))})", [stage.id for stage in board.stages]
    sql = f"SELECT n, id FROM card WHERE {of_board} AND deleted = 0 AND {_NOT_MERGED}{where}"
    return dict(connection.execute(sql, (*boards, *values)))


def _select_merged(connection: sqlite3.Connection, board: Board) -> dict[int, str]:
    """Return the cards that were merged, by number, each with the card into which it went in the end."""
    rows = connection.execute(
        "SELECT n, id, merged_into FROM card WHERE board = ? AND merged_into IS NOT NULL", (board.id,)
    ).fetchall()
    into = {card: target for _, card, target in rows}
    return {number: find_last(into, card) for number, card, _ in rows}


def _read_log(connection: sqlite3.Connection, board: Board) -> Iterator[tuple[int, CardFacts]]:
    return read_facts(connection.execute(_CHANGES, (board.id,)))
