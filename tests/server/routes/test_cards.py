"""REST for integrations: cards and comments under the same rules as everywhere."""

from __future__ import annotations

import pytest

from kanban.domain.agreements import signing
from kanban.domain.agreements.agreement import Content, Line
from kanban.domain.ids import new_id
from kanban.domain.values.fields import CROSSING
from kanban.server.routes.rest_records import Edit
from kanban.store import hub as store
from tests.server.conftest import problem
from tests.store.hub.world import BOARD_ID, STAGES

PATH = f"/v1/boards/{BOARD_ID}/cards"


async def test_a_form_adds_a_lead_that_devices_pull(here, world):
    lead = {
        "title": "Łódź pilot",
        "company": "Acme",
        "email": "jane@acme.example",
        "value": "12k",
        "labels": ["vip"],
        "fields": {"Industry": "Textile", "Seats": 40},
        "links": [{"url": "acme.example/brief.pdf"}],
    }
    made = await here.member.ask("POST", PATH, lead)
    card = made.json()
    assert made.status_code == 201
    assert made.headers["location"] == f"{PATH}/{card['id']}"
    assert (card["title"], card["value"], card["currency"], card["stage"]) == (
        "Łódź pilot",
        "12000.00",
        "EUR",
        "Nurture",
    )
    assert (card["labels"], card["fields"]) == (["vip"], {"Industry": "Textile", "Seats": "40"})
    assert card["links"][0]["url"] == "https://acme.example/brief.pdf"
    assert card["sales_owner"] == "Member"
    assert (await here.viewer.ask("GET", made.headers["location"])).json() == {**card, "objections": []}
    pulled = world.viewer.pull(world.viewer.base).changes
    assert [(c.verb, c.entity, c.actor) for c in pulled] == [("create", card["id"], world.member.member)]


async def test_the_same_key_makes_one_card(here):
    key = {"Idempotency-Key": "form-17"}
    first = await here.member.ask("POST", PATH, {"title": "Once"}, headers=key)
    again = await here.member.ask("POST", PATH, {"title": "Once"}, headers=key)
    other = await here.lead.ask("POST", PATH, {"title": "Another's key"}, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert other.json()["id"] != first.json()["id"]
    thread = f"{PATH}/{first.json()['id']}/comments"
    assert problem(await here.member.ask("POST", thread, {"body": "Hi"}, headers=key)) == (422, "invalid")


@pytest.mark.parametrize("first", ["make", "change", "comment"])
async def test_a_key_is_for_one_request_alone(here, world, first):
    """Another body, another card or another address with the same key is a mistake of the script, and nothing is
    done."""
    card, other = world.member.add(), world.member.add()
    asked = {
        "make": ("POST", PATH, {"title": "Once", "value": 1}),
        "change": ("PATCH", f"{PATH}/{card}", {"title": "Changed"}),
        "comment": ("POST", f"{PATH}/{card}/comments", {"body": "Hi"}),
    }
    wrong = [
        ("POST", PATH, {"title": "Twice"}),
        ("PATCH", f"{PATH}/{card}", {"title": "Changed again"}),
        ("PATCH", f"{PATH}/{other}", {"title": "Changed"}),
        ("POST", f"{PATH}/{other}/comments", {"body": "Hi"}),
    ]
    key = {"Idempotency-Key": "k-1"}
    done = await here.member.ask(*asked[first], headers=key)
    assert done.status_code in {200, 201}
    head = world.lead.push().head
    for each in [*wrong, *(request for name, request in asked.items() if name != first)]:
        refused = await here.member.ask(*each, headers=key)
        assert problem(refused) == (422, "invalid")
        assert "another request" in refused.json()["detail"]
    method, path, body = asked[first]
    swapped = dict(reversed(body.items()))  # the same, however it is written
    again = await here.member.ask(method, path, swapped, headers=key)
    assert (again.status_code, again.json()) == (done.status_code, done.json())
    assert world.lead.push().head == head


async def test_a_change_moves_and_sets_in_one_act(here, world):
    card = world.member.add(value=None)
    path = f"{PATH}/{card}"
    lacking = await here.member.ask("PATCH", path, {"stage": "Lost"})
    assert problem(lacking) == (422, "invalid")
    assert "needs the" in lacking.json()["detail"]
    moved = (await here.member.ask("PATCH", path, {"stage": "Lost", "lost_reason": "price", "value": 12.5})).json()
    assert (moved["stage"], moved["lost_reason"], moved["value"]) == ("Lost", "price", "12.50")
    same = await here.member.ask("PATCH", path, {})
    assert same.json() == moved


async def test_a_move_between_the_teams_is_an_offer_and_an_answer(here, world):
    token = store.add_account(world.hub, "Ana", "marketing", "member")[1]
    ana, path = here.someone(token), f"{PATH}/{world.member.add(email='j@acme.example', source='fair', company='Acme')}"
    lacking = await ana.ask("PATCH", path, {"stage": "Handoff"})
    assert problem(lacking) == (422, "invalid")
    offered = (await ana.ask("PATCH", path, {"stage": "Handoff", "crossing": {"why": "asked for a price"}})).json()
    assert (offered["stage"], offered["holder"]) == ("Handoff", "sales")
    answered = {"stage": "Accepted", "next_step": "call", "next_on": "+2d"}
    assert (await here.member.ask("PATCH", path, answered)).json()["stage"] == "Accepted"
    idle = await ana.ask("PATCH", path, {"crossing": {"why": "because"}})
    assert problem(idle) == (422, "invalid")


async def test_null_clears_and_labels_are_what_is_given(here, world):
    path = f"{PATH}/{world.member.add()}"
    await here.member.ask("PATCH", path, {"company": "Acme", "labels": ["a", "b"]})
    card = (await here.member.ask("PATCH", path, {"company": None, "labels": ["b", "c"]})).json()
    assert (card["company"], card["labels"]) == (None, ["b", "c"])


async def test_a_json_number_is_exact(here):
    odd = await here.member.ask("POST", PATH, {"title": "x", "value": 12.345})
    assert problem(odd) == (422, "invalid")
    assert "decimal places" in odd.json()["detail"]
    yen = await here.member.ask("POST", PATH, {"title": "x", "value": 1200, "currency": "JPY"})
    assert (yen.json()["value"], yen.json()["currency"]) == ("1200", "JPY")


async def test_finding_goes_by_the_query_language_and_in_pages(here, world):
    ids = [world.member.add(title=f"Card {n}") for n in range(5)]
    world.member.add(stage="MQL", title="Other")
    found, after = [], None
    for _ in range(3):
        asked = {"q": "stage:nurture", "limit": 2} | ({"after": after} if after else {})
        page = (await here.viewer.ask("GET", PATH, params=asked)).json()
        found += [card["id"] for card in page["cards"]]
        after = page["after"]
    assert found == sorted(ids)
    assert after is None
    wrong = await here.viewer.ask("GET", PATH, params={"q": "colour:red"})
    assert problem(wrong) == (422, "invalid")
    assert "colour" in wrong.json()["detail"]


async def test_comments_bear_their_authors_team(here, world):
    thread = f"{PATH}/{world.member.add()}/comments"
    said = [await here.commenter.ask("POST", thread, {"body": f"Word {n} 🏭"}) for n in range(3)]
    assert (said[0].status_code, said[0].json()["author"], said[0].json()["team"]) == (201, "Commenter", "sales")
    first = (await here.viewer.ask("GET", thread, params={"limit": 2})).json()
    rest = (await here.viewer.ask("GET", thread, params={"limit": 2, "after": first["after"]})).json()
    assert [c["body"] for c in first["comments"] + rest["comments"]] == ["Word 0 🏭", "Word 1 🏭", "Word 2 🏭"]
    assert rest["after"] is None


async def test_a_comment_is_made_once(here, world):
    thread, key = f"{PATH}/{world.member.add()}/comments", {"Idempotency-Key": "k"}
    answers = [await here.member.ask("POST", thread, {"body": "Once"}, headers=key) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len((await here.member.ask("GET", thread)).json()["comments"]) == 1


async def test_roles_hold_here_too(here, world):
    card = world.member.add()
    assert problem(await here.viewer.ask("POST", PATH, {"title": "x"})) == (403, "forbidden")
    assert problem(await here.commenter.ask("PATCH", f"{PATH}/{card}", {"title": "x"})) == (403, "forbidden")
    assert problem(await here.viewer.ask("POST", f"{PATH}/{card}/comments", {"body": "x"})) == (403, "forbidden")
    assert problem(await here.member.ask("POST", f"{PATH}/{card}/purge", {})) == (403, "forbidden")


async def test_a_lead_erases_a_card_for_good(here, world):
    card = world.member.add(title="Jane Doe")
    assert (await here.lead.ask("POST", f"{PATH}/{card}/purge", {})).json() == {}
    assert problem(await here.lead.ask("GET", f"{PATH}/{card}")) == (404, "not_found")
    asked = {"epoch": world.viewer.epoch, "since": 0}
    assert "Jane Doe" not in (await here.viewer.ask("GET", f"/v1/boards/{BOARD_ID}/changes", params=asked)).text
    assert world.member.offer("card", card, {"title": "again"}).code == "gone"


@pytest.mark.parametrize(
    "body",
    [
        {}, {"title": ""}, {"title": None}, {"title": "x", "colour": "red"}, {"title": "x", "stage": "Nowhere"},
        {"title": 5}, {"title": "x", "email": "nobody"}, {"title": "x", "value": "much"},
        {"title": "x", "labels": "vip"}, {"title": "x" * 3_000}, {"title": "x", "value": True},
        {"title": "x", "labels": [""]}, {"title": "x", "next_on": "someday"}, [], "x", None,
        {"title": "x", "links": [{"url": "javascript:alert(1)"}]}, {"title": "x", "fields": {"": "y"}},
        {"title": "\ud800"},
    ],
)  # fmt: skip
async def test_a_card_that_makes_no_sense_is_refused(here, world, body):
    before = world.lead.push().head
    status, kind = problem(await here.member.ask("POST", PATH, b"null" if body is None else body))
    assert (status, kind) == (422, "invalid")
    assert world.lead.push().head == before


async def test_what_is_not_there_is_said(here):
    assert problem(await here.member.ask("GET", f"{PATH}/{new_id()}")) == (404, "not_found")
    assert problem(await here.member.ask("GET", f"{PATH}/{new_id()}/comments")) == (404, "not_found")
    assert problem(await here.member.ask("GET", f"/v1/boards/{new_id()}/cards")) == (404, "unknown_board")
    assert problem(await here.member.ask("GET", f"{PATH}/%00")) == (422, "invalid")
    other = await here.member.ask("DELETE", PATH)
    assert (problem(other), other.headers["allow"]) == ((405, "not_allowed"), "GET, POST")
    assert problem(await here.member.ask("GET", "/v2")) == (404, "not_found")


async def test_steering_signs_never_get_in(here):
    made = (await here.member.ask("POST", PATH, {"title": "a\x1b[31mb\u202e", "company": "c\x00d"})).json()
    assert made["title"].isprintable()
    assert made["company"].isprintable()


def test_what_a_crossing_asks_for_is_all_described():
    schema = Edit.model_json_schema()["properties"]["crossing"]
    assert schema["propertyNames"]["enum"] == list(CROSSING)


async def test_evidence_for_the_agreement_comes_with_the_move(here, world):
    content = Content((Line("budget", (STAGES["Discovery"],), "judgement", "They told us a budget", "sales"),))
    store.act(world.hub, world.lead.caller, BOARD_ID, lambda view: signing.propose(view, content))
    store.act(world.hub, world.lead.caller, BOARD_ID, lambda view: signing.sign(view, view.board.versions[0]))
    path = f"{PATH}/{world.member.add('Accepted')}"
    lacking = await here.member.ask("PATCH", path, {"stage": "Discovery"})
    assert problem(lacking) == (422, "invalid")
    assert "evidence for “They told us a budget”" in lacking.json()["detail"]
    idle = await here.member.ask("PATCH", path, {"evidence": {"budget": "20k"}})
    assert problem(idle) == (422, "invalid")
    assert problem(await here.member.ask("PATCH", path, {"stage": "Discovery", "evidence": {"No Line": "x"}})) == (
        422,
        "invalid",
    )
    moved = await here.member.ask("PATCH", path, {"stage": "Discovery", "evidence": {"budget": "20k"}})
    assert moved.json()["stage"] == "Discovery"


async def test_the_query_language_is_described_and_sorts(here, world):
    for value in (2_00, None, 1_00):
        world.member.add(title=f"Worth {value}", value=value)
    page = (await here.viewer.ask("GET", PATH, params={"q": "worth sort:-value", "limit": 2})).json()
    assert [card["value"] for card in page["cards"]] == ["2.00", "1.00"]
    rest = (await here.viewer.ask("GET", PATH, params={"q": "worth sort:-value", "after": page["after"]})).json()
    assert [card["value"] for card in rest["cards"]] == [None]
    parameters = here.app.openapi()["paths"]["/v1/boards/{board}/cards"]["get"]["parameters"]
    (said,) = (each["description"] for each in parameters if each["name"] == "q")
    for word in ("stage", "has:field", "incomplete", "sort:field", "-value,next"):
        assert word in said


async def test_who_is_no_member_is_not_the_address(here, world):
    card = world.member.add("MQL")
    body = {"stage": "Handoff", "crossing": {"why": "now", "offer_to": "Nobody"}}
    assert problem(await here.member.ask("PATCH", f"/v1/boards/{BOARD_ID}/cards/{card}", body)) == (422, "invalid")
