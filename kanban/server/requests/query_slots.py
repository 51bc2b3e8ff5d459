"""Queries that may read a whole board: few at once, each with a time limit, and stopped when the client leaves.

They wait in a queue of their own, so that pulls, pushes and `/health` never wait behind them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread
from starlette.responses import Response

from kanban.protocol.types import Stopped
from kanban.server.requests.body_reader import wait_until_gone
from kanban.server.requests.limiters import ClientGone, KeyedLimiter, NoMoreTurns
from kanban.store.hub import QueryStopper

if TYPE_CHECKING:
    from fastapi import Request

    from kanban.server.settings import Settings
    from kanban.store.hub import Caller

NOBODY = 499
"""The status of an answer that nobody waits for any more."""


class QuerySlots:
    """All queries of this process."""

    def __init__(self, settings: Settings) -> None:
        self._seconds = settings.query_seconds
        self._turns = KeyedLimiter(settings.queries_each)
        self._threads = CapacityLimiter(settings.queries)
        self._running: set[QueryStopper] = set()
        self._is_over = False

    async def answer(self, request: Request, who: Caller, question: Callable[[QueryStopper], Response]) -> Response:
        """Run a query in a thread when it is its turn, and return its answer; raises Stopped.

        `question` gets a `QueryStopper`, which ends its database statements when the client leaves, the time is up, or
        the server stops.
        """
        try:
            async with self._turns.turn(who.account, lambda: wait_until_gone(request.receive)):
                return await self._run(request, question)
        except ClientGone:
            return Response(status_code=NOBODY)
        except NoMoreTurns:
            raise _build_stop_error() from None

    async def _run(self, request: Request, question: Callable[[QueryStopper], Response]) -> Response:
        stopper, late = QueryStopper(), False
        if self._is_over:
            raise _build_stop_error()

        def end() -> None:
            nonlocal late
            late = True
            _stop(stopper)

        leaving = asyncio.ensure_future(wait_until_gone(request.receive))
        leaving.add_done_callback(lambda task: None if task.cancelled() else _stop(stopper))
        timer = asyncio.get_running_loop().call_later(self._seconds, end)
        self._running.add(stopper)
        try:
            return await to_thread.run_sync(question, stopper, limiter=self._threads)
        except Stopped:
            if leaving.done():
                return Response(status_code=NOBODY)
            if late:
                sentence = f"The query took longer than {self._seconds:g} s; try a narrower one."
                raise Stopped("slow_down", sentence, retry_after=self._seconds) from None
            raise
        finally:
            timer.cancel()
            leaving.cancel()
            self._running.discard(stopper)

    def end(self) -> None:
        """Stop all queries and start no more, because the server stops."""
        self._is_over = True
        self._turns.end()
        for stopper in self._running:
            _stop(stopper)


def _stop(stopper: QueryStopper) -> None:
    """Stop a query from the event loop, which must not wait for the database."""
    asyncio.get_running_loop().run_in_executor(None, stopper.stop)


def _build_stop_error() -> Stopped:
    return Stopped("slow_down", "The server is stopping; send it again in a moment.", retry_after=5)
