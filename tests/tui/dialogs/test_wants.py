"""Wants by keys: made from the board's filter, filled, listed for both teams."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kanban.domain.acts import verbs
from kanban.domain.handoffs import handoff
from kanban.domain.wants import want_verbs
from kanban.store.search import want_search
from kanban.tui.dialogs.boards.wants_dialog import WantsDialog
from tests.tui.boards import card_named, counted, make_board, member_of, playing, press, shown

CARDS = (
    ("Stark retrofit", "MQL", {"source": "Fair", "value": "75000"}),
    ("Wayne renewal", "Nurture", {"source": "Web", "value": "10"}),
)


@pytest.fixture
def board(tmp_path):
    made = make_board(tmp_path / "kanban.db", CARDS)
    made.member_id = member_of(made, "Raj")
    return made


def ask_for(board, query, number, name="Raj"):
    before, board.member_id = board.member_id, member_of(board, name)
    board.act(lambda view: want_verbs.add_want(view, query, number, board.today + timedelta(days=30)))
    board.member_id = before


async def open_wants(pilot):
    await counted(pilot)
    await press(pilot, "colon", *"wants", "enter")
    await counted(pilot)
    assert isinstance(pilot.app.screen, WantsDialog)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 15)])
async def test_a_want_is_made_of_the_filter_and_filled(board, size):
    async with playing(board, size) as (_, pilot):
        await counted(pilot)
        await press(pilot, "slash", *"source:fair", "enter")
        await open_wants(pilot)
        assert "No wants yet" in shown(pilot)
        await press(pilot, "n")
        assert "source:fair" in shown(pilot)
        await press(pilot, "enter")
        await counted(pilot)
        assert "0 of 10" in shown(pilot)
        assert "1 card would match today" in shown(pilot)
        await press(pilot, "t")
        assert "No card is tied to it yet." in shown(pilot)
        await press(pilot, "enter")
        await counted(pilot)
        assert "Stark retrofit" in shown(pilot)
        await press(pilot, "escape")
        board.act(lambda view: verbs.edit(view, [card_named(board, "Stark retrofit").id], {"value": 7_600_000}))
        await press(pilot, "x")
        await counted(pilot)
        assert "1 of 10" in shown(pilot)
        assert "ended" in shown(pilot)


async def test_marketing_may_not_make_one(board):
    board.member_id = member_of(board, "Bo")
    async with playing(board) as (_, pilot):
        await open_wants(pilot)
        await press(pilot, "n", *"source:fair", "enter")
        await counted(pilot)
        assert "Only sales can make wants." in shown(pilot)


async def test_a_want_that_nothing_matches_waits_in_marketings_inbox_until_a_card_comes(board):
    ask_for(board, "source:moon", 3)
    ask_for(board, "source:web", 3)
    assert [entry.kind for entry in board.list_inbox()] == []
    board.member_id = member_of(board, "Bo")
    (entry,) = board.list_inbox()
    assert (entry.kind, entry.title, entry.card, entry.words) == ("want", "source:moon", "", "0 of 3, 0 would match")
    async with playing(board) as (_, pilot):
        await counted(pilot)
        await press(pilot, "i")
        await counted(pilot)
        assert "a want without a match" in shown(pilot)
        await press(pilot, "enter")
        await counted(pilot)
        assert isinstance(pilot.app.screen, WantsDialog)
        await press(pilot, "escape")
        board.act(lambda view: verbs.edit(view, [card_named(board, "Wayne renewal").id], {"source": "Moon"}))
        assert board.list_inbox() == []
        ask_for(board, "source:mars", 1, "Raj")
        (entry,) = board.list_inbox()
        board.resolve_entry(entry)
        assert board.list_inbox() == []


async def test_marketing_offers_what_would_match_to_the_rep_who_wants_it(board):
    ask_for(board, "source:fair", 3)
    board.member_id = member_of(board, "Bo")
    async with playing(board) as (_, pilot):
        await open_wants(pilot)
        await press(pilot, "a")
        await counted(pilot)
        text = shown(pilot)
        assert "Why now" in text
        assert "Raj" in text
        await press(pilot, *"fair", "enter")
        await counted(pilot)
        card = card_named(board, "Stark retrofit")
        assert handoff.read(card.value_of("handoff")).to == member_of(board, "Raj")
        assert [want_search.count_tied(board.connection, board.board, want) for want in board.board.wants] == [1]


async def test_sales_cannot_offer_to_itself(board):
    ask_for(board, "source:fair", 3)
    async with playing(board) as (_, pilot):
        await open_wants(pilot)
        await press(pilot, "a")
        assert "Only marketing can offer cards." in shown(pilot)
