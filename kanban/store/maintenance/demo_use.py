"""Whether somebody has worked in a demo's database: where nobody has, it may be made anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kanban.store.database import Database

_MARKER = "made"


@dataclass(frozen=True, slots=True)
class DemoUse:
    """What was done in a demo's database."""

    marker: str
    """What its maker noted; empty where nobody did."""
    last: int
    """The log's newest row that belongs to an act of somebody: not of time, which acts without being asked."""
    has_more: bool
    """There is another board, a board that went to a server, or a comment that somebody began."""
    views: Mapping[str, str]
    """The saved views: name and query."""

    def is_worked_in(self, head: int, views: Mapping[str, str]) -> bool:
        """Whether somebody did more than read since row `head` of the log, when these views were saved."""
        return self.last > head or self.has_more or self.views != views


def note_marker(database: Database, marker: str) -> None:
    """Note how a database was made."""
    with database.writing() as connection:
        connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (_MARKER, marker))


def look(path: Path) -> DemoUse:
    """Look at a database as it is, of whatever version."""
    database = Database(path)
    try:
        with database.faults():
            ask = database.connection.execute
            marker_row = ask("SELECT value FROM meta WHERE key = ?", (_MARKER,)).fetchone()
            last, has_more = ask(
                "SELECT coalesce((SELECT max(last) FROM act), 0), (SELECT count(*) FROM entity "
                "WHERE etype = 'board') > 1 "
                "OR EXISTS (SELECT 1 FROM remote) OR EXISTS (SELECT 1 FROM comment_draft) "
                "OR EXISTS (SELECT 1 FROM walk)"
            ).fetchone()
            views = dict(ask("SELECT name, query FROM saved_view"))
    finally:
        database.close()
    return DemoUse(marker_row[0] if marker_row else "", last, bool(has_more), views)


@contextmanager
def wait_less(database: Database) -> Iterator[None]:
    """Wait for no disk meanwhile: for a draft that is thrown away if it does not get done."""
    connection = database.connection
    connection.execute("PRAGMA synchronous=OFF")
    try:
        yield
    finally:
        connection.execute("PRAGMA synchronous=FULL")
