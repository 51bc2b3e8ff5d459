"""A marketer and a rep on one machine, from the first look at real leads to the same story told by the command line."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.terminal import Screen, kanban

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a pty needs a Unix")


def run(home: Path, *argv: str) -> str:
    env = {**os.environ, "KANBAN_HOME": str(home)}
    return subprocess.run(kanban(*argv), env=env, check=True, capture_output=True, text=True).stdout


def told(home: Path, *argv: str) -> Any:
    return json.loads(run(home, *argv, "--json"))


def test_find_comment_answer_move_and_undo_is_what_show_and_history_tell(tmp_path, shared):
    home = tmp_path / "home"
    run(home, "init", "--name", "Mia", "--team", "marketing")
    run(home, "member", "add", "Raj", "--team", "sales")
    run(home, "import", *(str(shared / "data" / "zoho" / name) for name in ("Leads.csv", "Potentials.csv")))
    with Screen(kanban(), env={"KANBAN_HOME": str(home)}) as screen:
        screen.see("3,900 cards")
        screen.type("/", "jasmine", "enter")
        screen.see("6 of 3,900")
        screen.type("enter")
        screen.see("write a comment")
        ref = screen.screen.display[1].split()[-1]
        screen.type("c", "Asked for **prices** twice @Raj", "ctrl+s")
        screen.see("M Mia")
        screen.type("esc", "M")
        screen.see("Raj")
        screen.type("Raj", "enter")
        screen.see("Raj · sales")
        screen.type("enter", "c", "I call her today", "ctrl+s")
        screen.see("S Raj")
        screen.type("esc", "L")
        screen.see("Moved")
        screen.type("L")
        screen.see("Proposal")
        screen.type("u")
        screen.see("Undone")
        screen.type("q")
        assert screen.exit() == 0
    card = told(home, "show", ref)
    assert [(note["author"], note["team"], note["body"]) for note in card["comments"]] == [
        ("Mia", "marketing", "Asked for **prices** twice @Raj"),
        ("Raj", "sales", "I call her today"),
    ]
    assert card["stage"] == "Discovery"
    history = [(event["actor"], event["verb"]) for event in told(home, "history", ref)]
    assert history[-5:] == [("Mia", "comment"), ("Raj", "comment"), ("Raj", "move"), ("Raj", "move"), ("Raj", "undo")]
