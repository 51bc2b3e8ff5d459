"""One SQLite file: its connections, its one kind of write transaction, and what its errors mean to a user."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from json import JSONDecodeError
from typing import TYPE_CHECKING

from kanban import lazy
from kanban.domain import queries
from kanban.domain.errors import KanbanError
from kanban.domain.values.text import clean_line, fold, has_mention, shorten

if TYPE_CHECKING:  # a listing opens a database without ever loading pathlib
    from pathlib import Path

PATIENCE = 30.0
"""Seconds for which a writer waits for another one. Nobody holds the file longer than a few milliseconds."""

CHECKPOINT_PAGES = 4_000
"""Write-ahead pages (16 MB) past which a commit checkpoints even though the program is busy."""


class StoreFault(KanbanError):
    """The database file can't be read or written."""


class DatabaseReplaced(StoreFault):
    """Another file stands in the place of the one that is open."""


_DAMAGED = "{path} is damaged; `kanban doctor` tells how far, `kanban restore FILE` brings a backup back."
_HELD = "Another program has held {path} for {patience:.0f} seconds; close it and try again."
_EMPTY = (
    "{path} is empty ({size} bytes): the boards that it held are gone from it. {restore} brings a backup back; to begin"
    " anew, delete the file."
)
_ALIEN = "{path} is no database; {restore} brings a backup back, or move the file away to begin anew."
_CUT = "{path} is cut off after {size} bytes; {restore} brings a backup back, or move the file away to begin anew."
_FOLDER = "{path} is a folder, where the database should be; move it away, or set KANBAN_HOME elsewhere."
_NO_FILE = "{path} is no file but a pipe, a device or the like; move it away, or set KANBAN_HOME elsewhere."
_HIDDEN = "{path} can't be read ({reason}); make it readable for yourself, or set KANBAN_HOME elsewhere."
_REPLACED = "{path} was replaced by another file while it was open, so nothing was changed; try again."
_SHUT = "{path} can't be opened; check that its folder exists and that you may write there."
_READONLY = "{path} is read-only, so nothing was changed; make it writable or set KANBAN_HOME elsewhere."
_FULL = "The disk that holds {path} is full, so nothing was changed; free some space and try again."
_MEANINGS = {
    sqlite3.SQLITE_READONLY: _READONLY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR_SHMSIZE: _FULL,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_BUSY: _HELD,
    sqlite3.SQLITE_LOCKED: _HELD,
    sqlite3.SQLITE_CANTOPEN: _SHUT,
    sqlite3.SQLITE_PERM: _SHUT,
    sqlite3.SQLITE_IOERR: (
        "The disk that holds {path} reports an error, so nothing was changed; check it and try again."
    ),
}
"""What SQLite's result codes mean to a user: the extended one where it is here, else the primary one."""

_SEALED = {
    sqlite3.SQLITE_CANTOPEN: _READONLY,
    sqlite3.SQLITE_READONLY: _READONLY,
    sqlite3.SQLITE_IOERR_SHMSIZE: _FULL,
    sqlite3.SQLITE_FULL: _FULL,
}
"""What keeps SQLite from making its files beside a database, and what a writer is told then."""


MAGIC = b"SQLite format 3\0"
"""What every SQLite file begins with."""

SMALLEST = 512
"""Bytes of the smallest page of SQLite: no database has fewer."""

BROKEN = (sqlite3.Error, UnicodeDecodeError, JSONDecodeError)
"""What reading a damaged file may raise: bytes that are no text are met in rows, in errors that quote them, and in
JSON."""


def explain_error(error: Exception, path: Path, restore: str = "kanban restore FILE") -> StoreFault:
    """Return what one of `BROKEN` means, in one sentence with the way out.

    `restore` brings a backup back to that place.
    """
    if not isinstance(error, sqlite3.Error) or str(error).startswith("Could not decode"):
        return StoreFault(_DAMAGED.format(path=path))
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_NOTADB and not _has_magic(path):
        return StoreFault(describe_missing_database(path, restore))
    meaning = (_MEANINGS.get(code) or _MEANINGS.get(code & 0xFF)) if code is not None else None
    if meaning:
        return StoreFault(meaning.format(path=path, patience=PATIENCE))
    words = shorten(clean_line(str(error)).rstrip("."), 200)
    return StoreFault(f"The database {path} refused: {words}; `kanban doctor` may tell more.")


def check_file(path: Path | str, restore: str = "kanban restore FILE") -> None:
    """Raise StoreFault where what stands at a database's place can be none. A file that is not there yet is all right.

    `restore` is the command that brings a backup back to that place. SQLite would fill an empty file, and throw away
    what was logged beside it, as if there had never been a board. A file that may be a database is not opened: to close
    it again would take the locks from every connection that this process has to it.
    """
    try:
        status = os.stat(path)  # noqa: PTH116 - a listing never loads pathlib
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoreFault(_HIDDEN.format(path=path, reason=error.strerror or error)) from error
    if not stat.S_ISREG(status.st_mode):
        raise StoreFault((_FOLDER if stat.S_ISDIR(status.st_mode) else _NO_FILE).format(path=path))
    if not os.access(path, os.R_OK):
        raise StoreFault(_HIDDEN.format(path=path, reason=os.strerror(errno.EACCES)))
    if status.st_size < SMALLEST:
        raise StoreFault(describe_missing_database(path, restore))


def describe_missing_database(path: Path | str, restore: str = "kanban restore FILE") -> str:
    """Return what is to be said of a file in which SQLite found no database, or which is too short for one."""
    try:
        with open(path, "rb") as opened:  # noqa: PTH123 - as above
            beginning, size = opened.read(len(MAGIC)), os.fstat(opened.fileno()).st_size
    except OSError as error:
        return _HIDDEN.format(path=path, reason=error.strerror or error)
    meaning = _EMPTY if not beginning.strip(b"\0") else _CUT if MAGIC.startswith(beginning) else _ALIEN
    return meaning.format(path=path, size=f"{size:,}", restore=restore)


def _has_magic(path: Path | str) -> bool:
    """Whether a file in which SQLite found no database begins as one."""
    try:
        with open(path, "rb") as opened:  # noqa: PTH123 - as above
            return opened.read(len(MAGIC)) == MAGIC
    except OSError:
        return True


class Database:
    """A connection to the file; threads that work at the same time each have one of their own."""

    def __init__(self, path: Path, *, empty: bool = False) -> None:
        """Connect to a file; to one that is empty, which a draft is and a database never, only with `empty`."""
        if not empty:
            check_file(path)
        self.path = path
        self._sealed = ""
        """Why this can only be read, as a writer is told."""
        with self.faults():
            try:
                self.connection = _connect(str(path))
            except sqlite3.OperationalError as error:
                self._sealed = explain_read_only(error, str(path))
                if not self._sealed:
                    raise
                self.connection = _connect(_build_read_only_address(str(path)))
        self._file = _identity(path)

    def is_replaced(self) -> bool:
        """Whether another file stands in the place of the one that is open, or none.

        Nobody would read what is written here.
        """
        return self._file is not None and _identity(self.path) != self._file

    def log_ahead(self) -> None:
        """Let readers and the writer not wait for each other. The file keeps that, so it is for files of ours alone."""
        with self.faults():
            if self.connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                self._wait_for_lock("PRAGMA journal_mode=WAL")

    def close(self) -> None:
        """Close the connection; the last one to close folds the write-ahead log into the file."""
        self.connection.close()

    def __del__(self) -> None:
        """Close what nobody has closed: a verb holds its board until its process ends."""
        with suppress(AttributeError):  # it was never opened
            self.connection.close()

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Turn SQLite's errors into sentences, and what a damaged page may hold that SQLite does not notice."""
        try:
            yield
        except BROKEN as error:
            raise explain_error(error, self.path) from error
        except json.JSONDecodeError as error:  # every column of JSON was written whole
            raise StoreFault(_DAMAGED.format(path=self.path)) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the one write transaction: committed at the end, rolled back on any exception.

        It begins immediately, because a transaction that upgrades to writing later is refused without waiting; and it
        asks again every millisecond or so, because SQLite's own waiting sleeps up to a tenth of a second.
        """
        if self._sealed:
            raise StoreFault(self._sealed.format(path=self.path))
        with self.faults():
            self._wait_for_lock("BEGIN IMMEDIATE")
            try:
                if self.is_replaced():
                    raise DatabaseReplaced(_REPLACED.format(path=self.path))  # noqa: TRY301 - rolled back with the rest
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:  # SQLite has ended it itself where a disk failed
                    self.connection.execute("ROLLBACK")
                raise

    def _wait_for_lock(self, statement: str) -> None:
        end = time.monotonic() + PATIENCE
        self.connection.execute("PRAGMA busy_timeout=0")
        try:
            while True:
                try:
                    self.connection.execute(statement)
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
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


def _identity(path: Path | str) -> tuple[int, int] | None:
    """Return what tells a file from one that takes its place; None where there is none."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a listing never loads pathlib
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _connect(name: str) -> sqlite3.Connection:
    """Return a connection to a file by its path or its URI."""
    connection = sqlite3.connect(
        name, timeout=PATIENCE, isolation_level=None, check_same_thread=False, uri=name.startswith("file:")
    )
    try:
        connection.executescript(
            "PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON; "
            f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES};"
        )
    except sqlite3.Error:
        connection.close()
        raise
    connection.create_function("folded", 1, _fold_value, deterministic=True)
    connection.create_function("number", 1, _number, deterministic=True)
    connection.create_function("mentions", 2, has_mention, deterministic=True)
    return connection


def explain_read_only(error: sqlite3.Error, path: str) -> str:
    """Return why a file can be read but not written, empty where it can't be read either.

    On a read-only disk and on a full one SQLite can't even begin to share a database. It reads one that nobody changes;
    not one with changes beside it that were never folded in.
    """
    log = f"{path}-wal"
    has_log = os.path.exists(log) and os.path.getsize(log) > 0  # noqa: PTH110, PTH202
    is_complete = os.path.isfile(path) and not has_log  # noqa: PTH113
    return _SEALED.get(error.sqlite_errorcode, _SEALED.get(error.sqlite_errorcode & 0xFF, "")) if is_complete else ""


def _build_read_only_address(path: str) -> str:
    """Return the URI by which SQLite opens a file without making any beside it."""
    return f"file:{lazy.urllib_parse.quote(os.path.abspath(path))}?immutable=1"  # noqa: PTH100


def _number(value: object) -> float | None:
    """What SQL calls `number(value)`: the number that a field of somebody's own holds."""
    return queries.query.read_number(str(value)) if value is not None else None


def _fold_value(value: object) -> str:
    """What SQL calls `folded(column)`: text as searches compare it."""
    return fold(str(value)) if value is not None else ""
