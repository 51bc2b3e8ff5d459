"""A server that has moved: it tells everybody the new address, and does nothing else."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from kanban.server.limits import HEALTH
from kanban.server.problems import problem


class Moved:
    """Answers every request but `/health` with the new address; no body is read and no token looked up."""

    def __init__(self, app: ASGIApp, to: str) -> None:
        self._app, self._to = app, to

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] == HEALTH:
            await self._app(scope, receive, send)
            return
        path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
        where = f"{self._to}{path}{f'?{query}' if query else ''}"
        sentence = f"The boards are at {self._to} now; kanban move-server {self._to} goes on there."
        await problem(308, "moved", sentence, headers={"Location": where})(scope, receive, send)
