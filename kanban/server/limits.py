"""What every request must keep to before any route sees it: how often, how much, how packed, in which protocol."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable
from typing import Any

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kanban.server.bodies import Broken, Intake, TooLarge, too_deep
from kanban.server.problems import problem
from kanban.server.rates import Buckets, Known, neighbourhood
from kanban.server.settings import Settings

READING = frozenset({"GET", "HEAD", "OPTIONS"})
LINGER = 16
"""Times the allowed size that is still read, and thrown away, so that a client that sends too much hears why."""

LARGE = 64 << 10
"""Bytes from which on a body is looked through in a thread of its own."""

_GUESSES = {"/v1/join"}
"""Where a refusal means that somebody tried a code."""


class Gone(Exception):
    """The client left in the middle of its request."""


class Limits:
    """Refuses what is too much, and hands the rest on with its body unpacked and whole."""

    def __init__(self, app: ASGIApp, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._settings = settings
        self._addresses = Buckets(settings.per_address, clock)
        self._tokens = Buckets(settings.per_token, clock)
        self._refusals = Buckets(settings.refusals, clock)
        self._good = Known()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        address = neighbourhood(scope["client"][0] if scope.get("client") else "")
        bearer = headers.get("authorization", "")
        token = hashlib.sha256(bearer.encode("latin-1")).hexdigest() if bearer else ""

        async def out(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._note(scope["path"], message["status"], address, token)
                added = MutableHeaders(scope=message)
                added["X-Content-Type-Options"] = "nosniff"
                added.setdefault("Cache-Control", "no-store")
            await send(message)

        refused = self._too_often(address, token) or self._too_old(scope["method"], headers)
        body = b""
        if refused is None and (headers.get("content-length", "0") != "0" or "transfer-encoding" in headers):
            try:
                async with asyncio.timeout(self._settings.body_seconds):
                    taken = await self._take(scope, headers, receive)
            except TimeoutError:
                taken = problem(503, "slow_down", "The body took too long to arrive; send it again.", retry_after=1)
            except Gone:
                return
            refused, body = (taken, b"") if isinstance(taken, Response) else (None, taken)
            if refused:
                refused.headers["Connection"] = "close"
            receive = _replayed(body, receive)
        if refused:
            await refused(scope, receive, out)
        else:
            await self._app(scope, receive, out)

    def _too_often(self, address: str, token: str) -> Response | None:
        wait = self._addresses.take(address)
        if not wait and token:
            wait = self._tokens.take(token)
        if not wait and token not in self._good:
            wait = self._refusals.wait(address)
        if not wait:
            return None
        return problem(429, "slow_down", "Too many requests from here; go on a little later.", retry_after=wait)

    def _note(self, path: str, status: int, address: str, token: str) -> None:
        """Count what was refused against its address, and keep in mind which tokens are good."""
        if status == 401 or (path in _GUESSES and 400 <= status < 500 and status != 429):
            self._good.discard(token)
            self._refusals.take(address)
        elif token and status < 400:
            self._good.add(token)

    def _too_old(self, method: str, headers: Headers) -> Response | None:
        spoken = headers.get("x-kanban-protocol")
        if spoken is None:
            return None
        if not spoken.isascii() or not spoken.isdigit() or len(spoken) > 4:
            return problem(422, "invalid", "X-Kanban-Protocol is a whole number, such as 1.")
        if int(spoken) >= self._settings.min_protocol or method in READING:
            return None
        said = f"This server takes writes in version {self._settings.min_protocol} of the protocol or newer; update kanban."
        return problem(426, "too_old", said)

    async def _take(self, scope: Scope, headers: Headers, receive: Receive) -> bytes | Response:
        """Return the body, or the problem with it."""
        media, _, _ = headers.get("content-type", "").partition(";")
        packed = headers.get("content-encoding", "identity").strip().lower()
        refused: Response | None = None
        if media.strip().lower() != "application/json":
            refused = problem(415, "invalid", "Send JSON, with the header Content-Type: application/json.")
        elif packed not in {"identity", "gzip"}:
            refused = problem(415, "invalid", "A body may be packed with gzip, and not otherwise.")
        intake = Intake(self._settings.most_wire, self._settings.most_body, packed=packed == "gzip")
        drained, more = 0, True
        state: dict[str, Any] = scope.setdefault("state", {})
        while more and drained <= LINGER * self._settings.most_wire:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Gone
            more, piece = message.get("more_body", False), message.get("body", b"")
            drained += len(piece)
            state["bytes_in"] = drained
            if refused is None:
                refused = self._fed(intake, piece)
        if refused is not None:
            return refused
        try:
            body = intake.whole()
        except Broken as fault:
            return problem(400, "invalid", str(fault))
        most = self._settings.most_depth
        deep = await to_thread.run_sync(too_deep, body, most) if len(body) > LARGE else too_deep(body, most)
        return problem(422, "invalid", "The JSON nests too deep, or its brackets don't match.") if deep else body

    def _fed(self, intake: Intake, piece: bytes) -> Response | None:
        try:
            intake.feed(piece)
        except TooLarge:
            wire, whole = self._settings.most_wire >> 20, self._settings.most_body >> 20
            said = f"A request has at most {wire} MiB, {whole} MiB unpacked; send it in parts."
            return problem(413, "too_large", said)
        except Broken as fault:
            return problem(400, "invalid", str(fault))
        return None


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Return what gives an app the body that was taken in, and then whatever comes."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
