"""What is left of a card that was erased for good: that it was, and nothing of what it said."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from kanban.domain.change import CARD, COMMENT, NOTICE
from kanban.domain.errors import NotFound, Refused
from kanban.domain.ids import new_id
from kanban.store import hub as server
from kanban.store.hub import server_tables
from tests.store.hub.test_pull import digest, folded, whole_snapshot
from tests.store.hub.world import BOARD_ID, STAGES, World, log_of
from tests.sync.simulation.images import image_of, load


@pytest.fixture
def erased(world: World) -> tuple[World, str, str, str]:
    """A world, with a card that was erased, one that had been merged into it, and a comment on that one."""
    card, lost = world.member.add(title="Jane Doe of Acme", company="Secret GmbH"), world.member.add(title="Jane D.")
    note, _ = world.commenter.comment(lost, "Jane called from +49 30 1234")
    world.member.offer(CARD, card, {"title": "Jane Roe", "label.jane": True}, extra={"later": "Jane"})
    world.member.offer(CARD, lost, {"deleted": True, "merged_into": card}, "merge")
    world.member.add(title="Somebody else")
    about = {"created": True, "card": card, "to": "sales", "words": "Jane Roe waits", "at": "2026-11-23T10:00:00Z"}
    assert world.member.offer(NOTICE, new_id(), about, "notify", card=card).status == "applied"
    assert server.purge(world.hub, world.lead.caller, BOARD_ID, card) == 4
    return world, card, lost, note


def test_no_value_is_left_anywhere(erased: tuple[World, str, str, str]) -> None:
    world, card, lost, note = erased
    with world.hub.reading() as connection:
        held = " ".join(str(connection.execute(select(table)).all()) for table in server_tables.metadata.sorted_tables)
    for word in ("Jane", "Secret", "30 1234", "Acme"):
        assert word not in held
    assert "Somebody else" in held
    states, _ = whole_snapshot(world, 3)
    for key in ((CARD, card), (CARD, lost), (COMMENT, note)):
        said = {n: v for n, v in states[key].registers.items() if not n.endswith("_at")}
        assert set(said.values()) - {lost, STAGES["Nurture"]} == {True, None}
        assert said["deleted"] is True
    assert states[COMMENT, note].registers["card"] == lost


def test_the_digest_still_is_that_of_the_log(erased: tuple[World, str, str, str]) -> None:
    world, *_ = erased
    log = list(log_of(world))
    states = folded(log)
    assert whole_snapshot(world, 100)[0] == states
    assert world.viewer.pull(len(log)).digest == digest(states)
    assert [change.verb for change in log[-4:]] == ["purge"] * 4
    assert {change.actor for change in log[-4:]} == {world.lead.member}


def test_it_takes_nothing_any_more(erased: tuple[World, str, str, str]) -> None:
    world, card, lost, note = erased
    assert world.member.offer(CARD, card, {"title": "Jane again"}).code == "gone"
    assert world.member.offer(CARD, lost, {"deleted": False}, "restore").code == "gone"
    assert world.commenter.offer(COMMENT, note, {"body": "Jane"}, "edit_comment").code == "gone"
    assert world.commenter.comment(card)[1].code == "gone"
    about = {"created": True, "card": card, "to": "sales", "words": "Jane", "at": "2026-11-23T10:00:00Z"}
    assert world.member.offer(NOTICE, new_id(), about, "notify", card=card).code == "gone"
    assert world.member.offer(CARD, card, {"created": True, "title": "Jane"}, "import").code == "gone"
    with pytest.raises(NotFound):
        server.card(world.hub, world.lead.caller, BOARD_ID, card)
    assert server.purge(world.hub, world.lead.caller, BOARD_ID, card) == 0


def test_an_offer_that_was_lost_on_the_way_is_known_all_the_same(world: World) -> None:
    card = new_id()
    change = world.member.change(CARD, card, {"created": True, "title": "Jane", "stage": STAGES["MQL"]}, "create")
    world.member.push(change)
    server.purge(world.hub, world.lead.caller, BOARD_ID, card)
    assert world.member.push(change).verdicts[0].status == "duplicate"


def test_only_leads_erase_and_only_what_is_there(world: World) -> None:
    card = world.member.add()
    for role in ("viewer", "commenter", "member"):
        with pytest.raises(Refused, match="only leads can erase cards for good"):
            server.purge(world.hub, world.caller(role), BOARD_ID, card)
    with pytest.raises(NotFound):
        server.purge(world.hub, world.lead.caller, BOARD_ID, new_id())


def test_a_card_that_was_merged_into_another_one_goes_with_that_one(world: World) -> None:
    card, lost = world.member.add(title="Jane Doe"), world.member.add(title="Jane D.")
    world.member.offer(CARD, lost, {"deleted": True, "merged_into": card}, "merge")
    with pytest.raises(Refused, match="merged into another card, which has all that it had"):
        server.purge(world.hub, world.lead.caller, BOARD_ID, lost)
    assert server.purge(world.hub, world.lead.caller, BOARD_ID, card) == 2


def test_what_comes_with_the_tombstone_to_a_server_that_was_restored_goes_too(world: World) -> None:
    card = world.member.add(title="Jane Doe of Acme")
    before = image_of(world.hub)
    server.purge(world.hub, world.lead.caller, BOARD_ID, card)
    (tombstone,) = [change for change in log_of(world) if change.verb == "purge"]
    load(world.hub, before)
    other = world.member.add(title="Jane D.")
    registers = {
        "created": True, "card": card, "author": world.member.member, "team": "sales", "kind": "comment",
        "body": "Jane called",
    }  # fmt: skip
    member = world.member
    comment = member.change(COMMENT, new_id(), registers, "comment", card=card)
    merge = member.change(CARD, other, {"deleted": True, "merged_into": card}, "merge")
    pushed = member.push(comment, merge, tombstone._replace(dseq=member.dseq + 1))
    assert [verdict.status for verdict in pushed.verdicts] == ["applied"] * 3
    assert "Jane" not in str([(dict(change.set), change.extra) for change in log_of(world)])
    assert world.commenter.comment(other)[1].code == "gone"
