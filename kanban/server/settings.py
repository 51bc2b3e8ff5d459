"""Settings of a server: limits, rates and timeouts. Its README lists them for people."""

from __future__ import annotations

from dataclasses import dataclass

from kanban.protocol.types import MOST_BODY, MOST_DEPTH, MOST_WIRE
from kanban.protocol.wire import VERSION


@dataclass(frozen=True, slots=True)
class Rate:
    """A burst of requests, and then so many per second."""

    burst: float
    per_second: float


@dataclass(frozen=True, slots=True)
class Allowance:
    """How large a request's body may be."""

    wire: int
    """Bytes as they are sent."""
    whole: int
    """Bytes decompressed."""
    values: int
    """Values in its JSON: members of objects and lists, each counted once."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one server; the defaults are those of `kanban serve`."""

    moved_to: str = ""
    """The boards' new address; empty when they are served here."""

    min_protocol: int = VERSION
    """Writes in an older version of the protocol are answered with 426."""

    # -- bodies
    push: Allowance = Allowance(MOST_WIRE, MOST_BODY, 250_000)
    """A push's body."""
    join: Allowance = Allowance(1 << 10, 1 << 10, 20)
    """The body of a request that brings a code instead of a token."""
    form: Allowance = Allowance(32 << 10, 32 << 10, 100)
    """The body of a web form, sent with a form key instead of a token."""
    other: Allowance = Allowance(1 << 20, 1 << 20, 5_000)
    """Any other body."""
    most_depth: int = MOST_DEPTH + 4
    """Levels of JSON: those of a value, plus the envelope around it."""
    body_seconds: float = 30.0
    """Seconds in which a body must arrive."""
    unsigned_seconds: float = 10.0
    """The same without a token."""
    unsigned_bodies: int = 2
    """Bodies without a token that may arrive at once from one address."""
    body_room: int = 64 << 20
    """Bytes of all bodies that are not answered yet."""
    body_room_each: int = 16 << 20
    """The same, per account or address."""
    large: int = 256 << 10
    """Bytes from which on a decompressed body is large."""
    large_bodies: int = 4
    """Large bodies that are processed at once: parsed, one may take 60 MB."""

    # -- how often, and how much at once
    per_address: Rate = Rate(4_000, 400)
    """All requests from one address, usually that of a whole office."""
    unsigned: Rate = Rate(400, 40)
    """Those of them without a token."""
    per_token: Rate = Rate(1_000, 100)
    """Requests with one token."""
    refusals: Rate = Rate(30, 0.5)
    """Wrong tokens and codes from one address; beyond this the address waits whatever it asks."""
    per_form: Rate = Rate(60, 0.2)
    """Forms per key; beyond this they are dropped, and the answer stays the same."""
    form_sender: Rate = Rate(20, 0.1)
    """Forms from one address."""
    per_calendar: Rate = Rate(20, 1 / 30)
    """Reads of one link of a calendar; calendars ask every few minutes at most."""
    in_flight: int = 64
    """Requests of one account that are not answered yet; live streams have a limit of their own."""
    unsigned_in_flight: int = 32
    """The same, per address without a token."""
    all_in_flight: int = 1_000
    """The same, for everybody together."""
    running: int = 4
    """Requests of one account that run at once; the others wait for their turn."""

    # -- queries
    queries: int = 4
    """Card searches that run at once; they have a queue of their own."""
    queries_each: int = 2
    """The same, per account."""
    query_seconds: float = 10.0
    """Seconds that a query may run."""

    # -- connections
    head_seconds: float = 10.0
    """Seconds in which a request's headers must arrive, from the connection's start or their first byte."""
    idle_seconds: int = 5
    """Seconds that an idle connection is kept open."""
    stall_seconds: float = 20.0
    """Seconds in which a client must read `stall_bytes` of its answer."""
    stall_bytes: int = 16 << 10
    """Bytes; see `stall_seconds`."""
    head_bytes: int = 16 << 10
    """Bytes that a request's headers may have."""
    most_headers: int = 100
    """Headers that a request may have."""
    small_chunks: int = 1_000
    """Chunks that a body may have, beyond one per `chunk_bytes`."""
    chunk_bytes: int = 64
    connections: int = 4_000
    """Connections of one worker."""
    unsigned_connections: int = 512
    """Connections from one address on which nobody has signed in yet."""

    # -- live streams and time
    ping_seconds: float = 15.0
    """Seconds after which a silent live stream sends a ping."""
    watch_seconds: float = 3.0
    """Seconds between two checks of heads and revocations: a revoked token's streams end within 5 s."""
    gather_seconds: float = 0.1
    """Seconds for which pokes to other workers are gathered."""
    time_seconds: float = 30.0
    """Seconds between two checks for overdue offers."""
    most_streams: int = 2_000
    """Live streams of one worker; each costs a connection and some 40 KiB."""
    streams_per_address: int = 1_500
    """Beyond this, the account with most streams from there loses its oldest."""
    streams_per_account: int = 64
    """Beyond this, the account loses its oldest stream."""
