"""Cards that two people merge into each other at once: one of them stays, the same one on every machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kanban.domain.acts import verbs
from kanban.domain.errors import Refused
from kanban.store import hub as store
from tests.sync.simulation.play import stage
from tests.sync.simulation.world import Device, World
from tests.sync.test_sync_round import add, all_agree, edit, titles


@pytest.fixture
def world() -> Iterator[World]:
    with stage(seed=4, ruled=False) as made:
        made.faulty = False
        yield made


def merge(device: Device, keep: str, lose: str) -> None:
    device.workspace.act(lambda view: verbs.merge(view, keep, lose))


def shared(world: World, *names: str) -> list[str]:
    """Return the ids of new cards that everybody has."""
    cards = [add(world.devices[0], name) for name in names]
    for device in world.devices:
        world.sync(device)
    return cards


def on_server(world: World) -> set[str]:
    found = store.cards(world.hub, world.devices[0].caller, world.board, limit=200)
    return {card.title for card in found.cards}


def test_the_merge_that_the_server_had_first_stands(world: World) -> None:
    ana, ben = world.devices[:2]
    one, two = shared(world, "One", "Two")
    merge(ana, one, two)
    merge(ben, two, one)
    for device in (ben, ana, ben):
        world.sync(device)
    for device in world.devices:
        world.sync(device)
        assert {"One", "Two"} & titles(device) == {"Two"}, device.name
    assert {"One", "Two"} & on_server(world) == {"Two"}
    (note,) = ana.workspace.list_notes()
    assert (note.kind, note.code) == ("refused", "gone")
    assert "merged into this one first" in note.detail
    assert ben.workspace.list_notes() == []
    all_agree(world)


def test_three_that_go_round_leave_one(world: World) -> None:
    ana, ben, cem = world.devices[:3]
    one, two, three = shared(world, "One", "Two", "Three")
    merge(ana, one, two)
    merge(ben, two, three)
    merge(cem, three, one)
    all_agree(world)
    assert {"One", "Two", "Three"} & on_server(world) == {"One"}
    assert [{"One", "Two", "Three"} & titles(device) for device in world.devices] == [{"One"}] * 4


def test_a_merge_that_is_redone_goes_into_no_card_that_went_into_it(world: World) -> None:
    ana, ben = world.devices[:2]
    one, two = shared(world, "One", "Two")
    merge(ana, one, two)
    world.sync(ana)
    ana.workspace.undo()
    world.sync(ana)
    world.sync(ben)
    merge(ben, two, one)
    ana.workspace.redo()
    for device in (ben, ana, ben):
        world.sync(device)
    assert {"One", "Two"} & titles(ana) == {"One", "Two"} & titles(ben) == {"Two"}
    assert [note.kind for note in ana.workspace.list_notes()] == ["refused"]
    all_agree(world)


def test_doing_it_again_is_refused_here_too_while_the_other_merge_stands(world: World) -> None:
    ana, ben = world.devices[:2]
    one, two = shared(world, "One", "Two")
    edit(ben, one, phone="333")
    merge(ana, one, two)
    merge(ben, two, one)
    for device in (ben, ana, ben):
        world.sync(device)
    (note,) = ana.workspace.list_notes()
    with pytest.raises(Refused, match="merged into this one first"):
        ana.workspace.retry(note.id)
    all_agree(world)
