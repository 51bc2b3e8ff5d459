"""What every request must keep to before any route sees it: how often, how much, in which protocol, and who asks."""

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
from kanban.server.problems import of_error, problem, token_error
from kanban.server.requests.body_intake import Intake, TurnedAway, wait_until_gone
from kanban.server.requests.rates import Buckets, Ended, Full, Gone, Known, Room, Turns, neighbourhood
from kanban.server.routes.web_form_routes import AT, thanks
from kanban.server.settings import Allowance, Settings
from kanban.store.hub import Caller, FormKey, caller_of, form_key

if TYPE_CHECKING:
    from kanban.store.hub.server_database import Hub

READING = frozenset({"GET", "HEAD", "OPTIONS"})

HEALTH = "/health"
"""Answers whatever else is going on: those who watch a server ask from wherever they are, as often as they like."""

STREAM = "/v1/events"
"""Is never done, so that it counts among no requests in flight; `live` counts it."""

QUERIED = re.compile(r"/v1/boards/[^/]+/(cards|labels)")
"""Where cards are looked for."""

JOIN = "/v1/join"
"""Brings a code instead of a token; a refusal means that somebody tried one."""

STALE_SECONDS = 1.0
"""A token is looked up again where the body took longer than that: it may have been revoked meanwhile."""

SIGNING_IN = 4
"""Threads that look tokens up, so that nobody waits behind requests that run."""


@dataclass(slots=True)
class Visit:
    """A request at the door."""

    scope: Scope
    headers: Headers
    receive: Receive
    address: str
    bearer: str
    """The hash of its token, or of whatever else its header Authorization holds; empty without one."""
    until_answered: AsyncExitStack
    """What it holds until its answer begins."""
    until_done: AsyncExitStack
    """What it holds until its answer is sent."""
    caller: Caller | None = None
    form: FormKey | None = None
    """The key of the form that it sends."""

    @property
    def is_of_form(self) -> bool:
        """Whether it is sent with the key of a form."""
        return self.scope["method"] in {"POST", "OPTIONS"} and AT.fullmatch(self.scope["path"]) is not None

    @property
    def who(self) -> str:
        """Whom its share of the room counts for."""
        return self.caller.account if self.caller else self.address

    @property
    def is_query(self) -> bool:
        """Whether it looks for cards, which has a line of its own (`queries`)."""
        return bool(self.scope["method"] == "GET" and QUERIED.fullmatch(self.scope["path"]))

    @property
    def brings_body(self) -> bool:
        """Whether a body follows its headers."""
        return self.headers.get("content-length", "0") != "0" or "transfer-encoding" in self.headers


class Limits:
    """Refuses what is too much, finds out who asks, and hands the rest on with its body parsed."""

    def __init__(
        self, app: ASGIApp, hub: Hub, settings: Settings, turns: Turns, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app, self._hub, self._settings, self._turns, self._clock = app, hub, settings, turns, clock
        self._addresses = Buckets(settings.per_address, clock)
        self._unsigned = Buckets(settings.unsigned, clock)
        self._tokens = Buckets(settings.per_token, clock)
        self._refusals = Buckets(settings.refusals, clock)
        self._good = Known()
        self._intake = Intake(settings)
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
                if scope["path"] != HEALTH or visit.brings_body:
                    await self._let_in(visit)
                await self._app(scope, visit.receive, out)
            except TurnedAway as refusal:
                if visit.brings_body:
                    refusal.answer.headers["Connection"] = "close"
                await refusal.answer(scope, receive, out)
            except Gone:
                return

    def _arrival(
        self, scope: Scope, receive: Receive, until_answered: AsyncExitStack, until_done: AsyncExitStack
    ) -> Visit:
        headers = Headers(scope=scope)
        address = neighbourhood(scope["client"][0] if scope.get("client") else "")
        token = _bearer(headers) or headers.get("authorization", "")  # one token however the header is spelt
        hashed = hashlib.sha256(token.encode("latin-1")).hexdigest() if token else ""
        return Visit(scope, headers, receive, address, hashed, until_answered, until_done)

    async def _let_in(self, visit: Visit) -> None:
        """Let a request in with its body parsed; raises TurnedAway or Gone."""
        state: dict[str, Any] = visit.scope.setdefault("state", {})
        try:
            self._keep_to_rates(visit)
            visit.caller = None if visit.is_of_form else await self._caller(visit.headers)
            await self._find_form(visit)
            allowance = self._allowance(visit)
            self._count(visit)
        except TurnedAway:
            if visit.brings_body:
                await self._intake.drain(visit.headers, visit.receive, visit.address, signed=visit.caller is not None)
            raise
        begun, body = self._clock(), b""
        if visit.brings_body:
            came = await self._intake.take(
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
            state["json"] = await visit.until_answered.enter_async_context(self._intake.parse(came, receive))
        if visit.caller and self._clock() - begun > STALE_SECONDS:
            visit.caller = await self._caller(visit.headers)
        if visit.caller:
            state["caller"] = visit.caller
        if visit.form:
            state["form"] = visit.form

    # -- one after the other

    def _keep_to_rates(self, visit: Visit) -> None:
        """Raise TurnedAway for a request that comes too soon, or in a protocol that is too old."""
        wait = self._addresses.take(visit.address)
        if not wait:
            wait = self._tokens.take(visit.bearer) if visit.bearer else self._unsigned.take(visit.address)
        if not wait and visit.bearer not in self._good:
            wait = self._refusals.wait(visit.address)
        if wait:
            raise TurnedAway(
                problem(429, "slow_down", "Too many requests from here; go on a little later.", retry_after=wait)
            )
        spoken = visit.headers.get("x-kanban-protocol")
        if spoken is None:
            return
        if not spoken.isascii() or not spoken.isdigit() or len(spoken) > 4:
            raise TurnedAway(problem(422, "invalid", "X-Kanban-Protocol is a whole number, such as 1."))
        least = self._settings.min_protocol
        if int(spoken) < least and visit.scope["method"] not in READING:
            said = f"This server takes writes in version {least} of the protocol or newer; update kanban."
            raise TurnedAway(problem(426, "too_old", said))

    async def _caller(self, headers: Headers) -> Caller | None:
        """Return whom the token signs in, None without one that is good."""
        token = _bearer(headers)
        if not token:
            return None
        try:
            return await to_thread.run_sync(caller_of, self._hub, token, limiter=self._lookups)
        except KanbanError as error:
            raise TurnedAway(of_error(error)) from error

    async def _find_form(self, visit: Visit) -> None:
        """Look up the key of a form; raises TurnedAway, with the answer that everybody gets, where there never was such a key."""
        if not visit.is_of_form:
            return
        key = visit.scope["path"].rpartition("/")[2]
        try:
            visit.form = await to_thread.run_sync(form_key, self._hub, key, limiter=self._lookups)
        except KanbanError as error:
            raise TurnedAway(of_error(error)) from error
        if visit.form is None:
            raise TurnedAway(thanks(None, "", leads_on=False))

    def _allowance(self, visit: Visit) -> Allowance:
        """Return how much a body may be; raises TurnedAway for one that nobody signed."""
        if visit.caller:
            return self._settings.push if visit.scope["path"].endswith("/push") else self._settings.other
        if visit.form:
            return self._settings.form
        if visit.brings_body and visit.scope["path"] != JOIN:
            raise TurnedAway(of_error(token_error(with_token=bool(visit.bearer))))
        return self._settings.join

    def _count(self, visit: Visit) -> None:
        """Count a request as long as it is not answered; raises TurnedAway where there are too many."""
        if visit.scope["path"] == STREAM:
            return
        room = self._in_flight if visit.caller else self._unsigned_in_flight
        try:
            visit.until_done.enter_context(room.hold(visit.who))
        except Full:
            said = "Too many requests of yours are not answered yet; wait for some of the answers."
            raise TurnedAway(problem(429, "slow_down", said, retry_after=2)) from None

    async def _wait(self, visit: Visit, receive: Receive) -> None:
        """Wait for a turn to be worked on; raises Gone if the client leaves meanwhile, TurnedAway if the server stops."""
        try:
            await visit.until_done.enter_async_context(self._turns.turn(visit.who, lambda: wait_until_gone(receive)))
        except Ended:
            said = "The server is stopping; send it again in a moment."
            raise TurnedAway(problem(503, "slow_down", said, retry_after=5)) from None

    def _note(self, visit: Visit, status: int) -> None:
        """Count what was refused against its address, and keep in mind which tokens are good."""
        if status == 401 or (visit.scope["path"] == JOIN and 400 <= status < 500 and status != 429):
            self._good.discard(visit.bearer)
            self._refusals.take(visit.address)
        elif visit.bearer and status < 400:
            self._good.add(visit.bearer)


def _bearer(headers: Headers) -> str:
    """Return the token that a request brings; empty without one."""
    scheme, token = get_authorization_scheme_param(headers.get("authorization"))
    return token if scheme.lower() == "bearer" else ""


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return what gives an app the body that was taken in, and then whatever comes."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
