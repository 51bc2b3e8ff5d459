"""How request bodies are read: within limits of memory and time, and parsed in a thread of their own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Message, Receive, Scope

from kanban.server.problem_answers import problem
from kanban.server.requests import bodies
from kanban.server.requests.bodies import BodyTooLarge, BrokenBody, UnfitBody
from kanban.server.requests.limiters import ClientGone, KeyedLimiter, NoRoom, Room
from kanban.server.settings import Allowance, Settings

LINGER = 16
"""Times the allowed size that is still read and dropped, so that a client that sends too much gets its answer."""


_DIGITS = 19
"""Digits of a Content-Length that are read; no body is longer."""

FORM = "application/x-www-form-urlencoded"
"""The media type of HTML forms."""


class RequestRefused(Exception):
    """The request is refused; carries the answer."""

    def __init__(self, answer: Response) -> None:
        self.answer = answer
        super().__init__(str(answer.status_code))


@dataclass(slots=True)
class Body:
    """A body that was read, and the room that it takes until it is answered."""

    room: Room
    who: str
    wire: bytearray
    is_packed: bool
    allowance: Allowance
    is_form: bool = False
    """It is an HTML form rather than JSON."""

    def grow(self, piece: bytes) -> None:
        """Add a piece; raises BodyTooLarge or NoRoom."""
        if len(self.wire) + len(piece) > self.allowance.wire:
            raise BodyTooLarge
        self.room.take(self.who, len(piece))
        self.wire += piece

    def leave(self) -> None:
        """Give its room back; may be called more than once."""
        if self.wire:
            self.room.give(self.who, len(self.wire))
            self.wire = bytearray()


class BodyReader:
    """Reads the bodies of all requests."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._room = Room(settings.body_room_each, settings.body_room)
        self._unsigned = Room(settings.unsigned_bodies, settings.all_in_flight)
        self._large, self._large_each = asyncio.Semaphore(settings.large_bodies), KeyedLimiter(1)
        self._parser = CapacityLimiter(1)  # parsing keeps all threads waiting, so never two at once

    async def take(
        self,
        scope: Scope,
        headers: Headers,
        receive: Receive,
        allowance: Allowance,
        who: str,
        *,
        signed: bool,
        may_be_form: bool = False,
    ) -> Body:
        """Return the body as it was sent; raises RequestRefused or ClientGone.

        Without a token, few may come from one address at once.
        """
        media, _, _ = headers.get("content-type", "").partition(";")
        packed, media = headers.get("content-encoding", "identity").strip().lower(), media.strip().lower()
        is_form = may_be_form and media == FORM and packed == "identity"
        if media != "application/json" and not is_form:
            refused = problem(415, "unsupported", "Send JSON, with the header Content-Type: application/json.")
        elif packed not in {"identity", "gzip"}:
            refused = problem(415, "unsupported", "A body may be compressed with gzip only.")
        elif _read_declared_length(headers) > allowance.wire:
            refused = answer_too_large(allowance)
        else:
            body = Body(self._room, who, bytearray(), packed == "gzip", allowance, is_form)
            await self._fill(body, scope, receive, signed=signed)
            return body
        await self.drain(headers, receive, who, signed=signed)
        raise RequestRefused(refused)

    async def _fill(self, body: Body, scope: Scope, receive: Receive, *, signed: bool) -> None:
        refused: Response | None = None
        try:
            with self._hold_unsigned_place(body.who, signed=signed):
                async with asyncio.timeout(self._settings.body_seconds if signed else self._settings.unsigned_seconds):
                    refused = await self._read_into(body, scope, receive)
        except TimeoutError:
            refused = problem(503, "slow_down", "The body took too long to arrive; send it again.", retry_after=1)
        except NoRoom:
            sentence = "Others at this address are signing in just now; try again in a moment."
            refused = problem(429, "slow_down", sentence, retry_after=2)
        except BaseException:
            body.leave()
            raise
        if refused:
            body.leave()
            raise RequestRefused(refused)

    async def _read_into(self, body: Body, scope: Scope, receive: Receive) -> Response | None:
        """Read a body; returns the refusal of one that does not fit, after reading and dropping some more of it."""
        refused, came = None, 0
        state: dict[str, Any] = scope.setdefault("state", {})
        async for piece in _read_pieces(receive):
            came += len(piece)
            state["bytes_in"] = came
            if came > LINGER * body.allowance.wire:
                break
            if refused:
                continue
            try:
                body.grow(piece)
            except BodyTooLarge:
                refused = answer_too_large(body.allowance)
            except NoRoom:
                sentence = "The server is busy with other requests; send it again in a moment."
                refused = problem(503, "slow_down", sentence, retry_after=5)
            if refused:
                body.leave()
        return refused

    def _hold_unsigned_place(self, who: str, *, signed: bool) -> AbstractContextManager[None]:
        return nullcontext() if signed else self._unsigned.hold(who)

    async def drain(self, headers: Headers, receive: Receive, who: str, *, signed: bool) -> None:
        """Read and drop what is still being sent: a socket closed with unread bytes would lose the answer."""
        most = LINGER * self._settings.push.wire if signed else self._settings.push.wire
        # who expects a word waits for it before sending anything; and what would not all be read need not be waited for
        if "expect" in headers or _read_declared_length(headers) > most:
            return
        try:
            with self._hold_unsigned_place(who, signed=signed):
                async with asyncio.timeout(self._settings.unsigned_seconds / 2):
                    await _discard(receive, most)
        except (NoRoom, TimeoutError):
            return

    @asynccontextmanager
    async def parse(self, body: Body, receive: Receive) -> AsyncIterator[object]:
        """Hold the parsed body; raises RequestRefused. Few large bodies are held at once, and one per account."""
        wire = bytes(body.wire)
        if not body.is_packed and len(wire) <= self._settings.large:
            yield await self._read(wire, body)
            return
        async with self._large_each.turn(body.who, lambda: wait_until_gone(receive)), self._large:
            yield await self._read(wire, body)

    async def _read(self, wire: bytes, body: Body) -> object:
        depth, allowance = self._settings.most_depth, body.allowance
        try:
            if body.is_form:
                return bodies.read_form(wire, allowance)
            return await to_thread.run_sync(
                lambda: bodies.read(wire, allowance, depth, packed=body.is_packed), limiter=self._parser
            )
        except BodyTooLarge:
            raise RequestRefused(answer_too_large(allowance)) from None
        except BrokenBody as fault:
            raise RequestRefused(problem(400, "invalid", str(fault))) from None
        except UnfitBody as fault:
            raise RequestRefused(problem(422, "invalid", str(fault))) from None


def answer_too_large(allowance: Allowance) -> Response:
    """Return the answer to a body that exceeds its limits."""
    sentence = (
        f"A request here has at most {allowance.wire >> 10:,} KiB, {allowance.whole >> 10:,} KiB unpacked, and "
        f"{allowance.values:,} values; send it in parts."
    )
    return problem(413, "too_large", sentence)


def _read_declared_length(headers: Headers) -> int:
    """Return the Content-Length; a number too long to read counts as larger than any limit."""
    length = headers.get("content-length", "0").lstrip("0")
    return int(length[:_DIGITS]) if length.isascii() and length.isdecimal() else 0


async def wait_until_gone(receive: Receive) -> None:
    """Wait until the client has disconnected."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _read_pieces(receive: Receive) -> AsyncIterator[bytes]:
    more = True
    while more:
        message: Message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        more = message.get("more_body", False)
        yield message.get("body", b"")


async def _discard(receive: Receive, most: int) -> None:
    async for piece in _read_pieces(receive):
        most -= len(piece)
        if most < 0:
            return
