"""Deadlines on shared boards: every half minute the server does what is due, such as expiring unanswered offers."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Literal

from kanban.domain import clock
from kanban.domain.errors import KanbanError
from kanban.server.jobs.background import run_beside
from kanban.store.hub.acts.hub_deadlines import let_pass

if TYPE_CHECKING:
    from kanban.store.hub.server_database import Hub

LOG = logging.getLogger("kanban.server.jobs.deadline_job")

LATE = 4
"""Turns of the clock that may be missed before it counts as late."""


class DeadlineJob:
    """Does what is due every so many seconds; several workers may do so at once."""

    def __init__(self, hub: Hub, seconds: float) -> None:
        self._hub, self._seconds = hub, seconds
        self._last, self._has_failed = time.monotonic(), False
        self.passed_at: str | None = None
        """When everything due was last done, UTC."""
        self.stuck: set[str] = set()
        """Boards on which it failed then."""

    def state(self) -> Literal["ok", "late", "failing"]:
        """Return how it goes; "failing" when its last turn failed on any board."""
        if self._has_failed or self.stuck:
            return "failing"
        return "late" if time.monotonic() - self._last > LATE * self._seconds else "ok"

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Do what is due, as long as this lasts."""
        async with run_beside(self._run):
            yield

    async def turn(self) -> None:
        """Do what is due now, on every board where that works."""
        stuck = set[str]()

        def fail(board: str, error: Exception) -> None:
            stuck.add(board)
            LOG.error("time stands still on the board %s", board, exc_info=error)

        try:
            await asyncio.to_thread(let_pass, self._hub, fail)
        except KanbanError as error:
            self._has_failed = True
            LOG.warning("time stood still for a moment: %s", error)
        except Exception:
            self._has_failed = True
            LOG.exception("time stood still")
        else:
            self._has_failed, self._last = False, time.monotonic()
            self.passed_at, self.stuck = clock.iso_ms(self._hub.now_ms()), stuck

    async def _run(self) -> None:
        while True:
            await self.turn()
            await asyncio.sleep(self._seconds)
