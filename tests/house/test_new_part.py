"""A part of the board's screen is added by following the architecture page, and a key does what it is for."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.house.page_blocks import copy_with_blocks, lint

PLAYED = """
import asyncio, sys
from pathlib import Path
import kanban
from kanban import config
from kanban.tui.app import KanbanApp
from tests.tui.boards import make_board, shown

async def main():
    app = KanbanApp(make_board(Path(sys.argv[1])), config.find_places(), config.Config())
    async with app.run_test(size=(120, 40)) as pilot:
        for keys in (["Y"], ["j", "Y"], ["question_mark", *"addresses"]):
            await pilot.press(*keys)
            await pilot.pause(0.2)
            print(shown(pilot))
        print("clipboard:", app.clipboard)

print(kanban.__file__)
asyncio.run(main())
"""
"""Presses the new key on a card without an address and on one with it, and looks it up in help."""


@pytest.fixture(scope="module")
def changed(checkout, tmp_path_factory):
    """The folder of a copy of the package with what the page adds, and the files that it changes."""
    folder = tmp_path_factory.mktemp("changed")
    return folder, copy_with_blocks(checkout, folder, "How to add a screen part")


def test_the_new_key_does_what_it_is_for(changed, tmp_path):
    folder, _ = changed
    env = {**os.environ, "KANBAN_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "-c", PLAYED, str(tmp_path / "board.db")],
        env=env, cwd=folder, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(folder))
    assert "No e-mail address to copy." in done.stdout
    assert "Copied: jane@globex.example" in done.stdout
    assert "clipboard: jane@globex.example" in done.stdout
    assert "Copy the e-mail addresses of the cards" in done.stdout


def test_what_the_page_adds_passes_the_linter(changed, checkout):
    folder, names = changed
    assert len(names) == 3
    assert lint(checkout, folder, names) == ""
