"""What the two teams do at the door over REST, each by whoever may, and what they hear who may not."""

from __future__ import annotations

import pytest

from kanban.domain.change import MEMBER
from kanban.domain.ids import new_id
from kanban.server.settings import Settings
from tests.server.conftest import problem, serving
from tests.store.hub.world import BOARD_ID

PATH = f"/v1/boards/{BOARD_ID}/cards"
WHY = {"why": "asked for a price"}


@pytest.fixture
async def door(world):
    """A server on which `member` is of marketing and `lead` of sales."""
    world.lead.offer(MEMBER, world.member.member, {"team": "marketing"}, "member")
    async with serving(world, Settings()) as here:
        yield here


async def verbs_of(here, card):
    told = (await here.viewer.ask("GET", f"{PATH}/{card}/history")).json()["history"]
    return [(each["verb"], each["actor"]) for each in told]


async def test_a_card_goes_through_the_door(door, world):
    card = world.member.add("MQL")
    offered = (
        await door.member.ask("POST", f"{PATH}/{card}/offer", WHY | {"opening": "Ask for Jane", "to": "Lead"})
    ).json()
    assert (offered["stage"], offered["holder"], offered["handoff"]["state"]) == ("Handoff", "sales", "offered")
    assert (offered["handoff"]["by"], offered["handoff"]["to"]) == ("Member", "Lead")
    asked = (await door.lead.ask("POST", f"{PATH}/{card}/ask", {"body": "Who signs?"})).json()
    assert (asked["holder"], asked["handoff"]["state"]) == ("marketing", "asked")
    answered = (await door.member.ask("POST", f"{PATH}/{card}/answer", {"body": "The CFO."})).json()
    assert (answered["holder"], answered["handoff"]["state"]) == ("sales", "offered")
    took = (
        await door.lead.ask("POST", f"{PATH}/{card}/accept", {"next_step": "call the CFO", "next_on": "+3d"})
    ).json()
    assert (took["side"], took["handoff"]["state"], took["next_step"]) == ("sales", "accepted", "call the CFO")
    thread = (await door.viewer.ask("GET", f"{PATH}/{card}/comments")).json()["comments"]
    assert [(each["kind"], each["author"]) for each in thread] == [
        ("offer", "Member"),
        ("question", "Lead"),
        ("answer", "Member"),
    ]
    back = (await door.lead.ask("POST", f"{PATH}/{card}/return", {"reason": "bad timing", "again": "never"})).json()
    assert (back["side"], back["handoff"]["state"], back["handoff"]["reason"]) == (
        "marketing",
        "returned",
        "bad timing",
    )
    assert ("offer", "Member") in await verbs_of(door, card)


async def test_an_offer_is_withdrawn(door, world):
    card = world.member.add("Engaged")
    await door.member.ask("POST", f"{PATH}/{card}/offer", WHY)
    back = (await door.member.ask("POST", f"{PATH}/{card}/withdraw")).json()
    assert (back["stage"], back["handoff"]["state"]) == ("Engaged", "withdrawn")
    late = await door.lead.ask("POST", f"{PATH}/{card}/accept", {"next_step": "call", "next_on": "+1d"})
    assert problem(late) == (422, "invalid")


async def test_the_next_step_is_done(door, world):
    card = world.member.add("MQL", next_step="call", next_on="2026-11-30")
    done = (
        await door.member.ask("POST", f"{PATH}/{card}/done", {"next_step": "send a price", "next_on": "2026-12-04"})
    ).json()
    assert (done["next_step"], done["next_on"]) == ("send a price", "2026-12-04")
    done = (await door.member.ask("POST", f"{PATH}/{card}/done", {})).json()
    assert (done["next_step"], done["next_on"]) == (None, None)
    assert problem(await door.member.ask("POST", f"{PATH}/{card}/done", {})) == (422, "invalid")
    assert problem(await door.member.ask("POST", f"{PATH}/{card}/done", {"next_on": "+1d"})) == (422, "invalid")
    assert [verb for verb, _ in await verbs_of(door, card)] == ["create", "done", "done"]


ACTS = {
    "offer": ("marketing", WHY),
    "withdraw": ("marketing", None),
    "answer": ("marketing", {"body": "The CFO."}),
    "accept": ("sales", {"next_step": "call", "next_on": "+1d"}),
    "return": ("sales", {"reason": "bad timing", "again": "never"}),
    "ask": ("sales", {"body": "Who signs?"}),
    "done": ("", {}),
}


@pytest.mark.parametrize("act", ACTS)
async def test_each_act_is_its_teams(door, world, act):
    """Neither lesser roles nor the other team may, nobody without a token hears more, and nothing is written."""
    team, body = ACTS[act]
    card = world.member.add("MQL", next_step="call")
    if act not in {"offer", "done"}:
        await door.member.ask("POST", f"{PATH}/{card}/offer", WHY)
    if act == "answer":
        await door.lead.ask("POST", f"{PATH}/{card}/ask", {"body": "Who?"})
    head = world.lead.push().head
    place = f"{PATH}/{card}/{act}"
    assert problem(await door.anybody.ask("POST", place, body)) == (401, "unauthorized")
    others = {"marketing": [door.lead], "sales": [door.member]}.get(team, [])
    for somebody in (door.viewer, door.commenter, *others):
        assert problem(await somebody.ask("POST", place, body)) == (403, "forbidden")
    assert world.lead.push().head == head
    who, key = door.lead if team == "sales" else door.member, {"Idempotency-Key": "once"}
    first = await who.ask("POST", place, body, headers=key)
    assert first.status_code == 200, first.text
    head = world.lead.push().head
    again = await who.ask("POST", place, body, headers=key)
    assert (again.status_code, again.json()) == (200, first.json())
    assert problem(await who.ask("POST", f"{PATH}/{card}/comments", {"body": "x"}, headers=key)) == (422, "invalid")
    assert world.lead.push().head == head
    assert problem(await who.ask("POST", f"{PATH}/{new_id()}/{act}", body)) == (404, "not_found")


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("offer", {}), ("offer", {"why": ""}), ("offer", {"why": "x" * 141}), ("offer", WHY | {"to": "Nobody"}),
        ("offer", WHY | {"to": "Viewer"}), ("offer", WHY | {"handoff": {}}), ("offer", WHY | {"due": "2099-01-01"}),
        ("offer", WHY | {"by": "Lead"}), ("offer", WHY | {"evidence": {"no such": "line"}}),
        ("answer", {"body": "Nobody asked"}),
    ],
)  # fmt: skip
async def test_what_makes_no_sense_is_refused(door, world, act, body):
    card = world.member.add("MQL")
    head = world.lead.push().head
    refused = await door.member.ask("POST", f"{PATH}/{card}/{act}", body)
    assert problem(refused) == (422, "invalid"), refused.text
    assert world.lead.push().head == head


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("accept", {}), ("accept", {"next_step": "call"}), ("accept",
                                                            {"next_step": "call", "next_on": "+1d", "stage": "Won"}),
        ("accept", {"next_step": "call", "next_on": "+1d", "stage": "MQL"}),
        ("accept", {"next_step": "call", "next_on": "+1d", "stage": "Nowhere"}),
        ("accept", {"next_step": "", "next_on": ""}), ("accept", {"next_step": "call", "next_on": "someday"}),
        ("return", {"reason": "none of these"}), ("return", {"reason": "bad timing"}),
        ("return", {"reason": "bad timing", "again": "soon"}), ("ask", {"body": ""}),
    ],
)  # fmt: skip
async def test_an_answer_that_makes_no_sense_is_refused(door, world, act, body):
    card = world.member.add("MQL")
    await door.member.ask("POST", f"{PATH}/{card}/offer", WHY)
    head = world.lead.push().head
    refused = await door.lead.ask("POST", f"{PATH}/{card}/{act}", body)
    assert problem(refused) == (422, "invalid"), refused.text
    assert world.lead.push().head == head


async def test_a_person_who_opted_out_is_offered_only_with_anyway(door, world):
    first, second = (world.member.add("MQL", **{"label.opted out": True}) for _ in range(2))
    refused = await door.member.ask("POST", f"{PATH}/{first}/offer", WHY)
    assert refused.status_code == 422
    assert "wants no contact" in refused.json()["detail"]
    offered = await door.member.ask("POST", f"{PATH}/{first}/offer", WHY | {"anyway": True})
    assert offered.json()["stage"] == "Handoff"
    move = {"stage": "Handoff", "crossing": WHY}
    assert (await door.member.ask("PATCH", f"{PATH}/{second}", move)).status_code == 422
    moved = await door.member.ask(
        "PATCH", f"{PATH}/{second}", {"stage": "Handoff", "crossing": WHY | {"anyway": "yes"}}
    )
    assert moved.json()["stage"] == "Handoff"
