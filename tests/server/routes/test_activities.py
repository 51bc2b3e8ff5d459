"""Activities over REST: logged in the token's name, shown, and taken back by their author alone."""

from __future__ import annotations

from tests.server.conftest import problem
from tests.store.hub.world import BOARD_ID

PATH = f"/v1/boards/{BOARD_ID}/cards"


async def test_an_activity_is_logged_with_its_next_step(here, world):
    card = world.member.add()
    place = f"{PATH}/{card}/activities"
    body = {
        "kind": "call",
        "outcome": "reached",
        "text": "Wants *two*.",
        "next_step": "send it",
        "next_on": "2030-03-01",
    }
    made = await here.member.ask("POST", place, body)
    assert made.status_code == 201
    logged = made.json()
    assert (logged["kind"], logged["outcome"], logged["author"], logged["team"]) == (
        "call",
        "reached",
        "Member",
        "sales",
    )
    assert (await here.viewer.ask("GET", place)).json() == {"activities": [logged], "after": None}
    told = (await here.viewer.ask("GET", f"{PATH}/{card}")).json()
    assert told["activities"] == {"attempts": 1, "contacts": 1, "last_at": logged["at"]}
    assert (told["next_step"], told["next_on"]) == ("send it", "2030-03-01")
    history = (await here.viewer.ask("GET", f"{PATH}/{card}/history")).json()["history"]
    assert "logged a call: reached: Wants *two*." in [event["said"] for event in history]


async def test_the_same_key_logs_once(here, world):
    place, key = f"{PATH}/{world.member.add()}/activities", {"Idempotency-Key": "k"}
    for _ in range(2):
        made = await here.member.ask("POST", place, {"kind": "email", "outcome": "sent"}, headers=key)
        assert made.status_code == 201
    assert len((await here.member.ask("GET", place)).json()["activities"]) == 1


async def test_what_makes_no_activity_is_refused(here, world):
    place = f"{PATH}/{world.member.add()}/activities"
    for body in (
        {"kind": "fax", "outcome": "sent"}, {"kind": "call"}, {"kind": "call", "outcome": "held"},
        {"kind": "call", "outcome": "reached", "at": "soon"},
        {"kind": "call", "outcome": "reached", "at": "2001-01-01T00:00:00Z"},
        {"kind": "call", "outcome": "reached", "at": "2099-01-01T00:00:00Z"},
        {"kind": "call", "outcome": "reached", "next_on": "2030-03-01"},
    ):  # fmt: skip
        answer = await here.member.ask("POST", place, body)
        assert answer.status_code in {400, 422}, body
    assert (await here.member.ask("GET", place)).json()["activities"] == []


async def test_only_its_author_deletes_it(here, world):
    card, other = world.member.add(), world.member.add(title="Other")
    logged = (
        await here.commenter.ask("POST", f"{PATH}/{card}/activities", {"kind": "meeting", "outcome": "no show"})
    ).json()
    place = f"{PATH}/{card}/activities/{logged['id']}"
    assert problem(await here.member.ask("DELETE", place))[0] == 403
    assert problem(await here.commenter.ask("DELETE", f"{PATH}/{other}/activities/{logged['id']}"))[0] == 404
    assert (await here.commenter.ask("DELETE", place)).status_code == 200
    assert (await here.viewer.ask("GET", f"{PATH}/{card}")).json()["activities"]["attempts"] == 0


async def test_only_its_author_edits_its_words_and_nothing_else(here, world):
    card, other = world.member.add(), world.member.add(title="Other")
    body = {"kind": "call", "outcome": "reached", "text": "Wants two."}
    logged = (await here.commenter.ask("POST", f"{PATH}/{card}/activities", body)).json()
    place = f"{PATH}/{card}/activities/{logged['id']}"
    for stranger in (here.member, here.lead):
        assert problem(await stranger.ask("PATCH", place, {"text": "Mine"}))[0] == 403
    assert problem(await here.viewer.ask("PATCH", place, {"text": "Mine"}))[0] == 403
    assert problem(await here.anybody.ask("PATCH", place, {"text": "Mine"}))[0] == 401
    assert (
        problem(await here.commenter.ask("PATCH", f"{PATH}/{other}/activities/{logged['id']}", {"text": "x"}))[0] == 404
    )
    for forged in (
        {},
        {"text": "x", "outcome": "no answer"},
        {"text": "x", "author": "y"},
        {"text": 7},
        {"text": "x" * 40_000},
    ):
        assert problem(await here.commenter.ask("PATCH", place, forged))[0] == 422
    edited = (await here.commenter.ask("PATCH", place, {"text": "Wants three."})).json()
    assert edited == logged | {"text": "Wants three."}
    assert (await here.commenter.ask("PATCH", place, {"text": None})).json() == logged | {"text": None}
    world.lead.offer("member", world.commenter.member, {"deleted": True}, "member")
    assert problem(await here.commenter.ask("PATCH", place, {"text": "After all"}))[0] == 403
    world.lead.offer("member", world.commenter.member, {"deleted": False}, "member")
    assert (await here.commenter.ask("DELETE", place)).status_code == 200
    assert problem(await here.commenter.ask("PATCH", place, {"text": "Again"}))[0] in {404, 422}
