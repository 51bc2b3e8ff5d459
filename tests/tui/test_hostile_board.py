"""Text from people at its worst, on the board: nothing is taken for markup, nothing harmful is drawn, no line
breaks."""

from __future__ import annotations

import pytest

from kanban.domain.acts import board_verbs
from kanban.domain.errors import Refused
from kanban.domain.values.text import clean_title
from tests.tui.boards import make_board, playing, press, screen_text, settled, shown
from tests.tui.cards import HOSTILE, harmful


@pytest.fixture
def board(home):
    return make_board(
        home / "data" / "kanban.db",
        [(" ".join(text[:400].split()) or "-", "Nurture", {}) for text in HOSTILE if _titled(text)],
    )


def _titled(text):
    try:
        return clean_title(text[:400])
    except Refused:
        return ""


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 15)])
async def test_lines_keep_their_width(board, size):
    async with playing(board, size=size) as (_, pilot):
        for _each in range(len(HOSTILE)):
            await press(pilot, "j")
            assert harmful(pilot.app) == []
            for strip in pilot.app.screen._compositor.render_strips():
                assert strip.cell_length == size[0]
        await press(pilot, "enter")
        assert harmful(pilot.app) == []


async def test_what_got_past_a_door_is_cleaned_when_drawn(board):
    """A database that another program wrote to: the screen is the last door."""
    board.connection.execute("UPDATE card SET title = ?, company = ?", ("\x1b[31m[red]x[/]\x07", "\x9b2J\u202e"))
    board.connection.execute("UPDATE card SET version = version + 1")
    async with playing(board) as (_, pilot):
        assert harmful(pilot.app) == []
        assert "[red]x[/]" in shown(pilot)


async def test_words_of_a_filter_are_no_markup(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "slash", *"[red]", "enter")
        assert "/[red]" in shown(pilot)


async def test_names_of_stages_and_the_board(board):
    board.act(lambda view: board_verbs.set_board(view, {"name": "[b]Pipe[/]"}))
    stage = board.board.stages[0]
    board.act(lambda view: board_verbs.set_stage(view, stage, {"name": "客户会议记录客户会议记录"}))
    async with playing(board) as (_, pilot):
        await settled(pilot)
        assert "[b]Pipe[/]" in shown(pilot)
        for strip in pilot.app.screen._compositor.render_strips():
            assert strip.cell_length == 120
        assert screen_text(pilot.app)
