"""What a server is told at its start: limits, rates, and how long it waits for what. Its README lists them for people."""

from __future__ import annotations

from dataclasses import dataclass

from kanban.protocol.types import MOST_BODY, MOST_DEPTH, MOST_WIRE
from kanban.protocol.wire import VERSION


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests at once, and then so many a second."""

    burst: float
    per_second: float


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much a request's body may be."""

    wire: int
    """Bytes as they are sent."""
    whole: int
    """Bytes unpacked."""
    values: int
    """Values of its JSON: members of objects and lists, each counted once."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A server's own numbers; the defaults are what `kanban serve` runs with."""

    moved_to: str = ""
    """Where the boards are served now; empty where that is here."""

    min_protocol: int = VERSION
    """Writes of clients that speak an older version of the protocol are answered with 426."""

    # -- bodies
    push: Allowance = Allowance(MOST_WIRE, MOST_BODY, 250_000)
    """A push's body."""
    join: Allowance = Allowance(1 << 10, 1 << 10, 20)
    """The body of a request that needs no token, because it brings a code."""
    form: Allowance = Allowance(32 << 10, 32 << 10, 100)
    """What a form of a web page sends, with a key instead of a token."""
    other: Allowance = Allowance(1 << 20, 1 << 20, 5_000)
    """Any other body."""
    most_depth: int = MOST_DEPTH + 4
    """Levels of JSON: those of a value, and the envelope around it."""
    body_seconds: float = 30.0
    """How long a request's body may take to arrive."""
    unsigned_seconds: float = 10.0
    """The same without a token."""
    unsigned_bodies: int = 2
    """Bodies that arrive at once from one address without a token."""
    body_room: int = 64 << 20
    """Bytes of all bodies that have not been answered yet."""
    body_room_each: int = 16 << 20
    """The same, of one account or address."""
    large: int = 256 << 10
    """Bytes from which a body, unpacked, is large."""
    large_bodies: int = 4
    """Large bodies that are worked on at once: parsed, one may take 60 MB."""

    # -- how often, and how much at once
    per_address: Rate = Rate(4_000, 400)
    """All requests from one address, that of a whole office as a rule."""
    unsigned: Rate = Rate(400, 40)
    """Those of them without a token."""
    per_token: Rate = Rate(1_000, 100)
    """Requests with one token."""
    refusals: Rate = Rate(30, 0.5)
    """Wrong tokens and wrong codes from one address; past it, the address waits whatever it asks."""
    per_form: Rate = Rate(60, 0.2)
    """Forms that are taken with one key; past it they are thrown away, and the answer is as ever."""
    form_sender: Rate = Rate(20, 0.1)
    """Forms that are taken from one address."""
    in_flight: int = 64
    """Requests of one account that are not answered yet; live streams have a limit of their own."""
    unsigned_in_flight: int = 32
    """The same of one address, without a token."""
    all_in_flight: int = 1_000
    """The same of everybody."""
    running: int = 4
    """Requests of one account that are worked on at once; the others wait for their turn."""

    # -- queries
    queries: int = 4
    """Queries that look for cards at once; they have a line of their own, and the others wait in it."""
    queries_each: int = 2
    """The same of one account."""
    query_seconds: float = 10.0
    """How long a query may take once it is its turn."""

    # -- connections
    head_seconds: float = 10.0
    """How long a request's headers may take to arrive, from a connection's beginning or the first byte of them."""
    idle_seconds: int = 5
    """How long a connection is kept for the next request."""
    stall_seconds: float = 20.0
    """How long a client may go without reading some of its answer."""
    stall_bytes: int = 16 << 10
    """How much of it that is."""
    head_bytes: int = 16 << 10
    """Bytes of a request's headers, from which nothing more is waited for."""
    most_headers: int = 100
    """Headers of a request."""
    small_chunks: int = 1_000
    """Chunks of a body, beyond one for every `chunk_bytes`."""
    chunk_bytes: int = 64
    connections: int = 4_000
    """Connections of one worker."""
    unsigned_connections: int = 512
    """Connections from one address on which nobody has signed in yet."""

    # -- live streams and time
    ping_seconds: float = 15.0
    """A live stream says something at least so often."""
    watch_seconds: float = 3.0
    """How often heads and revocations are looked up behind the pokes: a revoked token's streams end within 5 s."""
    gather_seconds: float = 0.1
    """How long pokes for the other workers are gathered."""
    time_seconds: float = 30.0
    """How often offers that nobody answered in time are looked for."""
    most_streams: int = 2_000
    """Live streams of one worker; each costs a connection and some 40 KiB."""
    streams_per_address: int = 1_500
    """Past it, the oldest stream ends of the account that has most there."""
    streams_per_account: int = 64
    """Past it, the account's oldest stream ends."""
