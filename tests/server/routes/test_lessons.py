"""Debriefs and walks over REST: in the token's name; a walk's end only for who asks for more steps than there are."""

from __future__ import annotations

import pytest

from tests.store.hub.world import BOARD_ID

HERE = f"/v1/boards/{BOARD_ID}"
WORDS = "the pilot came too late"


@pytest.fixture
async def card(here):
    made = await here.lead.ask("POST", f"{HERE}/cards", {"title": "Granum", "stage": "Proposal", "value": "14000"})
    card = made.json()["id"]
    edited = {"close_on": "2027-03-03", "probability": 0.4}
    assert (await here.member.ask("PATCH", f"{HERE}/cards/{card}", edited)).status_code == 200
    moved = await here.member.ask("PATCH", f"{HERE}/cards/{card}", {"stage": "Lost", "lost_reason": "competitor"})
    assert moved.status_code == 200, moved.text
    return card


async def test_who_writes_and_deletes_a_debrief(here, card):
    place = f"{HERE}/cards/{card}/debriefs"
    assert (await here.viewer.ask("POST", place, {"words": WORDS})).status_code == 403
    written = await here.commenter.ask("POST", place, {"words": WORDS})
    assert (written.status_code, written.json()["words"], written.json()["author"]) == (201, WORDS, "Commenter")
    again = await here.commenter.ask("POST", place, {"words": "too dear"})
    assert again.json()["id"] == written.json()["id"]
    assert [one["words"] for one in (await here.viewer.ask("GET", place)).json()["debriefs"]] == ["too dear"]
    own = f"{place}/{written.json()['id']}"
    assert (await here.lead.ask("DELETE", own)).status_code == 403
    assert (await here.commenter.ask("DELETE", own)).status_code == 200
    assert (await here.viewer.ask("GET", place)).json() == {"debriefs": [], "after": None}


async def test_a_deal_that_goes_on_has_neither(here, world):
    card = world.member.add()
    assert (await here.member.ask("POST", f"{HERE}/cards/{card}/debriefs", {"words": WORDS})).status_code == 422
    assert (await here.member.ask("GET", f"{HERE}/cards/{card}/walk")).status_code == 422


async def test_the_end_of_a_walk_is_told_last(here, card):
    await here.member.ask("POST", f"{HERE}/cards/{card}/debriefs", {"words": WORDS})
    place, shown = f"{HERE}/cards/{card}/walk", 1
    while True:
        told = await here.viewer.ask("GET", f"{place}?steps={shown}")
        if told.json()["over"]:
            break
        for word in ("Lost", "competitor", "2027-03-03", "0.4", WORDS):
            assert word not in told.text
        assert (told.json()["end"], len(told.json()["steps"])) == (None, shown)
        shown += 1
    assert shown >= 2
    assert (told.json()["end"]["stage"], told.json()["end"]["lost_reason"]) == ("Lost", "competitor")


async def test_this_week_s_walk_is_proposed_until_it_is_shared(here, card):
    told = await here.member.ask("GET", f"{HERE}/walk")
    assert (told.json()["card"], told.json()["title"]) == (card, "Granum")
    assert "Lost" not in told.text
    step = (await here.member.ask("GET", f"{HERE}/cards/{card}/walk")).json()["steps"][0]["id"]
    answers = {"answers": [{"after": step, "words": "call her"}]}
    assert (await here.viewer.ask("POST", f"{HERE}/cards/{card}/walks", answers)).status_code == 403
    shared = await here.member.ask("POST", f"{HERE}/cards/{card}/walks", answers)
    assert shared.status_code == 201, shared.text
    (walk,) = (await here.viewer.ask("GET", f"{HERE}/cards/{card}/walks")).json()["walks"]
    assert (walk["author"], walk["answers"][0]["words"]) == ("Member", "call her")
    assert (await here.member.ask("GET", f"{HERE}/walk")).json()["card"] is None
    assert (await here.lead.ask("GET", f"{HERE}/walk")).json()["card"] == card
