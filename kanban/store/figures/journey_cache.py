"""The journeys of a database's cards in a file of their own, `NAME.figures` beside the database.

It holds only what follows from the log: it may be removed at any time, and is made anew where it does not fit. It is
brought up to date when figures are asked for, not while people work, so a move, a comment and an import cost nothing
more. The first time goes through the cards, once each; later that takes the changes since. Both in pieces, each in a
transaction of its own; who stops half way goes on there.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from kanban.domain.journeys.building import list_facts
from kanban.domain.journeys.journey import CardFacts
from kanban.store import log
from kanban.store.database import Database
from kanban.store.database_file import remove
from kanban.store.figures import tally_tables
from kanban.store.figures.journey_rows import VERSION, decode_facts, encode_facts
from kanban.store.figures.tally_tables import read_revision
from kanban.store.replica import invalidations

SUFFIX = ".figures"

PIECE = 4_000
"""Changes of the log that one transaction takes in, some 100 ms."""

CARDS = 500
"""Cards that one transaction takes in where all are to be read, some 100 ms."""

PATIENCE = 5.0
"""Seconds to wait for another process that brings the file up to date."""

SCHEMA = (
    "CREATE TABLE journey (card INTEGER PRIMARY KEY, facts TEXT NOT NULL, revision INTEGER NOT NULL)",
    "CREATE UNIQUE INDEX journey_revision ON journey (revision)",
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    *tally_tables.SCHEMA,
)
"""`revision` grows with each writing: by it the tables of what cards add to the figures know what changed since."""

Progress = Callable[[int, int], None]
"""Is told how many changes of how many were taken in, about."""

_CHANGES = (
    f"{log.SELECT.replace('SELECT ', 'SELECT change.story, ', 1)} WHERE change.etype = 'card' "
    "AND change.story IN ({}) ORDER BY change.story"
)


_CHANGED = (
    "SELECT DISTINCT story FROM change WHERE n > ? AND n <= ? AND etype IN ('card', 'activity') AND story IS NOT NULL"
)
"""Cards of which anything changed that figures count: an activity answers an offer."""

_NEXT = "SELECT DISTINCT story FROM change WHERE story > ? ORDER BY story LIMIT ?"


class JourneyCache:
    """The file, open; raises sqlite3.Error where it can't be read or written."""

    def __init__(self, path: Path) -> None:
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # for its user's eyes alone
        self.connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            self.connection.execute("PRAGMA journal_mode=WAL")
            self.connection.execute("PRAGMA synchronous=NORMAL")
            self.connection.execute("PRAGMA secure_delete=ON")  # who worked on a card that is purged is gone from here
        except BaseException:
            self.connection.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def catch_up(self, source: sqlite3.Connection, progress: Progress | None = None) -> None:
        """Take in what the log of a database has gained since, and cards that changed without it."""
        head = log.read_head(source)
        is_done, pieces = False, 0
        while not is_done:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                done, is_done = self._take_piece(source, head)
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise
            pieces += 1
            if progress and head and (pieces > 1 or not is_done):  # one piece is no progress to show
                progress(done, head)

    def read(self, cards: Iterable[int] | None = None) -> Iterator[tuple[int, CardFacts]]:
        """Yield the facts of cards by their numbers in the database; of all without `cards`."""
        if cards is None:
            rows: Iterable[tuple[int, str]] = self.connection.execute("SELECT card, facts FROM journey")
        else:
            rows = log.select_among(self.connection, "SELECT card, facts FROM journey WHERE card IN ({})", list(cards))
        return decode_facts(rows)

    def _take_piece(self, source: sqlite3.Connection, head: int) -> tuple[int, bool]:
        """Take in the next cards; returns how much of `head` is in now, about, and whether all is."""
        meta = self._read_meta()
        position, after = int(meta.get("position", "0")), meta.get("after", "")
        newest = invalidations.read_newest(source)
        cards, is_everything = invalidations.list_since(source, int(meta.get("invalidation", "0")))
        if meta.get("version") != VERSION or is_everything or not _fits(source, position, meta.get("change", "")):
            self._begin_anew()
            position, after, cards = head, "0", set()
        if after:
            some = [row[0] for row in source.execute(_NEXT, (int(after), CARDS))]
            after, end, is_done = (str(some[-1]) if len(some) == CARDS else ""), position, False
        else:
            end = min(head, position + PIECE)
            some, is_done = [row[0] for row in source.execute(_CHANGED, (position, end))], end >= head
        numbers = {row[0] for row in log.select_among(source, "SELECT n FROM card WHERE id IN ({})", sorted(cards))}
        self._write(source, numbers.union(some))
        row = source.execute("SELECT id FROM change WHERE n = ?", (end,)).fetchone()
        values = {
            "version": VERSION,
            "position": str(end),
            "after": after,
            "change": row[0] if row else "",
            "invalidation": str(newest),
        }
        self.connection.executemany("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", values.items())
        if after:
            (last,) = source.execute("SELECT max(story) FROM change").fetchone()
            return head * int(after) // max(int(after), last or 0), False
        return end, is_done or end >= head

    def _read_meta(self) -> dict[str, str]:
        if self.connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone() is None:
            return {}
        return dict(self.connection.execute("SELECT key, value FROM meta"))

    def _begin_anew(self) -> None:
        for name in ("journey", "meta", *tally_tables.TABLES):
            self.connection.execute(f"DROP TABLE IF EXISTS {name}")
        for statement in SCHEMA:
            self.connection.execute(statement)

    def _write(self, source: sqlite3.Connection, numbers: Iterable[int]) -> None:
        """Write the facts of these cards as their whole log tells them."""
        rows = log.select_among(source, _CHANGES, sorted(numbers))
        newest = read_revision(self.connection)
        facts = (
            (number, encode_facts(card_facts), revision)
            for revision, (number, card_facts) in enumerate(read_facts(rows), newest + 1)
        )
        self.connection.executemany("INSERT OR REPLACE INTO journey (card, facts, revision) VALUES (?, ?, ?)", facts)


def read_facts(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, CardFacts]]:
    """Yield cards with what their changes tell, from rows of a card's number and a change, those of a card together."""
    for number, history in groupby(rows, itemgetter(0)):
        yield number, list_facts([log.decode_row(row[1:]) for row in history])


def open_cache(database: Database) -> JourneyCache | None:
    """Return the file beside a database; None where none can be: then the log itself is read."""
    for _ in range(2):
        try:
            return JourneyCache(_find_path(database))
        except sqlite3.OperationalError:  # locked, or on a disk that nobody may write to
            return None
        except sqlite3.DatabaseError:
            remove_cache(database)  # it is damaged, and follows from the log
        except OSError:
            return None
    return None


def remove_cache(database: Database) -> None:
    """Remove the file beside a database, with what SQLite keeps beside that."""
    with suppress(OSError):
        remove(_find_path(database))


def _find_path(database: Database) -> Path:
    return database.path.with_name(database.path.name + SUFFIX)


def _fits(source: sqlite3.Connection, position: int, change: str) -> bool:
    """Whether the log still has the change with which the file ended: another database may lie in its place."""
    if position == 0:
        return False
    row = source.execute("SELECT id FROM change WHERE n = ?", (position,)).fetchone()
    return row is not None and row[0] == change
