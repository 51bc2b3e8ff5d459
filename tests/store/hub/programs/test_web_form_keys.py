"""What forms make, and by which signs cards are known, below any request."""

from __future__ import annotations

import pytest

from kanban.domain.change import COMMENT
from kanban.domain.errors import NotFound, Refused
from kanban.store import hub as server
from kanban.store.hub.cards import card_signs
from kanban.store.hub.programs import web_form_keys
from tests.store.hub.world import BOARD_ID, World, log_of


def known(world: World, *wanted: str) -> list[str]:
    with world.hub.reading() as connection:
        return card_signs.find(connection, BOARD_ID, wanted)


def test_a_form_makes_one_card_and_then_adds_to_it(world: World) -> None:
    form = web_form_keys.add_key(world.hub, BOARD_ID, "Web form", source="website")
    sent = {"email": "Zoë@acme.example", "message": "Hello"}
    made = server.submit(world.hub, form.key, sent).split()[1]
    assert server.submit(world.hub, form.key, sent) == "it came before"
    assert server.submit(world.hub, form.key, sent | {"message": "Again"}).startswith("comment ")
    assert [change.actor for change in log_of(world)[-3:]] == ["Web form"] * 3
    card, _ = server.card(world.hub, world.lead.caller, BOARD_ID, made)
    assert (card.title, card.source, card.marketing_owner) == ("Zoë@acme.example", "website", None)
    notes = [change for change in log_of(world) if change.etype == COMMENT]
    assert [note.set["author"] for note in notes] == ["Web form"] * 2
    (key, board) = web_form_keys.keys(world.hub)[0]
    assert (key.cards, key.used_at != "", board) == (1, True, "Pipeline")


def test_keys_end_and_names_come_free(world: World) -> None:
    first = web_form_keys.add_key(world.hub, "pipeline", "Web form")
    with pytest.raises(Refused):
        web_form_keys.add_key(world.hub, BOARD_ID, "web FORM")
    web_form_keys.remove_key(world.hub, "Web form")
    with pytest.raises(NotFound):
        web_form_keys.remove_key(world.hub, "Web form")
    second = web_form_keys.add_key(world.hub, BOARD_ID, "Web form")
    assert first.key != second.key
    assert server.submit(world.hub, first.key, {"email": "j@acme.example"}) == "the key is not good"
    assert (server.form_key(world.hub, first.key) or second).removed_at is not None
    assert server.form_key(world.hub, "kbf_never") is None


def test_signs_follow_what_a_card_says(world: World) -> None:
    card = world.member.add(email="Jane@Acme.example", **{"field.Other": "jane@home.example", "origin.crm:42": True})
    emails = [card_signs.of_email(each) for each in ("JANE@acme.example", "jane@home.example")]
    assert known(world, *emails, card_signs.of_id("crm:42")) == [card]
    world.member.offer("card", card, {"email": None, "field.Other": "a word", "title": "Renamed"})
    assert known(world, *emails) == []
    assert known(world, card_signs.of_id("crm:42")) == [card]
    world.member.offer("card", card, {"origin.crm:42": False})
    assert known(world, card_signs.of_id("crm:42")) == []
