"""What a server is told at its start: limits, rates, and how long it waits for what."""

from __future__ import annotations

from dataclasses import dataclass

from kanban.domain.traffic import MOST_BODY, MOST_DEPTH, MOST_WIRE
from kanban.sync.protocol import VERSION


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests at once, and then so many a second."""

    burst: float
    per_second: float


@dataclass(frozen=True, slots=True)
class Settings:
    """A server's own numbers; the defaults are what `kanban serve` runs with."""

    min_protocol: int = VERSION
    """Writes of clients that speak an older version of the protocol are answered with 426."""
    most_wire: int = MOST_WIRE
    """Bytes of a request's body as it is sent."""
    most_body: int = MOST_BODY
    """Bytes of it unpacked."""
    most_depth: int = MOST_DEPTH + 4
    """Levels of JSON: those of a value, and the envelope around it."""
    body_seconds: float = 30.0
    """How long a request's body may take to arrive."""
    per_address: Rate = Rate(4_000, 400)
    """All requests from one address, that of a whole office as a rule."""
    per_token: Rate = Rate(1_000, 100)
    """Requests with one token."""
    refusals: Rate = Rate(30, 0.5)
    """Wrong tokens and wrong codes from one address; past it, the address waits whatever it asks."""
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
    streams_per_token: int = 250
    """Past it, the token's oldest stream ends."""
