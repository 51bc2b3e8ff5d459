"""Checks before any route sees a request (rate, size, protocol version, who asks), and the answer of a moved server."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from anyio import CapacityLimiter, to_thread
from fastapi.security.utils import get_authorization_scheme_param
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kanban.domain.errors import KanbanError
from kanban.server.problem_answers import of_error, problem, token_error
from kanban.server.requests.body_reader import BodyReader, RequestRefused, wait_until_gone
from kanban.server.requests.limiters import (
    ClientGone,
    KeyedLimiter,
    NoMoreTurns,
    NoRoom,
    RateLimiter,
    RecentKeys,
    Room,
    neighbourhood,
)
from kanban.server.routes.accounts.calendar_routes import CALENDAR
from kanban.server.routes.web_form_routes import AT, thanks
from kanban.server.settings import Allowance, Settings
from kanban.store.hub import Caller, FormKey, caller_of, form_key

if TYPE_CHECKING:
    from kanban.store.hub.server_database import Hub

READING = frozenset({"GET", "HEAD", "OPTIONS"})

HEALTH = "/health"
"""Always answered: monitoring may ask from anywhere, as often as it likes."""

STREAM = "/v1/events"
"""Never finished, so it does not count as a request in flight; `live` counts it."""

QUERIED = re.compile(r"/v1/boards/[^/]+/(cards|labels)")
"""Paths that search cards."""

JOIN = "/v1/join"
"""Takes a code instead of a token; a refusal means that somebody guessed one."""

STALE_SECONDS = 1.0
"""Seconds that a body may take before its token is looked up again: it may have been revoked meanwhile."""

SIGNING_IN = 4
"""Threads that look up tokens, so that nobody waits behind running requests."""


@dataclass(slots=True)
class IncomingRequest:
    """One request on its way in."""

    scope: Scope
    headers: Headers
    receive: Receive
    address: str
    bearer: str
    """The hash of its token, or of whatever its Authorization header holds; empty without one."""
    until_answered: AsyncExitStack
    """What it holds until its answer begins."""
    until_done: AsyncExitStack
    """What it holds until its answer is sent."""
    caller: Caller | None = None
    form: FormKey | None = None
    """The form key that it was sent with."""

    @property
    def is_of_form(self) -> bool:
        """Whether it was sent with a form key."""
        return self.scope["method"] in {"POST", "OPTIONS"} and AT.fullmatch(self.scope["path"]) is not None

    @property
    def who(self) -> str:
        """Whose share of the limits it uses: the account, or the address."""
        return self.caller.account if self.caller else self.address

    @property
    def is_query(self) -> bool:
        """Whether it searches cards; these have a queue of their own (`queries`)."""
        return bool(self.scope["method"] == "GET" and QUERIED.fullmatch(self.scope["path"]))

    @property
    def has_body(self) -> bool:
        """Whether it has a body."""
        return self.headers.get("content-length", "0") != "0" or "transfer-encoding" in self.headers


class Limits:
    """Refuses what exceeds the limits, identifies the caller, and passes the rest on with its body parsed."""

    def __init__(
        self,
        app: ASGIApp,
        hub: Hub,
        settings: Settings,
        turns: KeyedLimiter,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app, self._hub, self._settings, self._turns, self._clock = app, hub, settings, turns, clock
        self._addresses = RateLimiter(settings.per_address, clock)
        self._unsigned = RateLimiter(settings.unsigned, clock)
        self._tokens = RateLimiter(settings.per_token, clock)
        self._refusals = RateLimiter(settings.refusals, clock)
        self._good = RecentKeys()
        self._body_reader = BodyReader(settings)
        self._in_flight = Room(settings.in_flight, settings.all_in_flight)
        self._unsigned_in_flight = Room(settings.unsigned_in_flight, settings.all_in_flight)
        self._lookups = CapacityLimiter(SIGNING_IN)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        async with AsyncExitStack() as until_done, AsyncExitStack() as until_answered:
            visit = self._arrival(scope, receive, until_answered, until_done)

            async def out(message: Message) -> None:
                if message["type"] == "http.response.start":
                    self._note(visit, message["status"])
                    added = MutableHeaders(scope=message)
                    added["X-Content-Type-Options"] = "nosniff"
                    added.setdefault("Cache-Control", "no-store")
                    await until_answered.aclose()
                await send(message)

            try:
                if scope["path"] != HEALTH or visit.has_body:
                    await self._let_in(visit)
                await self._app(scope, visit.receive, out)
            except RequestRefused as refusal:
                if visit.has_body:
                    refusal.answer.headers["Connection"] = "close"
                await refusal.answer(scope, receive, out)
            except ClientGone:
                return

    def _arrival(
        self, scope: Scope, receive: Receive, until_answered: AsyncExitStack, until_done: AsyncExitStack
    ) -> IncomingRequest:
        headers = Headers(scope=scope)
        address = neighbourhood(scope["client"][0] if scope.get("client") else "")
        token = _bearer(headers) or headers.get("authorization", "")  # one token however the header is spelt
        hashed = hashlib.sha256(token.encode("latin-1")).hexdigest() if token else ""
        return IncomingRequest(scope, headers, receive, address, hashed, until_answered, until_done)

    async def _let_in(self, visit: IncomingRequest) -> None:
        """Check a request and parse its body; raises RequestRefused or ClientGone."""
        state: dict[str, Any] = visit.scope.setdefault("state", {})
        try:
            self._keep_to_rates(visit)
            visit.caller = None if visit.is_of_form else await self._caller(visit.headers)
            await self._find_form(visit)
            allowance = self._allowance(visit)
            self._count(visit)
        except RequestRefused:
            if visit.has_body:
                await self._body_reader.drain(
                    visit.headers, visit.receive, visit.address, signed=visit.caller is not None
                )
            raise
        begun, body = self._clock(), b""
        if visit.has_body:
            came = await self._body_reader.take(
                visit.scope,
                visit.headers,
                visit.receive,
                allowance,
                visit.who,
                signed=visit.caller is not None,
                may_be_form=visit.form is not None,
            )
            visit.until_answered.callback(came.leave)
            body = bytes(came.wire)
        visit.receive, receive = _replay(body, visit.receive), visit.receive
        if visit.scope["path"] != STREAM and not visit.is_query:
            await self._wait(visit, receive)
        if body:
            state["json"] = await visit.until_answered.enter_async_context(self._body_reader.parse(came, receive))
        if visit.caller and self._clock() - begun > STALE_SECONDS:
            visit.caller = await self._caller(visit.headers)
        if visit.caller:
            state["caller"] = visit.caller
        if visit.form:
            state["form"] = visit.form

    # -- one after the other

    def _keep_to_rates(self, visit: IncomingRequest) -> None:
        """Raise RequestRefused for a request that comes too soon, or in a protocol that is too old."""
        wait = self._addresses.take(visit.address)
        if not wait:
            wait = self._tokens.take(visit.bearer) if visit.bearer else self._unsigned.take(visit.address)
        if not wait and visit.bearer not in self._good:
            wait = self._refusals.wait(visit.address)
        if wait:
            raise RequestRefused(
                problem(429, "slow_down", "Too many requests from here; wait a little.", retry_after=wait)
            )
        spoken = visit.headers.get("x-kanban-protocol")
        if spoken is None:
            return
        if not spoken.isascii() or not spoken.isdigit() or len(spoken) > 4:
            raise RequestRefused(problem(422, "invalid", "X-Kanban-Protocol is a whole number, such as 1."))
        least = self._settings.min_protocol
        if int(spoken) < least and visit.scope["method"] not in READING:
            sentence = f"This server takes writes in version {least} of the protocol or newer; update kanban."
            raise RequestRefused(problem(426, "too_old", sentence))

    async def _caller(self, headers: Headers) -> Caller | None:
        """Return whom the token signs in; None without a valid one."""
        token = _bearer(headers)
        if not token:
            return None
        try:
            return await to_thread.run_sync(caller_of, self._hub, token, limiter=self._lookups)
        except KanbanError as error:
            raise RequestRefused(of_error(error)) from error

    async def _find_form(self, visit: IncomingRequest) -> None:
        """Look up the form key; raises RequestRefused for an unknown one, with the same answer that everybody gets."""
        if not visit.is_of_form:
            return
        key = visit.scope["path"].rpartition("/")[2]
        try:
            visit.form = await to_thread.run_sync(form_key, self._hub, key, limiter=self._lookups)
        except KanbanError as error:
            raise RequestRefused(of_error(error)) from error
        if visit.form is None:
            raise RequestRefused(thanks(None, "", leads_on=False))

    def _allowance(self, visit: IncomingRequest) -> Allowance:
        """Return the size limits of the body; raises RequestRefused for a body without a token."""
        if visit.caller:
            return self._settings.push if visit.scope["path"].endswith("/push") else self._settings.other
        if visit.form:
            return self._settings.form
        if visit.has_body and visit.scope["path"] != JOIN:
            raise RequestRefused(of_error(token_error(with_token=bool(visit.bearer))))
        return self._settings.join

    def _count(self, visit: IncomingRequest) -> None:
        """Count a request until it is answered; raises RequestRefused when there are too many."""
        if visit.scope["path"] == STREAM:
            return
        room = self._in_flight if visit.caller else self._unsigned_in_flight
        try:
            visit.until_done.enter_context(room.hold(visit.who))
        except NoRoom:
            sentence = "Too many of your requests are unanswered; wait for some of the answers."
            raise RequestRefused(problem(429, "slow_down", sentence, retry_after=2)) from None

    async def _wait(self, visit: IncomingRequest, receive: Receive) -> None:
        """Wait for a turn; raises ClientGone if the client leaves, RequestRefused if the server stops."""
        try:
            await visit.until_done.enter_async_context(self._turns.turn(visit.who, lambda: wait_until_gone(receive)))
        except NoMoreTurns:
            sentence = "The server is stopping; send it again in a moment."
            raise RequestRefused(problem(503, "slow_down", sentence, retry_after=5)) from None

    def _note(self, visit: IncomingRequest, status: int) -> None:
        """Count refused tokens and codes against the address, and remember valid tokens."""
        is_wrong_code = visit.scope["path"] == JOIN and 400 <= status < 500 and status != 429
        is_wrong_link = visit.scope["path"].startswith(CALENDAR) and status == 404
        if status == 401 or is_wrong_code or is_wrong_link:
            self._good.discard(visit.bearer)
            self._refusals.take(visit.address)
        elif visit.bearer and status < 400:
            self._good.add(visit.bearer)


class MovedServer:
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


def _bearer(headers: Headers) -> str:
    """Return the token of a request; empty without one."""
    scheme, token = get_authorization_scheme_param(headers.get("authorization"))
    return token if scheme.lower() == "bearer" else ""


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the app the body which was read already, and then what else comes."""
    was_given = False

    async def replay_body() -> Message:
        nonlocal was_given
        if was_given:
            return await receive()
        was_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay_body
