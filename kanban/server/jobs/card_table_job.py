"""Preparing older boards for queries after an upgrade: their card tables are built piece by piece while serving."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from kanban.domain.errors import KanbanError
from kanban.server.jobs.background import run_beside
from kanban.store.hub import build

if TYPE_CHECKING:
    from kanban.store.hub import Hub

LOG = logging.getLogger("kanban.server.jobs.card_table_job")

PAUSE = 0.02
"""Seconds between two pieces, in which others can write: about as long as a piece takes."""


@asynccontextmanager
async def building(hub: Hub, seconds: float) -> AsyncIterator[None]:
    """Build what is waiting, and check every so many seconds whether a restored backup brought more."""
    async with run_beside(partial(_run, hub, seconds)):
        yield


async def _run(hub: Hub, seconds: float) -> None:
    while True:
        try:
            pieces = 0
            while await asyncio.to_thread(build, hub):
                pieces += 1
                await asyncio.sleep(PAUSE)
            if pieces:
                LOG.info({"event": "card tables built", "pieces": pieces})
        except KanbanError as error:
            LOG.warning("card tables are built later: %s", error)
        await asyncio.sleep(seconds)
