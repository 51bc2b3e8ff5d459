"""The handoff by keys, from both sides, in a wide terminal and a small one."""

from __future__ import annotations

import pytest

from kanban.domain.acts import verbs
from tests.tui.boards import card_named, lane_of, make_board, member_of, playing, press, shown


@pytest.fixture
def board(tmp_path):
    return make_board(tmp_path / "kanban.db")


SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)])


@SIZES
async def test_a_marketer_offers_by_one_key_and_says_why(board, size):
    async with playing(board, size) as (_, pilot):
        await press(pilot, "3", "a")
        assert "Why now" in shown(pilot)
        await press(pilot, "enter")
        assert lane_of(board, "Umbrella pilot") == "MQL"  # why now is needed
        await press(pilot, *"budget", "enter")
        assert lane_of(board, "Umbrella pilot") == "Handoff"
        assert card_named(board, "Umbrella pilot").value_of("handoff")["to"] == member_of(board, "Raj")
        assert "Offered “Umbrella pilot” to Raj" in shown(pilot)


@SIZES
async def test_moving_it_on_asks_for_the_same(board, size):
    async with playing(board, size) as (_, pilot):
        await press(pilot, "3", "L", *"now", "enter")
        assert lane_of(board, "Umbrella pilot") == "Handoff"
        await press(pilot, "L")
        assert "Only sales can accept an offer" in shown(pilot)


async def test_the_whole_way_between_two_teams(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "3", "a", *"now", "enter")
        await press(pilot, "M", *"raj", "enter")
        assert "S Raj · sales" in shown(pilot)
        assert "S Raj ◔ 8h left" in shown(pilot)
        await press(pilot, "a", *"ask", "enter", *"who signs", "enter")
        assert card_named(board, "Umbrella pilot").value_of("handoff")["state"] == "asked"
        assert "question" in shown(pilot)
        await press(pilot, "M", *"ana", "enter", "a", "enter", *"she does", "enter")
        assert card_named(board, "Umbrella pilot").value_of("handoff")["state"] == "offered"
        await press(pilot, "M", *"raj", "enter", "a", "enter", *"call", "tab", *"fri", "enter")
        assert lane_of(board, "Umbrella pilot") == "Accepted"
        card = card_named(board, "Umbrella pilot")
        assert (card.next_step, card.next_on, card.sales_owner) == ("call", "2026-11-27", "Raj")
        assert [note.kind for note in board.list_comments(card.id)] == ["offer", "question", "answer"]
        await press(pilot, "a", *"budget", "enter", "enter")
        assert (lane_of(board, "Umbrella pilot"), card_named(board,
                                                             "Umbrella pilot").value_of("handoff")["reason"]) == (
            "Nurture", "no budget",
        )  # fmt: skip


async def test_the_acts_are_read_whole_on_a_narrow_screen_and_the_reason_says_who_reads_it(board):
    async with playing(board, (80, 24)) as (_, pilot):
        await press(pilot, "3", "a")
        assert "one line that sales sees first" in shown(pilot)
        await press(pilot, "enter")
        assert "Say why now." in shown(pilot)
        await press(pilot, *"now", "enter", "M", *"raj", "enter", "a")
        box = [line for line in shown(pilot).splitlines() if line.count("│") > 1]
        assert "Hand over “Umbrella pilot”" in shown(pilot)
        assert any("to marketing, with why" in line for line in box)


async def test_bad_timing_asks_when_again(board):
    board.member_id = member_of(board, "Raj")
    async with playing(board) as (_, pilot):
        await press(pilot, "6", "a", *"timing", "enter", "enter")
        assert lane_of(board, "Stark retrofit") == "Discovery"
        await press(pilot, *"+3m", "enter")
        assert lane_of(board, "Stark retrofit") == "Nurture"
        assert card_named(board, "Stark retrofit").value_of("handoff")["again"]


async def test_what_does_not_fit_is_said(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "6", "a")
        assert "Sales has this card. You can comment (c)." in shown(pilot)
        await press(pilot, "9", "a")
        assert "is closed, so it can't be handed over" in shown(pilot)


async def test_a_face_at_the_door_names_who_is_to_answer(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "3", "a", *"now", "enter")
        assert "S Raj ◔ 8h left" in shown(pilot)


async def test_an_open_card_at_the_door_tells_who_is_to_answer_and_how_long_there_is(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "3", "a", *"now", "enter", "4", "g", "enter")
        assert "held by S sales · Raj · 8h left" in shown(pilot)


@SIZES
async def test_a_person_who_opted_out_is_offered_after_a_question(board, size):
    card = card_named(board, "Umbrella pilot")
    board.act(lambda view: verbs.edit(view, [card.id], {"label.opted out": True}))
    async with playing(board, size) as (_, pilot):
        await press(pilot, "3", "a")
        assert "wants no contact" in shown(pilot)
        await press(pilot, "escape")
        assert lane_of(board, "Umbrella pilot") == "MQL"
        await press(pilot, "a", "enter", *"budget", "enter")
        assert lane_of(board, "Umbrella pilot") == "Handoff"
