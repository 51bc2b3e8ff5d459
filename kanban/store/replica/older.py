"""History that a snapshot left out, fetched afterwards, newest first: it tells stories, and changes no row."""

from __future__ import annotations

import sqlite3

from kanban.domain.change import Change
from kanban.domain.traffic import Older
from kanban.store import log
from kanban.store.compact import written
from kanban.store.replica import remote

_INSERT = f"INSERT INTO change (n, {', '.join(log.COLUMNS)}) VALUES ({', '.join('?' * (len(log.COLUMNS) + 1))})"


def take(connection: sqlite3.Connection, board: str, older: Older) -> int:
    """Put a page of history before the log, so that nobody takes it for news; returns how many changes were new."""
    place = remote.get(connection, board)
    if place.older is None:
        return 0
    known = _numbers(connection, [change.id for change in older.changes])
    fresh = [change for change in older.changes if change.id not in known]
    if fresh:
        _put(connection, board, fresh)
    for change in older.changes:
        if change.id in known:
            connection.execute("UPDATE change SET seq = ? WHERE n = ? AND seq IS NULL", (change.seq, known[change.id]))
    done = older.before is None or older.before <= place.older_floor + 1
    remote.change(connection, board, older=None if done else older.before)
    return len(fresh)


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


def _numbers(connection: sqlite3.Connection, ids: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        sql = f"SELECT id, n FROM change WHERE id IN ({','.join('?' * len(some))})"
        found.update(connection.execute(sql, some))
    return found
