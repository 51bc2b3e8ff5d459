"""Connections as uvicorn serves them, but closed when they stall: headers that don't come, answers that nobody reads.

Little is read at once, so that no client can keep the event loop busy: a thousand headers, or a body in chunks of one
byte, cost far more to parse than to send.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, cast

import h11
from starlette.responses import Response
from uvicorn.protocols.http.h11_impl import STATUS_PHRASES, H11Protocol

from kanban.server.problem_answers import problem
from kanban.server.requests.limiters import neighbourhood
from kanban.server.settings import Settings

READ = 16 << 10
"""Bytes that are read at once."""


class OpenConnections:
    """All connections of a process; closes those that stall."""

    def __init__(self, settings: Settings, proxies: str | None = None) -> None:
        """Take the limits, and the addresses of proxies: each of them speaks for many people."""
        self.settings = settings
        self._proxies = tuple(_networks(proxies or ""))
        self._every = min(1.0, settings.head_seconds / 5, settings.stall_seconds / 5)
        self._open: dict[Connection, None] = {}
        self._unsigned: Counter[str] = Counter()
        self._is_watching = False

    def enter(self, connection: Connection) -> str:
        """Count a connection in; returns why not, if there are too many."""
        if len(self._open) >= self.settings.connections:
            return "The server has too many connections; try again in a moment."
        if not connection.is_signed and self._unsigned[connection.address] >= self.settings.unsigned_connections:
            for other in [candidate for candidate in self._open if candidate.address == connection.address]:
                self._look(other)
            if self._unsigned[connection.address] >= self.settings.unsigned_connections:
                return "Too many connections from here on which nobody signs in; try again in a moment."
        self._open[connection] = None
        if not connection.is_signed:
            self._unsigned[connection.address] += 1
        if not self._is_watching:
            self._is_watching = True
            connection.loop.call_later(self._every, self._watch, connection.loop)
        return ""

    def leave(self, connection: Connection) -> None:
        """Forget a connection; may be called more than once."""
        if self._open.pop(connection, True) is None and not connection.is_signed:
            self._uncount(connection)

    def is_proxy(self, host: str) -> bool:
        """Whether an address belongs to a proxy."""
        try:
            return any(ipaddress.ip_address(host) in network for network in self._proxies)
        except ValueError:
            return False

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        for connection in list(self._open):
            self._look(connection)
            connection.check(loop.time())
        if self._open:
            loop.call_later(self._every, self._watch, loop)
        else:
            self._is_watching = False

    def _look(self, connection: Connection) -> None:
        """Stop counting a connection as unsigned once somebody has signed in on it."""
        if not connection.is_signed and connection.has_valid_token():
            connection.is_signed = True
            self._uncount(connection)

    def _uncount(self, connection: Connection) -> None:
        self._unsigned[connection.address] -= 1
        if not self._unsigned[connection.address]:
            del self._unsigned[connection.address]


class RequestParser(h11.Connection):
    """Parses what a client sends, and refuses what is cheap to send and expensive to parse."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(h11.SERVER, settings.head_bytes)
        self._settings = settings
        self._chunks, self._bytes = 0, 0
        self.fault: h11.RemoteProtocolError | None = None
        """What was wrong with the input."""

    def next_event(self) -> type[h11.NEED_DATA | h11.PAUSED] | h11.Event:
        """Return the next event; raises RemoteProtocolError."""
        try:
            event = super().next_event()
            self._check(event)
        except h11.RemoteProtocolError as fault:
            self.fault = fault
            raise
        return event

    def _check(self, event: object) -> None:
        if isinstance(event, h11.Request):
            self._chunks, self._bytes = 0, 0
            if len(event.headers) > self._settings.most_headers:
                raise h11.RemoteProtocolError("too many headers", error_status_hint=431)
        elif isinstance(event, h11.Data):
            self._chunks += event.chunk_start
            self._bytes += len(event.data)
            if self._chunks > self._settings.small_chunks + self._bytes // self._settings.chunk_bytes:
                raise h11.RemoteProtocolError("too many small chunks")


class Connection(H11Protocol, asyncio.BufferedProtocol):
    """One client's connection; asyncio reads into its small buffer instead of 256 KB at once."""

    def __init__(self, *, doors: OpenConnections, **uvicorns: Any) -> None:  # noqa: ANN401 - uvicorn's, passed on
        super().__init__(**uvicorns)
        self.doors = doors
        self.address = ""
        self.is_signed = False
        """Somebody has signed in on it, or it belongs to a proxy, which speaks for many."""
        self.conn = RequestParser(doors.settings)
        self._buffer = bytearray(READ)
        self._room = memoryview(self._buffer)
        self._waits_since: float | None = self.loop.time()
        """Since when a request's headers are awaited; None while a request is served, or none has begun."""
        self._unread, self._read = 0, 0
        """How much of its answers the client has not read, and how much it has read since `_read_at`, at least."""
        self._read_at = self.loop.time()

    # -- asyncio calls these

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin, unless there are too many connections."""
        super().connection_made(transport)
        host = self.client[0] if self.client else ""
        self.address = neighbourhood(host)
        self.is_signed = self.doors.is_proxy(host)
        if reason := self.doors.enter(self):
            self._end(problem(503, "slow_down", reason, retry_after=5))

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self.doors.leave(self)
        super().connection_lost(exc)

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - asyncio's guess is a quarter of a megabyte
        """Give asyncio the buffer to read into; a view, because TLS reads a second piece into a slice of it."""
        return self._room

    def buffer_updated(self, nbytes: int) -> None:
        """Process the bytes that were read."""
        if self.transport.is_closing():
            return
        self.data_received(bytes(self._buffer[:nbytes]))
        if self._is_serving():
            self._waits_since = None
        elif self._waits_since is None:
            self._waits_since = self.loop.time()

    # -- the doors call these

    def has_valid_token(self) -> bool:
        """Whether its last request had a valid token."""
        return self.scope is not None and "caller" in self.scope.get("state", {})

    def check(self, now: float) -> None:
        """Close it if it has stalled for too long."""
        settings = self.doors.settings
        unread = self.transport.get_write_buffer_size()
        self._read += max(0, self._unread - unread)
        self._unread = unread
        if not unread or self._read >= settings.stall_bytes:
            self._read, self._read_at = 0, now
        elif now - self._read_at > settings.stall_seconds:
            self.transport.abort()
        if self._waits_since is not None and now - self._waits_since > settings.head_seconds:
            self.transport.close()  # without a word: there is no request yet that it could answer

    # -- uvicorn calls these

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - says less than the fault itself
        """Answer what is not HTTP, or too much of it."""
        fault = cast("RequestParser", self.conn).fault
        status = fault.error_status_hint if fault else 400
        if status == 431:
            limits = self.doors.settings
            sentence = f"A request has at most {limits.most_headers} headers and {limits.head_bytes >> 10} KiB of them."
        elif fault and "chunks" in str(fault):
            sentence = "The body comes in too many small chunks; send it in larger ones, or with its Content-Length."
        else:
            status, sentence = 400, "That is not an HTTP request."
        self._end(problem(status, "invalid", sentence))

    def shutdown(self) -> None:
        """Close it when idle, else after the running request."""
        with suppress(h11.LocalProtocolError):  # it is being closed already, over something that was no HTTP
            super().shutdown()

    # --

    def _is_serving(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _end(self, answer: Response) -> None:
        """Close it, with an answer if none has begun."""
        self._waits_since = None
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True  # what it would still say belongs to a connection that is gone
            self.cycle.message_event.set()
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            headers = [*answer.raw_headers, (b"connection", b"close")]
            reason = STATUS_PHRASES[answer.status_code]
            start = h11.Response(status_code=answer.status_code, headers=headers, reason=reason)
            for event in (start, h11.Data(data=bytes(answer.body)), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


def _networks(proxies: str) -> Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    for proxy in filter(None, map(str.strip, proxies.split(","))):
        if proxy == "*":
            yield ipaddress.IPv4Network("0.0.0.0/0")
            yield ipaddress.IPv6Network("::/0")
        else:
            with suppress(ValueError):
                yield ipaddress.ip_network(proxy, strict=False)
