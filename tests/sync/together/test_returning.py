"""After a restore of the server, what it had written itself comes back from the machines that had pulled it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kanban.domain.acts import verbs
from kanban.domain.change import Change
from kanban.domain.handoffs import handoff_verbs
from kanban.store import hub as store
from tests.sync.simulation.checks import check
from tests.sync.simulation.play import stage
from tests.sync.simulation.world import Device, World

DAY_MS = 86_400_000


@pytest.fixture
def world() -> Iterator[World]:
    with stage(0) as made:
        made.faulty = False
        yield made


def on_the_server(world: World) -> list[Change]:
    found, since = list[Change](), 0
    while True:
        page = store.pull(world.hub, world.devices[0].caller, world.board, world.epoch(), since)
        found += page.changes
        since = page.to
        if page.to == page.head:
            return found


def sync(world: World, *devices: Device) -> None:
    for device in devices:
        outcome = world.sync(device)
        assert outcome is not None
        assert (outcome.stopped, outcome.refused, outcome.overtaken) == (None, (), ())


def by_rest(world: World, device: Device) -> set[str]:
    """Let somebody's program make a card, and comment on it; returns the ids of all that was written."""
    before = {change.id for change in on_the_server(world)}
    card = store.act(
        world.hub, device.caller, world.board, lambda view: verbs.create(view, {"title": "Form"})
    ).entities[0]
    store.act(world.hub, device.caller, world.board, lambda view: verbs.comment(view, card, "By the form"))
    return {change.id for change in on_the_server(world)} - before


def run_out(world: World) -> str:
    """Let an offer be made, and run out unanswered; returns the card."""
    ana = world.devices[0]
    card = ana.workspace.act(
        lambda view: verbs.create(view, {"title": "Acme"}, stage=view.board.find_stage("MQL"))
    ).entity_ids[0]
    ana.workspace.act(lambda view: handoff_verbs.offer(view, card, {"why": "They asked"}))
    sync(world, ana)
    world.back_up_server()
    world.time.ms += 20 * DAY_MS
    assert store.let_pass(world.hub) > 0
    return card


def test_cards_and_comments_of_forms_are_there_again_everywhere(world: World) -> None:
    world.back_up_server()
    made = by_rest(world, world.devices[1])
    sync(world, world.devices[2])
    world.restore_server()
    assert not made & {change.id for change in on_the_server(world)}
    sync(world, *world.devices, *world.devices)
    assert made <= {change.id for change in on_the_server(world)}
    for device in world.devices:
        device.workspace.reload()
        assert "Form" in {card.title for card, *_ in device.workspace.list_cards()}
        assert device.workspace.list_notes() == []
    check(world)


def test_what_no_machine_had_pulled_is_lost_and_nothing_else(world: World) -> None:
    world.back_up_server()
    pulled = by_rest(world, world.devices[1])
    sync(world, world.devices[0])
    lost = by_rest(world, world.devices[1])
    world.restore_server()
    sync(world, *world.devices, *world.devices)
    there = {change.id for change in on_the_server(world)}
    assert pulled <= there
    assert not lost & there
    check(world)


def test_an_offer_that_ran_out_has_run_out_once(world: World) -> None:
    card = run_out(world)
    sync(world, *world.devices)
    world.restore_server()
    sync(world, *world.devices)
    assert store.let_pass(world.hub) == 0
    ends = [change for change in on_the_server(world) if (change.verb, change.entity) == ("expire", card)]
    assert [change.actor for change in ends] == ["board"]
    check(world)


def test_the_server_and_a_machine_may_both_bring_the_end_back(world: World) -> None:
    card = run_out(world)
    sync(world, *world.devices)
    before = on_the_server(world)
    world.restore_server()
    assert store.let_pass(world.hub) > 0, "the server is quicker than any machine"
    sync(world, *world.devices, *world.devices)
    ends = [change.id for change in on_the_server(world) if (change.verb, change.entity) == ("expire", card)]
    assert ends == [change.id for change in before if (change.verb, change.entity) == ("expire", card)]
    check(world)


def test_whose_answer_came_instead_stays(world: World) -> None:
    """Restored to before the offer ran out, it may be answered first: what ran out then has no place any more."""
    card = run_out(world)
    sync(world, *world.devices[1:])
    world.restore_server()
    ana, ben = world.devices[0], world.devices[1]
    store.act(
        world.hub,
        ben.caller,
        world.board,
        lambda view: handoff_verbs.accept(view, card, {"next_step": "call", "next_on": "2030-01-01"}),
    )
    for device in (*world.devices, *world.devices):
        outcome = world.sync(device)
        assert outcome is not None
        assert outcome.refused == (), "nobody is told of what they did not do"
    assert ana.workspace.reload().lane_of(ana.workspace.card(card).stage).side == "sales"
    check(world)


def test_a_machine_brings_it_back_twice_and_it_is_there_once(world: World) -> None:
    for _ in range(2):
        world.back_up_server()
        made = by_rest(world, world.devices[1])
        sync(world, *world.devices)
        world.restore_server()
        sync(world, *world.devices, *world.devices)
        world.restore_server()
        sync(world, *world.devices, *world.devices)
        ids = [change.id for change in on_the_server(world)]
        assert made <= set(ids)
        assert len(set(ids)) == len(ids)
        world.backups.clear()
    check(world)
