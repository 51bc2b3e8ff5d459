"""Who may do what over REST: every act on a board, asked by people of every role and by nobody."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from kanban.domain.board import ROLES
from kanban.domain.ids import new_id
from tests.server.conftest import problem
from tests.store.hub.policies.test_meetings import begin, decide
from tests.store.hub.world import BOARD_ID, STAGES, World

BOARD = f"/v1/boards/{BOARD_ID}"


@dataclass
class Scene:
    """A board with something of everything on it."""

    world: World

    def __post_init__(self):
        self.card = self.world.member.add(
            email="jane@acme.example", **{"label.vip": True, "link.l1": {"url": "https://a.example"}}
        )
        self.other, self.gone = self.world.member.add(title="Other"), self.world.member.add(title="Gone")
        self.world.member.offer("card", self.gone, {"deleted": True}, "delete")
        self.stage, self.person, self.campaign = new_id(), new_id(), new_id()
        meeting, _ = begin(self.world.member)
        self.decision, _ = decide(self.world.member, meeting)
        self.world.lead.offer("campaign", self.campaign, {"created": True, "name": "Webinar"}, "campaign")
        registers = {
            "created": True,
            "name": "Pilot",
            "side": "sales",
            "rank": "a65",
            "probability": 0.5,
            "required": [],
        }
        self.world.lead.offer("stage", self.stage, registers, "stage")
        self.world.lead.offer(
            "member", self.person, {"created": True, "name": "Ana", "team": "marketing", "role": "member"}, "member"
        )


ACTS = {
    "make": ("member", "POST", "/cards", {"title": "New"}, 201),
    "make each": ("member", "POST", "/cards/batch", {"cards": [{"title": "One"}, {"title": "Two", "stage": "MQL"}]},
                  201),
    "upsert": ("member", "POST", "/cards?duplicates=update", {"title": "New", "email": "jane@acme.example"}, 200),
    "change": ("member", "PATCH", "/cards/{card}", {"title": "Changed"}, 200),
    "delete": ("member", "DELETE", "/cards/{card}", None, 200),
    "restore": ("member", "POST", "/cards/{gone}/restore", None, 200),
    "merge": ("member", "POST", "/cards/{card}/merge", {"card": "{other}"}, 200),
    "history": ("viewer", "GET", "/cards/{card}/history", None, 200),
    "label": ("member", "PUT", "/cards/{card}/labels/hot", None, 200),
    "unlabel": ("member", "DELETE", "/cards/{card}/labels/vip", None, 200),
    "link": ("member", "POST", "/cards/{card}/links", {"url": "https://acme.example"}, 201),
    "unlink": ("member", "DELETE", "/cards/{card}/links/l1", None, 200),
    "thread": ("viewer", "GET", "/cards/{card}/comments", None, 200),
    "comment": ("commenter", "POST", "/cards/{card}/comments", {"body": "Hi"}, 201),
    "activities": ("viewer", "GET", "/cards/{card}/activities", None, 200),
    "log": ("commenter", "POST", "/cards/{card}/activities", {"kind": "email", "outcome": "sent"}, 201),
    "labels": ("viewer", "GET", "/labels", None, 200),
    "stages": ("viewer", "GET", "/stages", None, 200),
    "add stage": ("lead", "POST", "/stages", {"name": "Trial", "after": "Discovery", "limit": 5}, 201),
    "change stage": ("lead", "PATCH", "/stages/{stage}", {"name": "Trial", "place": 2}, 200),
    "remove stage": ("lead", "DELETE", "/stages/{stage}", None, 200),
    "campaigns": ("viewer", "GET", "/campaigns", None, 200),
    "meetings": ("viewer", "GET", "/meetings", None, 200),
    "agenda": ("viewer", "GET", "/meetings/agenda", None, 200),
    "begin a review": ("member", "POST", "/meetings", None, 201),
    "decide": ("member", "POST", "/meetings/decisions", {"decision": "Call within a day", "owner": "member",
               "due_on": "+1w", "measure": "median under 8 h", "card": "{card}"}, 201),
    "judge": ("member", "PATCH", "/meetings/decisions/{decision}", {"verdict": "kept"}, 200),
    "add campaign": ("lead", "POST", "/campaigns", {"name": "Trade fair", "planned_cost": 4000, "from": "2026-12-03"},
                     201),
    "change campaign": ("lead", "PATCH", "/campaigns/{campaign}", {"status": "Done", "actual_cost": "3850.50"}, 200),
    "remove campaign": ("lead", "DELETE", "/campaigns/{campaign}", None, 200),
    "members": ("viewer", "GET", "/members", None, 200),
    "add member": ("lead", "POST", "/members", {"name": "Bo", "team": "sales"}, 201),
    "change member": ("lead", "PATCH", "/members/{person}", {"team": "sales"}, 200),
    "remove member": ("lead", "DELETE", "/members/{person}", None, 200),
}  # fmt: skip


def filled(value, scene):
    """What is asked, with the ids of the scene in it."""
    if isinstance(value, str):
        return value.format(**vars(scene)) if "{" in value else value
    return {name: filled(each, scene) for name, each in value.items()} if isinstance(value, dict) else value


@pytest.mark.parametrize("what", ACTS)
async def test_who_may(here, world, what):
    least, method, path, body, status = ACTS[what]
    scene = Scene(world)
    place, body = filled(BOARD + path, scene), filled(body, scene)
    assert problem(await here.anybody.ask(method, place, body)) == (401, "unauthorized")
    stranger = here.someone("kbt_" + "x" * 43)
    assert problem(await stranger.ask(method, place, body)) == (401, "unauthorized")
    head = world.lead.push().head
    for role in ROLES[: ROLES.index(least)]:
        assert problem(await getattr(here, role).ask(method, place, body)) == (403, "forbidden"), role
    assert world.lead.push().head == head
    answered = await getattr(here, least).ask(method, place, body)
    assert answered.status_code == status, answered.text
    assert (world.lead.push().head > head) == (method != "GET")


@pytest.mark.parametrize("what", [name for name, (_, method, *_) in ACTS.items() if method != "GET"])
async def test_a_key_works_on_every_write(here, world, what):
    """The same request again does nothing, and answers as it did; another one with the same key is refused."""
    _, method, path, body, status = ACTS[what]
    scene = Scene(world)
    place, body, key = filled(BOARD + path, scene), filled(body, scene), {"Idempotency-Key": "once"}
    first = await here.lead.ask(method, place, body, headers=key)
    head = world.lead.push().head
    again = await here.lead.ask(method, place, body, headers=key)
    assert (first.status_code, again.status_code) == (status, status), again.text
    assert first.json() == again.json()
    other = await here.lead.ask("POST", f"{BOARD}/cards/{scene.other}/comments", {"body": "Other"}, headers=key)
    assert problem(other) == (422, "invalid")
    assert world.lead.push().head == head


@pytest.mark.parametrize("what", [name for name, (_, _, path, *_) in ACTS.items() if "{" in path])
async def test_what_is_not_there_is_not_found(here, world, what):
    _, method, path, body, _ = ACTS[what]
    scene = Scene(world)
    body = filled(body, scene)
    scene.card = scene.gone = scene.stage = scene.person = scene.campaign = scene.decision = new_id()
    assert problem(await here.lead.ask(method, filled(BOARD + path, scene), body)) == (404, "not_found")
    nowhere = filled(f"/v1/boards/{new_id()}" + path, scene)
    assert problem(await here.lead.ask(method, nowhere, body)) == (404, "unknown_board")


async def test_stages_of_the_world_are_told(here):
    told = (await here.viewer.ask("GET", f"{BOARD}/stages")).json()["stages"]
    assert [each["id"] for each in told] == [*STAGES.values()]
