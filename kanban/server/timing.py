"""Acts of time on shared boards: every half a minute the server lets unanswered offers run out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from kanban.domain.errors import KanbanError
from kanban.store.hub.timing import let_pass

if TYPE_CHECKING:
    from kanban.store.hub.opening import Hub

LOG = logging.getLogger("kanban.server.timing")


@asynccontextmanager
async def passing(hub: Hub, seconds: float) -> AsyncIterator[None]:
    """Let time do its acts every so many seconds, as long as this lasts; workers beside each other do no harm."""
    task = asyncio.create_task(_pass(hub, seconds))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _pass(hub: Hub, seconds: float) -> None:
    while True:
        try:
            await asyncio.to_thread(let_pass, hub)
        except KanbanError as error:
            LOG.warning("time stood still for a moment: %s", error)
        await asyncio.sleep(seconds)
