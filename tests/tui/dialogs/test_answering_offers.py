"""Who answers an offer sees what was said with it; what was chosen stays in sight; a click beside a dialog leaves
it."""

from __future__ import annotations

import pytest

from kanban.domain.acts import verbs
from tests.tui.boards import card_named, lane_of, make_board, member_of, playing, press, shown

CORNER = (1, 20)


@pytest.fixture
def offered(home):
    """A board on which Ana offered a card; Raj acts."""
    board = make_board(home / "data" / "kanban.db")
    card = card_named(board, "Umbrella pilot").id
    given = {"why": "asked for a price", "opening": "start from data residency"}
    board.act(lambda view: verbs.move(view, [card], to=view.board.find_stage("Handoff"), inputs=given))
    board.member_id = member_of(board, "Raj")
    return board


@pytest.mark.parametrize("act", ["acc", "ret", "ask"])
async def test_why_now_and_the_opening_are_there_to_read(offered, act):
    async with playing(offered, size=(80, 24)) as (_, pilot):
        await press(pilot, "4", "g", "a", *act, "enter")
        assert "M Ana  Why now: asked for a price" in shown(pilot)
        assert "Opening: start from data residency" in shown(pilot)


async def test_an_answer_shows_the_question(offered):
    async with playing(offered, size=(80, 24)) as (_, pilot):
        await press(
            pilot, "4", "g", "a", *"ask", "enter", *"who signs", "enter", "M", *"ana", "enter", "a", *"ans", "enter"
        )
        assert "S Raj  asks: who signs" in shown(pilot)


async def test_the_second_step_of_a_return_shows_the_reason(offered):
    async with playing(offered, size=(80, 24)) as (_, pilot):
        await press(pilot, "4", "g", "a", *"ret", "enter", *"no budg", "enter")
        assert "Why does it go back? no budget" in shown(pilot)
        await press(pilot, "enter")
        assert lane_of(offered, "Umbrella pilot") == "Nurture"


# -- a click beside a dialog


async def test_a_click_beside_a_picker_closes_it(offered):
    async with playing(offered, size=(120, 40)) as (_, pilot):
        for key in ("M", "i", "colon", "m", "number_sign", "n", "t", "V"):
            await press(pilot, key)
            assert len(pilot.app.screen_stack) == 2, key
            await pilot.click(offset=CORNER)
            await press(pilot)
            assert len(pilot.app.screen_stack) == 1, key


async def test_a_click_within_it_or_beside_something_typed_does_not(offered):
    async with playing(offered, size=(120, 40)) as (_, pilot):
        await press(pilot, "n")
        await pilot.click(offset=(60, 18))
        await press(pilot, "A")
        await pilot.click(offset=CORNER)
        await press(pilot)
        assert len(pilot.app.screen_stack) == 2
        assert "What you typed is not saved. Esc: discard" in shown(pilot)
        await press(pilot, "escape")
        assert len(pilot.app.screen_stack) == 1


async def test_a_chosen_reason_is_not_lost_by_a_click(offered):
    async with playing(offered, size=(120, 40)) as (_, pilot):
        await press(pilot, "4", "g", "a", *"ret", "enter", *"no budg", "enter")
        await pilot.click(offset=CORNER)
        await press(pilot)
        assert "Why does it go back? no budget" in shown(pilot)
