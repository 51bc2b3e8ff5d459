"""Questions that may look at a whole board: few at a time, none for longer than anybody waits, none for who has gone.

They stand in a line of their own, so that pulls, pushes and `/health` never wait behind them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread
from starlette.responses import Response

from kanban.protocol.types import Stopped
from kanban.server.requests.body_intake import wait_until_gone
from kanban.server.requests.rates import Ended, Gone, Turns
from kanban.store.hub import Stopper

if TYPE_CHECKING:
    from fastapi import Request

    from kanban.server.settings import Settings
    from kanban.store.hub import Caller

NOBODY = 499
"""The status of an answer that nobody waits for any more."""


class Queries:
    """All questions of this process."""

    def __init__(self, settings: Settings) -> None:
        self._seconds = settings.query_seconds
        self._turns = Turns(settings.queries_each)
        self._threads = CapacityLimiter(settings.queries)
        self._running: set[Stopper] = set()
        self._is_over = False

    async def answer(self, request: Request, who: Caller, question: Callable[[Stopper], Response]) -> Response:
        """Return the answer to a question, asked in a thread once it is its turn; raises Stopped.

        What the question asks of the database ends with its `Stopper`: when the client leaves, the time is over, or the
        server stops.
        """
        try:
            async with self._turns.turn(who.account, lambda: wait_until_gone(request.receive)):
                return await self._run(request, question)
        except Gone:
            return Response(status_code=NOBODY)
        except Ended:
            raise _stopping() from None

    async def _run(self, request: Request, question: Callable[[Stopper], Response]) -> Response:
        stopper, late = Stopper(), False
        if self._is_over:
            raise _stopping()

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
                said = f"The query took longer than {self._seconds:g} s; ask for something narrower."
                raise Stopped("slow_down", said, retry_after=self._seconds) from None
            raise
        finally:
            timer.cancel()
            leaving.cancel()
            self._running.discard(stopper)

    def end(self) -> None:
        """Stop every question, and ask none any more; the server stops."""
        self._is_over = True
        self._turns.end()
        for stopper in self._running:
            _stop(stopper)


def _stop(stopper: Stopper) -> None:
    """Stop a question from the loop, which must not wait for the database."""
    asyncio.get_running_loop().run_in_executor(None, stopper.stop)


def _stopping() -> Stopped:
    return Stopped("slow_down", "The server is stopping; send it again in a moment.", retry_after=5)
