"""Wants by keys: made from the board's filter, filled, listed for both teams."""

from __future__ import annotations

import pytest

from kanban.domain.acts import verbs
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
