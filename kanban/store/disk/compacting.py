"""Keep a machine's database small when nobody uses it: drop superseded ranks, and give free pages back to the disk.

What it is about is in `kanban.domain.acts.erasing`; the server does the same (`store.hub.maintenance.hub_compacting`).
Only what the server has as well is touched: the log of a board that stays here is published as it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress

from kanban.domain.acts.erasing import SUPERSEDED_DAYS, drop_rank, find_superseded_ranks
from kanban.domain.clock import iso_ms, stamp_at
from kanban.store import log
from kanban.store.database import PATIENCE, Database
from kanban.store.register_checks import encode_json

PIECE = 100
"""Entities that are looked at in one transaction."""

WORTH = 0.25
"""The share of free pages from which on a file is worth writing anew."""

LEAST, MOST = 4 << 20, 512 << 20
"""Bytes of a file that is written anew: a small one is not worth it, and a large one would keep others waiting too
long."""

DONE = "compacted"
"""The key in `meta` of the day on which a database was compacted last."""

LOOSE = "loose"
"""The key in `meta` that says that the pages are half empty: a whole history came in, newest first, which takes a third
more."""

_CROWDED = (
    'SELECT entity FROM change WHERE seq NOT NULL AND stamp < ? AND body LIKE \'%"rank":"%\' '
    "AND (extra IS NULL OR extra NOT LIKE '%\"mac\"%') GROUP BY entity HAVING count(*) > 1"
)


def compact_daily(database: Database, now_ms: int, rest: Callable[[], bool] = lambda: True) -> int:
    """Compact a database unless that was done today; returns how many ranks lost their value."""
    today = iso_ms(now_ms)[:10]
    with database.faults():
        row = database.connection.execute("SELECT value FROM meta WHERE key = ?", (DONE,)).fetchone()
    if row and row[0] == today:
        return 0
    with database.writing() as connection:
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (DONE, today))
    return compact(database, now_ms, rest)


def compact(database: Database, now_ms: int, rest: Callable[[], bool] = lambda: True) -> int:
    """Compact a database, in pieces between which `rest` says whether to go on.

    Returns how many ranks lost their value.
    """
    before, ranks = stamp_at(now_ms - SUPERSEDED_DAYS * 86_400_000), 0
    with database.faults():
        crowded = [row[0] for row in database.connection.execute(_CROWDED, (before,))]
    for start in range(0, len(crowded), PIECE):
        if not rest():
            return ranks
        with database.writing() as connection:
            for entity in crowded[start : start + PIECE]:
                ranks += _forget_ranks(connection, entity, before)
    if rest():
        _give_back(database)
    return ranks


def _forget_ranks(connection: sqlite3.Connection, entity: str, before: str) -> int:
    """Take the value out of the superseded ranks of an entity, and return how many there were."""
    where = (
        "change.entity = ?1 AND change.seq NOT NULL AND (change.story IS NULL OR change.story = (SELECT n FROM card "
        "WHERE id = ?1))"
    )
    history = log.read(connection, f"{log.SELECT} WHERE {where}", (entity,))
    old = find_superseded_ranks(history, before)
    rows = [(encode_json(drop_rank(change).set), change.id) for change in old]
    connection.executemany("UPDATE change SET body = ? WHERE id = ?", rows)
    return len(rows)


def _give_back(database: Database) -> None:
    """Write the file anew where much of it, or of its pages, stands empty, unless somebody else is at it."""
    with database.faults():
        (free,), (size,), (page,) = (
            database.connection.execute(f"PRAGMA {name}").fetchone()
            for name in ("freelist_count", "page_count", "page_size")
        )
        loose = database.connection.execute("SELECT 1 FROM meta WHERE key = ?", (LOOSE,)).fetchone()
    if (free < WORTH * size and not loose) or not LEAST <= size * page <= MOST:
        return
    database.connection.execute("PRAGMA busy_timeout=0")
    try:
        with suppress(sqlite3.OperationalError):  # another program writes, or the disk is full: another day
            database.connection.execute("VACUUM")
            database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            database.connection.execute("DELETE FROM meta WHERE key = ?", (LOOSE,))
    finally:
        database.connection.execute(f"PRAGMA busy_timeout={PATIENCE * 1000:.0f}")
