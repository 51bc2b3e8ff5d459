"""Between the board and an open card: tab goes from one to the other, the card follows, links are walked."""

from __future__ import annotations

import pytest

from kanban.domain.acts import verbs
from kanban.tui.parts import panel
from kanban.tui.widgets.conversation.comment_input import CommentInput
from tests.tui.boards import card_named, cursor, make_board, member_of, playing, press, settled, shown

SIZES = pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (200, 50)])


@pytest.fixture
def board(home):
    return make_board(home / "data" / "kanban.db")


async def rested(screen, pilot, title):
    """Wait until the open card is the one that the cursor rests on."""
    for _ in range(400):
        if screen.parts.panel.card_id == card_named(screen.workspace, title).id:
            await settled(pilot)
            return
        await pilot.pause(0.01)
    raise AssertionError(shown(pilot))


@SIZES
async def test_tab_goes_to_the_board_where_the_card_follows_and_back(board, size):
    async with playing(board, size=size) as (screen, pilot):
        await press(pilot, "enter")
        assert not screen.lanes.has_focus
        await press(pilot, "tab")
        assert screen.lanes.has_focus
        assert screen.parts.panel.widget is not None
        assert "Globex renewal" in shown(pilot)
        await press(pilot, "j")
        assert cursor(screen) == "Globex renewal"
        if size[0] >= 120:
            await rested(screen, pilot, "Globex renewal")
        await press(pilot, "tab")
        assert not screen.lanes.has_focus
        assert screen.parts.panel.card_id == card_named(board, "Globex renewal").id
        assert "[Thread]" in shown(pilot)
        await press(pilot, "escape")
        assert screen.parts.panel.widget is None
        assert screen.lanes.has_focus
        assert "Acme pilot" in shown(pilot)


@SIZES
async def test_tab_comes_back_to_where_one_was_in_the_card(board, size):
    async with playing(board, size=size) as (screen, pilot):
        await press(pilot, "c", *"half")
        await press(pilot, "tab", "tab")
        words = screen.query_one(CommentInput)
        assert (words.text, words.has_focus) == ("half", True)


async def test_without_an_open_card_tab_says_so(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "tab")
        assert "No card is open." in shown(pilot)


async def test_where_the_card_is_out_of_sight_nothing_is_read(board):
    globex = card_named(board, "Globex renewal").id
    board.member_id = member_of(board, "Raj")
    board.act(lambda view: verbs.comment(view, globex, "New"))
    board.member_id = member_of(board, "Ana")
    async with playing(board, size=(80, 24)) as (_, pilot):
        await press(pilot, "enter", "tab", "j")
        await pilot.pause(panel.REST * 2)
        await settled(pilot)
        assert board.has_unread_mark(globex)
        await press(pilot, "tab")
        assert not board.has_unread_mark(globex)


async def test_links_are_walked_with_brackets_from_any_section(board):
    acme = card_named(board, "Acme pilot").id
    for name in ("one", "two"):
        board.act(lambda view, name=name: verbs.link(view, acme, f"https://{name}.example", name))
    async with playing(board) as (screen, pilot):
        opened = []
        pilot.app.open_url = opened.append
        await press(pilot, "enter", "right_square_bracket", "enter")
        await press(pilot, "2", "right_square_bracket", "right_square_bracket", "enter", "left_square_bracket", "enter")
        assert opened == ["https://one.example", "https://two.example", "https://one.example"]
        await press(pilot, "tab")
        assert screen.lanes.has_focus


async def test_keys_for_the_open_card_mean_that_card_and_on_the_board_the_cursors(board):
    async with playing(board) as (screen, pilot):
        await press(pilot, "enter", "tab", "l")
        assert cursor(screen) == "Hooli trial"
        await press(pilot, "L")
        assert card_named(board, "Hooli trial").stage == board.board.find_stage("MQL").id
        assert card_named(board, "Acme pilot").stage == board.board.find_stage("Nurture").id
