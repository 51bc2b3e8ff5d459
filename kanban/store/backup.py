"""Whole databases: written to a file while others work, looked over, and brought back."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from kanban.domain.errors import NotFound, Refused
from kanban.store import whole_file
from kanban.store.database import PATIENCE, Database, StoreFault, explained
from kanban.store.schema import HEAD, sound

MAGIC = b"SQLite format 3\0"
"""What every SQLite file begins with."""

BESIDE = ("-wal", "-shm")
"""What SQLite may keep beside a file."""


def is_database(file: Path) -> bool:
    """Tell whether this is an SQLite file."""
    try:
        with file.open("rb") as opened:
            return opened.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def backup(database: Path, file: Path, *, force: bool = False) -> int:
    """Copy a database as it is at this moment into one file; returns its bytes. An older file stays unless `force`.

    Others may read and write meanwhile. The file is whole or not there at all. Raises Refused, NotFound, StoreFault.
    """
    real = whole_file.check(file, force=force)
    if real is None:
        raise Refused(f"{file} is no regular file; a database needs one, so name another.")
    if real.exists() and real.samefile(database):
        raise Refused(f"{file} is the database itself; choose another name.")
    try:
        with whole_file.draft(real, force=force) as (draft, _):
            _copy(database, draft)
            return draft.stat().st_size
    except sqlite3.Error as error:
        raise explained(error, database) from error
    except OSError as error:
        raise whole_file.unwritable(file, error) from error


def _copy(database: Path, draft: Path) -> None:
    remove_beside(draft)
    with closing(open_to_read(database)) as source, closing(sqlite3.connect(draft)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")


def open_to_read(file: Path) -> sqlite3.Connection:
    """Open a database without writing to it, whoever writes to it meanwhile; raises sqlite3.Error.

    Where nothing may be written beside the file, as on a read-only disk, nobody else can write either: then it is read as
    it lies there.
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


def check(file: Path) -> None:
    """Raise NotFound or StoreFault unless the file is a sound database of this program, of a version that it knows."""
    if not file.is_file():
        raise NotFound(f"There is no file {file}.")
    if not is_database(file):
        raise StoreFault(f"{file} is no database, so nothing was changed; name a file that kanban backup wrote.")
    try:
        with closing(open_to_read(file)) as connection:
            wrong = sound(connection)
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if wrong:
                raise StoreFault(f"{file} is damaged ({wrong[0].splitlines()[0]}), so nothing was changed.")
            if not {"alembic_version", "card", "change"} <= tables:
                raise StoreFault(f"{file} is a database of another program, so nothing was changed.")
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise StoreFault(f"{file} is damaged ({error}), so nothing was changed.") from error
    version = str(row[0]) if row else ""
    if version != HEAD and version not in _known():
        raise StoreFault(
            f"{file} was written by a newer kanban (its version is {version or 'unknown'}, this one knows {HEAD}); "
            "upgrade this kanban first."
        )


def _known() -> set[str]:
    from kanban.store import migrations  # noqa: PLC0415 - loads alembic, 0.3 s, and most backups are of this version

    return migrations.known()


def restore(file: Path, database: Path) -> Path | None:
    """Put a checked backup in the place of a database, which is kept beside it; returns where, None if there was none.

    What was there stays until the new one stands whole. Where it is sound, it is written over in one transaction, so
    that programs which have it open see the change as if somebody had written it. Raises as `check` and `backup` do.
    """
    check(file)
    if database.exists() and file.samefile(database):
        raise Refused(f"{file} is the database itself; name a backup.")
    database.parent.mkdir(parents=True, exist_ok=True)
    kept = database.with_name(f"{database.name}.before-restore") if database.exists() else None
    if kept is not None and _is_sound(database):
        aside = kept.with_name(f"{kept.name}.{os.getpid()}")  # the backup may be what an earlier restore kept
        backup(database, aside, force=True)
        try:
            with closing(open_to_read(file)) as source, closing(Database(database)) as target:
                source.backup(target.connection)
        except sqlite3.Error as error:
            remove(aside)
            raise explained(error, database) from error
        aside.replace(kept)
        return kept
    draft = database.with_name(f".{database.name}.{os.getpid()}")
    try:
        _copy(file, draft)
        if kept is not None:
            remove(kept)
            for suffix in ("", *BESIDE):
                with suppress(FileNotFoundError):
                    database.with_name(database.name + suffix).replace(kept.with_name(kept.name + suffix))
        draft.replace(database)
    except (OSError, sqlite3.Error) as error:
        raise Refused(f"{database} can't be written ({error}); the backup {file} is as it was.") from error
    finally:
        remove(draft)
    return kept


def _is_sound(database: Path) -> bool:
    """Tell whether a database can be written over in a transaction."""
    if not is_database(database):
        return False
    try:
        with closing(sqlite3.connect(database)) as connection:
            return not sound(connection)
    except sqlite3.Error:
        return False


def remove(database: Path) -> None:
    """Remove a database with what SQLite keeps beside it."""
    database.unlink(missing_ok=True)
    remove_beside(database)


def remove_beside(database: Path) -> None:
    """Remove what SQLite kept beside a database that is gone: it would be taken for part of a new one of that name."""
    for suffix in (*BESIDE, "-journal"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
