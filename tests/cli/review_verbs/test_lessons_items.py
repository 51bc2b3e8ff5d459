"""What a pipeline review talks about beside figures: wants without a match, and one deal to walk, its end hidden."""

from __future__ import annotations

import pytest


@pytest.fixture
def board(own):
    """A want that nothing matches, and a deal that was lost."""
    own("member", "add", "Raj", "--team", "sales")
    ref = own("add", "Initech", "--stage", "Proposal", "--value", "5000").out.strip()
    own("--as", "Raj", "want", "add", "source:moon", "--by", "+4w", "--number", "2")
    own("--as", "Raj", "move", ref, "Lost", "--set", "lost-reason=competitor")
    return ref


def items(own):
    return {item["item"]: item for item in own("meet", "--json").json["items"]}


def test_wants_without_a_match_are_told_until_something_matches(own, board):
    told = items(own)["objections"]["wants_without_match"]
    assert [(one["owner"], one["query"], one["number"]) for one in told] == [("Raj", "source:moon", 2)]
    assert "No match: Raj wants source:moon · 0 of 2" in own("meet").out
    own("add", "Lunar", "--source", "moon")
    assert items(own)["objections"]["wants_without_match"] == []


def test_one_deal_is_walked_and_its_end_is_not_told(own, board):
    (card,) = items(own)["walk"]["cards"]
    assert card["title"] == "Initech"
    assert "Lost" not in str(card)
    assert "competitor" not in str(card)
    assert "its end is hidden: what would you do?" in own("meet").out
    assert [one["title"] for one in own("meet", "--cards", "walk", "--json").json] == ["Initech"]


def test_a_board_without_a_closed_deal_has_nothing_to_walk(own):
    own("add", "Acme")
    assert items(own)["walk"]["cards"] == []
    assert "No closed deal to walk." in own("meet").out


def test_the_minutes_keep_counts_and_nobody_s_words(own, board):
    own("meet", "begin")
    own("meet", "end")
    minutes = own("meet", "--minutes", "-").out
    assert "1 want without a match" in minutes
    assert "One closed deal: Initech" in minutes
    assert "moon" not in minutes
