"""Read the journeys of a board's cards from its log."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from kanban.domain.board import Board
from kanban.domain.change import Change
from kanban.domain.journeys.building import build_journey
from kanban.domain.journeys.journey import Journey, Moment
from kanban.store import log
from kanban.store.search.conditions import Condition

_CHANGES = (
    f"{log.SELECT.replace('SELECT ', 'SELECT change.story, ', 1)} WHERE change.etype = 'card' AND change.story IN "
    "(SELECT n FROM card WHERE board = ? AND {}) ORDER BY change.story"
)


def read_journeys(
    connection: sqlite3.Connection, board: Board, condition: Condition | None = None
) -> Iterator[Journey]:
    """Yield the journeys of the cards that meet a condition, in no order; deleted and merged cards have none.

    Reads the log of all these cards.
    """
    earlier = _read_earlier(connection, board)
    for card, changes in _read_changes(connection, board, *_select(condition)):
        journey = build_journey(card, changes, board, earlier.get(card, ()))
        if journey:
            yield journey


def count_cards(connection: sqlite3.Connection, condition: Condition) -> dict[str, int]:
    """Return how many cards meet a condition, by the id of the stage where they show."""
    sql = f"SELECT lane, count(*) FROM card WHERE deleted = 0 AND ({condition.sql}) GROUP BY lane"
    return dict(connection.execute(sql, condition.values))


def _select(condition: Condition | None) -> tuple[str, Sequence[object]]:
    where = "deleted = 0 AND merged_into IS NULL"
    return (f"{where} AND ({condition.sql})", condition.values) if condition else (where, ())


def _read_changes(
    connection: sqlite3.Connection, board: Board, where: str, values: Sequence[object]
) -> Iterator[tuple[str, list[Change]]]:
    """Yield each card that a condition in SQL finds, by id, with the changes of its own."""
    rows = connection.execute(_CHANGES.format(where), (board.id, *values))
    for _, story in groupby(rows, itemgetter(0)):
        changes = [log.decode_row(row[1:]) for row in story]
        yield changes[0].entity, changes


def _read_earlier(connection: sqlite3.Connection, board: Board) -> dict[str, list[Moment]]:
    """Return the moments of merged cards, by the card into which they went in the end."""
    into: dict[str, str] = dict(
        connection.execute("SELECT id, merged_into FROM card WHERE board = ? AND merged_into IS NOT NULL", (board.id,))
    )
    moments: dict[str, list[Moment]] = {}
    if into:
        for card, changes in _read_changes(connection, board, "merged_into IS NOT NULL", ()):
            journey = build_journey(card, changes, board)
            if journey:
                moments.setdefault(_find_last(into, card), []).extend(journey.moments)
    return moments


def _find_last(into: dict[str, str], card: str) -> str:
    """Return the card into which another went in the end; cards that were merged in a circle end somewhere in it."""
    passed = set()
    while card in into and card not in passed:
        passed.add(card)
        card = into[card]
    return card
