"""Whether the server can serve: its database, its clock, and the room on its disk."""

from __future__ import annotations

import asyncio
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kanban.domain.errors import KanbanError
from kanban.store.hub import watching

if TYPE_CHECKING:
    from kanban.server.jobs.deadline_job import DeadlineJob
    from kanban.store.hub.server_database import Hub

PATIENCE = 3.0
"""Seconds that the database has for a sign of life."""

LOCKED = 1.0
"""Seconds after which another program's lock is reported."""

FRESH = 1.0
"""Seconds for which an answer is reused: anybody may ask, as often as they like."""

LOW = 100_000_000
"""Bytes of free disk below which somebody should act."""

Database = Literal["ok", "locked", "away"]
Disk = Literal["ok", "low", "unknown"]


@dataclass(frozen=True, slots=True)
class HealthReport:
    """The state of the server."""

    database: Database
    clock: Literal["ok", "late", "failing"]
    clock_at: str | None
    """When the clock last did everything due on all boards."""
    stuck_boards: int
    """Boards on which it failed then."""
    disk: Disk
    free_bytes: int | None

    @property
    def can_serve(self) -> bool:
        """Whether requests are served."""
        return self.database == "ok"

    @property
    def is_well(self) -> bool:
        """Whether nothing needs attention."""
        return self.can_serve and self.clock == "ok" and self.disk != "low"


class HealthCheck:
    """Checks the database at most once a second, and never twice at once: a check that hangs runs only once."""

    def __init__(self, hub: Hub, clock: DeadlineJob) -> None:
        self._hub, self._clock = hub, clock
        self._asking: asyncio.Future[tuple[Database, int | None]] | None = None
        self._known: tuple[float, Database, int | None] | None = None

    async def report(self) -> HealthReport:
        """Return the state of the server within a few seconds, whatever the database does."""
        database, free = await self._database()
        low: Disk = "unknown" if free is None else "low" if free < LOW else "ok"
        clock = self._clock
        return HealthReport(database, clock.state(), clock.passed_at, len(clock.stuck), low, free)

    async def _database(self) -> tuple[Database, int | None]:
        if self._known and time.monotonic() - self._known[0] < FRESH:
            return self._known[1:]
        if self._asking is None:
            self._asking = asyncio.ensure_future(asyncio.to_thread(_look, self._hub))
        asking = self._asking
        done, _ = await asyncio.wait({asking}, timeout=PATIENCE)
        if not done:
            return "away", None
        self._asking = None
        self._known = (time.monotonic(), *asking.result())
        return self._known[1:]


def _look(hub: Hub) -> tuple[Database, int | None]:
    free = shutil.disk_usage(hub.folder).free if hub.folder else None
    try:
        watching.touch_watch(hub)
        return "locked" if hub.is_locked(LOCKED) else "ok", free
    except KanbanError:
        return "away", free
