"""Making cards that may be there already: by an id elsewhere, or by their e-mail address."""

from __future__ import annotations

import pytest

from kanban.domain.ids import derive_id
from kanban.domain.records.arrival import SOURCE
from kanban.store import hub as store
from tests.server.conftest import problem
from tests.store.hub.world import BOARD_ID, STAGES

PATH = f"/v1/boards/{BOARD_ID}/cards"
LEAD = {"title": "Acme pilot", "email": "Jane@Acme.example"}


async def test_a_card_that_is_there_is_told_instead_of_made_twice(here, world):
    made = (await here.member.ask("POST", PATH, LEAD)).json()
    head = world.lead.push().head
    twice = await here.member.ask("POST", PATH, LEAD | {"email": "jane@acme.EXAMPLE"})
    assert problem(twice) == (409, "duplicate")
    assert [card["id"] for card in twice.json()["cards"]] == [made["id"]]
    assert made["ref"] in twice.json()["detail"]
    assert world.lead.push().head == head
    for role in (here.viewer, here.commenter):
        refused = await role.ask("POST", PATH, LEAD)
        assert problem(refused) == (403, "forbidden")
        assert "cards" not in refused.json()
    other = await here.member.ask("POST", f"{PATH}?duplicates=add", LEAD)
    assert other.status_code == 201
    assert other.json()["id"] != made["id"]


async def test_what_is_closed_or_deleted_or_known_otherwise_is_no_duplicate(here, world):
    world.member.add("Won", email="jane@acme.example", win_reason="price")
    gone = world.member.add(email="jane@acme.example")
    world.member.offer("card", gone, {"deleted": True}, "delete")
    assert (await here.member.ask("POST", PATH, LEAD)).status_code == 201


async def test_an_address_in_a_field_of_ones_own_counts(here, world):
    there = world.member.add(**{"field.Second e-mail": "jane@acme.example"})
    twice = await here.member.ask("POST", PATH, LEAD)
    assert [card["id"] for card in twice.json()["cards"]] == [there]
    world.member.offer("card", there, {"field.Second e-mail": None})
    assert (await here.member.ask("POST", PATH, LEAD)).status_code == 201


async def test_upsert_by_an_id_elsewhere(here, world):
    known = LEAD | {"outside": {"system": "crm", "id": "42"}}
    first = await here.member.ask("POST", f"{PATH}?duplicates=update", known)
    again = await here.member.ask(
        "POST", f"{PATH}?duplicates=update", known | {"company": "Acme", "email": "j@new.example"}
    )
    assert (first.status_code, again.status_code) == (201, 200)
    card = again.json()
    assert card["id"] == first.json()["id"] == derive_id(BOARD_ID, SOURCE, "crm:42")
    assert (card["company"], card["email"], card["title"]) == ("Acme", "j@new.example", "Acme pilot")
    assert again.headers["location"] == f"{PATH}/{card['id']}"
    head = world.lead.push().head
    same = await here.member.ask(
        "POST", f"{PATH}?duplicates=update", known | {"company": "Acme", "email": "j@new.example"}
    )
    assert (same.status_code, same.json()) == (200, card)
    assert world.lead.push().head == head
    for duplicates in ("refuse", "add"):  # an id elsewhere is one card's
        assert problem(await here.member.ask("POST", f"{PATH}?duplicates={duplicates}", known)) == (409, "duplicate")


async def test_a_card_found_by_its_address_keeps_the_id(here, world):
    there = world.member.add(email="jane@acme.example")
    known = LEAD | {"outside": {"system": "crm", "id": "42"}}
    joined = await here.member.ask("POST", f"{PATH}?duplicates=update", known)
    assert (joined.status_code, joined.json()["id"]) == (200, there)
    moved = await here.member.ask("POST", f"{PATH}?duplicates=update", known | {"email": "other@acme.example"})
    assert (moved.status_code, moved.json()["id"]) == (200, there)
    other = LEAD | {"email": "other@acme.example", "outside": {"system": "crm", "id": "43"}}
    refused = await here.member.ask("POST", f"{PATH}?duplicates=update", other)
    assert problem(refused) == (409, "duplicate")
    assert "another id in crm" in refused.json()["detail"]


async def test_several_with_one_address_are_for_a_person_to_tell_apart(here, world):
    ids = {world.member.add(email="jane@acme.example") for _ in range(2)}
    refused = await here.member.ask("POST", f"{PATH}?duplicates=update", LEAD)
    assert problem(refused) == (409, "duplicate")
    assert {card["id"] for card in refused.json()["cards"]} == ids


async def test_a_merged_card_is_the_one_that_it_went_into(here, world):
    known = LEAD | {"outside": {"system": "crm", "id": "42"}}
    made = (await here.member.ask("POST", PATH, known)).json()["id"]
    keep = world.member.add(title="Keep")
    await here.member.ask("POST", f"{PATH}/{keep}/merge", {"card": made})
    updated = await here.member.ask("POST", f"{PATH}?duplicates=update", known | {"company": "Acme"})
    assert (updated.json()["id"], updated.json()["company"]) == (keep, "Acme")


async def test_many_at_once_are_all_made_or_none(here, world):
    cards = [{"title": f"Card {n}", "stage": "MQL"} for n in range(100)]
    made = await here.member.ask("POST", f"{PATH}/batch", {"cards": cards})
    assert made.status_code == 201
    assert [card["title"] for card in made.json()["cards"]] == [card["title"] for card in cards]
    changes = world.viewer.pull(world.viewer.base).changes
    assert len({change.act for change in changes}) == len({change.tx for change in changes}) == 1
    ranks = [change.set["rank"] for change in changes]
    assert ranks == sorted(ranks)
    assert {change.set["stage"] for change in changes} == {STAGES["MQL"]}
    world.member.add(email="jane@acme.example")
    head = world.lead.push().head
    for wrong, expected in (
        ([{"title": "Fine"}, LEAD], (409, "duplicate")),
        ([{"title": "Fine"}, {"title": "x", "stage": "Nowhere"}], (422, "invalid")),
        ([{"title": "Fine"}, {"title": ""}], (422, "invalid")),
        ([{"title": "a", "email": "b@c.example"}, {"title": "b", "email": "B@c.example"}], (422, "invalid")),
        ([], (422, "invalid")),
        ([{"title": "x"}] * 101, (422, "invalid")),
    ):
        assert problem(await here.member.ask("POST", f"{PATH}/batch", {"cards": wrong})) == expected
    assert world.lead.push().head == head
    assert (await here.member.ask("POST", f"{PATH}/batch?duplicates=add", {"cards": [LEAD]})).status_code == 201
    other = await here.member.ask("PUT", f"{PATH}/batch", {})
    assert (problem(other), other.headers["allow"]) == ((405, "not_allowed"), "POST")


async def test_what_is_erased_is_known_by_nothing(here, world):
    card = world.member.add(email="jane@acme.example", **{"origin.crm:42": True})
    other = world.member.add(email="other@acme.example")
    await here.member.ask("POST", f"{PATH}/{other}/merge", {"card": card})
    store.purge(world.hub, world.lead.caller, BOARD_ID, other)
    with world.hub.reading() as connection:
        assert connection.exec_driver_sql("SELECT sign FROM hub_sign").all() == []


async def test_a_board_from_before_finds_what_it_had(world, tmp_path):
    """After an upgrade the signs are made of the cards that are there."""
    world.member.add(email="jane@acme.example")
    with world.hub.writing() as connection:
        connection.exec_driver_sql("DELETE FROM hub_sign")
        connection.exec_driver_sql("INSERT INTO hub_building SELECT id, 'card ' FROM hub_board")
    store.make_ready(world.hub, world.lead.caller, BOARD_ID)
    with world.hub.reading() as connection:
        assert connection.exec_driver_sql("SELECT sign FROM hub_sign").scalars().all() == ["email:jane@acme.example"]


@pytest.mark.parametrize(
    "outside", [{}, {"system": "CRM", "id": "1"}, {"system": "crm", "id": ""}, {"system": "crm", "id": "a b"}, "crm:1"]
)
async def test_an_id_elsewhere_is_two_plain_words(here, outside):
    assert problem(await here.member.ask("POST", PATH, LEAD | {"outside": outside})) == (422, "invalid")
