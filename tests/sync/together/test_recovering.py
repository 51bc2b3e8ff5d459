"""What the simulation has found once, told by hand: each of these lost something, or showed what is not so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kanban.domain.acts import verbs
from kanban.domain.errors import Refused
from kanban.store import hub as store
from kanban.sync import sync_round as rounds
from tests.sync.simulation.checks import check
from tests.sync.simulation.founding import joining
from tests.sync.simulation.play import heal, stage
from tests.sync.simulation.world import Device, World
from tests.sync.test_sync_round import Bent, add, edit, stopping, titles

DAY = 86_400_000


@pytest.fixture
def world() -> Iterator[World]:
    with stage(seed=2, ruled=False) as made:
        made.faulty = False
        yield made


@pytest.fixture
def ana(world: World) -> Device:
    return world.devices[0]


@pytest.fixture
def ben(world: World) -> Device:
    return world.devices[1]


@pytest.fixture
def cem(world: World) -> Device:
    return world.devices[2]


def push_alone(device: Device) -> None:
    """Push, and be cut off before the pull."""
    rounds.run_round(device.replica, Bent(device, pull=stopping("offline")))


def fetched_anew(world: World, device: Device) -> Device:
    """Another machine of somebody's that has fetched the board but none of its history."""
    made = world.add("New", device.caller, device.member, joining(world.hub, device.caller, world.board, world.time))
    rounds.run_round(made.replica, Bent(made, older=stopping("offline")))
    world.open(made)
    return made


def all_agree(world: World) -> None:
    heal(world)
    check(world)


def test_an_edit_of_what_a_snapshot_brought_shows_although_the_clock_is_hours_slow(world, ana):
    card = add(ana, "Acme")
    world.sync(ana)
    new = fetched_anew(world, ana)
    new.skew = -7 * 3_600_000
    world.as_clock_of(new)
    edit(new, card, title="Borealis")
    assert "Borealis" in titles(new)
    all_agree(world)
    assert "Borealis" in titles(ana)


def test_what_a_restored_server_lost_unseen_is_offered_again(world, ana, ben):
    world.back_up_server()
    add(ana, "Acme")
    push_alone(ana)
    world.restore_server()
    add(ben, "Borealis")
    add(ben, "Cumulus")
    world.sync(ben)
    world.sync(ana)
    assert world.sync(ana).waiting == 0
    all_agree(world)
    assert "Acme" in titles(ben)


def test_what_a_restored_server_lost_unseen_is_offered_again_after_a_copy_too(world, ana, ben):
    world.back_up_server()
    add(ana, "Acme")
    push_alone(ana)
    world.restore_server()
    add(ben, "Borealis")
    world.sync(ben)
    ana.doubtful = True
    assert world.sync(ana).is_booted
    all_agree(world)
    assert "Acme" in titles(ben)


def test_own_work_is_offered_to_a_restored_server_by_a_machine_in_another_year(world, ana, ben):
    world.back_up_server()
    add(ana, "Acme")
    world.sync(ana)
    world.restore_server()
    ana.skew = 400 * DAY
    world.sync(ana)
    all_agree(world)
    assert "Acme" in titles(ben)


def test_history_holds_nothing_that_a_restored_server_lost_for_good(world, ana, ben):
    world.back_up(ben)
    world.back_up_server()
    card = add(ben, "Acme")
    world.sync(ben)
    world.sync(ana)
    assert ana.workspace.list_changes(card)
    world.restore_server()
    world.restore(ben)
    all_agree(world)
    assert ana.workspace.list_changes(card) == []


def test_history_has_the_stamp_and_the_time_of_the_server_although_a_copy_came_between(world, ana):
    ana.skew = 3 * 3_600_000
    world.as_clock_of(ana)
    add(ana, "Acme")
    push_alone(ana)
    ana.doubtful = True
    world.sync(ana)
    all_agree(world)


def test_a_refusal_for_an_erased_card_keeps_what_was_done_to_others(world, ana, ben):
    kept, erased = add(ana, "Kept"), add(ana, "Erased")
    for device in (ana, ben):
        world.sync(device)
    ben.workspace.act(lambda view: verbs.edit(view, [kept, erased], {"company": "Acme"}))
    store.purge(world.hub, ana.caller, world.board, erased)
    (note,) = world.sync(ben).refused
    assert note.code == "gone"
    (note,) = [note for note in ben.replica.list_notes() if note.kind == "refused"]
    assert [(change["entity"], change["set"]) for change in note.changes] == [(kept, {"company": "Acme"})]
    all_agree(world)


def test_what_was_erased_is_nowhere_on_a_machine_that_fetches_the_board_anew(world, ana, ben, cem):
    card = add(ben, "Very secret")
    ben.workspace.act(lambda view: verbs.comment(view, card, "Hush hush"))
    for device in (ben, cem):
        world.sync(device)
    cem.workspace.keep_draft(card, "Also secret")
    store.purge(world.hub, ana.caller, world.board, card)
    for device in (ben, cem):
        device.replica.begin_boot(device.wire.snapshot(world.board, None))
    assert rounds.run_round(cem.replica, Bent(cem, older=stopping("offline"))).is_booted
    whole = "\n".join(cem.database.connection.iterdump())
    assert [word for word in ("secret", "Hush") if word in whole] == []
    all_agree(world)
    whole = "\n".join(ben.database.connection.iterdump())
    assert [word for word in ("secret", "Hush") if word in whole] == []


@pytest.mark.parametrize("first", ["who erased", "who did not hear of it"])
def test_what_was_erased_stays_erased_on_a_server_that_lost_its_disk(world, ana, ben, cem, first):
    """The backup does not know of it: the machines that do tell, by the tombstones that the server itself once
    wrote."""
    card = add(ben, "Very secret")
    ben.workspace.act(lambda view: verbs.comment(view, card, "Hush hush"))
    for device in (ben, cem, ana):
        world.sync(device)
    world.back_up_server()
    cem.workspace.act(lambda view: verbs.comment(view, card, "Hush as well"))
    world.sync(cem)
    world.sync(ana)
    store.purge(world.hub, ana.caller, world.board, card)
    world.sync(ana)
    world.restore_server()
    for device in (ana, cem) if first == "who erased" else (cem, ana):
        world.sync(device)
    all_agree(world)
    with world.hub.reading() as connection:
        dumps = {"server": [*connection.connection.driver_connection.iterdump()]}
    for device in (ana, ben, cem):
        dumps[device.name] = [*device.database.connection.iterdump()]
    left = [(name, line) for name, dump in dumps.items() for line in dump if "Very secret" in line or "Hush" in line]
    assert left == []


def test_undo_clears_nothing_while_history_is_on_its_way(world, ana):
    card = add(ana, "Acme")
    world.sync(ana)
    new = fetched_anew(world, ana)
    edit(new, card, title="Borealis")
    with pytest.raises(Refused):
        new.workspace.undo()
    assert "Borealis" in titles(new)
    world.sync(new)
    all_agree(world)


def test_a_set_that_lost_may_still_be_the_latest_change(world, ana, ben):
    card = add(ana, "Acme")
    for device in (ana, ben):
        world.sync(device)
    edit(ben, card, company="Late")
    world.time.ms += 60_000
    ben.offline = True
    edit(ana, card, company="Later")
    world.sync(ana)
    ben.offline = False
    world.sync(ben)
    all_agree(world)


def test_two_programs_may_fetch_one_board_at_once(world, ana):
    new = world.add("New", ana.caller, ana.member, joining(world.hub, ana.caller, world.board, world.time))

    def both(snapshot, board, after):
        page = snapshot(board, after)
        if new.syncing == 0:
            new.syncing = 1
            world.sync(new)
        return page

    outcome = rounds.run_round(new.replica, Bent(new, snapshot=both))
    assert outcome.stopped is None
    new.syncing = 0
    world.open(new)
    all_agree(world)
