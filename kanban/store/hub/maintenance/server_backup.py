"""Backup and restore of a whole server: the backup is an SQLite file, whatever database the server uses.

So a backup of a server on SQLite can be restored into PostgreSQL, and the other way round.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, Connection, bindparam, func, insert, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from kanban.domain.errors import KanbanError, NotFound, Refused
from kanban.domain.ids import new_id
from kanban.store import whole_file
from kanban.store.database import StoreFault
from kanban.store.database_file import is_database, open_to_read, remove_beside
from kanban.store.hub import server_tables
from kanban.store.hub.maintenance import copies
from kanban.store.hub.maintenance.disk_erasing import scrub
from kanban.store.hub.maintenance.restore_guard import Endings
from kanban.store.hub.server_database import Hub, file_of, open_hub
from kanban.store.hub.server_key import new_ids
from kanban.store.maintenance.backup import is_sound
from kanban.store.schema import list_faults

AT_ONCE = 1_000
"""Rows that are copied at a time."""


def backup(hub: Hub, file: Path, *, force: bool = False) -> int:
    """Write a consistent copy of boards, logs and accounts to a file; returns the number of boards.

    The server may run meanwhile. The file is either complete or not there, and only its owner can read it: it holds
    hashes of tokens, never tokens. Raises Refused, NotFound, StoreFault.
    """
    real = whole_file.check(file, force=force)
    if real is None:
        raise Refused(f"{file} is not a regular file; name another one.")
    try:
        with whole_file.draft(real, force=force) as (draft, _):
            remove_beside(draft)
            with _open_file(draft) as target, _hold_snapshot(hub) as source, target.writing() as copy:
                boards = _copy(source, copy)
            with closing(sqlite3.connect(draft)) as connection:
                connection.execute("PRAGMA journal_mode=DELETE")
            return boards
    except OSError as error:
        raise whole_file.build_unwritable_error(file, error) from error


def bring_back(url: str, file: Path) -> tuple[int, Path | None]:
    """Replace the server's database at `url` by a backup; returns and raises as `restore` does.

    A file there that is not an intact database (cut off, empty, damaged, something else) is moved aside first.
    """
    _check(file)
    place, moved_aside = file_of(url), None
    if place is not None and place.exists() and not is_sound(place):
        moved_aside = whole_file.find_free_name(place.with_name(f"{place.name}.before-restore"))
        place.replace(moved_aside)
        remove_beside(place)
    hub = open_hub(url)
    try:
        boards, replaced = restore(hub, file)
    finally:
        hub.close()
    return boards, replaced or moved_aside


def restore(hub: Hub, file: Path) -> tuple[int, Path | None]:
    """Replace all that the server holds by a backup; returns the number of boards, and where the old content is kept.

    It is one transaction: a running server goes on with the restored content. Every board begins a new epoch, so that
    devices offer again what the backup lacks. What ended since the backup (`restore_guard`) ends again. Copies kept by
    earlier restores are never overwritten. Raises Refused, NotFound, StoreFault; then nothing was changed.
    """
    _check(file)
    old_content, ended, is_empty = None, Endings(), _is_empty(hub)
    _read_copies(hub, ended, newest=is_empty)
    if not is_empty:
        old_content = whole_file.find_free_name(file.with_name(f"{file.name}.replaced"))
        backup(hub, old_content)
        if hub.file is not None:
            copies.note_copy(hub.file, old_content)
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "backup.db"
        shutil.copyfile(file, copy)
        with (
            _open_file(copy) as backup_hub,
            backup_hub.reading() as source,
            hub.writing() as target,
        ):  # opened, it is of this version
            if hub.postgres:
                names = ", ".join(table.name for table in server_tables.metadata.sorted_tables)
                target.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
            ended.read(target, newest=True)
            own_keys = (
                []
                if old_content is None
                else [dict(row) for row in target.execute(select(server_tables.key)).mappings()]
            )
            for table in server_tables.metadata.sorted_tables:
                target.execute(table.delete())
            boards = _copy(source, target)
            key_ids = set(target.execute(select(server_tables.key.c.id)).scalars())
            for row in (
                own_keys
            ):  # what was signed with them is taken back too, as after the restore of a backup of version 0.1.0
                if row["id"] not in key_ids:
                    target.execute(insert(server_tables.key), row)
            _begin_epochs(target)
            hub.boards.clear()
            ended.end_again(hub, target, hub.now_ms())
    if erased := [entity for entities in ended.erased.values() for _, entity in entities]:
        scrub(hub, erased)
        if old_content is not None and not old_content.exists():
            old_content = None
    return boards, old_content


def _read_copies(hub: Hub, ended: Endings, *, newest: bool) -> None:
    """Read what has ended from the kept copies of a server's file; the newest tells the rest if the file is lost."""
    for copy in reversed(copies.find_copies(hub.file) if hub.file is not None else []):
        with TemporaryDirectory() as folder, suppress(KanbanError, OSError, SQLAlchemyError):
            copied_file = Path(folder) / "copy.db"
            shutil.copyfile(copy, copied_file)
            with _open_file(copied_file) as copied_hub, copied_hub.reading() as source:  # opened, it is of this version
                ended.read(source, newest=newest)
                newest = False


def _begin_epochs(connection: Connection) -> None:
    """Begin a new epoch of every board, in which the server writes as a new device."""
    boards = connection.execute(select(server_tables.board.c.id)).scalars().all()
    fresh = [{"b_id": board, "b_epoch": new_id(), "b_device": new_ids(1)[0]} for board in boards]
    if fresh:
        anew = update(server_tables.board).where(server_tables.board.c.id == bindparam("b_id"))
        connection.execute(anew.values(epoch=bindparam("b_epoch"), device=bindparam("b_device"), dseq=0), fresh)


def _copy(source: Connection, target: Connection) -> int:
    """Copy every table; returns the number of boards."""
    target.execute(server_tables.key.delete())  # made with the file
    for table in server_tables.metadata.sorted_tables:
        rows = source.execution_options(yield_per=AT_ONCE).execute(select(table))
        for part in rows.mappings().partitions(AT_ONCE):
            target.execute(insert(table), [dict(row) for row in part])
    return target.execute(select(func.count()).select_from(server_tables.board)).scalar() or 0


def _is_empty(hub: Hub) -> bool:
    with hub.reading() as connection:
        first = [
            connection.execute(select(table).limit(1)).first() for table in (server_tables.account, server_tables.board)
        ]
    return first == [None, None]


def _open_file(path: Path) -> AbstractContextManager[Hub]:
    """Hold the server's store in a file; an empty file gets the tables."""
    return closing(open_hub(URL.create("sqlite", database=str(path.absolute())), scratch=True))


@contextmanager
def _hold_snapshot(hub: Hub) -> Iterator[Connection]:
    """Hold one consistent view of the store while others write."""
    if not hub.postgres:
        with hub.reading() as connection:
            yield connection
        return
    with hub.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
        yield connection


def _check(file: Path) -> None:
    """Raise NotFound or StoreFault unless a file is an intact backup of a server."""
    if not file.is_file():
        raise NotFound(f"There is no file {file}.")
    wrong = f"{file} is not a server backup. Nothing was changed. Name a file written by kanban server backup."
    if not is_database(file):
        raise StoreFault(wrong)
    try:
        with closing(open_to_read(file)) as connection:
            faults = list_faults(connection)
            names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.Error as error:
        raise StoreFault(f"{file} is damaged ({error}), so nothing was changed.") from error
    if faults:
        raise StoreFault(f"{file} is damaged ({faults[0].splitlines()[0]}), so nothing was changed.")
    if "hub_version" not in names:
        raise StoreFault(wrong)
