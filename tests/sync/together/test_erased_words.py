"""After a purge no table of any machine keeps the words of the card, whatever somebody was doing with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kanban.domain.acts import verbs
from kanban.store import hub as store
from tests.sync.simulation.play import stage
from tests.sync.simulation.world import Device, World
from tests.sync.test_sync_round import add, edit

WORD = "Zanzibar"


@pytest.fixture
def world() -> Iterator[World]:
    with stage(seed=3, ruled=False) as made:
        made.faulty = False
        yield made


def everything(device: Device) -> str:
    return "\n".join(device.database.connection.iterdump())


def test_no_local_table_keeps_a_word_of_a_purged_card(world: World) -> None:
    ana, ben = world.devices[:2]
    card = add(ana, f"{WORD} pilot")
    note = ana.workspace.act(lambda view: verbs.comment(view, card, f"{WORD} called.")).entity_ids[0]
    world.sync(ana)
    world.sync(ben)
    ana.workspace.keep_draft(card, f"{WORD} wants")
    ana.workspace.keep_draft(note, f"{WORD} rang twice.")
    other = add(ana, "Another")
    ana.workspace.keep_draft(other, "Something else")
    edit(ana, card, company=f"{WORD} Ltd")
    edit(ben, card, company=f"{WORD} plc")
    for device in (ana, ben, ana):
        world.sync(device)
    edit(ben, card, title=f"{WORD} once more")
    ben.workspace.act(lambda view: verbs.comment(view, card, f"{WORD} again."))
    ana.workspace.act(lambda view: verbs.delete(view, [card]))
    for device in (ben, ana, ben):
        world.sync(device)
    assert all(WORD in everything(device) for device in (ana, ben))
    store.purge(world.hub, ana.caller, world.board, card)
    for device in (ana, ben):
        world.sync(device)
        kept = [line for line in everything(device).splitlines() if WORD in line]
        assert not kept, device.name
    assert ana.workspace.read_draft(other) == "Something else"
