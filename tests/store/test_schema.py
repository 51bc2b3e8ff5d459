"""`schema.sql`, the migrations and the declared tables are one and the same; files of other kinds are told apart."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from kanban.store import migrations, tables
from kanban.store.schema import HEAD, open_database


def said(statement: str) -> str:
    """A statement as two writers of SQL would agree on it."""
    plain = re.sub(r"\s+", " ", statement.replace('"', "")).strip()
    return re.sub(r" ?([(),]) ?", r"\1", plain).lower()


def shape(connection: sqlite3.Connection) -> dict[str, str]:
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
    return {name: said(sql) for name, sql in rows}


def shape_of(path: Path) -> dict[str, str]:
    connection = sqlite3.connect(path)
    found = shape(connection)
    connection.close()
    return found


@pytest.fixture
def made(tmp_path: Path) -> dict[str, str]:
    """The shape of a database made from `schema.sql`."""
    path = tmp_path / "made.db"
    open_database(path).close()
    return shape_of(path)


def test_the_migrations_lead_to_the_schema(made: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "brought forward.db"
    migrations.upgrade(path)
    assert shape_of(path) == made
    assert len(made) > 20


def test_the_declared_tables_are_the_schema(made: dict[str, str], tmp_path: Path) -> None:
    assert tables.CardRow.__tablename__ == "card"
    path = tmp_path / "declared.db"
    engine = create_engine(f"sqlite:///{path}")
    SQLModel.metadata.create_all(engine)
    engine.dispose()
    declared = shape_of(path)
    assert declared == {
        name: sql for name, sql in made.items() if not name.startswith(("comment_search", "alembic_version"))
    }


def test_head_is_the_newest_migration() -> None:
    assert HEAD in migrations.known()
    assert max(migrations.known()) == HEAD
