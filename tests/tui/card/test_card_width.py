"""How wide the open card is: at most 90 columns, fields beside the thread on wide screens, moved by keys and by its
edge."""

from __future__ import annotations

import pytest

from kanban import config
from kanban.config import Config
from tests.tui.boards import card_named, make_board, playing, press, screen_text, settled, shown


@pytest.fixture
def board(home):
    return make_board(home / "data" / "kanban.db")


def rows_of(pilot, words):
    """The lines of the screen that hold these words."""
    return [row for row in screen_text(pilot.app) if words in row]


@pytest.mark.parametrize(("width", "columns"), [(120, 55), (150, 69), (180, 82), (200, 90), (300, 90)])
async def test_it_is_at_most_ninety_columns_wide(board, width, columns):
    async with playing(board, size=(width, 40)) as (screen, pilot):
        await press(pilot, "enter")
        assert screen.parts.panel.widget.size.width == columns
        assert screen.lanes.size.width == width - columns


@pytest.mark.parametrize("width", [80, 119])
async def test_on_a_narrow_screen_it_covers_the_board(board, width):
    async with playing(board, size=(width, 40)) as (screen, pilot):
        await press(pilot, "enter")
        assert screen.parts.panel.widget.size.width == width
        await press(pilot, "less_than_sign")
        assert "Below 120 columns an open card has the whole width." in shown(pilot)


async def test_keys_make_it_wider_and_narrower_within_bounds(board):
    async with playing(board, size=(160, 40)) as (screen, pilot):
        await press(pilot, "enter")
        before = screen.parts.panel.widget.size.width
        await press(pilot, "greater_than_sign")
        assert screen.parts.panel.widget.size.width == before + 4
        await press(pilot, "less_than_sign", "less_than_sign")
        assert screen.parts.panel.widget.size.width == before - 4
        await press(pilot, *["greater_than_sign"] * 20)
        assert screen.parts.panel.widget.size.width == 90
        await press(pilot, *["less_than_sign"] * 30)
        assert screen.parts.panel.widget.size.width == 40
        await press(pilot, "greater_than_sign")
        assert screen.parts.panel.widget.size.width == 44


async def test_its_edge_is_dragged(board):
    async with playing(board, size=(160, 40)) as (screen, pilot):
        await press(pilot, "enter")
        edge = screen.parts.panel.widget.region.x
        await pilot.mouse_down(offset=(edge, 10))
        await pilot.hover(offset=(edge - 6, 11))
        await pilot.pause()
        assert screen.parts.panel.widget.region.x == edge - 6
        await pilot.mouse_up(offset=(edge - 8, 11))
        await settled(pilot)
        assert screen.parts.panel.widget.region.x == edge - 8
        await pilot.hover(offset=(edge + 20, 11))
        assert screen.parts.panel.widget.region.x == edge - 8


async def test_the_width_is_remembered_at_the_next_start(board):
    where = config.find_places()
    async with playing(board.open_sibling(), size=(160, 40)) as (screen, pilot):
        await press(pilot, "enter", "less_than_sign")
        chosen = screen.parts.panel.widget.size.width
    settings = config.load(where)
    assert settings.card_width == chosen
    async with playing(board, size=(160, 40), settings=settings) as (screen, pilot):
        await press(pilot, "enter")
        assert screen.parts.panel.widget.size.width == chosen


async def test_what_is_no_number_is_not_remembered(home):
    where = config.find_places()
    where.state_file.parent.mkdir(parents=True, exist_ok=True)
    where.state_file.write_text('card_width = "wide"\n', "utf-8")
    assert config.load(where).card_width == 0


async def test_from_180_columns_on_the_fields_stand_beside_the_thread(board):
    other = board.open_sibling()
    async with playing(board, size=(180, 40)) as (_, pilot):
        await press(pilot, "enter")
        assert any("Acme GmbH" in row and "Company" in row for row in screen_text(pilot.app))
        assert rows_of(pilot, "[Thread]")
        assert not rows_of(pilot, "3 Fields")
    async with playing(other, size=(179, 40)) as (_, pilot):
        await press(pilot, "enter")
        assert not rows_of(pilot, "Company  ")
        assert rows_of(pilot, "3 Fields")


async def test_beside_the_thread_only_what_the_card_has_is_drawn_until_one_edits(board):
    async with playing(board, size=(200, 50)) as (screen, pilot):
        await press(pilot, "enter")
        assert not rows_of(pilot, "Phone")
        assert not rows_of(pilot, "+ link")
        await press(pilot, "3")
        assert rows_of(pilot, "Phone")
        assert rows_of(pilot, "[Thread]")
        await press(pilot, "j", "j", "j", "enter", *"+49 555", "enter")
        assert card_named(board, "Acme pilot").phone == "+49 555"
        await press(pilot, "1")
        assert rows_of(pilot, "+49 555")
        assert not rows_of(pilot, "+ link")
        assert screen.parts.panel.widget.section == "thread"


async def test_a_narrower_card_takes_the_fields_away_again(board):
    async with playing(board, size=(200, 50)) as (_, pilot):
        await press(pilot, "enter")
        assert rows_of(pilot, "Company ")
        await press(pilot, *["less_than_sign"] * 4)
        assert not rows_of(pilot, "Company ")
        assert rows_of(pilot, "3 Fields")
        await press(pilot, "3")
        assert rows_of(pilot, "Company ")
        assert not rows_of(pilot, "write a comment")
        await press(pilot, *["greater_than_sign"] * 4)
        assert rows_of(pilot, "write a comment")


async def test_without_an_open_card_there_is_no_width(board):
    async with playing(board, settings=Config()) as (_, pilot):
        await press(pilot, "greater_than_sign")
        assert "No card is open." in shown(pilot)
