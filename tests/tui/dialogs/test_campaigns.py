"""The list of campaigns on the board, and choosing one for a card."""

from __future__ import annotations

import pytest

from kanban.domain.acts import campaign_verbs, verbs
from kanban.tui.widgets.inputs.options import options_for
from tests.tui.boards import make_board, playing, press, settled, shown


@pytest.fixture
def board(tmp_path):
    return make_board(tmp_path / "board.db")


def names(workspace):
    return [campaign.name for campaign in workspace.reload().campaigns]


async def test_a_campaign_is_added_changed_and_removed(board):
    async with playing(board, size=(80, 24)) as (_, pilot):
        await press(pilot, "colon", *"campaigns", "enter")
        assert "No campaigns yet" in shown(pilot)
        await press(pilot, "a", *"Steel webinar", "tab", *"Webinar", "tab", "tab", "tab", *"4k", "enter")
        await settled(pilot)
        assert "Steel webinar  Webinar · €4,000 planned" in shown(pilot)
        await press(pilot, "enter", "tab", "tab", *"Done", "enter")
        await settled(pilot)
        assert "Steel webinar  Webinar · Done · €4,000 planned" in shown(pilot)
        await press(pilot, "x")
        await settled(pilot)
        assert "No campaigns yet" in shown(pilot)
        await press(pilot, "escape", "u")
        await settled(pilot)
        assert names(board) == ["Steel webinar"]


def test_a_cards_campaign_is_chosen_from_the_list_or_typed(board):
    assert options_for("campaign", board.board) is None
    board.act(lambda view: campaign_verbs.add_campaign(view, "Steel webinar", {"type": "Webinar"}))
    options = options_for("campaign", board.board)
    assert [item.key for item in options.find_items("")] == ["", "Steel webinar"]
    assert [item.key for item in options.find_items("ste")] == ["Steel webinar", "ste"]


async def test_a_campaign_is_renamed_with_its_cards(board):
    board.act(lambda view: campaign_verbs.add_campaign(view, "Steel webinar", {"type": "Webinar"}))
    card = board.find("Acme pilot")
    board.act(lambda view: verbs.edit(view, [card.id], {"campaign": "Steel webinar"}))
    async with playing(board, size=(80, 24)) as (_, pilot):
        await press(pilot, "colon", *"campaigns", "enter", "enter", *" 2026", "enter")
        await settled(pilot)
        assert "Steel webinar 2026  Webinar" in shown(pilot)
        assert names(board) == ["Steel webinar 2026"]
        assert board.find("Acme pilot").campaign == "Steel webinar 2026"
