"""Erase purged cards from the disk too: no byte of the database file, its log or its copies then holds a word of them.

SQLite frees what is deleted without overwriting it, its full-text index keeps deleted words until its segments are
merged, and the write-ahead log holds pages as they were. All connections of this version overwrite what they free
(`secure_delete`).
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from kanban.store.database import PATIENCE, Database
from kanban.store.database_file import copies_of, delete_copies
from kanban.store.schema import CLEAN

MARK = "scrub:"
"""Key in `meta`, before the id of a card that was erased in the tables and is to be erased in the bytes."""

_ERASED = "SELECT 1 FROM change WHERE entity = ? AND verb = 'purge' LIMIT 1"


def note_wanted(connection: sqlite3.Connection, card: str) -> None:
    """Put down, within a transaction, that what was known of a card is to be erased from the disk."""
    connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, '')", (f"{MARK}{card}",))


def scrub(database: Database) -> list[Path]:
    """Erase from the disk what was erased in the tables since this was done last; returns the copies that had to go.

    Where another program reads at this moment, the rest is done the next time.
    """
    with database.faults():
        connection = database.connection
        marks = [row[0] for row in connection.execute("SELECT key FROM meta WHERE key GLOB ?", (f"{MARK}*",))]
        if not marks:
            return []
        with database.writing():
            connection.execute("INSERT INTO comment_search (comment_search) VALUES ('optimize')")
        rewrite(connection)
        connection.execute("PRAGMA busy_timeout=200")  # a reader is not waited for
        is_empty = fold_log(connection)
        connection.execute(f"PRAGMA busy_timeout={PATIENCE * 1000:.0f}")
        if not is_empty:
            return []
        deleted = delete_copies(copies_of(database.path), [mark.removeprefix(MARK) for mark in marks], _ERASED)
        with database.writing():
            connection.executemany("DELETE FROM meta WHERE key = ?", [(mark,) for mark in marks])
    return deleted


def rewrite(connection: sqlite3.Connection) -> None:
    """Write a file anew that may hold remains from before this version, which are in no table any more."""
    if connection.execute("PRAGMA user_version").fetchone()[0] < CLEAN:
        connection.execute("PRAGMA temp_store=FILE")  # it makes a copy of everything
        connection.execute("VACUUM")
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute(f"PRAGMA user_version={CLEAN}")


def fold_log(connection: sqlite3.Connection) -> bool:
    """Fold the write-ahead log into the file and empty it; returns False while somebody reads from it."""
    busy: int = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return not busy
