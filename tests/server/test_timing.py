"""A server that runs does what is due on its boards by itself."""

from __future__ import annotations

import asyncio

from kanban.domain.errors import Refused
from kanban.server.jobs import deadline_job
from kanban.server.jobs.deadline_job import DeadlineJob
from kanban.store import hub as store
from kanban.store.database import StoreFault
from kanban.store.hub.acts import hub_deadlines as acts
from tests.store.hub.world import BOARD_ID, uuid


async def test_time_does_its_acts_again_and_again_also_after_a_fault(monkeypatch, world) -> None:
    calls, fifth = [], asyncio.Event()
    loop = asyncio.get_running_loop()

    def let_pass(hub: object, _failed: object) -> int:
        calls.append(hub)
        if len(calls) == 2:
            raise Refused("The database is away.")
        if len(calls) == 3:
            raise ZeroDivisionError
        if len(calls) == 5:
            loop.call_soon_threadsafe(fifth.set)
        return 0

    monkeypatch.setattr(deadline_job, "let_pass", let_pass)
    async with DeadlineJob(world.hub, 0.0).running():
        await asyncio.wait_for(fifth.wait(), 10)
    assert calls[:5] == [world.hub] * 5


def another_board(world):
    """A second board, opened empty; returns its id."""
    caller, board = world.caller("lead"), uuid(1, 9)
    store.create_board(world.hub, caller, board, uuid(6, 9))
    store.finish_publishing(world.hub, caller, board, uuid(6, 9), 0)
    return board


async def test_a_board_on_which_it_fails_stops_no_other(world, monkeypatch, caplog) -> None:
    other, passed = another_board(world), []

    def waits(_hub: object, board: str, _now: str) -> bool:
        if board == BOARD_ID:
            raise KeyError("some register that nobody expected")
        passed.append(board)
        return False

    clock = DeadlineJob(world.hub, 30.0)
    monkeypatch.setattr(acts, "_is_waiting", waits)
    await clock.turn()
    assert (passed, clock.stuck, clock.state()) == ([other], {BOARD_ID}, "failing")
    assert clock.passed_at is not None
    assert [(each.levelname, BOARD_ID in each.getMessage()) for each in caplog.records] == [("ERROR", True)]
    monkeypatch.undo()
    await clock.turn()
    assert (clock.stuck, clock.state()) == (set(), "ok")


async def test_a_database_that_is_away_is_no_fault_of_a_board(world, monkeypatch) -> None:
    clock = DeadlineJob(world.hub, 30.0)

    def away(*_: object) -> bool:
        raise StoreFault("It is away.")

    monkeypatch.setattr(acts, "_is_waiting", away)
    await clock.turn()
    assert (clock.stuck, clock.state(), clock.passed_at) == (set(), "failing", None)


async def test_a_clock_that_has_not_turned_for_long_is_late(world, monkeypatch) -> None:
    clock, moment = DeadlineJob(world.hub, 30.0), deadline_job.time.monotonic()
    monkeypatch.setattr(deadline_job.time, "monotonic", lambda: moment + 4 * 30.0 - 1)
    assert clock.state() == "ok"
    monkeypatch.setattr(deadline_job.time, "monotonic", lambda: moment + 4 * 30.0 + 2)
    assert clock.state() == "late"
