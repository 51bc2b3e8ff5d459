"""What a handler raises ends the test that set it off, with what was raised: no test waits for an app that has
ended."""

from __future__ import annotations

import pytest

from kanban.tui.app import KanbanApp
from kanban.tui.screens.board_screen import BoardScreen
from tests.tui.boards import make_board, playing, press


class Broken(Exception):
    pass


def broken(*_, **__):
    raise Broken


async def press_and_break(path, key, break_it):
    """Press a key on a board in which something is broken first; its fault comes at once, and again as the app ends."""
    async with playing(make_board(path)) as (screen, pilot):
        break_it(screen)
        with pytest.raises(Broken):
            await press(pilot, key)


@pytest.mark.parametrize(
    ("owner", "handler", "key"), [(BoardScreen, "on_reported", "L"), (KanbanApp, "action_help", "question_mark")]
)
async def test_a_handler_that_raises_when_a_key_is_pressed(tmp_path, monkeypatch, owner, handler, key):
    with pytest.raises(Broken):
        await press_and_break(tmp_path / "board.db", key, lambda _: monkeypatch.setattr(owner, handler, broken))


async def test_what_was_left_for_later_raises(tmp_path):
    with pytest.raises(Broken):
        await press_and_break(tmp_path / "board.db", "j", lambda screen: screen.call_later(broken))


@pytest.mark.parametrize("handler", ["on_mount", "compose"])
async def test_a_screen_that_raises_before_it_shows(tmp_path, monkeypatch, handler):
    monkeypatch.setattr(BoardScreen, handler, broken)
    with pytest.raises(Broken):
        async with playing(make_board(tmp_path / "board.db")):
            pytest.fail("the board is there, and nothing was raised")
