"""A new identity for this database: after it was found to be a copy, and when the server was restored."""

from __future__ import annotations

import sqlite3

from kanban.domain import clock
from kanban.domain.ids import new_id
from kanban.store.replica import outbox, remote

OFFERED_DAYS = 30
"""How far back own changes are offered again to a server that may have lost them."""


def fork(connection: sqlite3.Connection) -> str:
    """Take a new device id; what waits, on any board, is counted from 1 again under it. Returns the id."""
    device = new_id()
    connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('device', ?)", (device,))
    connection.execute("UPDATE meta SET value = '0' WHERE key LIKE 'dseq:%'")
    for board, state, published in connection.execute("SELECT board, state, published FROM remote").fetchall():
        if state == "publishing":
            sql = (
                "SELECT change.n FROM change JOIN tx ON tx.n = change.tx WHERE tx.board = ? AND change.n > ? "
                "ORDER BY change.n"
            )
            numbers = [row[0] for row in connection.execute(sql, (board, published))]
        else:
            sql = "SELECT change FROM outbox WHERE board = ? AND acked IS NULL AND held IS NULL ORDER BY dseq, change"
            numbers = [row[0] for row in connection.execute(sql, (board,))]
        _renumber(connection, board, device, numbers)
    return device


def _renumber(connection: sqlite3.Connection, board: str, device: str, numbers: list[int]) -> None:
    counted = [(place, number) for place, number in enumerate(numbers, 1)]
    connection.executemany("UPDATE change SET dseq = ? WHERE n = ?", counted)
    connection.executemany("UPDATE outbox SET dseq = ? WHERE change = ?", counted)
    connection.executemany(
        "UPDATE tx SET device = ? WHERE n = (SELECT tx FROM change WHERE n = ?)",
        [(device, number) for number in numbers],
    )
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (f"dseq:{board}", str(len(numbers))))


def offer_again(connection: sqlite3.Connection, board: str, seq: int) -> None:
    """Let wait what the server accepted up to a number that has been passed without it: a restored server has lost it.

    What was sent by a device that this database is no more goes out in its place among all that waits, from a device of
    its own: the server would take it for later than what came from the present one meanwhile.
    """
    outbox.offer_again(connection, board, seq)
    others = (
        "SELECT 1 FROM outbox JOIN change ON change.n = outbox.change JOIN tx ON tx.n = change.tx "
        "WHERE outbox.board = ? "
        "AND acked IS NULL AND held IS NULL AND tx.device <> ? LIMIT 1"
    )
    if connection.execute(others, (board, remote.read_device(connection))).fetchone():
        _order(connection, board)
        fork(connection)


def new_epoch(connection: sqlite3.Connection, board: str, epoch: str) -> None:
    """Begin anew with a server that was restored: the numbers that it gave mean nothing any more.

    The board is to be fetched, and what was made here in the last 30 days is offered again, under the same ids, with
    what took back an undo of it that overtook others; so is what the server made itself in that time, with the codes by
    which it knows it.
    """
    ours = "SELECT n FROM tx WHERE board = ?"
    since = _find_offered_since(connection, board)
    connection.execute("UPDATE outbox SET acked = NULL WHERE board = ?", (board,))
    connection.execute(
        "INSERT OR IGNORE INTO outbox (change, board, etype, entity, dseq) SELECT change.n, tx.board, change.etype, "
        "change.entity, "
        "change.dseq FROM change JOIN tx ON tx.n = change.tx WHERE tx.board = ?1 AND change.stamp >= ?2 "
        "AND (tx.act IN (SELECT id FROM act WHERE board = ?1) OR tx.undo_of IN (SELECT id FROM act WHERE board = ?1) "
        "OR json_extract(change.extra, '$.mac') IS NOT NULL)",
        (board, since),
    )
    connection.execute(f"UPDATE change SET seq = NULL WHERE tx IN ({ours})", (board,))
    connection.execute(
        (
            "UPDATE tx SET base = 0 WHERE n IN (SELECT tx FROM change JOIN outbox ON change = change.n "
            "WHERE outbox.board = ?)"
        ),
        (board,),
    )
    connection.execute("DELETE FROM staged WHERE board = ?", (board,))
    remote.change(
        connection, board, epoch=epoch, state="booting", cursor=0, tip=None, boot_head=None, boot_tip=None,
        boot_after=None,
        boot_count=None, older=None, older_floor=0,
    )  # fmt: skip
    _order(connection, board)
    fork(connection)


def _find_offered_since(connection: sqlite3.Connection, board: str) -> str:
    """Return the stamp from which on own changes are offered again.

    Counted back from the newest that the server settled.

    This machine's clock may be wrong by years, and what is offered without need is harmless.

    """
    newest = (
        "SELECT max(change.stamp) FROM change JOIN tx ON tx.n = change.tx WHERE tx.board = ? AND change.seq NOT NULL"
    )
    stamp = connection.execute(newest, (board,)).fetchone()[0]
    return f"{max(0, clock.stamp_ms(stamp) - OFFERED_DAYS * 86_400_000):012x}" if stamp else ""


def _order(connection: sqlite3.Connection, board: str) -> None:
    """Let what is offered again go in the order of the log: devices counted it differently before."""
    sql = "SELECT change FROM outbox WHERE board = ? ORDER BY change"
    numbers = [row[0] for row in connection.execute(sql, (board,))]
    connection.executemany(
        "UPDATE outbox SET dseq = ? WHERE change = ?", [(place, number) for place, number in enumerate(numbers, 1)]
    )
