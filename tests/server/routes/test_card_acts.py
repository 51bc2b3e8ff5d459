"""What is done with cards over REST beside making and changing them."""

from __future__ import annotations

import pytest

from kanban.domain.ids import new_id
from kanban.store import hub as store
from tests.server.conftest import problem
from tests.store.hub.world import BOARD_ID

PATH = f"/v1/boards/{BOARD_ID}/cards"


async def test_a_card_goes_and_comes_back(here, world):
    card = world.member.add()
    gone = await here.member.ask("DELETE", f"{PATH}/{card}")
    assert gone.json()["deleted"]
    assert problem(await here.member.ask("DELETE", f"{PATH}/{card}")) == (422, "invalid")
    assert not (await here.member.ask("POST", f"{PATH}/{card}/restore", {})).json()["deleted"]
    assert not (await here.member.ask("POST", f"{PATH}/{card}/restore")).json()["deleted"]


async def test_two_cards_become_one(here, world):
    keep, lose = world.member.add(company="Acme"), world.member.add(email="j@acme.example")
    world.member.comment(lose, "Said on the other")
    world.now += 1  # what happens in one millisecond has no order that people see
    merged = (await here.member.ask("POST", f"{PATH}/{keep}/merge", {"card": lose})).json()
    assert (merged["company"], merged["email"]) == ("Acme", "j@acme.example")
    thread = (await here.viewer.ask("GET", f"{PATH}/{keep}/comments")).json()["comments"]
    assert [each["body"] for each in thread] == ["Said on the other"]
    history = (await here.viewer.ask("GET", f"{PATH}/{keep}/history")).json()["history"]
    assert [each["verb"] for each in history] == ["create", "create", "comment", "merge", "merge"]
    assert problem(await here.member.ask("POST", f"{PATH}/{keep}/merge", {"card": keep})) == (422, "invalid")
    assert problem(await here.member.ask("POST", f"{PATH}/{keep}/merge", {"card": new_id()})) == (404, "not_found")


async def test_who_may_commits_to_a_deal(here, world):
    card = world.member.add("Proposal", sales_owner="Somebody")
    place = f"{PATH}/{card}"
    assert problem(await here.member.ask("PATCH", place, {"commit": True})) == (403, "forbidden")
    assert problem(await here.viewer.ask("PATCH", place, {"commit": True})) == (403, "forbidden")
    assert (await here.viewer.ask("GET", place)).json()["commit"] is False
    assert (await here.lead.ask("PATCH", place, {"commit": True, "close_on": "2027-01-31"})).json()["commit"] is True
    (listed,) = (await here.viewer.ask("GET", PATH)).json()["cards"]
    assert (listed["commit"], listed["close_on"]) == (True, "2027-01-31")
    assert problem(await here.member.ask("PATCH", place, {"commit": False})) == (403, "forbidden")
    assert (await here.lead.ask("PATCH", place, {"commit": None})).json()["commit"] is False


async def test_a_commitment_is_judged_by_how_the_request_leaves_the_deal(here, world):
    card = world.member.add("Proposal", sales_owner="Somebody")
    place = f"{PATH}/{card}"
    await here.lead.ask("PATCH", place, {"commit": True})
    moved = (await here.member.ask("PATCH", place, {"stage": "Negotiation", "sales_owner": "Member"})).json()
    assert (moved["stage"], moved["commit"]) == ("Negotiation", False), "another owner has not committed"
    both = (await here.member.ask("PATCH", place, {"sales_owner": "Member", "title": "Ours", "commit": True})).json()
    assert (both["title"], both["commit"]) == ("Ours", True)
    given = await here.member.ask("PATCH", place, {"title": "Theirs", "sales_owner": "Somebody", "commit": True})
    assert problem(given) == (403, "forbidden")
    assert (await here.viewer.ask("GET", place)).json()["title"] == "Ours", "all of it, or nothing"
    assert problem(await here.lead.ask("PATCH", place, {"stage": "Won", "commit": True})) == (422, "invalid")
    history = (await here.viewer.ask("GET", f"{place}/history")).json()["history"]
    assert [event["said"] for event in history].count("committed to the deal") == 2


async def test_labels_one_at_a_time(here, world):
    card = world.member.add()
    await here.member.ask("PUT", f"{PATH}/{card}/labels/VIP")
    again = (await here.member.ask("PUT", f"{PATH}/{card}/labels/vip")).json()
    assert again["labels"] == ["VIP"]
    both = (await here.member.ask("PUT", f"{PATH}/{card}/labels/trade%20show%2F26")).json()
    assert both["labels"] == ["VIP", "trade show/26"]
    counted = (await here.viewer.ask("GET", f"/v1/boards/{BOARD_ID}/labels")).json()["labels"]
    assert counted == [{"label": "trade show/26", "cards": 1}, {"label": "VIP", "cards": 1}]
    assert (await here.member.ask("DELETE", f"{PATH}/{card}/labels/vIp")).json()["labels"] == ["trade show/26"]
    assert (await here.member.ask("DELETE", f"{PATH}/{card}/labels/vip")).status_code == 200
    assert problem(await here.member.ask("PUT", f"{PATH}/{card}/labels/{'x' * 41}")) == (422, "invalid")


async def test_links_come_and_go(here, world):
    card = world.member.add()
    linked = (await here.member.ask("POST", f"{PATH}/{card}/links", {"url": "acme.example/offer.pdf"})).json()
    (link,) = linked["links"]
    assert (link["url"], link["name"]) == ("https://acme.example/offer.pdf", "offer.pdf")
    assert (await here.member.ask("DELETE", f"{PATH}/{card}/links/{link['id']}")).json()["links"] == []
    assert problem(await here.member.ask("DELETE", f"{PATH}/{card}/links/{link['id']}")) == (404, "not_found")
    odd = await here.member.ask("POST", f"{PATH}/{card}/links", {"url": "javascript:alert(1)"})
    assert problem(odd) == (422, "invalid")


async def test_comments_are_their_authors(here, world):
    card, other = world.member.add(), world.member.add()
    made = (await here.commenter.ask("POST", f"{PATH}/{card}/comments", {"body": "Frist"})).json()
    place = f"{PATH}/{card}/comments/{made['id']}"
    mended = (await here.commenter.ask("PATCH", place, {"body": "First"})).json()
    assert (mended["body"], mended["edited"], mended["author"]) == ("First", True, "Commenter")
    for role in (here.viewer, here.member, here.lead):
        assert problem(await role.ask("PATCH", place, {"body": "Theirs"})) == (403, "forbidden")
        assert problem(await role.ask("DELETE", place)) == (403, "forbidden")
    elsewhere = f"{PATH}/{other}/comments/{made['id']}"
    assert problem(await here.commenter.ask("PATCH", elsewhere, {"body": "x"})) == (404, "not_found")
    assert problem(await here.commenter.ask("DELETE", elsewhere)) == (404, "not_found")
    assert problem(await here.commenter.ask("PATCH", place, {"body": ""})) == (422, "invalid")
    assert (await here.commenter.ask("DELETE", place)).json() == {}
    assert (await here.viewer.ask("GET", f"{PATH}/{card}/comments")).json()["comments"] == []
    assert problem(await here.commenter.ask("DELETE", place)) == (422, "invalid")
    verbs = [each["verb"] for each in (await here.viewer.ask("GET", f"{PATH}/{card}/history")).json()["history"]]
    assert verbs == ["create", "comment", "edit", "retract"] or len(verbs) == 4


async def test_history_comes_in_pages_and_without_what_was_erased(here, world):
    card = world.member.add(title="Jane Doe")
    for value in (1_00, 2_00, 3_00):
        world.member.offer("card", card, {"value": value})
    first = (await here.viewer.ask("GET", f"{PATH}/{card}/history", params={"limit": 3})).json()
    rest = (await here.viewer.ask("GET", f"{PATH}/{card}/history", params={"limit": 3, "after": first["after"]})).json()
    told = first["history"] + rest["history"]
    assert [each["actor"] for each in told] == ["Member"] * 4
    assert told[0]["said"] == "added the card in Nurture"
    assert rest["after"] is None
    store.purge(world.hub, world.lead.caller, BOARD_ID, card)
    assert problem(await here.viewer.ask("GET", f"{PATH}/{card}/history")) == (404, "not_found")


@pytest.mark.parametrize("agent", ["kanban/0.1.0", "kanban/0.2.0", ""])
async def test_a_machine_with_0_1_0_hears_kinds_that_it_knows(here, agent):
    headers = {"User-Agent": agent} if agent else {}
    wrong = await here.anybody.ask("POST", "/v1/join", {"code": "nothing"}, headers=headers)
    assert problem(wrong) == (404, "invalid" if agent == "kanban/0.1.0" else "not_found")
    assert wrong.json()["type"].endswith(wrong.json()["kind"])
