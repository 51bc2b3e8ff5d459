"""History that a snapshot left out, fetched afterwards, newest first: it tells stories, and changes no row."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from kanban.domain.change import CARD, Change
from kanban.domain.traffic import Older
from kanban.store import log
from kanban.store.compact import written
from kanban.store.replica import forgetting, purging, remote, taking

_INSERT = f"INSERT INTO change (n, {', '.join(log.COLUMNS)}) VALUES ({', '.join('?' * (len(log.COLUMNS) + 1))})"


def take(connection: sqlite3.Connection, board: str, older: Older) -> int:
    """Put a page of history before the log, so that nobody takes it for news; returns how many changes were new.

    One of another epoch is left alone: a server that was restored since tells of another past.
    """
    place = remote.get(connection, board)
    if place.older is None or older.epoch != place.epoch:
        return 0
    known = taking.numbered(connection, older.changes)
    fresh = [change for change in older.changes if change.id not in known]
    if fresh:
        _put(connection, board, fresh)
    for change in older.changes:
        if change.id in known:
            taking.settled(connection, known[change.id], change)
        if change.verb == "purge" and change.etype == CARD:  # its row came blank already
            purging.forget_words(connection, board, change.entity)
    for card in _erased(connection, fresh):  # the page was written before they were
        purging.forget_words(connection, board, card)
    done = older.before is None or older.before <= place.older_floor + 1
    remote.change(connection, board, older=None if done else older.before)
    if done:
        forgetting.forget_lost(connection, board)
    return len(fresh)


def _erased(connection: sqlite3.Connection, changes: Sequence[Change]) -> list[str]:
    """Return which of the cards that changes speak of were erased for good, as the server that is there now has it."""
    sql = "SELECT 1 FROM change WHERE story = (SELECT n FROM card WHERE id = ?1) AND entity = ?1 AND verb = 'purge' AND seq IS NOT NULL"
    cards = {change.entity if change.etype == CARD else change.card for change in changes} - {None}
    return [str(card) for card in cards if connection.execute(sql, (card,)).fetchone()]


def ask_again(connection: sqlite3.Connection, board: str, seqs: Sequence[int]) -> None:
    """Let these server numbers be fetched once more, because only history tells how the server has what they name."""
    place = remote.get(connection, board)
    top, bottom = max(seqs) + 1, min(seqs) - 1
    if place.older is None:
        remote.change(connection, board, older=top, older_floor=bottom)
    else:
        remote.change(connection, board, older=max(place.older, top), older_floor=min(place.older_floor, bottom))


def _put(connection: sqlite3.Connection, board: str, changes: list[Change]) -> None:
    low, high = connection.execute("SELECT coalesce(min(n), 0), coalesce(max(n), 0) FROM change").fetchone()
    number = min(low, 0)
    txs: dict[str, int] = {}
    rows = []
    for change in changes:
        if change.tx not in txs:
            txs[change.tx] = log.begin_tx(
                connection, change.tx, change.act, board, change.actor, change.device, change.base, change.undo_of
            )
        if high < 1:
            high = place = 1  # numbers count up from 1 also where history is all there is
        else:
            number -= 1
            place = number
        rows.append(
            (
                place, change.id, txs[change.tx], log.story(connection, change), change.etype, change.entity, change.verb,
                change.at, change.stamp, change.dseq, change.seq, written(change.set),
                written(change.extra) if change.extra else None,
            )
        )  # fmt: skip
    connection.executemany(_INSERT, rows)
