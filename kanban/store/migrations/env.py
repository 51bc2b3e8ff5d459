"""How alembic reaches the database: one connection, one transaction, foreign keys off while tables are rebuilt."""

import sqlite3

from alembic import context
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.pool import NullPool

from kanban.store import tables
from kanban.store.database import PATIENCE

engine = create_engine(f"sqlite:///{context.config.attributes['path']}", poolclass=NullPool)


@event.listens_for(engine, "connect")
def _leave_transactions_to_us(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # else sqlite3 commits before every CREATE, and half a migration stays
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute(f"PRAGMA busy_timeout={PATIENCE * 1000:.0f}")


@event.listens_for(engine, "begin")
def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")  # another process may be bringing it forward too


with engine.connect() as connection:
    context.configure(
        connection=connection, target_metadata=tables.metadata, render_as_batch=True, transactional_ddl=True
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
