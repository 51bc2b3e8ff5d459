"""The status line: what was done, the way back, and why a key did nothing; it fades by itself."""

from __future__ import annotations

import pytest

from kanban.tui.widgets.bars import status_line
from tests.tui.boards import card_named, cursor, lane_of, make_board, member_of, playing, press, screen_text, spot
from tests.tui.cards import opened


@pytest.fixture
def board(home):
    return make_board(home / "data" / "kanban.db")


def said(pilot):
    """The status line."""
    return screen_text(pilot.app)[-2].strip()


async def test_a_result_names_the_key_that_takes_it_back(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "L")
        assert said(pilot).endswith("u: undo")
        await press(pilot, "u")
        assert said(pilot).endswith("U: redo")
        await press(pilot, "U")
        assert said(pilot).endswith("u: undo")


@pytest.mark.parametrize("name", ["RESULT", "REASON", "PASSING"])
async def test_it_fades(board, monkeypatch, name):
    keys = {"RESULT": ("L",), "REASON": ("J",), "PASSING": ("h",)}[name]
    async with playing(board) as (_, pilot):
        await press(pilot, *(["A"] if name == "REASON" else []), *keys)
        assert said(pilot)
        monkeypatch.setattr(status_line, name, 0.001)
        await press(pilot, *keys)
        assert not said(pilot)


async def test_a_greeting_fades_too(board, monkeypatch):
    bar = status_line.StatusLine("The config has a fault.")
    assert bar.has_result
    assert 2 < status_line.PASSING < status_line.RESULT < status_line.REASON < 30
    monkeypatch.setattr(status_line, "REASON", 0.001)
    async with opened(widget=bar) as (_, pilot):
        await pilot.pause()
        assert not bar.has_result


async def test_a_word_on_a_key_that_did_nothing_goes_with_the_next_step(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "h")
        assert said(pilot) == "This is the first lane."
        await press(pilot, "j")
        assert said(pilot) == ""


# -- assigned to me


@pytest.mark.parametrize(("who", "field"), [("Ana", "marketing_owner"), ("Raj", "sales_owner")])
async def test_a_card_is_made_mine_for_my_team(board, who, field):
    board.member_id = member_of(board, who)
    async with playing(board) as (_, pilot):
        await press(pilot, "6", "at")
        assert getattr(card_named(board, "Stark retrofit"), field) == who
        await press(pilot, "1", "space", "space", "at")
        assert [getattr(card_named(board, title), field) for title in ("Acme pilot", "Globex renewal")] == [who, who]
        await press(pilot, "at")
        assert said(pilot) == "No change: 2 cards already have it"


# -- committed to


async def test_a_deal_is_committed_to_and_that_is_ended(board):
    board.member_id = member_of(board, "Raj")
    async with playing(board) as (_, pilot):
        await press(pilot, "6", "at", "enter")
        assert "committed" not in "\n".join(screen_text(pilot.app)[:-2])
        await press(pilot, "C")
        assert said(pilot).startswith("Committed to “Stark retrofit”")
        assert card_named(board, "Stark retrofit").value_of("commit") is True
        assert "committed" in "\n".join(screen_text(pilot.app)[:-2])
        await press(pilot, "C")
        assert said(pilot).startswith("Ended the commitment to “Stark retrofit”")
        assert card_named(board, "Stark retrofit").value_of("commit") is False
        assert "committed" not in "\n".join(screen_text(pilot.app)[:-2])
        await press(pilot, "escape", "1", "C")
        assert "Only open deals of sales can be committed to." in said(pilot)


# -- a drag is given up


async def test_escape_lets_a_dragged_card_go_where_it_was(board):
    async with playing(board) as (screen, pilot):
        await pilot.mouse_down(offset=spot(pilot, "Globex renewal"))
        await pilot.hover(offset=spot(pilot, "Umbrella pilot"))
        await press(pilot, "escape")
        assert "▔▔▔" not in "\n".join(screen_text(pilot.app))
        assert said(pilot) == "Let go: it stays where it was."
        await pilot.mouse_up(offset=spot(pilot, "Umbrella pilot"))
        await press(pilot)
        assert lane_of(board, "Globex renewal") == "Nurture"
        assert cursor(screen) == "Globex renewal"


async def test_escape_puts_a_dragged_edge_back_and_keeps_the_card_open(board):
    async with playing(board, size=(160, 40)) as (screen, pilot):
        await press(pilot, "enter")
        width, x = screen.parts.panel.width, screen.parts.panel.widget.region.x
        await pilot.mouse_down(offset=(x, 10))
        await pilot.hover(offset=(x - 8, 10))
        await press(pilot)
        assert screen.parts.panel.width == width + 8
        await press(pilot, "escape")
        assert screen.parts.panel.width == width
        assert screen.parts.panel.card_id
        await pilot.mouse_up(offset=(x - 8, 10))
        await press(pilot)
        assert screen.parts.panel.width == width
        await press(pilot, "escape")
        assert screen.parts.panel.card_id is None


# -- the inbox answers at once


async def test_a_question_in_the_inbox_is_answered_at_once(board):
    async with playing(board) as (_, pilot):
        await press(
            pilot, "3", "a", *"now", "enter", "M", *"raj", "enter", "4", "a", *"ask", "enter", *"who signs", "enter"
        )
        await press(pilot, "M", *"ana", "enter", "i", "a")
        assert "Answer sales" in "\n".join(screen_text(pilot.app))
        await press(pilot, *"the CFO", "enter")
        assert "Answer sales" not in "\n".join(screen_text(pilot.app))
