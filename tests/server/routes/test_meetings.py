"""Pipeline reviews over REST: the agenda, decisions and verdicts, and who may end a review."""

from __future__ import annotations

import json

from kanban.domain.board import ROLES
from kanban.domain.change import CARD, STAGE
from kanban.domain.ids import new_id
from tests.server.conftest import problem
from tests.store.hub.world import BOARD_ID, STAGES

MEETINGS = f"/v1/boards/{BOARD_ID}/meetings"
DAY_MS = 86_400_000
DECISION = {"decision": "Call within a day", "owner": "Member", "due_on": "+1w", "measure": "median under 8 h"}


async def ask(who, method, path="", body=None, status=200):
    answered = await who.ask(method, MEETINGS + path, body)
    assert answered.status_code == status, answered.text
    return answered.json()


async def read_items(here):
    agenda = await ask(here.viewer, "GET", "/agenda")
    return agenda, {item["item"]: item for item in agenda["items"]}


async def test_the_agenda_tells_which_cards_are_stale_or_too_many(here):
    device = here.world.devices["member"]
    cards = [device.add("Discovery", title=f"Deal {n}", value=100_000, currency="EUR") for n in range(3)]
    here.world.devices["lead"].offer(STAGE, STAGES["Discovery"], {"limit": 2, "stale_after": 5}, "stage")
    gone = device.add("Discovery")
    device.offer(CARD, gone, {"deleted": True}, "delete")
    agenda, items = await read_items(here)
    assert (agenda["meeting"], agenda["before"]) == (None, None)
    assert items["stages"]["over_limit"] == [{"stage": "Discovery", "cards": 3, "limit": 2}]
    assert items["stages"]["stale"] == 0
    here.world.now += 6 * DAY_MS
    _, items = await read_items(here)
    assert items["stages"]["stale"] == 3
    assert {row["id"] for row in items["stages"]["cards"]} == {*cards}
    assert {(row["title"], row["why"]) for row in items["stages"]["cards"]} == {
        (f"Deal {n}", "stale") for n in range(3)
    }
    told = await ask(here.viewer, "GET", "/agenda?cards=stale")
    assert {*told["cards"]} == {*cards}
    (movement,) = items["last"]["movement"]
    assert (movement["currency"], movement["end"]) == ("EUR", {"value": "3000.00", "deals": 3})


async def test_a_review_from_its_beginning_to_its_end(here):
    begun = await ask(here.member, "POST", "", None, 201)
    assert (begun["begun_by"], begun["ended_at"], begun["decisions"]) == ("Member", None, [])
    again = await ask(here.lead, "POST", "", None, 200)
    assert again["id"] == begun["id"], "one that goes on is left as it is"
    decided = await ask(here.lead, "POST", "/decisions", DECISION, 201)
    assert (decided["meeting"], decided["owner"], decided["verdict"]) == (begun["id"], "Member", None)
    agenda, items = await read_items(here)
    assert agenda["meeting"]["id"] == begun["id"]
    assert [one["id"] for one in items["decisions"]["decisions"]] == [decided["id"]]
    here.world.now += 60_000
    ended = await ask(here.member, "POST", "/end")
    assert (ended["id"], ended["ended_by"]) == (begun["id"], "Member")
    assert ended["figures"]["last_time"] == {"kept": 0, "not_kept": 0, "open": 0}
    assert problem(await here.member.ask("POST", f"{MEETINGS}/end")) == (422, "invalid")

    here.world.now += 7 * DAY_MS
    agenda, items = await read_items(here)
    assert agenda["before"]["id"] == begun["id"]
    assert agenda["since"] == ended["figures"]["until"]
    assert [(one["number"], one["verdict"]) for one in items["last"]["decisions"]] == [(1, None)]
    judged = await ask(here.member, "PATCH", f"/decisions/{decided['id']}", {"verdict": "not kept"})
    assert (judged["verdict"], judged["judged_by"]) == ("not kept", "Member")
    assert (await ask(here.member, "PATCH", f"/decisions/{decided['id']}", {"verdict": None}))["judged_by"] is None
    (whole,) = (await ask(here.viewer, "GET"))["meetings"]
    assert whole["figures"] == ended["figures"]
    assert [one["decision"] for one in whole["decisions"]] == ["Call within a day"]


async def test_a_decision_alone_begins_a_review_and_stands_on_its_card(here):
    card = here.world.devices["member"].add()
    decided = await ask(here.member, "POST", "/decisions", {**DECISION, "card": card}, 201)
    (meeting,) = (await ask(here.viewer, "GET"))["meetings"]
    assert decided["meeting"] == meeting["id"]
    thread = await here.viewer.ask("GET", f"/v1/boards/{BOARD_ID}/cards/{card}/comments")
    (said,) = thread.json()["comments"]
    assert said["kind"] == "decision"
    assert "Call within a day" in said["body"]


async def test_who_may_end_a_review(here):
    await ask(here.member, "POST", "", None, 201)
    for role in ROLES[: ROLES.index("member")]:
        assert problem(await getattr(here, role).ask("POST", f"{MEETINGS}/end")) == (403, "forbidden"), role
    key = {"Idempotency-Key": "once"}
    first = await here.member.ask("POST", f"{MEETINGS}/end", headers=key)
    again = await here.member.ask("POST", f"{MEETINGS}/end", headers=key)
    assert (first.status_code, first.json()) == (200, again.json())


async def test_what_a_decision_lacks_is_said(here):
    for changed in (
        {"owner": "Nobody"},
        {"due_on": "2001-01-01"},
        {"decision": " "},
        {"measure": ""},
        {"due_on": "soon"},
    ):
        answered = await here.member.ask("POST", f"{MEETINGS}/decisions", {**DECISION, **changed})
        assert answered.status_code in {404, 422}, changed
        assert json.loads(answered.text)["detail"]
    missing = await here.member.ask("POST", f"{MEETINGS}/decisions", {**DECISION, "card": new_id()})
    assert problem(missing) == (404, "not_found")
    assert problem(await here.viewer.ask("GET", f"{MEETINGS}/agenda?cards=nothing")) == (422, "invalid")
    assert (await ask(here.viewer, "GET"))["meetings"] == []
