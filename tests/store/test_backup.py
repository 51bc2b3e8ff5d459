"""Backups: whole or not there, looked over before they replace anything, and nothing is lost when they do."""

from __future__ import annotations

import sqlite3
import threading

import pytest

from kanban.domain import verbs
from kanban.domain.errors import NotFound, Refused
from kanban.store import backup
from kanban.store.database import StoreFault
from kanban.store.opening import found_board, open_workspace


@pytest.fixture
def workspace(tmp_path):
    workspace = found_board(tmp_path / "kanban.db", "Pipeline", "Ana", "marketing")
    workspace.act(lambda view: verbs.create(view, {"title": "First"}))
    yield workspace
    workspace.close()


def titles(workspace):
    return [card.title for card, _, _ in workspace.listed()]


def test_a_backup_is_one_file_with_everything_in_it(workspace, tmp_path):
    file = tmp_path / "b.db"
    assert backup.backup(workspace.database.path, file) == file.stat().st_size
    assert sorted(path.name for path in tmp_path.glob("*b.db*")) == ["b.db"]
    assert file.stat().st_mode & 0o77 == 0
    backup.check(file)
    copy = open_workspace(file)
    assert titles(copy) == ["First"]
    copy.close()


def test_a_backup_never_takes_the_place_of_what_is_there(workspace, tmp_path):
    database, file = workspace.database.path, tmp_path / "b.db"
    file.write_text("mine")
    with pytest.raises(Refused, match="--force"):
        backup.backup(database, file)
    assert file.read_text() == "mine"
    with pytest.raises(Refused, match="the database itself"):
        backup.backup(database, database, force=True)
    with pytest.raises(Refused, match="is a folder"):
        backup.backup(database, tmp_path)
    with pytest.raises(NotFound, match="no folder"):
        backup.backup(database, tmp_path / "nowhere" / "b.db")
    backup.backup(database, file, force=True)
    backup.check(file)


def test_a_restore_is_seen_by_who_has_the_board_open(workspace, tmp_path):
    database, file = workspace.database.path, tmp_path / "b.db"
    backup.backup(database, file)
    other = open_workspace(database)
    other.member_id = workspace.member_id
    other.act(lambda view: verbs.create(view, {"title": "Second"}))
    version = workspace.database.version()
    kept = backup.restore(file, database)
    assert kept == tmp_path / "kanban.db.before-restore"
    assert workspace.database.version() != version
    assert titles(workspace) == titles(other) == ["First"]
    other.act(lambda view: verbs.create(view, {"title": "Third"}))
    assert titles(workspace) == ["Third", "First"]
    other.close()
    before = open_workspace(kept)
    assert titles(before) == ["Second", "First"]
    before.close()


def test_a_backup_takes_the_place_of_a_damaged_database(workspace, tmp_path):
    database, file = workspace.database.path, tmp_path / "b.db"
    backup.backup(database, file)
    workspace.close()
    damaged = b"SQLite format 3\0" + b"\xff" * 20_000
    database.write_bytes(damaged)
    kept = backup.restore(file, database)
    assert kept is not None
    assert kept.read_bytes() == damaged
    back = open_workspace(database)
    assert titles(back) == ["First"]
    back.close()


def test_a_backup_can_be_the_first_database(workspace, tmp_path):
    file, fresh = tmp_path / "b.db", tmp_path / "elsewhere" / "kanban.db"
    backup.backup(workspace.database.path, file)
    assert backup.restore(file, fresh) is None
    back = open_workspace(fresh)
    assert titles(back) == ["First"]
    back.close()


def test_only_a_sound_database_of_ours_is_taken(workspace, tmp_path):
    database = workspace.database.path
    whole = tmp_path / "b.db"
    backup.backup(database, whole)
    text, torn, others, newer = (tmp_path / name for name in ("t.db", "torn.db", "o.db", "n.db"))
    text.write_text("SQLite format")
    content = bytearray(whole.read_bytes())
    content[8192:40960] = b"\xa5" * 32768
    torn.write_bytes(content)
    with sqlite3.connect(others) as connection:
        connection.execute("CREATE TABLE card (x)")
    connection.close()
    newer.write_bytes(whole.read_bytes())
    with sqlite3.connect(newer) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    cases = [(text, "is no database"), (torn, "is damaged"), (others, "another program"), (newer, "newer kanban")]
    for file, said in cases:
        with pytest.raises(StoreFault, match=said):
            backup.restore(file, database)
    with pytest.raises(NotFound):
        backup.restore(tmp_path / "nothing", database)
    with pytest.raises(Refused, match="the database itself"):
        backup.restore(database, database)
    assert titles(workspace) == ["First"]
    assert not (tmp_path / "kanban.db.before-restore").exists()


def test_a_backup_while_somebody_writes_is_sound(workspace, tmp_path):
    writer = workspace.sibling()
    stop = threading.Event()

    def write():
        while not stop.is_set():
            writer.act(lambda view: verbs.create(view, {"title": "More"}))

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(5):
            file = tmp_path / f"b{number}.db"
            backup.backup(workspace.database.path, file)
            backup.check(file)
    finally:
        stop.set()
        thread.join()
        writer.close()
