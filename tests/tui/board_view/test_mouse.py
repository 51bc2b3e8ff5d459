"""The mouse: click, double click, drag with a visible target, wheel, and the bars' words."""

from __future__ import annotations

import pytest
from textual.events import MouseScrollDown

from tests.tui.boards import cursor, lane_of, make_board, playing, settled, shown, spot, titles


@pytest.fixture
def board(home):
    return make_board(home / "data" / "kanban.db")


async def drag(pilot, start, end):
    """Drag from one place to another; gives what the screen showed before letting go."""
    await pilot.mouse_down(offset=start)
    await pilot.hover(offset=end)
    await pilot.pause()
    while_held = shown(pilot)
    await pilot.mouse_up(offset=end)
    await settled(pilot)
    return while_held


async def test_a_click_puts_the_cursor_there(board):
    async with playing(board) as (screen, pilot):
        await pilot.click(offset=spot(pilot, "Globex renewal"))
        assert cursor(screen) == "Globex renewal"
        await pilot.click(offset=spot(pilot, "Umbrella pilot"))
        assert cursor(screen) == "Umbrella pilot"
        assert screen.parts.panel.card_id is None


async def test_a_double_click_opens(board):
    async with playing(board) as (screen, pilot):
        await pilot.click(offset=spot(pilot, "Hooli trial"), times=2)
        await settled(pilot)
        assert screen.parts.panel.card_id == board.find("Hooli trial").id


async def test_a_click_on_a_folded_lane_opens_it(board):
    async with playing(board) as (screen, pilot):
        await pilot.click(offset=spot(pilot, "Won"))
        await settled(pilot)
        assert cursor(screen) == "Wonka audit"


async def test_a_card_is_dragged_to_another_lane(board):
    async with playing(board) as (screen, pilot):
        held = await drag(pilot, spot(pilot, "Globex renewal"), spot(pilot, "Umbrella pilot"))
        assert "▔▔▔" in held
        assert titles(board, "MQL") == ["Globex renewal", "Umbrella pilot"]
        assert cursor(screen) == "Globex renewal"
        assert "▔▔▔" not in shown(pilot)


async def test_below_the_last_card_it_lands_at_the_top(board):
    async with playing(board) as (_, pilot):
        x, _ = spot(pilot, "Umbrella pilot")
        await drag(pilot, spot(pilot, "Acme pilot"), (x, 30))
        assert titles(board, "MQL") == ["Acme pilot", "Umbrella pilot"]


async def test_within_a_lane_it_changes_its_place(board):
    async with playing(board) as (_, pilot):
        await drag(pilot, spot(pilot, "Initech seats"), spot(pilot, "Acme pilot"))
        assert titles(board, "Nurture") == ["Initech seats", "Acme pilot", "Globex renewal"]


async def test_let_go_where_it_was_it_stays(board):
    async with playing(board) as (_, pilot):
        x, y = spot(pilot, "Acme pilot")
        await drag(pilot, (x, y), (x + 3, y))
        assert lane_of(board, "Acme pilot") == "Nurture"
        assert "Moved" not in shown(pilot)


async def test_the_wheel_scrolls_the_lane_under_it_and_no_other(home):
    board = make_board(home / "data" / "kanban.db", [(f"Card {n:02}", "Nurture", {}) for n in range(30)])
    async with playing(board) as (screen, pilot):
        assert "Card 00" in shown(pilot)
        for _ in range(3):
            await pilot._post_mouse_events([MouseScrollDown], offset=(5, 10), button=0)
        await settled(pilot)
        assert "Card 02" not in shown(pilot)
        assert "Card 03" in shown(pilot)
        assert cursor(screen) == "Card 00"
        await pilot.press("j")
        assert "Card 01" in shown(pilot)


async def test_the_bars_words_are_commands(board):
    async with playing(board) as (screen, pilot):
        await pilot.click(offset=spot(pilot, "· marketing"))
        await settled(pilot)
        assert "Act as" in shown(pilot)
        await pilot.press("escape")
        await pilot.click(offset=spot(pilot, "filter"))
        await settled(pilot)
        assert screen.parts.filter._line is not None
