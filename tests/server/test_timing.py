"""A server that runs lets unanswered offers run out by itself."""

from __future__ import annotations

import asyncio

from kanban.domain.errors import Refused
from kanban.server import timing


async def test_time_does_its_acts_again_and_again_also_after_a_fault(monkeypatch) -> None:
    calls, third = [], asyncio.Event()
    loop = asyncio.get_running_loop()

    def let_pass(hub: object) -> int:
        calls.append(hub)
        if len(calls) == 2:
            raise Refused("The database is away.")
        if len(calls) == 3:
            loop.call_soon_threadsafe(third.set)
        return 0

    monkeypatch.setattr(timing, "let_pass", let_pass)
    async with timing.passing("hub", 0.0):  # type: ignore[arg-type]
        await asyncio.wait_for(third.wait(), 10)
    assert calls[:3] == ["hub"] * 3
