"""What is done to several cards is said honestly: how many, how many of them are hidden, how many meet the
requirements."""

from __future__ import annotations

import pytest

from kanban.domain.agreements import gate
from kanban.store.reading.requirements import count_meeting
from tests.tui.board_view.test_mouse import drag, spot
from tests.tui.boards import card_named, lane_of, make_board, playing, press, screen_text, shown, titles

LEADS = (
    ("Whole one", "MQL", {"company": "A", "email": "a@a.example", "source": "Fair"}),
    ("Whole two", "MQL", {"company": "B", "email": "b@b.example", "source": "Fair"}),
    ("Lacking", "MQL", {"company": "C"}),
    ("Elsewhere", "Nurture", {"company": "D"}),
)


@pytest.fixture
def board(home):
    return make_board(home / "data" / "kanban.db", LEADS)


async def three_selected_two_hidden(pilot):
    """Select the three MQLs, then hide two of them by a filter."""
    await press(pilot, "3", "A", "slash", *"lacking", "enter")
    assert screen_text(pilot.app)[-1].startswith(" 3 selected (2 hidden)  ")


QUESTION = "3 cards are selected; the filter hides 2 of them."


@pytest.mark.parametrize(
    ("keys", "verb"),
    [(("H",), "Move"), (("d",), "Delete"), (("number_sign",), "Label"), (("e",), "Change"), (("c",), "Comment on")],
)
async def test_an_act_that_would_touch_hidden_cards_asks_first(board, keys, verb):
    async with playing(board) as (_, pilot):
        await three_selected_two_hidden(pilot)
        await press(pilot, *keys)
        assert f"{verb} 3 cards?" in shown(pilot)
        assert QUESTION in shown(pilot)
        await press(pilot, "escape")
        assert len(titles(board, "MQL")) == 3
        assert [lane_of(board, name) for name, *_ in LEADS[:3]] == ["MQL"] * 3


async def test_all_of_them_or_only_those_that_show(board):
    async with playing(board) as (_, pilot):
        await three_selected_two_hidden(pilot)
        await press(pilot, "H", "s")
        assert [lane_of(board, name) for name, *_ in LEADS[:3]] == ["MQL", "MQL", "Engaged"]
        await press(pilot, "u", "H", "enter")
        assert [lane_of(board, name) for name, *_ in LEADS[:3]] == ["Engaged"] * 3


async def test_a_drag_and_a_move_to_ask_too(board):
    async with playing(board) as (_, pilot):
        await three_selected_two_hidden(pilot)
        await drag(pilot, spot(pilot, "Lacking"), spot(pilot, "Engaged"))
        assert QUESTION in shown(pilot)
        await press(pilot, "escape", "m", *"nurture", "enter")
        assert QUESTION in shown(pilot)
        await press(pilot, "s")
        assert titles(board, "Nurture") == ["Lacking", "Elsewhere"]


@pytest.mark.parametrize(
    "keys", [("J",), ("K",), ("m", *"bottom", "enter"), ("m", *"top", "enter"), ("L",), ("d",), ("at",)]
)
async def test_one_hidden_card_is_asked_about_as_well(board, keys):
    async with playing(board) as (_, pilot):
        await press(pilot, "3", "j", "space", "slash", *"lacking", "enter")
        before = titles(board, "MQL")
        await press(pilot, *keys)
        assert "1 card is selected; the filter hides it." in shown(pilot)
        assert " 1 card?" in shown(pilot)
        await press(pilot, "escape")
        assert titles(board, "MQL") == before
        await press(pilot, *keys, "enter")
        assert keys[0] in {"at", "m", "L"} or titles(board, "MQL") != before


async def test_a_move_to_the_bottom_asks_about_hidden_cards(board):
    async with playing(board) as (_, pilot):
        await three_selected_two_hidden(pilot)
        await press(pilot, "m", *"bottom", "enter")
        assert QUESTION in shown(pilot)


async def test_where_nothing_is_hidden_nothing_is_asked(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "3", "A", "slash", *"stage:mql", "enter", "H")
        assert len(titles(board, "Engaged")) == 3
        assert "cards?" not in shown(pilot)


async def test_the_card_under_the_cursor_is_never_asked_about(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "slash", *"lacking", "enter", "H")
        assert lane_of(board, "Lacking") == "Engaged"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_an_offer_of_several_says_how_many_and_how_many_meet_all_requirements(board, size):
    async with playing(board, size=size) as (_, pilot):
        await press(pilot, "3", "A", "a")
        assert "Offer 3 cards to sales" in shown(pilot)
        assert "2 of 3 meet all requirements" in shown(pilot)
        assert "Enter: offer to sales" in shown(pilot)
        await press(pilot, *"budget is there", "enter")
        assert titles(board, "MQL") == []
        assert len(titles(board, "Handoff")) == 3


async def test_left_alone_they_stay_where_they_were(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "3", "A", "a", "escape")
        assert "The 3 cards stay where they were." in shown(pilot)
        assert len(titles(board, "MQL")) == 3


async def test_one_offer_names_its_card(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "3", "a")
        assert "Whole one → Handoff" in shown(pilot)
        assert "requirements" not in shown(pilot)


async def test_a_comment_is_written_on_each_and_taken_back_as_one(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "3", "A", "c")
        assert "Comment on 3 cards" in shown(pilot)
        await press(pilot, *"see the list", "enter")
        bodies = [[note.body for note in board.list_comments(card_named(board, name).id)] for name, *_ in LEADS]
        assert bodies == [["see the list"]] * 3 + [[]]
        assert "Comment added to 3 cards" in shown(pilot)
        await press(pilot, "u")
        assert all(not board.list_comments(card_named(board, name).id) for name, *_ in LEADS)


async def test_what_is_done_to_one_card_at_a_time_says_so(board):
    async with playing(board) as (screen, pilot):
        await press(pilot, "3", "A", "x")
        assert "A next step is done on one card at a time. Esc: drop the selection" in shown(pilot)
        assert len(screen.model.selected) == 3


def test_the_database_counts_as_the_gate_does(board):
    lines = gate.find_effective_version(board.board).content.list_guarding(board.board.find_stage("Handoff").id)
    cards = [card_named(board, name).id for name, *_ in LEADS]
    one_by_one = [
        all(check.is_met for check in gate.check_lines(board.board, board.card(card), lines)) for card in cards
    ]
    assert count_meeting(board.connection, board.board, cards, lines) == sum(one_by_one)
    assert count_meeting(board.connection, board.board, cards, ()) == len(cards)
    board.close()
