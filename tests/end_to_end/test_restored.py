"""A backup is restored while a board is open on a terminal."""

from __future__ import annotations

import os

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a pty needs a Unix")


def test_the_window_notices_and_goes_on(machine, tmp_path):
    assert machine.run("backup", str(tmp_path / "b.db")).code == 0
    assert machine.run("add", "Later card").code == 0
    with machine.screen() as screen:
        screen.see("61 cards")
        assert machine.run("restore", str(tmp_path / "b.db")).code == 0
        screen.see("60 cards")
        screen.see("The database was restored from a backup")
        assert "Later card" not in screen.text
        screen.type("g", "c")
        screen.see("ctrl+s send")
        screen.type(*"Hello again", "ctrl+s")
        screen.see("Comment added to")
        screen.type("esc", "esc", "q")
    assert len(machine.told("list")) == 60
    (card,) = machine.told("list", '"Hello again"')
    assert "Hello again" in [comment["body"] for comment in machine.told("comments", card["ref"])]


def test_words_for_a_card_that_is_gone_are_no_commands(machine, tmp_path):
    assert machine.run("backup", str(tmp_path / "b.db")).code == 0
    assert machine.run("add", "Later card").code == 0
    with machine.screen() as screen:
        screen.see("61 cards")
        screen.type("g", "c")
        screen.see("ctrl+s send")
        screen.type(*"For nob")
        assert machine.run("restore", str(tmp_path / "b.db")).code == 0
        screen.see("Can't write here")
        screen.type(*"ody n x", "enter")
        screen.see("What you type now is ignored")
        screen.type("esc")
        screen.see("60 cards")
        screen.type("q")
    assert len(machine.told("list")) == 60
