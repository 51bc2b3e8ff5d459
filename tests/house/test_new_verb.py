"""A verb is added by following the architecture page: its blocks are put into a copy of the package, word for word."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.house.page_blocks import copy_with_blocks, lint


@pytest.fixture(scope="module")
def changed(checkout, tmp_path_factory):
    """The folder of a copy of the package with what the page adds, and the files that it changes."""
    folder = tmp_path_factory.mktemp("changed")
    return folder, copy_with_blocks(checkout, folder, "How to add a verb")


@pytest.fixture
def kanban(changed, tmp_path):
    """`kanban("list")`: what a command of the changed copy prints."""

    def run(*words):
        env = {**os.environ, "KANBAN_HOME": str(tmp_path / "home")}
        command = [sys.executable, "-m", "kanban", *words]
        done = subprocess.run(command, env=env, cwd=changed[0], capture_output=True, text=True, check=False)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    return run


def test_the_new_verb_is_a_verb_like_any_other(kanban):
    kanban("init", "--name", "Ana", "--team", "marketing")
    kanban("add", "Acme", "--next", "call", "--on", "2026-12-04")
    assert "give the next step of a card another day" in kanban("--help")
    assert "kanban postpone k7q2mab +3d" in kanban("postpone", "--help")
    card = json.loads(kanban("postpone", "Acme", "2027-01-08", "--json"))
    assert card["next_on"] == "2027-01-08"
    assert "set the next step date to" in kanban("history", "Acme")
    kanban("undo")
    assert json.loads(kanban("show", "Acme", "--json"))["next_on"] == "2026-12-04"
    kanban("doctor")


def test_what_the_page_adds_passes_the_linter(changed, checkout):
    folder, names = changed
    assert len(names) == 4
    assert lint(checkout, folder, names) == ""
