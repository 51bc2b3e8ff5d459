"""A database's copies and its bytes after something was erased for good: what goes, what stays, and what waits for a
reader."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kanban.domain.ids import new_id
from kanban.store.database import Database
from kanban.store.database_file import delete_copies
from kanban.store.disk import scrubbing
from kanban.store.schema import open_database

CARD = new_id()
FINDS = "SELECT 1 FROM gone WHERE id = ?"


def database_with(file: Path, *tables: str) -> Path:
    with closing(sqlite3.connect(file)) as connection, connection:
        for table in tables:
            connection.execute(f"CREATE TABLE {table} (id TEXT)")
            connection.execute(f"INSERT INTO {table} VALUES (?)", (CARD,))
    return file


def test_only_copies_that_know_the_card_and_have_it_yet_go(tmp_path):
    holds, erased, other = (tmp_path / f"k.db.before-{n}" for n in range(3))
    database_with(holds, "card")
    database_with(erased, "card", "gone")
    database_with(other)
    damaged = tmp_path / "k.db.damaged"
    damaged.write_bytes(b"SQLite format 3\0" + b"x" * ((1 << 20) - 20) + CARD.encode() + b"x" * 99)  # across two reads
    copies = [holds, erased, other, damaged, tmp_path / "gone.db"]
    assert delete_copies(copies, [new_id(), CARD], FINDS) == [holds, damaged]
    assert [copy.exists() for copy in copies] == [False, True, True, False, False]


@pytest.fixture
def database(tmp_path):
    made = open_database(tmp_path / "k.db")
    yield made
    made.close()


def marked(database: Database) -> bool:
    return database.connection.execute("SELECT 1 FROM meta WHERE key GLOB 'scrub:*'").fetchone() is not None


def test_what_a_reader_keeps_from_being_erased_is_erased_later(database):
    with database.writing() as connection:
        scrubbing.note_wanted(connection, CARD)
    copy = database.path.with_name("k.db.before-restore")
    database_with(copy, "card")
    reader = sqlite3.connect(database.path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM card").fetchone()
    with database.writing() as connection:
        connection.execute("INSERT INTO meta VALUES ('x', 'y')")
    assert scrubbing.scrub(database) == []
    assert marked(database)
    reader.close()
    assert scrubbing.scrub(database) == [copy]
    assert not marked(database)
    assert scrubbing.scrub(database) == []


def test_a_file_from_before_is_written_anew_once(database):
    def clean() -> int:
        return database.connection.execute("PRAGMA user_version").fetchone()[0]

    assert clean() == 1
    database.connection.execute("PRAGMA user_version=0")
    with database.writing() as connection:
        scrubbing.note_wanted(connection, CARD)
    scrubbing.scrub(database)
    assert clean() == 1
