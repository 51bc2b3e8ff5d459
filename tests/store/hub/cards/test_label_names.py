"""A label's former names on a server: members write them, and queries understand them."""

from __future__ import annotations

from kanban.domain.change import CARD, FORMER_LABEL
from kanban.domain.ids import derive_id
from kanban.domain.values import text
from kanban.store import hub as server
from tests.store.hub.world import BOARD_ID, Device, World


def rename(device: Device, old: str, new: str | None) -> str:
    entity = derive_id(BOARD_ID, "label", text.fold(old))
    return device.offer(FORMER_LABEL, entity, {"created": True, "name": old, "now": new}, "label").status


def found(world: World, source: str) -> list[str]:
    return [card.id for card in server.cards(world.hub, world.lead.caller, BOARD_ID, source).cards]


def test_a_query_with_a_former_name_finds_the_label(world: World) -> None:
    card, other = world.member.add(), world.member.add()
    assert world.member.offer(CARD, card, {"label.old": True}, "label").status == "applied"
    assert rename(world.commenter, "old", "New") == "rejected"
    assert rename(world.member, "Old", "New") == "applied"
    assert found(world, "label:new") == [card]  # also where somebody has put the old one on meanwhile
    assert world.member.offer(CARD, card, {"label.old": False, "label.New": True}, "label").status == "applied"
    assert found(world, "label:old") == found(world, "label:NEW") == [card]
    assert found(world, "-label:old") == [other]
    assert rename(world.member, "new", "old") == "applied"  # each is called what the other was: both are one label
    assert found(world, "label:old") == found(world, "label:new") == [card]
    assert rename(world.member, "old", None) == "applied"
