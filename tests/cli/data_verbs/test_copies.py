"""A newer version says which copy of the boards it kept, on stderr, on the screen and in the log, and keeps one."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from kanban import __version__, config
from tests.brood import KANBAN
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


def test_a_verb_says_which_copy_it_kept(older, brood):
    ran = brood.run("doctor")
    assert ran.code == 0, ran.out
    assert "schema    version 0004; it becomes" in ran.out
    assert "copies" not in ran.out
    first = brood.run("list", "--json")
    assert [card["title"] for card in first.json] == ["Acme"]
    assert first.err == f"{said(older)}\n"
    again = brood.run("list")
    assert again.err == ""
    assert f"kanban.db.before-{__version__}" in brood.run("doctor").out


def test_several_verbs_at_once_keep_one_copy(older, brood):
    with TemporaryFile() as told, Path(os.devnull).open("r+b") as nothing:
        streams = [nothing.fileno(), nothing.fileno(), told.fileno()]
        running = [brood.start(KANBAN, ["list", "--json"], {}, streams) for _ in range(3)]
        codes = [brood.end(number) for number in running]
        told.seek(0)
        err = told.read().decode("utf-8")
    assert codes == [0, 0, 0], err
    assert err == f"{said(older)}\n"
    with closing(sqlite3.connect(f"{older}.before-{__version__}")) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == ("0004",)
