"""New databases and older ones: made from `schema.sql`, brought forward by the migrations.

`schema.sql` is what the migrations lead to, so that a new database needs neither alembic nor SQLModel (0.7 s of
imports); a test holds the two together.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from kanban import __version__, lazy, store
from kanban.store.database import Database, StoreFault

if TYPE_CHECKING:
    from pathlib import Path


def find_newest_migration(module: str) -> str:
    """Return the newest migration of those that lie beside a module's file."""
    # without pathlib, which a listing would wait for
    versions = os.path.join(os.path.dirname(module), "migrations", "versions")  # noqa: PTH118, PTH120
    return max(name[:4] for name in os.listdir(versions) if name[:4].isdecimal())  # noqa: PTH208 - as above


HEAD = find_newest_migration(__file__)
"""The newest migration; the database says in `alembic_version` how far it is."""

CLEAN = 1
"""The file's `user_version` from when on all that is freed in it is overwritten: made so, or written anew since
(`scrubbing`)."""

IN_MEMORY = ":memory:"
"""What SQLite calls a database without a file."""

COPIES: list[Path] = []
"""Copies of databases that this process kept before it changed their tables."""

_BARE = (
    "{path} holds no tables: the boards that it held are gone from it. kanban restore FILE brings a backup back; to"
    " begin anew, delete the file."
)

_UNRELEASED = (
    f"{{path}} was written by a development build from before {__version__} (its version is {{version}}, this one has"
    f" {HEAD}), and can't be brought forward; kanban restore FILE brings a backup of a release back, or export the"
    " cards with that build and import them here once the file is moved away."
)

SQLITE = sqlite3.sqlite_version_info
"""The version of SQLite in use."""


class NewerDatabase(StoreFault):
    """The file was written by a newer version of the program."""


def open_database(path: Path) -> Database:
    """Open a database of this version: made when there is none, brought forward when it is older.

    Raises StoreFault where the file is damaged, from a newer version, or can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreFault(
            f"The folder {path.parent} can't be made ({error.strerror}); set KANBAN_HOME to one you may write to."
        ) from error
    lasts = str(path) != IN_MEMORY
    if lasts and not os.path.exists(path):  # noqa: PTH110 - Path's raises where a folder may not be read
        _make(path)
    database = Database(path)
    try:
        version = read_version(database)
        if version is None and lasts:
            raise StoreFault(_BARE.format(path=path))  # noqa: TRY301 - closes it
        if version is None:
            create(database)
        elif version != HEAD:
            upgrade(database, version)
        database.log_ahead()
    except BaseException:
        database.close()
        raise
    return database


def _make(path: Path) -> None:
    """Make a database, unless another process does in the meantime."""

    def write(draft: Path) -> None:
        with closing(Database(draft, empty=True)) as database:
            create(database)
            database.log_ahead()

    store.database_file.make(path, write)


def read_version(database: Database) -> str | None:
    """Return the migration that the file is at, None for an empty file; raises StoreFault for one that is not ours."""
    with database.faults():
        return read_version_of(database.connection, database.path)


def read_version_of(connection: sqlite3.Connection, path: Path) -> str | None:
    """Return what `found_version` does, through any connection to the file at `path`."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return None
    if "alembic_version" not in tables or "card" not in tables:
        raise StoreFault(f"{path} is an SQLite file of another program; move it away or set KANBAN_HOME elsewhere.")
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""


def create(database: Database) -> None:
    """Make the tables in an empty database."""
    script = lazy.importlib_resources.files("kanban.store").joinpath("schema.sql").read_text("utf-8")
    with database.writing() as connection:
        for statement in script.split(";\n"):
            if statement.strip():
                connection.execute(statement)
        connection.execute("INSERT INTO alembic_version (version_num) VALUES (?)", (HEAD,))
        connection.execute(f"PRAGMA user_version={CLEAN}")


def upgrade(database: Database, version: str) -> None:
    """Bring an older database forward, and keep it beside as it was.

    Alembic is imported only here, because it costs 0.3 s.
    """
    if version not in store.migrations.known_versions():
        if is_unreleased(version, HEAD):
            raise StoreFault(_UNRELEASED.format(path=database.path, version=version))
        raise NewerDatabase(
            f"{database.path} was written by a newer kanban (its version is {version or 'unknown'}, this one knows"
            f" {HEAD}); upgrade this kanban, or set KANBAN_HOME to another place."
        )
    if copy := store.database_file.keep_copy(database.path):
        COPIES.append(copy)
    store.migrations.upgrade(database.path)
    database.connection.execute("PRAGMA user_version=0")  # what it freed was not overwritten


def is_unreleased(version: str, head: str) -> bool:
    """Whether a version that no migration knows is of a development build before `head`, not of a newer program."""
    return version.isdecimal() and version < head


def list_faults(connection: sqlite3.Connection) -> list[str]:
    """Return what SQLite's own check finds wrong with the file; nothing is good."""
    before = connection.text_factory
    connection.text_factory = _quote_readable  # it may quote names out of pages that are no text
    try:
        return [row[0] for row in connection.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        return [str(error)]
    finally:
        connection.text_factory = before


def _quote_readable(text: bytes) -> str:
    return text.decode("utf-8", "replace")
