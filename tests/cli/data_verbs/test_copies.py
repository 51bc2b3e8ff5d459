"""A newer version says which copy of the boards it kept, on stderr, on the screen and in the log, and keeps one."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from kanban import __version__, config
from tests.made_by_0_1_0.files import take_back


@pytest.fixture
def older(own, home):
    """A board in a database of an older version; gives its path."""
    own("add", "Acme")
    path = config.places_below(home).database
    take_back(path)
    return path


def said(path):
    return f"Version {__version__} changes the database; a copy of it as it was is kept as {path}.before-{__version__}."


def test_a_verb_says_which_copy_it_kept(older, run_process):
    ran = run_process("doctor")
    assert ran.code == 0, ran.out
    assert "schema    version 0004; it becomes" in ran.out
    assert "copies" not in ran.out
    first = run_process("list", "--json")
    assert [card["title"] for card in first.json] == ["Acme"]
    assert first.err == f"{said(older)}\n"
    again = run_process("list")
    assert again.err == ""
    assert f"kanban.db.before-{__version__}" in run_process("doctor").out


def test_several_verbs_at_once_keep_one_copy(older, home):
    command = [sys.executable, "-m", "kanban", "list", "--json"]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    ended = [(*each.communicate(timeout=60), each.returncode) for each in running]
    assert [code for *_, code in ended] == [0, 0, 0], ended
    assert "".join(err for _, err, _ in ended) == f"{said(older)}\n"
    with closing(sqlite3.connect(f"{older}.before-{__version__}")) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == ("0004",)
