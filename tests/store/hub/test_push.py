"""What a device offers is taken exactly once, in its order, and answered the same however often it asks."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select

from kanban.domain.acts import verbs
from kanban.domain.change import CARD
from kanban.domain.clock import iso_ms, stamp_ms
from kanban.domain.errors import Refused
from kanban.domain.ids import new_id
from kanban.protocol.types import MOST_CHANGES, MOST_VALUE, Stopped
from kanban.store import hub as server
from kanban.store.hub import refusals, server_tables
from tests.store.hub.world import BOARD_ID, STAGES, Device, World, log_of


def test_a_change_is_taken_once_however_often_it_comes(world: World) -> None:
    device = world.member
    change = device.change(CARD, new_id(), {"created": True, "title": "Acme"}, "create")
    first = device.push(change)
    before = log_of(world)
    again = device.push(change, change)
    assert first.verdicts[0].status == "applied"
    assert [(v.status, v.seq, v.stamp) for v in again.verdicts] == [
        ("duplicate", first.verdicts[0].seq, first.verdicts[0].stamp)
    ] * 2
    assert again.head == first.head
    assert log_of(world) == before


def test_a_change_twice_in_one_push_is_one(world: World) -> None:
    device = world.member
    change = device.change(CARD, new_id(), {"created": True, "title": "Acme"}, "create")
    other = device.change(CARD, change.entity, {"title": "Acme 2"}, tx=change.tx)
    found = device.push(change, change, other)
    assert [v.status for v in found.verdicts] == ["applied", "duplicate", "applied"]
    assert found.verdicts[1].seq == found.verdicts[0].seq == found.head - 1


def test_an_empty_push_touches_nothing(world: World) -> None:
    head = log_of(world)[-1].seq

    assert world.viewer.push().head == head
    assert log_of(world)[-1].seq == head


def test_a_gap_stops_the_whole_push(world: World) -> None:
    device, card = world.member, world.member.add()
    head = device.push().head
    good = device.change(CARD, card, {"title": "one"})
    device.dseq += 1
    bad = device.change(CARD, card, {"title": "three"})
    with pytest.raises(Stopped, match="waits for the change") as stopped:
        device.push(good, bad)
    assert stopped.value.kind == "gap"
    assert device.push().head == head


def test_a_known_number_with_another_change_is_a_fork(world: World) -> None:
    device, card = world.member, world.member.add()
    device.dseq -= 1
    with pytest.raises(Stopped) as stopped:
        device.offer(CARD, card, {"title": "from a copy"})
    assert stopped.value.kind == "device_forked"


def test_after_a_fork_what_was_taken_is_known_under_its_new_number(world: World) -> None:
    device = world.member
    card = device.add()
    first = device.change(CARD, card, {"title": "one"})
    second = device.change(CARD, card, {"title": "two"})
    device.push(first)
    forked = world.device("member")
    renumbered = [change._replace(device=forked.id, dseq=n) for n, change in enumerate((first, second), 1)]
    assert [v.status for v in forked.push(*renumbered).verdicts] == ["duplicate", "applied"]
    forked.dseq = 2
    assert forked.offer(CARD, card, {"title": "three"}).status == "applied"


def test_a_device_belongs_to_one_token(world: World) -> None:
    world.member.add()
    thief = Device(world, world.caller("lead"), world.lead.member, world.lead.epoch, id=world.member.id, dseq=1)
    with pytest.raises(Stopped) as stopped:
        thief.add()
    assert stopped.value.kind == "device_forked"


def test_another_epoch_stops_it(world: World) -> None:
    epoch, world.member.epoch = world.member.epoch, new_id()
    with pytest.raises(Stopped) as stopped:
        world.member.add()
    assert (stopped.value.kind, stopped.value.epoch) == ("epoch", epoch)


def test_a_rejected_change_is_rejected_again_and_keeps_its_number(world: World) -> None:
    device = world.viewer
    change = device.change(CARD, new_id(), {"created": True, "title": "Mine"}, "create")
    first = device.push(change).verdicts
    world.lead.offer("member", device.member, {"role": "member"}, "member")
    assert device.push(change).verdicts == first
    assert (first[0].status, first[0].code, first[0].seq) == ("rejected", "forbidden", None)
    assert device.offer(CARD, new_id(), {"created": True, "title": "Allowed"}, "create").status == "applied"


def test_a_transaction_is_refused_whole(world: World) -> None:
    device = world.member
    card = device.add()
    tx = new_id()
    fine = device.change(CARD, card, {"title": "Half"}, tx=tx)
    made = device.change(CARD, new_id(), {"created": True, "title": "New"}, "create", tx=tx)
    gated = device.change(CARD, card, {"stage": STAGES["Lost"], "rank": "a"}, "move", tx=tx)
    after = device.change(CARD, card, {"title": "Whole"})
    before = {change.id for change in log_of(world)}
    found = device.push(fine, made, gated, after)
    assert [(v.status, v.code) for v in found.verdicts] == [("rejected", "stage_gate")] * 3 + [("applied", "")]
    assert "Lost needs the" in found.verdicts[2].detail
    assert found.verdicts[0].detail.startswith("Another change of the same act was refused")
    assert {change.id for change in log_of(world)} - before == {after.id}
    assert [change.seq for change in log_of(world)] == list(range(1, found.head + 1))


def test_the_server_says_who_it_was(world: World) -> None:
    device = world.member
    card = device.add()
    change = device.change(CARD, card, {"title": "Forged"}, actor=world.lead.member, device=world.lead.id)
    device.push(change)
    kept = log_of(world)[-1]
    assert (kept.id, kept.actor, kept.device) == (change.id, device.member, device.id)


def test_what_a_newer_version_wrote_beside_is_kept(world: World) -> None:
    world.member.offer(CARD, world.member.add(), {"title": "A"}, extra={"later": 1})
    assert dict(log_of(world)[-1].extra) == {"later": 1}


def test_what_can_not_be_kept_is_refused(world: World) -> None:
    device = world.member
    card = device.add()
    assert device.offer(CARD, card, {"title": "x" * (MOST_VALUE + 1)}).code == "too_large"
    assert device.offer(CARD, card, {str(n): n for n in range(501)}).code == "too_large"
    assert device.offer(CARD, "not a card", {"title": "x"}).code == "invalid"
    assert device.offer(CARD, card, {"title": "x"}, stamp="soon").code == "invalid"
    assert device.offer(CARD, card, {"title": "\x00\ud800", "rank": "\x00"}).status == "applied"
    with pytest.raises(Stopped) as stopped:
        device.push(*[device.change(CARD, card, {"title": "x"})] * (MOST_CHANGES + 1))
    assert stopped.value.kind == "too_large"


def test_a_card_holds_so_much(world: World) -> None:
    device = world.member
    card, other = device.add(), device.add()
    most = {f"field.{number}": "x" * 7_900 for number in range(132)}
    assert device.offer(CARD, card, most).status == "applied"
    more = device.offer(CARD, card, {"field.more": "x" * 7_900})
    assert (more.status, more.code) == ("rejected", "too_large")
    assert device.offer(CARD, card, {f"label.{number}{'x' * 180}": True for number in range(400)}).code == "too_large"
    with pytest.raises(Refused, match="remove some of them first"):
        server.act(
            world.hub, device.caller, BOARD_ID, lambda view: verbs.edit(view, [card], {"field.more": "x" * 7_900})
        )
    for right in ({"title": "Still"}, {"field.1": None}, {"field.more": "x" * 7_000}, {"deleted": True}):
        assert device.offer(CARD, card, right).status == "applied"
    assert device.offer(CARD, other, {f"label.{number}": True for number in range(200)}).status == "applied"


def test_refusals_are_kept_for_whoever_did_not_hear_of_them_and_not_for_ever(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "KEPT", 20)
    viewer, card = world.viewer, world.member.add()
    pushed = [viewer.change(CARD, card, {"title": "x"}) for _ in range(100)]
    for start in range(0, 100, 10):
        viewer.push(*pushed[start : start + 10])
    with world.hub.reading() as connection:
        kept = connection.execute(select(func.count()).select_from(server_tables.verdict)).scalar_one()
    assert kept <= 40
    again = viewer.push(*pushed[-10:])
    assert {each.status for each in again.verdicts} == {"rejected"}
    with pytest.raises(Stopped) as stopped:
        viewer.push(pushed[0])
    assert stopped.value.kind == "device_forked"


# -- stamps and times


def test_a_clock_that_is_far_ahead_is_brought_back_in_order(world: World) -> None:
    device, card = world.member, world.member.add()
    device.offset_ms = 3_600_000
    first, second = (device.change(CARD, card, {"title": each}) for each in ("one", "two"))
    found = device.push(first, second).verdicts
    assert [v.status for v in found] == ["applied", "applied"]
    assert all(stamp_ms(v.stamp) == world.now for v in found)
    assert found[0].stamp < found[1].stamp
    assert found[0].stamp[-8:] == device.id[-8:]
    device.offset_ms = 240_000
    fine = device.change(CARD, card, {"title": "three"}, stamp=f"{world.now + 240_000:012x}-0000-{device.id[-8:]}")
    assert device.push(fine).verdicts[0].stamp == fine.stamp


def test_who_has_seen_a_change_is_after_it(world: World) -> None:
    card = world.member.add()
    world.member.offset_ms = 200_000
    first = world.member.offer(CARD, card, {"title": "from a fast clock"})
    late = world.device("lead")
    late.base = first.seq or 0
    second = late.offer(CARD, card, {"title": "having seen it"})
    assert second.status == "applied"
    assert second.stamp > first.stamp
    assert second.stamp[-8:] == late.id[-8:]
    late.base = 0
    other = world.device("commenter")
    world.lead.offer("member", other.member, {"role": "member"}, "member")
    other.base = 0
    blind = other.change(CARD, card, {"title": "not having seen it"})
    found = other.push(blind).verdicts[0]
    assert (found.status, found.stamp) == ("superseded", blind.stamp)


def test_a_device_is_always_after_itself(world: World) -> None:
    device, card = world.member, world.member.add()
    soon = world.now + 60_000
    first = device.offer(CARD, card, {"title": "one"}, stamp=f"{soon:012x}-ffff-{device.id[-8:]}")
    second = device.offer(CARD, card, {"title": "two"}, stamp=f"{world.now:012x}-0000-{device.id[-8:]}")
    assert second.status == "applied"
    assert second.stamp == f"{soon + 1:012x}-0000-{device.id[-8:]}"
    assert first.stamp < second.stamp


def test_nobody_has_seen_what_is_not_there(world: World) -> None:
    card = world.member.add()
    world.member.offset_ms = 200_000
    world.member.offer(CARD, card, {"title": "mine"})
    liar = world.device("lead")
    change = liar.change(CARD, card, {"title": "liar's"}, base=10**9)
    liar.push(change)
    assert log_of(world)[-1].base == log_of(world)[-2].seq


@pytest.mark.parametrize(
    ("verb", "at", "kept"),
    [
        ("edit", "2025-01-01T00:00:00Z", False),
        ("import", "2025-01-01T00:00:00Z", True),
        ("import", "2025-01-01T01:00:00+01:00", True),
        ("import", "soon", False),
        ("edit", "9999-12-31T23:59:59Z", False),
    ],
)
def test_only_an_import_happened_long_ago(world: World, verb: str, at: str, kept: bool) -> None:
    device = world.member
    device.offer(CARD, new_id(), {"created": True, "title": "x", "stage": STAGES["MQL"], "rank": "a"}, verb, at=at)
    found = log_of(world)[-1].at

    assert (found == "2025-01-01T00:00:00Z") is kept
    device.offer(CARD, device.add(), {"title": "x"}, verb, at=at)
    assert log_of(world)[-1].at != "2025-01-01T00:00:00Z"  # it was here before the file


def test_what_happened_a_minute_ago_did(world: World) -> None:
    device, card = world.member, world.member.add()
    moment = world.now - 60_000

    device.offer(CARD, card, {"title": "x"}, at=iso_ms(moment))
    assert log_of(world)[-1].at == iso_ms(moment)


def test_the_board_must_be_there(world: World) -> None:
    with pytest.raises(Stopped) as stopped:
        server.push(world.hub, world.member.caller, new_id(), world.member.id, "", [])
    assert stopped.value.kind == "unknown_board"


def test_threads_take_turns_on_a_file(tmp_path: Path) -> None:
    world = World(f"sqlite:///{tmp_path / 'server.db'}")
    devices = [world.device("member") for _ in range(4)]
    faults: list[BaseException] = []

    def work(device: Device) -> None:
        try:
            for _ in range(15):
                card = device.add()
                device.base = device.pull(limit=1).head
                assert device.offer(CARD, card, {"title": "edited"}).status == "applied"
        except BaseException as fault:  # noqa: BLE001 - the test's own thread tells of it
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(device,)) for device in devices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    log = log_of(world)
    assert [change.seq for change in log] == list(range(1, len(log) + 1))
    assert sum(change.actor == devices[0].member for change in log) == 4 * 15 * 2
    world.close()
