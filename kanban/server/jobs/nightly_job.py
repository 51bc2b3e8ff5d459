"""What the server does once a night: it compacts its database."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from kanban.domain.errors import KanbanError
from kanban.server.jobs.background import run_beside
from kanban.store.hub.maintenance.hub_compacting import compact

if TYPE_CHECKING:
    from kanban.store.hub.server_database import Hub

LOG = logging.getLogger("kanban.server.jobs.nightly_job")

HOURS = range(2, 5)
"""Hours of the machine's local time that count as night."""

FIRST = 600.0
"""Seconds after its start in which the server leaves this alone."""

PAUSE = 0.02
"""Seconds between two pieces, in which others can write."""


class NightlyJob:
    """Checks every so many seconds whether it is night; several workers may do so at once."""

    def __init__(self, hub: Hub, seconds: float, zone: tzinfo | None = None) -> None:
        self._hub, self._seconds, self._zone = hub, seconds, zone
        self._done: date | None = None
        self._over = threading.Event()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Do the nightly work, as long as this lasts."""
        async with run_beside(self._run):
            try:
                yield
            finally:
                self._over.set()  # the thread that compacts is not cancelled: it looks here between two pieces

    async def take_turn(self) -> bool:
        """Compact the database if it is night and this night's turn is still to come; returns whether it tried."""
        now = self._hub.now().astimezone(self._zone)
        if now.hour not in HOURS or self._done == now.date():
            return False
        self._done = now.date()
        try:
            done = await asyncio.to_thread(compact, self._hub, served=True, rest=self._rest)
        except KanbanError as error:
            LOG.warning("the database was not compacted: %s", error)
        except Exception:
            LOG.exception("the database was not compacted")
        else:
            LOG.info({"event": "compacted", **asdict(done)})
        return True

    def _rest(self) -> bool:
        time.sleep(PAUSE)
        return not self._over.is_set()

    async def _run(self) -> None:
        await asyncio.sleep(FIRST)
        while True:
            await self.take_turn()
            await asyncio.sleep(self._seconds)
