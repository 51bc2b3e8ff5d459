"""What the server writes has ids that nobody can foresee or push, and a code by which only its own comes back."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain import clock
from kanban.domain.acts import verbs
from kanban.domain.change import CARD, COMMENT, Change
from kanban.domain.handoffs import handoff_verbs
from kanban.domain.ids import derive_id, new_id
from kanban.protocol.types import Stopped, Verdict
from kanban.store import hub as server
from kanban.store.hub.server_key import MAC, ServerKeys, new_ids
from kanban.store.register_checks import encode_json
from tests.store.hub.world import BOARD_ID, STAGES, Device, World, log_of


@pytest.fixture
def made(world: World) -> list[Change]:
    """What came of a card and a comment over REST, as others pull it."""
    head = world.lead.pull(limit=2000).head
    card = server.act(
        world.hub, world.caller("member"), BOARD_ID, lambda view: verbs.create(view, {"title": "Form"})
    ).entities[0]
    server.act(world.hub, world.caller("member"), BOARD_ID, lambda view: verbs.comment(view, card, "By the form"))
    return list(world.lead.pull(head).changes)


def forget(world: World, changes: list[Change]) -> None:
    """Let the server be as if it had been restored from a backup without these, its newest changes."""
    with world.hub.writing() as connection:
        for change in changes:
            connection.exec_driver_sql("DELETE FROM hub_change WHERE id = ?", (change.id,))
            connection.exec_driver_sql("DELETE FROM hub_entity WHERE id = ?", (change.entity,))
        head, tip = connection.exec_driver_sql("SELECT seq, id FROM hub_change ORDER BY seq DESC LIMIT 1").one()
        connection.exec_driver_sql("UPDATE hub_board SET head = ?, tip = ?", (head, tip))


def bring_back(device: Device, changes: list[Change], **more: object) -> list[Verdict]:
    """Push changes of the server as a device does that had pulled them."""
    again = []
    for change in changes:
        device.dseq += 1
        moved = change._replace(dseq=device.dseq, device=device.id, base=0, seq=None)
        again.append(moved._replace(**more))  # type: ignore[arg-type]
    return list(device.push(*again).verdicts)


def test_what_the_server_writes_has_ids_of_its_own(world: World, made: list[Change]) -> None:
    own = [change for change in log_of(world) if change.verb == "join"] + made
    assert len(own) > 3
    for change in own:
        assert {UUID(name).version for name in (change.id, change.tx, change.act)} == {8}
        assert UUID(change.device).version == 8
        assert len(str(change.extra[MAC])) == 64
    assert len({change.id for change in own}) == len(own)


def test_no_device_pushes_such_ids(world: World) -> None:
    card = world.member.add()
    for name in ("id", "tx", "act"):
        verdict = world.member.offer(CARD, card, {"title": "Forged"}, **{name: new_ids(1)[0]})
        assert (verdict.status, verdict.code) == ("rejected", "invalid")
    verdict = world.member.offer(CARD, card, {"title": "Forged"}, id=new_ids(1)[0], extra={MAC: "00" * 32})
    assert verdict.code == "invalid"
    with pytest.raises(Stopped) as stopped:
        Device(world, world.member.caller, world.member.member, world.member.epoch, id=new_ids(1)[0]).add()
    assert stopped.value.kind == "device_forked"


def test_a_code_on_an_ordinary_change_is_not_kept(world: World) -> None:
    card = world.member.add()
    world.member.offer(CARD, card, {"title": "Mine"}, extra={MAC: "ab" * 32, "later": 1})
    assert dict(log_of(world)[-1].extra) == {"later": 1}


def test_a_restored_server_takes_back_what_it_made_from_any_device(world: World, made: list[Change]) -> None:
    forget(world, made)
    device = world.device("viewer")
    assert [verdict.status for verdict in bring_back(device, made)] == ["applied"] * len(made)
    after = log_of(world)[-len(made) :]
    for was, now in zip(made, after, strict=True):
        assert now._replace(seq=was.seq, device=was.device, dseq=was.dseq, base=was.base) == was
    assert [verdict.status for verdict in bring_back(world.device("commenter"), made)] == ["duplicate"] * len(made)
    forget(world, after)
    assert [verdict.status for verdict in bring_back(world.device("lead"), after)] == ["applied"] * len(made)


ALTERED = {
    "actor": lambda change: new_id(), "at": lambda change: "2020-01-01T00:00:00Z", "verb": lambda change: "edit",
    "entity": lambda change: new_id(), "set": lambda change: {**change.set,
                                                              "title" if change.etype == CARD else "body": "Altered"},
    "stamp": lambda change: "0299c2000000-0000-9f31ab20", "card": lambda change: new_id(),
    "act": lambda change: new_ids(1)[0], "tx": lambda change: new_ids(1)[0], "id": lambda change: new_ids(1)[0],
    "undo_of": lambda change: new_id(), "extra": lambda change: {**change.extra, "rule": new_id()},
}  # fmt: skip


@pytest.mark.parametrize("name", ALTERED)
def test_nothing_of_it_can_be_altered(world: World, made: list[Change], name: str) -> None:
    forget(world, made)
    for change in made:
        altered = change._replace(**{name: ALTERED[name](change)})
        (verdict,) = bring_back(world.device("lead"), [altered])
        assert (verdict.status, verdict.code) == ("rejected", "invalid")


def test_what_another_server_made_is_refused(world: World, made: list[Change]) -> None:
    other = World(anew=True)
    try:
        (verdict, *_) = bring_back(other.device("lead"), made)
        assert verdict.code == "invalid"
    finally:
        other.close()


def test_of_an_erased_card_nothing_comes_back(world: World, made: list[Change]) -> None:
    card = made[0].entity
    server.purge(world.hub, world.lead.caller, BOARD_ID, card)
    late = [change for change in made if change.etype == COMMENT]
    with world.hub.writing() as connection:  # the backup has the erased card, and not its comment
        for change in late:
            connection.exec_driver_sql("DELETE FROM hub_change WHERE entity = ?", (change.entity,))
            connection.exec_driver_sql("DELETE FROM hub_entity WHERE id = ?", (change.entity,))
    verdicts = bring_back(world.device("member"), late)
    assert [verdict.code for verdict in verdicts] == ["gone"] * len(late)


# -- done once


@dataclass
class Offered:
    card: str
    offer: str
    due: str


@pytest.fixture
def offered(world: World) -> Offered:
    """An offer that runs out in two days; it is marketing's."""
    token = server.add_account(world.hub, "Ann", "marketing")[1]
    caller = server.caller_of(world.hub, token)
    assert caller is not None
    info = server.board_info(world.hub, caller, BOARD_ID)
    ann = Device(world, caller, info.member, info.epoch, base=info.head)
    card = ann.add("MQL")
    act = server.act(
        world.hub, caller, BOARD_ID, lambda view: handoff_verbs.offer(view, card, {"why": "Asked for a quote"})
    )
    assert act.entities[0] == card
    state = next(change for change in log_of(world) if change.verb == "offer").set["handoff"]
    assert isinstance(state, dict)
    world.now += 30 * 86_400_000
    return Offered(card, str(state["offer"]), str(state["due"]))


def verbs_on(world: World, card: str) -> list[str]:
    return [change.verb for change in log_of(world) if change.entity == card]


def test_nobody_keeps_an_offer_open_by_taking_the_id_of_its_end(world: World, offered: Offered) -> None:
    squatted = [derive_id(BOARD_ID, "expire", f"{offered.offer}:{offered.due}:{place}") for place in range(3)]
    for name in squatted:
        note = {
            "created": True,
            "card": offered.card,
            "author": world.commenter.member,
            "team": "sales",
            "body": "squat",
        }
        assert world.commenter.offer(COMMENT, new_id(), note, "comment", id=name).status == "applied"
    failed: list[str] = []
    assert server.let_pass(world.hub, lambda board, _: failed.append(board)) == 1
    assert (verbs_on(world, offered.card)[-1], failed) == ("expire", [])


def test_what_version_0_1_0_let_run_out_does_not_run_out_again(world: World, offered: Offered) -> None:
    assert server.let_pass(world.hub) == 1
    old = derive_id(BOARD_ID, "expire", f"{offered.offer}:{offered.due}:0")
    last, before = log_of(world)[-1], next(change for change in log_of(world) if change.verb == "offer")
    with world.hub.writing() as connection:  # the id that 0.1.0 gave, and the offer as it was before
        connection.exec_driver_sql("UPDATE hub_change SET id = ? WHERE id = ?", (old, last.id))
        connection.exec_driver_sql(
            "UPDATE hub_entity SET body = json_patch(body, ?), stage = ? WHERE id = ?",
            (encode_json(dict(before.set)), before.set["stage"], offered.card),
        )
    assert server.let_pass(world.hub) == 0
    assert verbs_on(world, offered.card).count("expire") == 1


def test_nobody_takes_a_key_of_somebody_elses_integration(world: World) -> None:
    account, card = world.member.caller.account, world.member.add()
    name = derive_id(BOARD_ID, f"rest-change:{account}", "order-77\n0")
    note = {"created": True, "card": card, "author": world.commenter.member, "team": "sales", "body": "squat"}
    assert world.commenter.offer(COMMENT, new_id(), note, "comment", id=name).status == "applied"

    def make():
        return server.act(
            world.hub,
            world.caller("member"),
            BOARD_ID,
            lambda view: verbs.create(view, {"title": "Order 77"}),
            "order-77",
        )

    first = make()
    assert not first.is_repeat
    again = make()
    assert (again.is_repeat, again.entities) == (True, first.entities)


def test_a_key_that_version_0_1_0_served_is_known(world: World) -> None:
    caller = world.caller("member")
    first = server.act(world.hub, caller, BOARD_ID, lambda view: verbs.create(view, {"title": "Order"}), "k")
    name = derive_id(BOARD_ID, f"rest-change:{caller.account}", "k\n0")
    with world.hub.writing() as connection:
        connection.exec_driver_sql("UPDATE hub_change SET id = ? WHERE entity = ?", (name, first.entities[0]))
    again = server.act(world.hub, caller, BOARD_ID, lambda view: verbs.create(view, {"title": "Order"}), "k")
    assert (again.is_repeat, again.entities) == (True, first.entities)


@given(st.text(), st.text())
def test_ids_are_of_the_right_kind_and_foreseen_by_nobody(one: str, other: str) -> None:
    first, second = ServerKeys.__new__(ServerKeys), ServerKeys.__new__(ServerKeys)
    first._secrets, second._secrets = [b"1" * 32], [b"2" * 32]
    name = derive_id(BOARD_ID, one, other)
    assert UUID(first.id_for(name)).version == 8
    assert UUID(first.id_for(name)).variant == UUID(new_id()).variant
    assert first.id_for(name) == first.id_for(name) != second.id_for(name)


def test_a_full_stage_keeps_no_offer_from_running_out(world: World, offered: Offered) -> None:
    world.lead.offer("board", BOARD_ID, {"limit_policy": "refuse"}, "board")
    world.lead.offer("stage", STAGES["MQL"], {"limit": 1}, "stage")
    world.member.add("MQL")
    assert server.let_pass(world.hub) == 1
    assert verbs_on(world, offered.card)[-1] == "expire"
    assert clock.ms_of(offered.due) < world.now
