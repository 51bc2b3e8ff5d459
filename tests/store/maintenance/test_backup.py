"""Backups while others work, and bringing one back; what the command line makes of them is tested there."""

from __future__ import annotations

import sqlite3
import sys
import threading
from pathlib import Path

import pytest

from kanban.domain.acts import verbs
from kanban.domain.errors import NotFound, Refused
from kanban.store.database import StoreFault
from kanban.store.database_file import open_to_read
from kanban.store.maintenance.backup import backup, restore
from kanban.store.maintenance.doctor import examine
from kanban.store.opening import create_board, open_workspace
from kanban.store.workspace import Workspace
from tests.store.conftest import add


def titles(path: Path) -> list[str]:
    workspace = open_workspace(path)
    found = sorted(card.title for card, _, _ in workspace.list_cards())
    workspace.close()
    return found


def test_a_backup_is_one_whole_file(ana: Workspace, file: Path, tmp_path: Path) -> None:
    add(ana, "Acme")
    copy = tmp_path / "copies" / "it's a 100% copy?.db"
    copy.parent.mkdir()
    assert backup(file, copy) == copy.stat().st_size
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]
    assert all(each.is_ok for each in examine(copy))
    assert titles(copy) == ["Acme"]


def test_a_backup_made_while_somebody_writes_is_sound(ana: Workspace, file: Path, tmp_path: Path) -> None:
    stop, begun = threading.Event(), threading.Event()

    def write() -> None:
        busy = open_workspace(file, member=ana.member_id)
        while not stop.is_set():
            add(busy, "Busy " + "x" * 300)
            begun.set()
        busy.close()

    thread = threading.Thread(target=write)
    ana.close()
    thread.start()
    begun.wait(10)
    for number in range(10):
        copy = tmp_path / f"{number}.db"
        backup(file, copy)
        assert [each for each in examine(copy) if not each.is_ok] == []
    stop.set()
    thread.join()


def test_a_backup_never_stands_in_for_something_else(ana: Workspace, file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("mine")
    with pytest.raises(Refused, match="is there already"):
        backup(file, copy)
    assert copy.read_text() == "mine"
    backup(file, copy, force=True)
    for wrong, error in ((file, Refused), (tmp_path, Refused), (tmp_path / "no" / "copy.db", NotFound)):
        with pytest.raises(error):
            backup(file, wrong, force=True)
    assert add(ana, "still there")


def test_a_backup_comes_back_and_what_was_there_is_kept(ana: Workspace, file: Path, tmp_path: Path) -> None:
    add(ana, "Before")
    copy = tmp_path / "copy.db"
    backup(file, copy)
    add(ana, "After")
    kept = restore(copy, file)
    assert kept is not None
    assert [card.title for card, _, _ in ana.list_cards()] == ["Before"]
    add(ana, "Later")
    ana.close()
    assert titles(file) == ["Before", "Later"]
    assert titles(kept) == ["After", "Before"]
    assert titles(copy) == ["Before"]
    assert all(each.is_ok for each in examine(file))


def test_a_backup_takes_the_place_of_a_damaged_file_or_of_none(ana: Workspace, file: Path, tmp_path: Path) -> None:
    add(ana, "Acme")
    copy = tmp_path / "copy.db"
    backup(file, copy)
    ana.close()
    file.write_bytes(b"SQLite format 3\0" + b"\xa5" * 9000)
    kept = restore(copy, file)
    assert titles(file) == ["Acme"]
    assert kept is not None
    assert kept.read_bytes().startswith(b"SQLite format 3\0\xa5")
    file.unlink()
    assert restore(copy, file) is None
    assert titles(file) == ["Acme"]


def _other(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE songs (title)")
    connection.close()


def _newer(path: Path) -> None:
    create_board(path, "Pipeline", "Ana", "marketing").close()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()


def _damaged(path: Path) -> None:
    create_board(path, "Pipeline", "Ana", "marketing").close()
    content = bytearray(path.read_bytes())
    content[8192:20_000] = b"\xa5" * (20_000 - 8192)
    path.write_bytes(content)


@pytest.mark.parametrize(
    "make",
    [
        lambda path: None,
        lambda path: path.write_text("title,company"),
        lambda path: path.touch(),
        _other,
        _newer,
        _damaged,
    ],
)
def test_what_is_no_sound_backup_changes_nothing(ana: Workspace, file: Path, tmp_path: Path, make) -> None:
    add(ana, "Acme")
    copy = tmp_path / "copy.db"
    make(copy)
    with pytest.raises((StoreFault, NotFound)):
        restore(copy, file)
    assert [card.title for card, _, _ in ana.list_cards()] == ["Acme"]
    assert not file.with_name("kanban.db.before-restore").exists()


def test_opening_to_read_never_writes(ana: Workspace, file: Path) -> None:
    add(ana, "Acme")
    connection = open_to_read(file)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM card")
    ana.act(lambda view: verbs.create(view, {"title": "Beta"}))
    assert connection.execute("SELECT count(*) FROM card").fetchone() == (2,)
    connection.close()


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are another matter there")
def test_what_is_no_database_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "k.db"
    path.write_bytes(b"x" * 5000)
    with pytest.raises(sqlite3.DatabaseError):
        open_to_read(path)
    with pytest.raises(sqlite3.OperationalError):
        open_to_read(tmp_path / "nothing.db")


def test_a_full_disk_is_that_of_the_copy(ana: Workspace, file: Path, tmp_path: Path, monkeypatch) -> None:
    add(ana, "Acme")

    def fill(_database: Path, draft: Path) -> None:
        draft.write_bytes(b"half")
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr("kanban.store.maintenance.backup.copy_into", fill)
    copy = tmp_path / "copies" / "b.db"
    copy.parent.mkdir()
    with pytest.raises(Refused, match=r"b\.db can't be written \(No space left on device\); choose another place\."):
        backup(file, copy)
    assert list(copy.parent.iterdir()) == []
