"""A newer version opens a board of an older one: the screen and the log say which copy was kept."""

from __future__ import annotations

import os

import pytest

from kanban import __version__
from tests.made_by_0_1_0.files import take_back

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a pty needs a Unix")


def test_the_screen_and_the_log_say_which_copy_was_kept(machine):
    take_back(machine.database)
    with machine.screen(size=(200, 50)) as screen:
        screen.see("60 cards")
        screen.see(f"Version {__version__} changes the database; a copy of it as it was is kept as")
        screen.type("q")
        assert screen.exit() == 0
    copy = machine.database.with_name(f"kanban.db.before-{__version__}")
    assert copy.is_file()
    log = (machine.home / "log" / "kanban.log").read_text("utf-8")
    assert log.count(f"is kept as {copy}.") == 1
    with machine.screen(size=(200, 50)) as screen:
        screen.see("60 cards")
        screen.type("q")
        assert screen.exit() == 0
        assert b"is kept as" not in screen.output
