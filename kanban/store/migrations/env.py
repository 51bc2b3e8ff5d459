"""How alembic reaches the database: one connection, foreign keys off while tables are rebuilt."""

from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

from kanban.store import tables

target = SQLModel.metadata
assert tables.CardRow.__tablename__ == "card"  # noqa: S101 - the import is what fills the metadata

engine = create_engine(f"sqlite:///{context.config.attributes['path']}", poolclass=NullPool)
with engine.connect() as connection:
    connection.execute(text("PRAGMA foreign_keys=OFF"))
    context.configure(connection=connection, target_metadata=target, render_as_batch=True, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()
