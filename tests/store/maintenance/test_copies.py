"""Before a newer version changes the tables of a database, it keeps the file as it was."""

from __future__ import annotations

import logging
import os
import re
import shutil
import sqlite3
import stat
from contextlib import closing

import pytest

from kanban import __version__
from kanban.domain.acts import verbs
from kanban.domain.errors import Refused
from kanban.store import migrations, schema, whole_file
from kanban.store.database import StoreFault
from kanban.store.maintenance import backup, doctor
from kanban.store.opening import create_board, open_workspace
from kanban.store.schema import HEAD, open_database
from tests.store.conftest import add

LATER = '''
"""A later step."""
from alembic import op

revision, down_revision, branch_labels, depends_on = "{number}", "{before}", None, None


def upgrade():
    op.execute("UPDATE card SET title = title || '!'")
    {rest}
'''


@pytest.fixture
def path(tmp_path):
    """A database with a card in it, and the same in its write-ahead log alone, which another program holds open."""
    path = tmp_path / "kanban.db"
    workspace = create_board(path, "Pipeline", "Ana", "marketing")
    add(workspace, "Acme")
    workspace.database.checkpoint()
    add(workspace, "Berg")
    assert path.with_name("kanban.db-wal").stat().st_size > 0
    yield path
    workspace.close()


@pytest.fixture
def later(tmp_path, monkeypatch):
    """`later()`: let the program be a version further, as often as it is called."""
    scripts = tmp_path / "later" / "scripts"
    shutil.copytree(migrations.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrations, "SCRIPTS", scripts)

    def step(rest="pass"):
        number = f"{max(9000, int(schema.HEAD) + 1)}"
        (scripts / "versions" / f"{number}_later.py").write_text(
            LATER.format(number=number, before=schema.HEAD, rest=rest)
        )
        for module in (schema, doctor):
            monkeypatch.setattr(module, "HEAD", number)

    return step


def copy_of(path):
    return path.with_name(f"{path.name}.before-{__version__}")


def titles(path):
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT title FROM card ORDER BY title")]


def version(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]


def test_the_database_is_kept_as_it_was_with_what_was_not_yet_folded_in(path, later, caplog):
    later()
    before = os.umask(0)
    try:
        open_database(path).close()
    finally:
        os.umask(before)
    assert titles(path) == ["Acme!", "Berg!"]
    copy = copy_of(path)
    assert (titles(copy), version(copy)) == (["Acme", "Berg"], HEAD)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    said = f"Version {__version__} changes the database; a copy of it as it was is kept as {copy}."
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == [said]
    assert schema.COPIES[-1] == copy
    assert sorted(each.name for each in path.parent.iterdir() if "before" in each.name) == [copy.name]


def test_nothing_is_kept_where_nothing_changes(path):
    open_database(path).close()
    assert not copy_of(path).exists()


def test_the_first_copy_stays(path, later, caplog):
    later()
    open_database(path).close()
    first = copy_of(path).read_bytes()
    later()
    open_database(path).close()
    assert titles(path) == ["Acme!!", "Berg!!"]
    assert copy_of(path).read_bytes() == first
    assert len(caplog.records) == 1


def test_a_step_that_fails_leaves_both_as_they_were(path, later):
    later("raise RuntimeError")
    with pytest.raises(RuntimeError):
        open_database(path)
    assert titles(path) == titles(copy_of(path)) == ["Acme", "Berg"]
    assert version(path) == HEAD


def test_without_a_copy_nothing_is_changed(path, later, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    later()
    with monkeypatch.context() as patch:
        patch.setattr(whole_file, "draft", full)
        with pytest.raises(
            StoreFault, match=r"no copy of it can be kept .*No space left on device.* nothing was changed"
        ):
            open_database(path)
    assert (titles(path), version(path)) == (["Acme", "Berg"], HEAD)
    open_database(path).close()
    assert titles(copy_of(path)) == ["Acme", "Berg"]


def test_a_copy_that_was_broken_off_is_no_copy(path, later):
    later()
    path.with_name(f".{copy_of(path).name}.part").write_bytes(b"SQLite format 3\0and no more")
    open_database(path).close()
    assert titles(copy_of(path)) == ["Acme", "Berg"]


def test_what_was_kept_can_be_brought_back(path, later):
    later()
    open_database(path).close()
    with closing(open_workspace(path)) as workspace:
        workspace.member_id = workspace.board.members[0].id
        workspace.act(lambda view: verbs.comment(view, workspace.find("Acme!").id, "Written since"))
    kept = backup.restore(copy_of(path), path)
    assert titles(path) == ["Acme", "Berg"]
    assert titles(kept) == ["Acme!", "Berg!"]


def test_the_doctor_lists_copies_and_knows_older_versions(path, later):
    later()
    found = {each.name: each for each in doctor.examine(path)}
    assert found["schema"].is_ok
    assert f"version {HEAD}; it becomes {schema.HEAD}" in found["schema"].detail
    assert "log" not in found  # what is inside is for the version that has those tables
    open_database(path).close()
    found = {each.name: each for each in doctor.examine(path)}
    assert re.match(rf"kanban\.db\.before-{re.escape(__version__)} \(0\.\d MB\) beside it", found["copies"].detail)
    with pytest.raises(Refused):
        backup.backup(path, copy_of(path))
