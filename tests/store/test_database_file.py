"""A new database is there whole or not at all, for its user's eyes alone; what can't be read is told."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from kanban.store import schema
from kanban.store.database import Database, StoreFault, check_file
from kanban.store.maintenance import backup, doctor
from kanban.store.schema import open_database
from tests.conftest import CHECKOUT


def test_a_file_that_may_not_be_read_is_told(tmp_path, monkeypatch):
    path = tmp_path / "kanban.db"
    open_database(path).close()
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(StoreFault, match=r"kanban\.db can't be read \(Permission denied\); make it readable"):
        open_database(path)


def test_a_folder_that_may_not_be_looked_into_is_told(tmp_path):
    circle = tmp_path / "circle"
    circle.symlink_to(circle)
    with pytest.raises(StoreFault, match=r"can't be (read|made) \(Too many levels of symbolic links"):
        check_file(circle / "kanban.db")
    (tmp_path / "file").touch()
    with pytest.raises(StoreFault, match=r"can't be read \(Not a directory\)"):
        check_file(tmp_path / "file" / "kanban.db")


def test_a_link_to_nowhere_is_filled_where_it_points(tmp_path):
    (tmp_path / "disk").mkdir()
    path = tmp_path / "kanban.db"
    path.symlink_to(tmp_path / "disk" / "boards.db")
    open_database(path).close()
    assert path.is_symlink()
    assert schema.read_version_of(sqlite3.connect(tmp_path / "disk" / "boards.db"), path) == schema.HEAD


def test_nobody_sees_a_database_before_it_is_whole(tmp_path, monkeypatch):
    path, seen = tmp_path / "kanban.db", []
    create = schema.create

    def watched(database):
        seen.append(path.exists())
        create(database)
        seen.append(path.exists())

    monkeypatch.setattr(schema, "create", watched)
    open_database(path).close()
    assert seen == [False, False]
    assert [each.name for each in tmp_path.iterdir()] == ["kanban.db"]


DIES = """
import os
from pathlib import Path
from kanban.store import schema
create = schema.create
def dying(database):
    create(database)
    os._exit(9)
schema.create = dying
schema.open_database(Path({path!r}))
"""


def test_a_kill_while_it_is_made_leaves_no_database(tmp_path):
    path = tmp_path / "kanban.db"
    done = subprocess.run([sys.executable, "-c", DIES.format(path=str(path))], cwd=CHECKOUT, check=False)
    assert done.returncode == 9
    assert not path.exists()
    with closing(open_database(path)) as database:
        assert schema.read_version(database) == schema.HEAD
    assert sorted(each.name for each in tmp_path.iterdir()) == ["kanban.db"]


def test_where_none_can_be_made_it_is_told(tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(StoreFault, match=r"kanban\.db can't be made \(No space left on device\)"):
        open_database(tmp_path / "kanban.db")


LOCKS = """
import fcntl, os, sys
with open(sys.argv[1], "r+b") as file:
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 0x40000002)  # SQLite's bytes for readers
    except BlockingIOError:
        print("locked")
    else:
        print("free")
"""


@pytest.mark.skipif(os.name == "nt", reason="POSIX locks")
def test_looking_at_a_file_takes_no_lock_from_who_has_it_open(tmp_path):
    """To close any handle of a file takes a process all locks that it has on it, and then others take it for alone."""
    path = tmp_path / "kanban.db"

    def state():
        done = subprocess.run([sys.executable, "-c", LOCKS, str(path)], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    with closing(open_database(path)) as held:
        assert state() == "locked"
        check_file(path)
        Database(path).close()
        open_database(path).close()
        assert backup.is_sound(path)
        assert len(doctor.examine(path)) > 5
        backup.backup(path, tmp_path / "b.db")
        assert state() == "locked"
        assert held.connection.execute("SELECT count(*) FROM card").fetchone() == (0,)
    assert state() == "free"
