"""A board that is here before its history is, and rounds that send very much."""

from __future__ import annotations

from dataclasses import replace

from kanban.store.workspace import Workspace
from kanban.sync import sync_round as rounds
from tests.sync.simulation.founding import joining
from tests.sync.simulation.world import Device, World
from tests.sync.test_sync_round import Bent, add, all_agree, ana, stopping, titles, with_small_pages, world

__all__ = ["ana", "world"]


def opened(world: World, device: Device) -> None:
    """Open a board that was fetched without the world's knowledge."""
    device.workspace = Workspace(device.database, world.board, device.member, now=world.time.now)


def test_a_board_that_is_joined_is_there_before_its_history(world, ana, monkeypatch):
    for n in range(12):
        add(ana, f"Deal {n}")
    world.sync(ana)
    with_small_pages(world)
    joined = world.add("New", ana.caller, ana.member, joining(world.hub, ana.caller, world.board, world.time))
    with monkeypatch.context() as patch:
        patch.setattr(rounds, "LITTLE", 5)
        way = Bent(joined)
        outcome = rounds.run_round(joined.replica, way, history=False)
        assert (outcome.is_booted, outcome.stopped, "older" in way.asked) == (True, None, False)
        assert outcome.older == joined.replica.remote().older_left > 20
    opened(world, joined)
    assert "Deal 11" in titles(joined)
    way = Bent(joined, older=stopping("offline"))
    assert rounds.run_round(joined.replica, way, history=False).stopped is None  # little is fetched, and not waited for
    assert (way.asked[-1], rounds.fetch_history(joined.replica, way).kind) == ("older", "offline")
    told: list[tuple[str, int, int | None]] = []
    assert rounds.fetch_history(joined.replica, joined.wire, progress=lambda *said: told.append(said)) is None
    assert {what for what, _, _ in told} == {"older"}
    assert told[-1][1] == told[-1][2] == joined.replica.cursor
    assert joined.replica.find_older_needed() is None
    all_agree(world)


def test_history_of_another_epoch_ends_what_only_fetches_history(world, ana):
    with_small_pages(world)
    joined = world.add("New", ana.caller, ana.member, joining(world.hub, ana.caller, world.board, world.time))
    rounds.run_round(joined.replica, Bent(joined, older=stopping("offline")))
    opened(world, joined)
    restored = Bent(joined, older=lambda older, *words: replace(older(*words), epoch="another"))
    assert rounds.fetch_history(joined.replica, restored).kind == "epoch"
    assert rounds.run_round(joined.replica, restored).older > 0
    assert rounds.fetch_history(joined.replica, joined.wire) is None
    all_agree(world)


def test_what_one_sends_oneself_never_makes_one_fetch_the_board_anew(world, ana, monkeypatch):
    monkeypatch.setattr(rounds, "FAR", 6)
    monkeypatch.setattr(rounds, "AHEAD", 4)
    monkeypatch.setattr(rounds, "PAGE", 3)
    monkeypatch.setattr(rounds, "MOST_CHANGES", 2)
    for n in range(30):
        add(ana, f"Deal {n}")
    way = Bent(ana)
    outcome = rounds.run_round(ana.replica, way)
    assert (outcome.is_booted, outcome.pushed, outcome.waiting) == (False, 30, 0)
    assert way.asked[:4] == ["push", "push", "pull", "pull"]
    all_agree(world)
