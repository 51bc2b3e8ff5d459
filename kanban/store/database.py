"""One SQLite file: its connections, its one kind of write transaction, and what its errors mean to a user."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kanban.domain.errors import KanbanError

if TYPE_CHECKING:  # a listing opens a database without ever loading pathlib
    from pathlib import Path

PATIENCE = 30.0
"""Seconds for which a writer waits for another one. Nobody holds the file longer than a few milliseconds."""

CHECKPOINT_PAGES = 4_000
"""Write-ahead pages (16 MB) past which a commit checkpoints even though the program is busy."""


class StoreFault(KanbanError):
    """The database file can't be read or written."""


def explained(error: sqlite3.Error, path: Path) -> StoreFault:
    """Return what an SQLite error means, in one sentence with the way out."""
    reason = str(error).lower()
    if "readonly" in reason or "read-only" in reason:
        return StoreFault(
            f"{path} is read-only, so nothing was changed; make it writable or set KANBAN_HOME elsewhere."
        )
    if "full" in reason:
        return StoreFault(f"The disk that holds {path} is full, so nothing was changed; free some space and try again.")
    if "malformed" in reason or "not a database" in reason or "corrupt" in reason:
        return StoreFault(
            f"{path} is damaged; `kanban doctor` tells how far, `kanban restore FILE` brings a backup back."
        )
    if "locked" in reason or "busy" in reason:
        return StoreFault(f"Another program has held {path} for {PATIENCE:.0f} seconds; close it and try again.")
    if "unable to open" in reason:
        return StoreFault(f"{path} can't be opened; check that its folder exists and that you may write there.")
    if "disk i/o" in reason:
        return StoreFault(
            f"The disk that holds {path} reports an error, so nothing was changed; check it and try again."
        )
    return StoreFault(f"The database {path} refused: {error}; `kanban doctor` may tell more.")


class Database:
    """A connection to the file; threads that work at the same time each have one of their own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self.faults():
            self.connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
            self.connection.executescript(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; "
                f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES};"
            )

    def close(self) -> None:
        """Close the connection; the last one to close folds the write-ahead log into the file."""
        self.connection.close()

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Turn SQLite's errors into sentences."""
        try:
            yield
        except sqlite3.Error as error:
            raise explained(error, self.path) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the one write transaction: committed at the end, rolled back on any exception.

        It begins immediately, because a transaction that upgrades to writing later is refused without waiting; and it asks
        again every millisecond or so, because SQLite's own waiting sleeps up to a tenth of a second.
        """
        with self.faults():
            self._begin()
            try:
                yield self.connection
            except BaseException:
                self.connection.rollback()
                raise
            self.connection.commit()

    def _begin(self) -> None:
        end = time.monotonic() + PATIENCE
        self.connection.execute("PRAGMA busy_timeout=0")
        try:
            while True:
                try:
                    self.connection.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError as error:
                    if "locked" not in str(error) or time.monotonic() > end:
                        raise
                    time.sleep(0.001)
                else:
                    return
        finally:
            self.connection.execute(f"PRAGMA busy_timeout={PATIENCE * 1000:.0f}")

    def checkpoint(self) -> None:
        """Fold what is committed into the file; cheap when there is little, and never waits for anyone."""
        with self.faults():
            self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def version(self) -> int:
        """Return a number that changes when another connection has committed; costs microseconds."""
        with self.faults():
            row: tuple[int] = self.connection.execute("PRAGMA data_version").fetchone()
            return row[0]
