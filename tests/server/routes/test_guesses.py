"""Guesses over REST: in the token's name, null for everybody else until both are in, and shown to all then."""

from __future__ import annotations

import pytest

from kanban.domain.change import MEMBER
from tests.store.hub.world import BOARD_ID, STAGES

HERE = f"/v1/boards/{BOARD_ID}"


@pytest.fixture
def card(world):
    """A deal; the lead is of marketing."""
    assert world.lead.offer(MEMBER, world.lead.member, {"team": "marketing"}).status == "applied"
    return world.member.add("Proposal", value=100, currency="EUR", source="fair")


async def guess(who, card, percent):
    return await who.ask("POST", f"{HERE}/cards/{card}/guesses", {"percent": percent})


async def read(who, card):
    guesses = (await who.ask("GET", f"{HERE}/cards/{card}/guesses")).json()["guesses"]
    return {one["team"]: (one["first"], one["percent"], one["revised"], one["revealed"]) for one in guesses}


async def test_each_reads_ones_own_until_both_are_in(here, world, card):
    assert await read(here.viewer, card) == {}
    made = await guess(here.lead, card, 60)
    assert made.status_code == 201, made.text
    assert made.json()["guesses"][0]["author"] == "Lead"
    assert (await guess(here.lead, card, 50)).status_code == 201
    assert await read(here.lead, card) == {"marketing": (60, 50, True, None)}
    for who in (here.viewer, here.commenter, here.member):
        assert await read(who, card) == {"marketing": (None, None, True, None)}
        history = await who.ask("GET", f"{HERE}/cards/{card}/history")
        assert "60" not in str([event["said"] for event in history.json()["history"]])
    assert (await guess(here.member, card, 40)).status_code == 201
    both = {"marketing": (60, 50, True, "both"), "sales": (40, 40, False, "both")}
    for who in (here.viewer, here.commenter, here.member, here.lead):
        assert await read(who, card) == both
    assert (await guess(here.lead, card, 0)).status_code == 422


async def test_the_rate_of_like_cards_comes_after_ones_own_guess(here, world, card):
    for number in range(4):
        ended = world.member.add("Won" if number else "Lost", value=100, currency="EUR", lost_reason="price")
        assert ended
    await guess(here.lead, card, 60)
    (own,) = (await here.lead.ask("GET", f"{HERE}/cards/{card}/guesses")).json()["guesses"]
    assert own["base"] == {"won": 3, "of": 4, "rate": 0.75, "source": None}
    (other,) = (await here.member.ask("GET", f"{HERE}/cards/{card}/guesses")).json()["guesses"]
    assert other["base"] is None


async def test_who_may_and_what(here, world, card):
    for who in (here.viewer, here.commenter):
        assert (await guess(who, card, 60)).status_code == 403
    for odd in (5, 110, -10, "60", None, 60.5):
        assert (await guess(here.member, card, odd)).status_code == 422
    assert (await here.member.ask("GET", f"{HERE}/cards/unknown/guesses")).status_code == 404
    closed = await here.member.ask("PATCH", f"{HERE}/cards/{card}", {"stage": "Won"})
    assert closed.status_code == 200, closed.text
    assert (await guess(here.member, card, 60)).status_code == 422


async def test_a_close_over_rest_shows_what_is_in(here, world, card):
    await guess(here.lead, card, 60)
    assert (await here.member.ask("PATCH", f"{HERE}/cards/{card}", {"stage": "Won"})).status_code == 200
    assert await read(here.viewer, card) == {"marketing": (60, 60, False, "closed")}
    report = (await here.viewer.ask("GET", f"{HERE}/reports/calibration")).json()
    assert [(one["team"], one["n"], one["brier"]) for one in report["teams"]] == [
        ("marketing", 1, pytest.approx(0.16)), ("sales", 0, None),
    ]  # fmt: skip


async def test_what_rest_guessed_a_device_revises(here, world, card):
    await guess(here.lead, card, 60)
    change = world.lead.pull().changes[-1]
    assert change.extra["sealed"] == {"first": 60}
    assert "sealed" not in str(world.member.pull().changes)
    moved = {"stage": STAGES["Proposal"], "rank": "b"}
    assert world.member.offer("card", card, moved, "move").status == "applied"
    assert await read(here.viewer, card) == {"marketing": (None, None, False, None)}
