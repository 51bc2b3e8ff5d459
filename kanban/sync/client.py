"""The HTTP client of a server's REST interface; no other module speaks HTTP.

Whatever goes wrong becomes a `Stopped` with one sentence: callers see no network exception, no status and no half
answer. Redirects are never followed: the token belongs to the address that was given.
"""

from __future__ import annotations

import gzip
import json
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx
import truststore

from kanban import __version__
from kanban.domain.errors import UsageFault
from kanban.domain.values.text import strip_marks
from kanban.protocol import wire
from kanban.protocol.types import Older, Page, Pushed, SignIn, SnapshotPage, Stopped
from kanban.protocol.wire_fields import Malformed
from kanban.sync import server_answers
from kanban.sync.address import host_of, is_loopback, normalize_address
from kanban.sync.network_errors import build_not_kanban_error, build_unreachable_error, error_of_answer, timeout_error
from kanban.sync.prefetch import Params, Prefetcher

Answer = TypeVar("Answer")

CONNECT, ANSWER, WHOLE = 10.0, 30.0, 120.0
"""Seconds: to connect, to wait for the next bytes of an answer, and for a whole answer."""

MUTE = 40.0
"""Seconds after which a stream of events without even a ping is given up."""

MOST_ANSWER = 64 << 20
"""Bytes of an answer, decompressed; a page of 2,000 changes has about 2 MB."""

PACKED_FROM = 8 << 10
"""Bytes of a body from which on it is sent compressed."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,200}")
_TYPES = ("application/json", "application/problem+json")


def token_of(typed: str) -> str:
    """Return a token as it was typed or read from a file; raises UsageFault, which never quotes it."""
    plain = strip_marks(typed).strip()
    if not _TOKEN.fullmatch(plain):
        raise UsageFault("That is not a token. A token is one line of letters, digits, - and _, such as kbt_….")
    return plain


class Client:
    """Requests to one server with one token. Threads may share it; `abort` ends what another thread waits for."""

    def __init__(
        self,
        url: str,
        token: str = "",
        *,
        transport: httpx.BaseTransport | None = None,
        answer: float = ANSWER,
        whole: float = WHOLE,
        mute: float = MUTE,
    ) -> None:
        """Take an address and a token (none for public requests); tests pass another transport and other timeouts."""
        self.url = normalize_address(url)
        self._answer, self._whole, self._mute = answer, whole, mute
        self._streams: set[Any] = set()
        self._lock = threading.Lock()
        self._has_ended = False
        self._pulls, self._snapshots, self._olders = Prefetcher[Page](), Prefetcher[SnapshotPage](), Prefetcher[Older]()
        headers = {
            "Accept": "application/json",
            "User-Agent": f"kanban/{__version__}",
            "X-Kanban-Protocol": str(wire.VERSION),
        }
        if token:
            headers["Authorization"] = f"Bearer {token_of(token)}"
        host = host_of(self.url)
        here = f"all://[{host}]" if ":" in host else f"all://{host}"
        self._http = httpx.Client(
            headers=headers,
            timeout=httpx.Timeout(answer, connect=min(CONNECT, answer)),
            follow_redirects=False,
            verify=_system_trust() if self.url.startswith("https:") else False,  # takes its time, and http needs none
            mounts={here: None} if is_loopback(host) else None,  # a proxy out of the environment is for the net
            transport=transport,
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def abort(self) -> None:
        """End every running request at once, from another thread; later requests fail too."""
        self._has_ended = True
        with self._lock:
            streams = list(self._streams)
        for stream in streams:
            connection = stream.get_extra_info("socket")
            if isinstance(connection, socket.socket):
                with suppress(OSError):  # not the TLS socket's own: that one would forget its session under its reader
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)

    # -- what rounds ask (`kanban.sync.sync_round.Transport`)

    def push(self, board: str, body: Mapping[str, Any]) -> Pushed:
        """Offer changes as `{epoch, device, changes}`."""
        return self._ask(wire.decode_pushed, "POST", f"/v1/boards/{_quote(board)}/push", body)

    def pull(self, board: str, epoch: str, since: int, tip: str | None, limit: int) -> Page:
        """Ask for the changes after a number."""

        def turn_page(page: Page) -> Params | None:
            more = page.since < page.to < page.head
            return params | {"since": page.to, "tip": page.changes[-1].id} if more else None

        params: dict[str, str | int] = {"epoch": epoch, "since": since, "limit": limit}
        if tip:
            params["tip"] = tip
        return self._pulls.page(params, self._pages(board, "changes", wire.decode_page), turn_page)

    def snapshot(self, board: str, after: str | None) -> SnapshotPage:
        """Ask for a page of a board's entities."""
        params = {"after": after} if after is not None else {}
        fetch = self._pages(board, "snapshot", wire.decode_snapshot)
        return self._snapshots.page(params, fetch, lambda page: {"after": page.after} if page.after else None)

    def fetch_older(self, board: str, before: int, limit: int) -> Older:
        """Ask for the history before a number."""
        fetch = self._pages(board, "history", wire.decode_older)
        return self._olders.page(
            {"before": before, "limit": limit},
            fetch,
            lambda page: {"before": page.before, "limit": limit} if page.before else None,
        )

    def _pages(self, board: str, what: str, read: Callable[[object], Answer]) -> Callable[[Params], Answer]:
        return lambda params: self._ask(read, "GET", f"/v1/boards/{_quote(board)}/{what}", params=params)

    # -- the server, accounts, boards

    def meta(self) -> server_answers.ServerInfo:
        """Ask for the server's name, version and protocol; needs no token."""
        return self._ask(server_answers.read_meta, "GET", "/v1/meta")

    def fetch_account(self) -> server_answers.AccountInfo:
        """Ask whom the token belongs to."""
        return self._ask(server_answers.read_me, "GET", "/v1/me")

    def boards(self) -> tuple[server_answers.BoardInfo, ...]:
        """Ask which boards the token opens."""
        return self._ask(server_answers.read_boards, "GET", "/v1/boards")

    def join(self, code: str) -> server_answers.RedeemedCode:
        """Trade a one-time code for a token."""
        return self._ask(server_answers.read_joined, "POST", "/v1/join", {"code": code})

    def create_board(self, board: str, device: str, mapping: Mapping[str, str]) -> server_answers.BoardInfo:
        """Begin to publish a board; `mapping` is local member id to account, by name or id."""
        body = {"id": board, "device": device, "mapping": dict(mapping)}
        return self._ask(server_answers.read_board, "POST", "/v1/boards", body)

    def open(self, board: str, device: str, dseq: int) -> server_answers.BoardInfo:
        """Finish publishing: the server has all of the device's changes up to `dseq`."""
        body = {"device": device, "dseq": dseq}
        return self._ask(server_answers.read_board, "POST", f"/v1/boards/{_quote(board)}/open", body)

    def invite(self, board: str, name: str, team: str, role: str) -> str:
        """Invite somebody to a board; returns the one-time code to hand over."""
        body = {"name": name, "team": team, "role": role}
        return self._ask(server_answers.read_code, "POST", f"/v1/boards/{_quote(board)}/invites", body)

    def invitations(self) -> tuple[server_answers.BoardInvitation, ...]:
        """Ask which boards one is invited to; a server of version 0.1.0 has no invitations."""
        try:
            return self._ask(server_answers.read_invitations, "GET", "/v1/invitations")
        except Stopped as stop:
            if stop.kind in {"not_found", "invalid"}:
                return ()
            raise

    def enter(self, board: str) -> server_answers.BoardInfo:
        """Become a member of a board that one is invited to, or that one's account may open."""
        return self._ask(server_answers.read_board, "POST", f"/v1/boards/{_quote(board)}/join", {})

    def invite_another_device(self) -> str:
        """Return a one-time code with which another machine of the same person signs in."""
        return self._ask(server_answers.read_code, "POST", "/v1/devices", {})

    def devices(self, board: str) -> tuple[SignIn, ...]:
        """Ask which devices are signed in to a board."""
        return self._ask(server_answers.read_sign_ins, "GET", f"/v1/boards/{_quote(board)}/devices")

    def revoke(self, token_id: str) -> None:
        """Sign one of the caller's own devices out for good."""
        self._ask(_ignore, "DELETE", f"/v1/devices/{_quote(token_id)}")

    def bar(self, board: str, token_id: str) -> None:
        """Take a board away from a device."""
        self._ask(_ignore, "DELETE", f"/v1/boards/{_quote(board)}/devices/{_quote(token_id)}")

    def admit(self, board: str, token_id: str) -> None:
        """Give a board back to a device."""
        self._ask(_ignore, "PUT", f"/v1/boards/{_quote(board)}/devices/{_quote(token_id)}", {})

    def add_calendar(self) -> tuple[str, str]:
        """Make a link of one's calendar; returns its id, and its path behind the server's address with the secret."""
        return self._ask_newer(server_answers.read_new_calendar, "POST", {})

    def calendars(self) -> tuple[server_answers.CalendarLink, ...]:
        """Ask for one's links of one's calendar."""
        return self._ask_newer(server_answers.read_calendars, "GET")

    def remove_calendar(self, link: str) -> None:
        """Take a link of one's calendar back."""
        self._ask(_ignore, "DELETE", f"/v1/calendars/{_quote(link)}")

    def _ask_newer(
        self, read: Callable[[object], Answer], method: str, body: Mapping[str, Any] | None = None
    ) -> Answer:
        """Ask for calendars; a server of before knows no such path."""
        try:
            return self._ask(read, method, "/v1/calendars", body)
        except Stopped as stop:
            if stop.kind == "not_found":
                raise Stopped("invalid", f"The server at {self.url} has no calendars yet; have it upgraded.") from stop
            raise

    def purge(self, board: str, card: str) -> None:
        """Erase a card and its comments on the server, for good."""
        self._ask(_ignore, "POST", f"/v1/boards/{_quote(board)}/cards/{_quote(card)}/purge", {})

    # -- live

    @contextmanager
    def events(self) -> Iterator[Iterator[bytes]]:
        """Open the stream of events; raises Stopped when it breaks off or falls silent."""
        patience = httpx.Timeout(self._mute, connect=min(CONNECT, self._answer))
        headers = {"Accept": "text/event-stream", "Accept-Encoding": "identity", "Cache-Control": "no-store"}
        with self._send("GET", "/v1/events", headers=headers, timeout=patience) as response:
            kind = response.headers.get("content-type", "")
            if response.status_code != 200:
                raise error_of_answer(self.url, response.status_code, response.headers, self._body(response))
            if not kind.startswith("text/event-stream"):
                raise build_not_kanban_error(self.url, f"it gives {_kind(kind)} for events")
            yield response.iter_bytes()

    # -- underneath

    def _ask(
        self,
        read: Callable[[object], Answer],
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        params: Mapping[str, str | int] | None = None,
    ) -> Answer:
        content, headers = _encode_body(body)
        with self._send(method, path, content=content, headers=headers, params=params) as response:
            raw = self._body(response)
        if response.status_code not in {200, 201, 202, 204}:
            raise error_of_answer(self.url, response.status_code, response.headers, raw)
        if response.status_code == 204:
            return self._decode(read, {})
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in _TYPES:
            raise build_not_kanban_error(self.url, f"it gives {_kind(kind)} instead of JSON")
        try:
            message = wire.read_message(raw)
        except Malformed as error:
            raise build_not_kanban_error(self.url, "its answer is not JSON") from error
        return self._decode(read, message)

    def _decode(self, read: Callable[[object], Answer], message: object) -> Answer:
        try:
            return read(message)
        except Malformed as fault:
            raise build_not_kanban_error(self.url, str(fault).rstrip(".")) from fault

    @contextmanager
    def _send(self, method: str, path: str, **more: Any) -> Iterator[httpx.Response]:  # noqa: ANN401 - httpx's own
        """Send a request; every failure becomes a Stopped, also while the body is read."""
        if self._has_ended:
            raise Stopped("offline", "The board was closed.")
        own_streams: list[Any] = []
        try:
            extensions = {"trace": lambda name, info: self._track_connection(own_streams, name, info)}
            with self._http.stream(method, f"{self.url}{path}", extensions=extensions, **more) as response:
                stream = response.extensions.get("network_stream")
                if stream is not None:
                    self._hold(own_streams, stream)
                yield response
        except httpx.TimeoutException as error:
            raise timeout_error(self.url) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ssl.SSLError, OSError) as error:
            raise build_unreachable_error(self.url, error) from error
        finally:
            with self._lock:
                self._streams.difference_update(own_streams)

    def _track_connection(self, own_streams: list[Any], name: str, info: Mapping[str, Any]) -> None:
        """Keep hold of a connection from its first moment: `abort` may have to close it before it is used."""
        if name in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self._hold(own_streams, info["return_value"])

    def _hold(self, own_streams: list[Any], stream: Any) -> None:  # noqa: ANN401 - httpcore's
        own_streams.append(stream)
        with self._lock:
            self._streams.add(stream)
        if self._has_ended:
            self.abort()

    def _body(self, response: httpx.Response) -> bytes:
        end = time.monotonic() + self._whole
        pieces, size = [], 0
        for piece in response.iter_bytes():
            size += len(piece)
            if size > MOST_ANSWER:
                raise build_not_kanban_error(self.url, "its answer has no end")
            if time.monotonic() > end:
                raise timeout_error(self.url)
            pieces.append(piece)
        return b"".join(pieces)


def _system_trust() -> ssl.SSLContext:
    """Return the system's certificate authorities, to which companies add their own."""
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _encode_body(body: Mapping[str, Any] | None) -> tuple[bytes | None, dict[str, str]]:
    if body is None:
        return None, {}
    content = json.dumps(body, separators=(",", ":")).encode("ascii")
    headers = {"Content-Type": "application/json"}
    if len(content) >= PACKED_FROM:
        return gzip.compress(content, 6, mtime=0), headers | {"Content-Encoding": "gzip"}
    return content, headers


def _quote(name: str) -> str:
    return quote(name, safe="")


def _kind(typed: str) -> str:
    known = {"text/html": "a web page", "": "nothing"}
    plain = typed.partition(";")[0].strip().lower()
    return known.get(plain, re.sub(r"[^a-z0-9/+.-]", "", plain)[:60] or "something")


def _ignore(_: object) -> None:
    """Read an answer that carries nothing."""
