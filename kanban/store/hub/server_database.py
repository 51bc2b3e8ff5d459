"""A server's database, SQLite in a file (for tests in memory) or PostgreSQL: its transactions and listeners."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import StaticPool

from kanban import __version__
from kanban.domain.clock import Now, to_ms, utc_now
from kanban.domain.errors import UsageFault
from kanban.domain.values.text import clean_line, shorten
from kanban.store import database_file, hub
from kanban.store.database import StoreFault, check_file, describe_missing_database
from kanban.store.hub import server_key, server_tables
from kanban.store.schema import CLEAN, find_newest_migration, is_unreleased

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.store.deadlines import DueTimes

LOG = logging.getLogger("kanban.store")

CONNECTIONS, CONNECTIONS_POSTGRES = 40, 24
"""Database connections of one process; PostgreSQL usually allows a hundred in all."""

WAIT = 10.0
"""Seconds that a write waits for its turn, and again for another program's lock.

Together they are less than a client waits for an answer, so that it gets to know what is wrong.
"""

HEAD = find_newest_migration(__file__)
"""The newest migration of the server's tables."""

Listener = Callable[[str, int], None]
"""Called with a board and its new head after the commit, from any thread."""


class Hub:
    """The store of a server. The functions beside this module take it first, and each is one transaction."""

    def __init__(self, engine: Engine, now: Now = utc_now) -> None:
        self.engine, self.now = engine, now
        self.postgres = engine.dialect.name == "postgresql"
        self.connections = CONNECTIONS_POSTGRES if self.postgres else CONNECTIONS
        """How many connections there may be."""
        self.listeners: list[Listener] = []
        """Called after every commit that gave a board a new head."""
        self.boards: dict[str, tuple[str, int, Board]] = {}
        """Board to (epoch, number of its last structural change, what it is like since then)."""
        self.due_times: dict[str, DueTimes] = {}
        """Board to what falls due on it for rules of time, where it has such rules."""
        self.refusals: Counter[tuple[str, str]] = Counter()
        """(Board, device) to how much was refused of it since the older refusals were dropped last."""
        # SQLite's own wait for its one writer sleeps up to 0.1 s at a time; and in memory all share one connection.
        self._turn = threading.RLock()
        self._waits_since: float | None = None
        """Since when the write whose turn it is has waited for another program's lock."""
        self._in_memory = isinstance(engine.pool, StaticPool)
        self._writer = engine.execution_options(hub_writes=True)

    @property
    def file(self) -> Path | None:
        """The SQLite file; None for another database."""
        file = self.engine.url.database
        return None if self.postgres or self._in_memory or not file else Path(file).absolute()

    @property
    def folder(self) -> Path | None:
        """The folder of the SQLite file; None for another database."""
        return self.file.parent if self.file else None

    def now_ms(self) -> int:
        """Return the milliseconds since 1970 by the server's clock."""
        return to_ms(self.now())

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Hold a writing transaction: committed at the end, rolled back on any exception."""
        with _translate_faults(), nullcontext() if self.postgres else self._turn_within(WAIT):
            try:
                self._waits_since = time.monotonic()
                with self._writer.begin() as connection:
                    self._waits_since = None
                    yield connection
            except BaseException:
                self.boards.clear()  # what was read within it may never have been
                raise

    @contextmanager
    def lock_alone(self) -> Iterator[None]:
        """Keep others in this process from writing while the file itself is handled; raises StoreFault after `WAIT`."""
        with self._turn_within(WAIT):
            yield

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Hold a reading transaction."""
        with _translate_faults(), self._turn if self._in_memory else nullcontext(), self.engine.begin() as connection:
            yield connection

    def is_locked(self, seconds: float) -> bool:
        """Whether another program has held an SQLite file's lock for so long; raises StoreFault if unknown."""
        if self.postgres or self._in_memory:
            return False
        if not self._turn.acquire(blocking=False):  # somebody here writes, or waits to
            since = self._waits_since
            return since is not None and time.monotonic() - since > seconds
        try:
            with closing(sqlite3.connect(self.engine.url.database or "", seconds, isolation_level=None)) as connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                return True
            raise _store_fault(error) from error
        finally:
            self._turn.release()
        return False

    def turn(self) -> AbstractContextManager[None]:
        """Hold the turn to write outside a transaction; nobody else in this process writes meanwhile."""
        return self._turn_within(WAIT)

    @contextmanager
    def _turn_within(self, seconds: float) -> Iterator[None]:
        if not self._turn.acquire(timeout=seconds):
            raise StoreFault("The server's database is busy: others have been writing for too long.")
        try:
            yield
        finally:
            self._turn.release()

    def tell(self, board: str, head: int) -> None:
        """Tell all listeners a board's new head, once it is committed."""
        for listener in self.listeners:
            listener(board, head)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_hub(url: str | URL, *, durable: bool = True, now: Now = utc_now, scratch: bool = False) -> Hub:
    """Open a server's database; creates it or migrates it as needed, after keeping a copy of an older file.

    `url` is `sqlite:///path`, `sqlite://` (in memory) or `postgresql+psycopg://…`. Without `durable`, which only tests
    do, a commit does not wait for the disk. `now` is the server's clock. A `scratch` file is a draft or a copy: it may
    be empty, and no copy of it is kept. Raises UsageFault for an invalid address, StoreFault when the database can't be
    opened.
    """
    try:
        engine = _engine(url, durable=durable)
        file = None if scratch else file_of(engine.url)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise UsageFault(
            f"“{shorten(clean_line(str(url)), 60)}” is not a database address. Use sqlite:///FILE or "
            "postgresql+psycopg://USER@HOST/NAME (with the extra joint-kanban[postgres] installed)."
        ) from error
    hub = Hub(engine, now)
    try:
        if file is not None:
            _ensure_file(file)
        with hub.writing() as connection:
            _bring_forward(connection, file)
            server_key.ensure(connection)
    except StoreFault as error:
        hub.close()
        if file is not None and _is_alien(error):
            raise StoreFault(describe_missing_database(file, "kanban server restore FILE")) from error
        raise
    except BaseException:
        hub.close()
        raise
    return hub


def _is_alien(error: StoreFault) -> bool:
    """Whether SQLite found no database in the file."""
    cause = getattr(error.__cause__, "orig", error.__cause__)
    return isinstance(cause, sqlite3.Error) and cause.sqlite_errorcode == sqlite3.SQLITE_NOTADB


def file_of(url: str | URL) -> Path | None:
    """Return the SQLite file of an address; None for PostgreSQL, a database in memory, and SQLite `file:` addresses."""
    where = make_url(url)
    if where.get_backend_name() != "sqlite" or not where.database or where.database.startswith((":", "file:")):
        return None
    return Path(where.database)


def _ensure_file(file: Path) -> None:
    """Create a missing file so that only its owner can read it; raise StoreFault for one that is no database."""
    check_file(file, "kanban server restore FILE")
    if file.exists():
        return
    database_file.make(file, lambda draft: open_hub(URL.create("sqlite", database=str(draft)), scratch=True).close())


def _engine(url: str | URL, *, durable: bool) -> Engine:
    where = make_url(url)
    if where.get_backend_name() != "sqlite":
        return create_engine(
            # asked before each use: PostgreSQL, or what stands before it, may have closed a connection that was idle
            where,
            pool_size=8,
            max_overflow=CONNECTIONS_POSTGRES - 8,
            pool_timeout=WAIT,
            pool_pre_ping=True,
        )
    if where.database:
        engine = create_engine(
            where, pool_size=8, max_overflow=CONNECTIONS - 8, pool_timeout=WAIT, connect_args={"timeout": WAIT}
        )
    else:
        engine = create_engine(where, poolclass=StaticPool, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the transactions are ours, below
        connection.execute("PRAGMA journal_mode=WAL")
        # devices take what was accepted for safe: a power cut must not take it back
        connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'OFF'}")
        # what a purge erases is overwritten in the file, not only unlinked
        connection.execute("PRAGMA secure_delete=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("hub_writes")
        # what began by reading can't turn into a write once another has written: SQLite refuses that at once
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def take_turns(connection: Connection, what: str) -> None:
    """Keep others from doing this until the transaction ends; on SQLite nobody else writes anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:what))"), {"what": what})


def _bring_forward(connection: Connection, file: Path | None) -> None:
    """Create the tables, or migrate older ones; a copy of `file`, unless it is scratch, is kept before."""
    take_turns(connection, "kanban tables")  # two workers may open it at once
    names = set(inspect(connection).get_table_names())
    if "hub_version" not in names:
        if names & set(server_tables.metadata.tables):
            raise StoreFault("This database holds a server's tables without their version; restore it from a backup.")
        if file is not None:
            raise StoreFault(f"{file} holds no tables of a server; kanban server restore FILE brings a backup back.")
        server_tables.metadata.create_all(connection)
        connection.execute(text("CREATE TABLE hub_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
        connection.execute(text("INSERT INTO hub_version (version_num) VALUES (:head)"), {"head": HEAD})
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA user_version={CLEAN}")
        return
    version = connection.execute(text("SELECT version_num FROM hub_version")).scalar()
    if version == HEAD:
        return
    if version not in hub.migrations.known_versions():
        if is_unreleased(str(version), HEAD):
            raise StoreFault(
                f"{file or 'This database'} was written by a development build from before {__version__} (its version "
                f"is {version}, this one has {HEAD}), and can't be brought forward; kanban server restore FILE brings "
                "a backup of a release back into another database, which --database names."
            )
        raise StoreFault(
            f"This database was written by a newer kanban (its version is {version}, this one knows {HEAD}); upgrade "
            "this one."
        )
    if file is not None:
        database_file.keep_copy(file)
    elif connection.dialect.name == "postgresql":
        LOG.warning(
            "Version %s changes the server's tables. PostgreSQL is not copied: a backup, such as kanban server backup "
            "made with the version before, is its keeper's job.",
            __version__,
        )
    hub.migrations.upgrade(connection)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA user_version=0")  # what version 0.1.0 freed was not overwritten


@contextmanager
def _translate_faults() -> Iterator[None]:
    """Turn errors of the database driver into one sentence."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, AssertionError):
            raise
        raise _store_fault(error.orig or error) from error
    except PoolTimeout as error:
        raise StoreFault("The server's database is busy: every connection to it is in use.") from error


def _store_fault(error: BaseException) -> StoreFault:
    first, *_ = str(error).strip().splitlines() or [type(error).__name__]  # what follows it asks the reader questions
    words = shorten(clean_line(first).rstrip("."), 200)
    return StoreFault(f"The server's database refused: {words}.")
