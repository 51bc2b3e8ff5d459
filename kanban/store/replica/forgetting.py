"""Taking changes out of the log that are not what happened.

Refused ones, and ones that a restored server lost for good.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from kanban.store.replica import invalidations, outbox

_LOST = (
    "SELECT change.n FROM change JOIN tx ON tx.n = change.tx WHERE tx.board = ? AND change.seq IS NULL "
    "AND change.n NOT IN (SELECT change FROM outbox)"
)

_REST = (
    "SELECT 1 FROM change WHERE tx = ?1 AND n >= "
    "(SELECT coalesce(min(act.first), 0) FROM tx JOIN act ON act.id = tx.act WHERE tx.n = ?1) LIMIT 1"
)
"""Whether anything of a transaction is left, from the first change of its act on: the log has no index of them."""

_BACKFILLED = "SELECT DISTINCT tx FROM change WHERE n < 0 AND tx IN (SELECT value FROM json_each(?))"
"""The transactions of which older history holds something, which was read after what follows it."""


def forget(connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
    """Take changes out of outbox and log, with the acts of which nothing is left: there is nothing to undo."""
    outbox.drop(connection, numbers)
    txs = {connection.execute("SELECT tx FROM change WHERE n = ?", (number,)).fetchone()[0] for number in numbers}
    connection.executemany("DELETE FROM change WHERE n = ?", [(number,) for number in numbers])
    backfilled = {row[0] for row in connection.execute(_BACKFILLED, (json.dumps(sorted(txs)),))}
    for tx in txs - backfilled:
        if connection.execute(_REST, (tx,)).fetchone():
            continue
        act = connection.execute("SELECT act FROM tx WHERE n = ?", (tx,)).fetchone()[0]
        connection.execute("DELETE FROM tx WHERE n = ?", (tx,))
        left = (
            "SELECT 1 FROM act JOIN change ON change.n BETWEEN act.first AND act.last JOIN tx ON tx.n = change.tx "
            "WHERE act.id = ?1 AND tx.act = ?1 LIMIT 1"
        )
        if connection.execute(left, (act,)).fetchone() is None:
            connection.execute("DELETE FROM act WHERE id = ?", (act,))


def forget_lost(connection: sqlite3.Connection, board: str) -> None:
    """Take out what neither waits nor is on the server, once all of the server's history is here."""
    lost = [row[0] for row in connection.execute(_LOST, (board,)).fetchall()]
    if lost:
        forget(connection, lost)
        invalidations.invalidate_everything(connection, board)  # the log may end sooner than others have read it
