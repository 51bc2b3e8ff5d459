"""Wants on a server: in the name of a member of sales, and never another one once they are made."""

from __future__ import annotations

from kanban.domain.change import CARD, WANT
from kanban.domain.ids import new_id
from kanban.domain.wants import want_rights
from kanban.store.hub.board_rows import board_of, read_row
from tests.store.hub.world import BOARD_ID, Device, World


def draft(device: Device, **more):
    plain = {
        "created": True, "owner": device.member, "query": "source:fair", "number": 10, "by": "2030-01-01",
        "at": "2001-01-01T00:00:00Z",
    }  # fmt: skip
    return plain | more


def wants(world: World):
    with world.hub.reading() as connection:
        return board_of(world.hub, connection, read_row(connection, BOARD_ID)).wants


def test_sales_makes_wants_in_their_own_name(world: World) -> None:
    want = new_id()
    assert world.member.offer(WANT, want, draft(world.member), "want").status == "applied"
    assert world.member.offer(WANT, new_id(), draft(world.lead), "want").code == "forbidden"
    assert world.commenter.offer(WANT, new_id(), draft(world.commenter), "want").code == "forbidden"
    assert world.member.offer(WANT, new_id(), draft(world.member, by="2030-13-01"), "want").code == "invalid"
    (stored,) = wants(world)
    assert (stored.owner, stored.number) == (world.member.member, 10)
    assert stored.at > "2001-01-02"


def test_a_want_never_changes_but_ends(world: World) -> None:
    want = new_id()
    world.member.offer(WANT, want, draft(world.member), "want")
    assert world.member.offer(WANT, want, {"number": 99}, "want").code == "forbidden"
    assert world.member.offer(WANT, want, {"ended": True}, "want").status == "applied"
    assert wants(world)[0].has_ended
    card = world.member.add(source="Fair")
    assert world.member.offer(CARD, card, {f"want.{want}": True}, "tie").status == "applied"
    assert world.member.offer(CARD, card, {f"want.{want}": "yes"}, "tie").code == "invalid"


def test_a_rep_has_so_many_open_wants_at_most(world: World, monkeypatch) -> None:
    monkeypatch.setattr(want_rights, "MOST_OPEN", 2)
    first = new_id()
    for want in (first, new_id()):
        assert world.member.offer(WANT, want, draft(world.member), "want").status == "applied"
    assert world.member.offer(WANT, new_id(), draft(world.member), "want").code == "forbidden"
    assert world.lead.offer(WANT, new_id(), draft(world.lead), "want").status == "applied"
    assert world.member.offer(WANT, first, {"ended": True}, "want").status == "applied"
    assert world.member.offer(WANT, new_id(), draft(world.member), "want").status == "applied"
