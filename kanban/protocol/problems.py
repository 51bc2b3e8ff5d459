"""What may stop a whole request: one table of kinds, which servers answer and clients read.

Each kind has the statuses that may carry it, the usual one first, and what the client does then.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One line of the table."""

    statuses: tuple[int, ...]
    """The HTTP statuses that may carry it; servers answer the first one unless they say otherwise."""
    says: str
    """What it means."""
    then: str
    """What a client does."""


PROBLEMS: dict[str, ProblemKind] = {
    "unauthorized": ProblemKind((401,), "No token, or one that is unknown or was revoked",
    "keeps all that waits, and asks to sign in again"),
    "forbidden": ProblemKind((403,), "The token's member may not do that", "says so; asking again does not help"),
    "unknown_board": ProblemKind((404, 410), "There is no such board here", "keeps the board and all that waits"),
    "not_found": ProblemKind((404,),
    "The board is there, and what is asked for on it is not; or there is nothing at that address", "says so"),
    "not_allowed": ProblemKind((405,), "The address takes other methods; `Allow` names them", "is wrong, or too old"),
    "epoch": ProblemKind(
        (409, 410), "The server was restored from a backup; `epoch` is the board's new one",
        "takes a new device id and offers its own last 30 days again",
    ),
    "gap": ProblemKind((409,), "A change is missing before those that were pushed",
    "numbers what waits anew, as a new device"), "device_forked": ProblemKind(
        (409,), "Another change came from this device under the same number: it is a copy, or was restored",
        "takes a new device id, numbers what waits anew, and offers it again",
    ),
    "duplicate": ProblemKind((409,), "There is a card already for what was to be made; `cards` has it",
    "decides which one is meant"),
    "too_large": ProblemKind((413,), "More bytes, values or changes than a request may have", "sends half of it"),
    "unsupported": ProblemKind((415,), "The body is of another media type, or packed otherwise, than is taken here",
    "is wrong"), "invalid": ProblemKind(
        (422, 400, 404, 405, 409, 415), "It was read and makes no sense here, or it can't be read at all",
        "sends it in smaller parts, and gives back to its author what is refused even alone",
    ),
    "too_old": ProblemKind((426,), "This server no longer takes writes in that version of the protocol",
    "reads only, until it is upgraded"),
    "slow_down": ProblemKind((503, 429), "Busy, full, or asked too often", "waits as long as `Retry-After` says"),
    "too_many": ProblemKind((429,), "The account has as many of these as it may",
    "says so, and may try again after `Retry-After`"),
    "offline": ProblemKind((503, 500, 502, 504), "The server failed", "tries again later, at growing intervals"),
    "moved": ProblemKind((308, 410), "The server has another address, which `Location` names",
    "says so, and never follows by itself"),
}  # fmt: skip
"""Kinds of `problem+json`. Any other status comes from another program, such as a network's sign-in page."""

SINCE_0_2 = frozenset({"not_found", "not_allowed", "duplicate", "unsupported"})
"""Kinds that clients of 0.1.0 don't know; they get `invalid` instead, which they accept with the same status."""
