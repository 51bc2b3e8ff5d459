"""The stage Disqualified on shared boards: boards from before get it by the server, and final returns go there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kanban.domain.acts import disqualifying, verbs
from kanban.domain.handoffs import handoff_verbs
from kanban.store import hub as store
from kanban.store import opening
from tests.sync.simulation import play
from tests.sync.simulation.checks import check
from tests.sync.simulation.play import stage
from tests.sync.simulation.world import World
from tests.sync.together.test_returning import sync

FINAL = {"return_reason": "no need", "again": "never"}


@pytest.fixture
def world() -> Iterator[World]:
    with stage(0) as made:
        made.faulty = False
        yield made


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A board that was made before there was the stage."""
    monkeypatch.setattr(opening, "DEFAULT_STAGES", opening.DEFAULT_STAGES[:-1])
    play._template.cache_clear()
    with stage(0) as made:
        made.faulty = False
        yield made
    play._template.cache_clear()


def test_the_server_adds_it_once_and_all_devices_have_it(older: World) -> None:
    world = older
    sync(world, *world.devices)
    assert store.let_pass(world.hub) == 1
    assert store.let_pass(world.hub) == 0
    sync(world, *world.devices)
    for device in world.devices:
        board = device.workspace.reload()
        assert not device.workspace.let_time_pass(), "a device of a shared board leaves it to the server"
        added = disqualifying.find_stage(board)
        assert added is not None
        assert (added.id, added.name) == (disqualifying.derive_stage_id(board.id), "Disqualified")
        assert board.stages[-1].id == added.id
    check(world)


def test_a_final_return_reaches_everybody(world: World) -> None:
    ana, raj = world.devices[0].workspace, next(
        device.workspace for device in world.devices if device.workspace.me and device.workspace.me.team == "sales"
    )  # fmt: skip
    marketer = next(
        device.workspace for device in world.devices if device.workspace.me and device.workspace.me.team == "marketing"
    )
    card = marketer.act(
        lambda view: verbs.create(view, {"title": "Acme"}, stage=view.board.find_stage("MQL"))
    ).entity_ids[0]
    marketer.act(lambda view: handoff_verbs.offer(view, card, {"why": "They asked"}))
    sync(world, *world.devices, *world.devices)
    raj.act(lambda view: handoff_verbs.send_back(view, card, FINAL))
    sync(world, *world.devices, *world.devices)
    seen = ana.card(card)
    assert ana.board.lane_of(seen.stage).ending == "disqualified"
    assert seen.lost_reason == "no need"
    check(world)
