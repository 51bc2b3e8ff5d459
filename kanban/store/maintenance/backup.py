"""Back up a database while others work, check a backup, and restore it."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from kanban import store
from kanban.domain.errors import NotFound, Refused
from kanban.domain.ids import new_id
from kanban.store import whole_file
from kanban.store.database import Database, StoreFault, check_file, explain_error
from kanban.store.database_file import copy_into, is_database, open_to_read, put_in_place, remove
from kanban.store.schema import HEAD, is_unreleased, list_faults


def backup(database: Path, file: Path, *, force: bool = False) -> int:
    """Copy a database as it is at this moment into one file; returns its bytes. An older file stays unless `force`.

    Others may read and write meanwhile. The file is whole or not there at all. Raises Refused, NotFound, StoreFault.
    """
    real = whole_file.check(file, force=force)
    if real is None:
        raise Refused(f"{file} is no regular file; a database needs one, so name another.")
    check_file(database)
    if real.exists() and real.samefile(database):
        raise Refused(f"{file} is the database itself; choose another name.")
    try:
        with whole_file.draft(real, force=force) as (draft, _):
            copy_into(database, draft)
            return draft.stat().st_size
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:  # the disk of the copy, not the database's
            raise whole_file.build_unwritable_error(file, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))) from error
        raise explain_error(error, database) from error
    except OSError as error:
        raise whole_file.build_unwritable_error(file, error) from error


def check(file: Path) -> None:
    """Raise NotFound or StoreFault unless the file is a sound database of this program, of a version that it knows."""
    if not file.is_file():
        raise NotFound(f"There is no file {file}.")
    if not is_database(file):
        what = "is no database" if file.stat().st_size else "is empty (0 bytes)"
        raise StoreFault(f"{file} {what}, so nothing was changed; name a file that kanban backup wrote.")
    try:
        with closing(open_to_read(file)) as connection:
            wrong = list_faults(connection)
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if wrong:
                raise StoreFault(f"{file} is damaged ({wrong[0].splitlines()[0]}), so nothing was changed.")
            if not {"alembic_version", "card", "change"} <= tables:
                raise StoreFault(f"{file} is a database of another program, so nothing was changed.")
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise StoreFault(f"{file} is damaged ({error}), so nothing was changed.") from error
    version = str(row[0]) if row else ""
    if version != HEAD and version not in store.migrations.known_versions():
        if is_unreleased(version, HEAD):
            raise StoreFault(
                f"{file} was written by a development build (its version is {version}, this one has {HEAD}), so nothing"
                " was changed; name a backup of a release, or import what that build exports."
            )
        raise StoreFault(
            f"{file} was written by a newer kanban (its version is {version or 'unknown'}, this one knows {HEAD}); "
            "upgrade this kanban first."
        )


def restore(file: Path, database: Path) -> Path | None:
    """Put a checked backup in the place of a database, which is kept beside it; returns where, None if there was none.

    What an earlier restore kept is kept too, unless it is the backup itself: then the two change places. What was there
    stays until the new one stands whole. Where it is sound, it is written over in one transaction, so that programs
    which have it open see the change as if somebody had written it. Raises as `check` and `backup` do.
    """
    check(file)
    if database.exists() and file.samefile(database):
        raise Refused(f"{file} is the database itself; name a backup.")
    database.parent.mkdir(parents=True, exist_ok=True)
    place = _place_for(database, file) if database.exists() else None
    if place is not None and is_sound(database):
        aside = place.with_name(f"{place.name}.{os.getpid()}")
        backup(database, aside, force=True)
        try:
            with closing(open_to_read(file)) as source, closing(Database(database)) as target:
                source.backup(target.connection)
                with (
                    target.writing() as connection
                ):  # programs that have it open know by this that all of it is another
                    connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('restored', ?)", (new_id(),))
        except sqlite3.Error as error:
            remove(aside)
            raise explain_error(error, database) from error
        aside.replace(place)
        return place
    try:
        put_in_place(database, place, lambda draft: copy_into(file, draft))
    except (OSError, sqlite3.Error) as error:
        raise Refused(f"{database} can't be written ({error}); the backup {file} is as it was.") from error
    return place


def _place_for(database: Path, file: Path) -> Path:
    """Return where a database is kept when a backup comes in its place."""
    place = database.with_name(f"{database.name}.before-restore")
    return (
        file
        if file.parent.resolve() == place.parent.resolve() and file.name.startswith(place.name)
        else whole_file.find_free_name(place)
    )


def is_sound(database: Path) -> bool:
    """Tell whether a database can be written over in a transaction."""
    try:
        check_file(database)
        with closing(sqlite3.connect(database)) as connection:
            return not list_faults(connection)
    except (sqlite3.Error, StoreFault):
        return False
