"""A database as a file: recognised, opened to be read, copied whole; and its copies of before an upgrade or restore."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from kanban import __version__, lazy
from kanban.domain.errors import Refused
from kanban.domain.values.text import clean_line
from kanban.store import whole_file
from kanban.store.database import MAGIC, PATIENCE, StoreFault, explain_error

BESIDE = ("-wal", "-shm")
"""What SQLite may keep beside a file."""


def is_database(file: Path) -> bool:
    """Tell whether this is an SQLite file."""
    try:
        if not file.is_file():  # a pipe would wait for its writer
            return False
        with file.open("rb") as opened:
            return opened.read(len(MAGIC)) == MAGIC
    except (OSError, ValueError):  # ValueError: a name that no file can have
        return False


def make(database: Path, write: Callable[[Path], object]) -> None:
    """Put what `write` makes of an empty draft where no database is yet, for its user's eyes alone.

    So nobody ever sees it empty or half made. Where another process makes it at the same time, that one stays. Raises
    StoreFault where it can't be written.

    """
    real = Path(os.path.realpath(database))
    try:
        with whole_file.draft(real, force=False) as (draft, _):
            remove_beside(draft)
            write(draft)
    except Refused:  # another process makes it, or has just made it
        end = time.monotonic() + PATIENCE
        while not real.exists():
            if time.monotonic() > end:
                raise
            time.sleep(0.005)
    except OSError as error:
        raise StoreFault(
            f"{database} can't be made ({error.strerror or error}); check that its folder exists and that you may write"
            " there."
        ) from error


def open_to_read(file: Path) -> sqlite3.Connection:
    """Open a database without writing to it, whoever writes to it meanwhile; raises sqlite3.Error.

    Where nothing may be written beside the file, as on a read-only disk, nobody else can write either: then it is read
    as it lies there.
    """
    uri = f"file:{quote(str(file.absolute()))}"
    connection = sqlite3.connect(f"{uri}?mode=rw", uri=True, timeout=PATIENCE, isolation_level=None)
    try:
        connection.execute("PRAGMA query_only=ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}:
            raise
        connection = sqlite3.connect(f"{uri}?mode=ro&immutable=1", uri=True, isolation_level=None)
    except BaseException:
        connection.close()
        raise
    return connection


def copy_into(database: Path, draft: Path) -> None:
    """Copy a database as it is at this moment into a file that is there; raises sqlite3.Error."""
    remove_beside(draft)
    try:
        with closing(open_to_read(database)) as source, closing(sqlite3.connect(draft)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
    finally:
        remove_beside(draft)  # SQLite leaves its journal where it was cut off, as on a full disk


def put_in_place(database: Path, aside: Path | None, write: Callable[[Path], object]) -> None:
    """Replace a database by what `write` makes of an empty draft; the old one moves to `aside` once the draft is whole.

    Raises OSError, and what `write` raises; then the database is where it was.

    """
    real = Path(os.path.realpath(database))
    with whole_file.draft(real, force=True) as (draft, _):
        remove_beside(draft)
        write(draft)
        if aside is not None:
            remove(aside)
            for suffix in ("", *BESIDE):
                with suppress(FileNotFoundError):
                    real.with_name(real.name + suffix).replace(aside.with_name(aside.name + suffix))
        remove_beside(real)


def remove(database: Path) -> None:
    """Remove a database with what SQLite keeps beside it."""
    database.unlink(missing_ok=True)
    remove_beside(database)


def remove_beside(database: Path) -> None:
    """Remove what SQLite kept beside a database that is gone: it would be taken for part of a new one of that name."""
    for suffix in (*BESIDE, "-journal"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


def keep_copy(database: Path) -> Path | None:
    """Keep a copy of a database as `NAME.before-VERSION`, because this version is about to change its tables.

    A copy of that name is never written over: it holds what was there first; None is returned then. Says in the log, or
    where there is none on stderr, where the copy is. Raises StoreFault where it can't be made: without a copy nothing
    is changed.
    """
    place = database.with_name(f"{database.name}.before-{__version__}")
    end = time.monotonic() + PATIENCE
    while not place.exists():
        try:
            with whole_file.draft(place, force=False) as (draft, _):
                copy_into(database, draft)
        except Refused:  # another process keeps the same copy at this moment
            if time.monotonic() > end:
                raise
            time.sleep(0.01)
        except sqlite3.Error as error:
            raise explain_error(error, database) from error
        except OSError as error:
            raise StoreFault(
                f"This version changes the tables of {database}, and no copy of it can be kept as {place} "
                f"({error.strerror or error}), so nothing was changed; make room and try again."
            ) from error
        else:
            lazy.logging.getLogger("kanban.store").warning(describe_copy(place))
            return place
    return None


def describe_copy(place: Path) -> str:
    """Return the sentence that tells of a copy."""
    return f"Version {__version__} changes the database; a copy of it as it was is kept as {clean_line(str(place))}."


def delete_copies(copies: Iterable[Path], ids: Iterable[str], tombstone: str) -> list[Path]:
    """Delete those copies of a database that know one of these entities, and return them.

    Nothing is erased while they lie there.

    Copies may be of any version and damaged, so their bytes are looked through. One in which the entity is erased too
    stays: the SQL `tombstone` finds a row then, by its id.
    """
    entities = list(ids)
    doomed = [
        copy
        for copy in copies
        if any(_has_bytes(copy, entity) and not _has_row(copy, tombstone, entity) for entity in entities)
    ]
    for copy in doomed:
        remove(copy)
    return doomed


def _has_bytes(copy: Path, text: str) -> bool:
    """Whether a database has a text among its bytes."""
    needle = text.encode()
    for file in (copy, copy.with_name(f"{copy.name}-wal")):
        with suppress(OSError), file.open("rb") as opened:
            tail = b""
            while piece := opened.read(1 << 20):
                if needle in tail + piece:
                    return True
                tail = piece[-len(needle) :]
    return False


def _has_row(copy: Path, sql: str, value: str) -> bool:
    with suppress(sqlite3.Error), closing(open_to_read(copy)) as connection:
        return connection.execute(sql, (value,)).fetchone() is not None
    return False


def copies_of(database: Path) -> list[Path]:
    """Return the copies beside a database, of before an upgrade, a restore or a repair, the oldest first."""
    with suppress(OSError):
        candidates = [
            *database.parent.glob(f"{database.name}.before-*"),
            *database.parent.glob(f"{database.name}.damaged"),
        ]
        return sorted((copy for copy in candidates if is_database(copy)), key=lambda copy: copy.stat().st_mtime)
    return []
