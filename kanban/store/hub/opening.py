"""A server's database: SQLite in a file (or in memory, for tests) or PostgreSQL, its transactions, and who hears of them."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import StaticPool

from kanban import __version__
from kanban.domain.clock import Now, to_ms, utc_now
from kanban.domain.errors import UsageFault
from kanban.domain.text import clean_line, shorten
from kanban.store import database_file
from kanban.store.database import PATIENCE, StoreFault
from kanban.store.hub import tables

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.store.hub.diary import Diary

LOG = logging.getLogger("kanban.store")

HEAD = "0001"
"""The newest migration of the server's tables."""

Heard = Callable[[str, int], None]
"""Is told of a board and its new head, after the commit; from any thread."""


class Hub:
    """The store of a server. Its functions are in the modules beside; each takes the hub first and is one transaction."""

    def __init__(self, engine: Engine, now: Now = utc_now) -> None:
        self.engine, self.now = engine, now
        self.postgres = engine.dialect.name == "postgresql"
        self.heard: list[Heard] = []
        """Told of every commit that gave a board a new head."""
        self.boards: dict[str, tuple[str, int, Board]] = {}
        """Board to (epoch, number of its last structural change, what it is like since then)."""
        self.diaries: dict[str, Diary] = {}
        """Board to what falls due on it for rules of time, where it has such rules."""
        # SQLite's own waiting for its one writer sleeps up to a tenth of a second; and in memory all share one connection.
        turn = threading.RLock()
        self._write_turn = nullcontext() if self.postgres else turn
        self._read_turn = turn if isinstance(engine.pool, StaticPool) else nullcontext()
        self._writer = engine.execution_options(hub_writes=True)

    def now_ms(self) -> int:
        """Return the milliseconds since 1970 by the server's clock."""
        return to_ms(self.now())

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Hold a transaction that writes: committed at the end, rolled back on any exception."""
        with _faults(), self._write_turn:
            try:
                with self._writer.begin() as connection:
                    yield connection
            except BaseException:
                self.boards.clear()  # what was read within it may never have been
                raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Hold a transaction that reads."""
        with _faults(), self._read_turn, self.engine.begin() as connection:
            yield connection

    def tell(self, board: str, head: int) -> None:
        """Let everybody know of a board's new head, once it is committed."""
        for heard in self.heard:
            heard(board, head)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_hub(url: str | URL, *, durable: bool = True, now: Now = utc_now, keep_copy: bool = True) -> Hub:
    """Open a server's database, made or brought forward as needed.

    `url` is `sqlite:///path`, `sqlite://` (in memory) or `postgresql+psycopg://…`. Only tests do without `durable`: a
    commit then does not wait for the disk. The server goes by the clock `now`. Raises UsageFault for an address that is none, StoreFault where the database
    can't be opened. A file that is brought forward is kept as it was beside itself, with `keep_copy`.
    """
    try:
        engine = _engine(url, durable=durable)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise UsageFault(
            f"“{shorten(clean_line(str(url)), 60)}” is no database for a server: give sqlite:///FILE or "
            "postgresql+psycopg://USER@HOST/NAME (with the extra joint-kanban[postgres] installed)."
        ) from error
    hub = Hub(engine, now)
    try:
        with hub.writing() as connection:
            _bring_forward(connection, keep_copy=keep_copy)
    except BaseException:
        hub.close()
        raise
    return hub


def _engine(url: str | URL, *, durable: bool) -> Engine:
    where = make_url(url)
    if where.get_backend_name() != "sqlite":
        return create_engine(where, pool_size=8, max_overflow=8, pool_pre_ping=True)
    if where.database:
        engine = create_engine(where, pool_size=8, max_overflow=32, connect_args={"timeout": PATIENCE})
    else:
        engine = create_engine(where, poolclass=StaticPool, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the transactions are ours, below
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'OFF'}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("hub_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def one_at_a_time(connection: Connection, what: str) -> None:
    """Let nobody else do this until the transaction ends; on SQLite nobody else writes anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:what))"), {"what": what})


def _bring_forward(connection: Connection, *, keep_copy: bool) -> None:
    """Make the tables, or bring older ones to this version and keep the database as it was beside it."""
    one_at_a_time(connection, "kanban tables")  # two workers may open it at once
    names = set(inspect(connection).get_table_names())
    if "hub_version" not in names:
        if names & set(tables.metadata.tables):
            raise StoreFault("This database holds a server's tables without their version; restore it from a backup.")
        tables.metadata.create_all(connection)
        connection.execute(text("CREATE TABLE hub_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
        connection.execute(text("INSERT INTO hub_version (version_num) VALUES (:head)"), {"head": HEAD})
        return
    found = connection.execute(text("SELECT version_num FROM hub_version")).scalar()
    if found == HEAD:
        return
    from kanban.store.hub import migrations  # noqa: PLC0415 - alembic costs 0.3 s and is hardly ever needed

    if found not in migrations.known():
        raise StoreFault(
            f"This database was written by a newer kanban (its version is {found}, this one knows {HEAD}); upgrade this one."
        )
    if keep_copy:
        _keep_copy(connection)
    migrations.upgrade(connection)


def _keep_copy(connection: Connection) -> None:
    """Keep a copy of an SQLite file that is about to be changed; say that one of PostgreSQL is its keeper's business."""
    if connection.dialect.name == "postgresql":
        LOG.warning(
            "Version %s changes the server's tables. PostgreSQL is not copied: a backup, such as kanban server backup made with the "
            "version before, is its keeper's job.",
            __version__,
        )
        return
    file = next((row[2] for row in connection.exec_driver_sql("PRAGMA database_list") if row[1] == "main"), "")
    if file:  # not one in memory
        database_file.keep_copy(Path(file))


@contextmanager
def _faults() -> Iterator[None]:
    """Turn what the database's driver raises into one sentence."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, AssertionError):
            raise
        said: Any = error.orig
        words = shorten(clean_line(str(said)).rstrip("."), 200)
        raise StoreFault(f"The server's database refused: {words}.") from error
