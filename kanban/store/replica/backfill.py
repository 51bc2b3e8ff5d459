"""History that a snapshot left out, fetched afterwards, newest first: shown as history; no row changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from kanban.domain.change import CARD, Change
from kanban.protocol.types import Older
from kanban.store import log
from kanban.store.disk import compacting
from kanban.store.replica import forgetting, pull, purging, remote
from kanban.store.replica.conflicts import removals

_INSERT = f"INSERT INTO change (n, {', '.join(log.COLUMNS)}) VALUES ({', '.join('?' * (len(log.COLUMNS) + 1))})"


def take(connection: sqlite3.Connection, board: str, older: Older, now_ms: int) -> int:
    """Put a page of history before the log, so that nobody takes it for news; returns how many changes were new.

    One of another epoch is left alone: a server that was restored since tells of another past.
    """
    place = remote.get(connection, board)
    if place.older is None or older.epoch != place.epoch:
        return 0
    known = pull.find_numbers(connection, older.changes)
    waited = _list_without_number(connection, list(known.values()))
    fresh = [change for change in older.changes if change.id not in known]
    if fresh:
        _put(connection, board, fresh)
    pull.settle(connection, [(known[change.id], change) for change in older.changes if change.id in known])
    for change in older.changes:
        if change.verb == "purge" and change.etype == CARD:  # its row came blank already
            purging.forget_words(connection, board, change.entity)
    for card in _find_erased(connection, fresh):  # the page was written before they were
        purging.forget_words(connection, board, card)
    done = older.before is None or older.before <= place.older_floor + 1
    remote.change(connection, board, older=None if done else older.before)
    news = [change.id for change in older.changes if known.get(change.id) in {None, *waited}]
    removals.settle(connection, board, news, (), now_ms)
    if done:
        forgetting.forget_lost(connection, board)
        connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, '1')", (compacting.LOOSE,))
    return len(fresh)


def _list_without_number(connection: sqlite3.Connection, numbers: Sequence[int]) -> set[int]:
    """Return which rows of the log have no number of the server's yet."""
    sql = "SELECT n FROM change WHERE n IN ({}) AND seq IS NULL"
    return {row[0] for row in log.select_among(connection, sql, numbers)}


def _find_erased(connection: sqlite3.Connection, changes: Sequence[Change]) -> list[str]:
    """Return which of the cards that changes speak of were erased for good, as the server that is there now has it."""
    sql = (
        "SELECT card.id FROM card JOIN change ON change.story = card.n AND change.entity = card.id "
        "AND change.verb = 'purge' "
        "AND change.seq IS NOT NULL WHERE card.id IN ({})"
    )
    cards = {change.entity if change.etype == CARD else change.card for change in changes} - {None}
    return [row[0] for row in log.select_among(connection, sql, sorted(map(str, cards)))]


def ask_again(connection: sqlite3.Connection, board: str, seqs: Sequence[int]) -> None:
    """Let these server numbers be fetched once more, because only history tells how the server has what they name."""
    place = remote.get(connection, board)
    top, bottom = max(seqs) + 1, min(seqs) - 1
    if place.older is None:
        remote.change(connection, board, older=top, older_floor=bottom)
    else:
        remote.change(connection, board, older=max(place.older, top), older_floor=min(place.older_floor, bottom))


def _put(connection: sqlite3.Connection, board: str, changes: list[Change]) -> None:
    low, high = connection.execute(
        "SELECT coalesce((SELECT min(n) FROM change), 0), coalesce((SELECT max(n) FROM change), 0)"
    ).fetchone()
    places = list(range(min(low, 0) - 1, min(low, 0) - 1 - len(changes), -1))
    if high < 1:  # numbers count up from 1 also where history is all there is
        places = [1, *places[:-1]]
    rows = log.rows_of(connection, board, changes)
    connection.executemany(_INSERT, [(place, *row) for place, row in zip(places, rows, strict=True)])
