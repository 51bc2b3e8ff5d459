"""Wants and the next five over REST: made in one's own name, met by cards however they come."""

from __future__ import annotations

import pytest

from kanban.domain import clock
from kanban.domain.change import MEMBER
from kanban.store import hub as server
from tests.store.hub.world import BOARD_ID

HERE = f"/v1/boards/{BOARD_ID}"
WANT = {"query": "source:fair value>=5000", "number": 2, "by": "+4w", "because": "the steel case"}


async def ask_for(here, **more):
    made = await here.member.ask("POST", f"{HERE}/wants", {**WANT, **more})
    assert made.status_code == 201, made.text
    return made.json()


async def add(here, **fields):
    made = await here.lead.ask("POST", f"{HERE}/cards", {"title": "Acme", "source": "Fair", "value": "6000", **fields})
    assert made.status_code == 201, made.text
    return made.json()["id"]


async def test_cards_that_programs_make_or_change_are_tied_once_up_to_the_number(here):
    want = await ask_for(here)
    assert (want["place"], want["owner"], want["tied"], want["state"], want["would_match"]) == (
        1,
        "Member",
        0,
        "open",
        0,
    )
    first, other = await add(here), await add(here, source="Mail")
    await here.lead.ask("PATCH", f"{HERE}/cards/{first}", {"title": "Acme pilot"})
    (shown,) = (await here.viewer.ask("GET", f"{HERE}/wants")).json()["wants"]
    assert (shown["tied"], shown["would_match"]) == (1, 0)
    await here.lead.ask("PATCH", f"{HERE}/cards/{other}", {"source": "Fair"})
    third = await add(here)
    whole = (await here.viewer.ask("GET", f"{HERE}/wants/{want['id']}")).json()
    assert (whole["state"], sorted(whole["cards"]), whole["matching"]) == ("met", sorted([first, other]), [third])
    history = (await here.viewer.ask("GET", f"{HERE}/cards/{first}/history")).json()["history"]
    assert sum(event["verb"] == "tie" for event in history) == 1
    assert history[-1]["act"] != history[0]["act"]
    assert [event["verb"] for event in history if event["act"] == history[0]["act"]] == ["create", "tie"]


async def test_cards_of_a_batch_are_tied_in_one_act(here):
    await ask_for(here, number=10)
    cards = [{"title": str(number), "source": "Fair", "value": "9000"} for number in range(3)]
    assert (await here.lead.ask("POST", f"{HERE}/cards/batch", {"cards": cards})).status_code == 201
    (shown,) = (await here.viewer.ask("GET", f"{HERE}/wants")).json()["wants"]
    assert shown["tied"] == 3


async def test_who_may_make_and_end_a_want(here, world):
    for who in (here.viewer, here.commenter):
        assert (await who.ask("POST", f"{HERE}/wants", WANT)).status_code == 403
    want = await ask_for(here)
    for who in (here.viewer, here.commenter):
        assert (await who.ask("POST", f"{HERE}/wants/{want['id']}/end")).status_code == 403
    assert (await here.lead.ask("POST", f"{HERE}/wants/{want['id']}/end")).json()["state"] == "ended"
    world.lead.offer(MEMBER, world.member.member, {"team": "marketing"}, "member")
    assert (await here.member.ask("POST", f"{HERE}/wants", WANT)).status_code == 403
    assert (await here.lead.ask("GET", f"{HERE}/wants/nobody")).status_code == 404


async def test_the_same_key_makes_one_want(here):
    for _ in range(2):
        made = await here.member.ask("POST", f"{HERE}/wants", WANT, headers={"Idempotency-Key": "k"})
        assert made.status_code == 201
    assert len((await here.viewer.ask("GET", f"{HERE}/wants")).json()["wants"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        {}, {**WANT, "number": 0}, {**WANT, "number": 501}, {**WANT, "number": "2"}, {**WANT, "number": True},
        {**WANT, "number": 1.5}, {**WANT, "by": "x"}, {**WANT, "by": "2020-01-01"}, {**WANT, "query": " "},
        {**WANT, "query": "sort:-value"}, {**WANT, "query": "foo:bar"}, {**WANT, "query": "x" * 301},
        {**WANT, "because": "x" * 301}, {**WANT, "owner": "Lead"},
    ],
)  # fmt: skip
async def test_what_makes_no_want_is_refused(here, body):
    assert (await here.member.ask("POST", f"{HERE}/wants", body)).status_code == 422
    assert (await here.member.ask("GET", f"{HERE}/wants")).json() == {"wants": []}


async def test_a_want_is_met_by_a_web_form(here, world):
    await ask_for(here, query="source:fair")
    key = server.programs.web_form_keys.add_key(world.hub, BOARD_ID, "Fair form", source="Fair").key
    assert server.submit(world.hub, key, {"name": "Jo", "email": "jo@steel.example"}).startswith("create ")
    (shown,) = (await here.viewer.ask("GET", f"{HERE}/wants")).json()["wants"]
    assert shown["tied"] == 1


# -- the next five


async def next_of(who):
    answer = await who.ask("GET", f"{HERE}/next")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_next_five_have_reasons_by_urgency_and_fit(here, world):
    today = clock.from_ms(world.now).date().isoformat()
    want = await ask_for(here, query="source:fair")
    cards = [world.member.add("Discovery", sales_owner="Member", title=f"Card {number}") for number in range(7)]
    late = world.member.add("Discovery", sales_owner="Member", title="Late", next_step="call", next_on=today)
    wanted = world.member.add("Accepted", title="Wanted", source="Fair")
    await here.lead.ask("PATCH", f"{HERE}/cards/{wanted}", {"company": "Steelco"})
    shown = await next_of(here.member)
    first, second, *rest = shown["cards"]
    assert (first["card"], first["reasons"][0]["kind"]) == (late, "urgency")
    assert (second["card"], second["reasons"][0]["want"], second["circle"]) == (wanted, want["id"], "own")
    assert [card["card"] for card in rest] == cards[:3]
    assert [card["reasons"][0]["text"] for card in rest] == ["no next step"] * 3
    assert shown["looked_at"] == {"own": 9, "unowned": 0, "rest": 0}
    assert (shown["history"], shown["note"]) == (
        {"won": 0, "closed": 0, "used": False}, "0 deals closed so far: urgency and fit only."
    )  # fmt: skip


async def test_a_source_that_always_wins_leads_the_history(here, world):
    for number in range(30):
        world.member.add("Won", source="Fair", title=f"Won {number}")
        world.member.add("Lost", source="Mail", title=f"Lost {number}", lost_reason="price")
    fair = world.member.add("Discovery", sales_owner="Member", source="FAIR")
    (first, *_) = (await next_of(here.member))["cards"]
    (reason, *_) = first["reasons"]
    assert (first["card"], reason["kind"], reason["won"], reason["of"]) == (fair, "history", 30, 30)
    counted = await here.member.ask("GET", f"{HERE}/cards", params={"q": reason["query"], "limit": 100})
    assert len(counted.json()["cards"]) == 30
    assert (await here.member.ask("PUT", f"{HERE}/cards/{fair}/doubts/source", {"says": "by mail"})).status_code == 200
    assert all(reason["field"] != "source" for reason in (await next_of(here.member))["cards"][0]["reasons"])
    for who in (here.viewer, here.commenter):
        assert (await who.ask("DELETE", f"{HERE}/cards/{fair}/doubts/source")).status_code == 403
    assert (await here.lead.ask("DELETE", f"{HERE}/cards/{fair}/doubts/source")).status_code == 200
    assert (await next_of(here.member))["cards"][0]["reasons"][0]["field"] == "source"


async def test_a_card_is_skipped_for_oneself(here, world):
    card = world.member.add("Discovery")
    body = {"why": "not now", "until": "+2d"}
    for who in (here.viewer, here.commenter):
        assert (await who.ask("PUT", f"{HERE}/cards/{card}/skip", body)).status_code == 403
    assert (await here.member.ask("PUT", f"{HERE}/cards/{card}/skip", body)).status_code == 200
    mine, leads = await next_of(here.member), await next_of(here.lead)
    assert (mine["cards"], mine["skipped"]) == ([], 1)
    assert [one["card"] for one in leads["cards"]] == [card]
    assert (await here.member.ask("DELETE", f"{HERE}/cards/{card}/skip")).status_code == 200
    assert [one["card"] for one in (await next_of(here.member))["cards"]] == [card]
    for bad in ({}, {"why": "x", "until": "2020-01-01"}, {"why": " ", "until": "+2d"}, {"why": 3, "until": "+2d"}):
        assert (await here.member.ask("PUT", f"{HERE}/cards/{card}/skip", bad)).status_code == 422
    assert (await here.member.ask("PUT", f"{HERE}/cards/{card}/doubts/title", {})).status_code == 422
    assert (await here.member.ask("PUT", f"{HERE}/cards/{'0' * 8}/skip", body)).status_code in {404, 422}
