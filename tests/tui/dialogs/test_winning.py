"""Winning a deal on the screen: the value is asked for where it lacks, the reason may be said and may stay empty."""

from __future__ import annotations

import pytest

from kanban.domain.acts import board_verbs, verbs
from tests.tui.boards import card_named, lane_of, make_board, member_of, playing, press, shown
from tests.tui.cards import typed


@pytest.fixture
def board(home):
    cards = (("Stark retrofit", "Negotiation", {"company": "Stark", "sales_owner": "Raj"}),)
    made = make_board(home / "data" / "kanban.db", cards)
    made.member_id = member_of(made, "Raj")
    return made


TO_WON = ("m", *"won", "enter")


async def won(board, *keys, value="", size=(120, 40)):
    """Move a card to Won with these keys; returns it, where it stands then, and what the screen showed before and
    after them."""
    if value:
        stark = card_named(board, "Stark retrofit").id
        board.act(lambda view: verbs.edit(view, [stark], {"value": int(value), "currency": "EUR"}))
    async with playing(board, size=size) as (_, pilot):
        await press(pilot, "8", *TO_WON)
        asked = shown(pilot)
        for key in keys:
            await (typed(pilot, key.removeprefix("type:")) if key.startswith("type:") else press(pilot, key))
        return card_named(board, "Stark retrofit"), lane_of(board, "Stark retrofit"), asked, shown(pilot)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 15)])
async def test_the_value_is_needed_and_the_reason_is_chosen(board, size):
    card, lane, asked, _ = await won(board, "type:12k", "tab", "down", "down", "enter", size=size)
    assert (lane, card.value, card.win_reason) == ("Won", 1_200_000, "price")
    for words in ("Stark retrofit → Won", "Value", "Win reason", "Enter: move to Won · Esc: cancel"):
        assert words in asked


async def test_without_a_value_it_stays_and_that_is_said_at_the_line(board):
    card, lane, _, after = await won(board, "tab", *"speed", "enter")
    assert (lane, card.win_reason) == ("Negotiation", None)
    assert "The value is required here." in after
    assert "Stark retrofit → Won" in after


async def test_an_amount_that_is_none_is_refused_there(board):
    _, lane, _, after = await won(board, "type:lots", "enter")
    assert lane == "Negotiation"
    assert "“lots” is not an amount" in after


async def test_the_reason_may_stay_empty(board):
    card, lane, asked, after = await won(board, "type:12k", "enter")
    assert (lane, card.value, card.win_reason) == ("Won", 1_200_000, None)
    assert "optional" in asked
    assert "Moved “Stark retrofit” to Won" in after


async def test_a_deal_with_a_value_is_asked_for_the_reason_alone(board):
    card, lane, asked, _ = await won(board, "enter", value="7500000")
    assert (lane, card.value, card.win_reason) == ("Won", 7_500_000, None)
    assert "optional" in asked
    assert "Value " not in asked


async def test_a_reason_of_ones_own_is_kept(board):
    card, lane, _, _ = await won(board, "type:they like our stand", "enter", value="7500000")
    assert (lane, card.win_reason) == ("Won", "they like our stand")


async def test_who_escapes_has_won_nothing(board):
    card, lane, _, after = await won(board, "type:12k", "escape")
    assert (lane, card.value) == ("Negotiation", None)
    assert "stays where it was" in after


async def test_undo_takes_the_win_and_what_was_said_of_it_back(board):
    card, lane, _, _ = await won(board, "type:12k", "tab", *"spe", "enter", "escape", "u")
    assert (lane, card.value, card.win_reason) == ("Negotiation", None, None)


async def test_a_board_that_does_not_ask_for_the_value_asks_for_the_reason_alone(board):
    board.member_id = member_of(board, "Ana")
    stage = board.board.find_stage("Won")
    board.act(lambda view: board_verbs.set_stage(view, stage, {"required": []}))
    board.member_id = member_of(board, "Raj")
    card, lane, asked, _ = await won(board, "enter")
    assert (lane, card.value) == ("Won", None)
    assert "Win reason" in asked
    assert "Value " not in asked
