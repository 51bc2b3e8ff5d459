"""What travels between a board and its server: verdicts, pages, and what stops a whole request.

`kanban.protocol.wire` reads and writes them; the store's device side and server side both use them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kanban.domain.change import Change
from kanban.domain.entity_state import EntityState
from kanban.domain.errors import KanbanError

MOST_CHANGES = 500
"""The most changes of one push, and of one transaction."""

MOST_WIRE, MOST_BODY = 1 << 20, 8 << 20
"""The most bytes of a request as sent (it may be compressed), and unpacked."""

MOST_VALUE, MOST_DEPTH, MOST_FIELDS, MOST_NAME = 128 << 10, 16, 500, 200
"""The most bytes of a register's value (32,000 characters of any script fit), its depth, registers of a change,

and characters of a register's name.
"""

PAGE = 500
"""Changes of a page by default; a server gives at most `MOST_PAGE`."""

MOST_PAGE = 2_000

Status = Literal["applied", "superseded", "duplicate", "rejected"]
Code = Literal[
    "",
    "forbidden",
    "stage_gate",
    "handoff_moved",
    "not_author",
    "gone",
    "missing_parent",
    "too_large",
    "invalid",
    "unknown",
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one pushed change."""

    id: str
    status: Status
    seq: int | None = None
    """Its server number; None where it was rejected."""
    stamp: str = ""
    """Its effective stamp."""
    code: Code = ""
    """Why it was rejected."""
    detail: str = ""
    """The same as a sentence for its author."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """The answer to a push."""

    epoch: str
    head: int
    verdicts: tuple[Verdict, ...]
    server_ms: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """The changes `since + 1 … to` of a board, by number."""

    epoch: str
    since: int
    to: int
    head: int
    changes: tuple[Change, ...]
    digest: str | None = None
    """The board's digest; only on the page that reaches the head."""
    server_ms: int = 0
    takes: str = ""
    """The edition of the server's register list; empty from version 0.1.0, which has none."""


@dataclass(frozen=True, slots=True)
class SnapshotPage:
    """Some entities of a board. With the changes after the first page's `head` they make up the board."""

    epoch: str
    head: int
    tip: str | None
    """The id of the change with the number `head`."""
    entities: tuple[EntityState, ...]
    after: str | None
    """Where the next page begins; None on the last one."""
    count: int | None = None
    """How many entities there are in all; on the first page only."""
    server_ms: int = 0


@dataclass(frozen=True, slots=True)
class Older:
    """Changes below a number, the newest first: the history that a snapshot leaves out."""

    epoch: str
    changes: tuple[Change, ...]
    before: int | None
    """Where the next page begins; None where the history begins."""


Kind = Literal[
    "offline",
    "unauthorized",
    "forbidden",
    "unknown_board",
    "not_found",
    "not_allowed",
    "epoch",
    "gap",
    "device_forked",
    "duplicate",
    "too_large",
    "unsupported",
    "invalid",
    "too_old",
    "slow_down",
    "too_many",
    "moved",
]


class Stopped(KanbanError):
    """A request that failed as a whole; what was to be sent stays where it is."""

    def __init__(
        self, kind: Kind, sentence: str, *, retry_after: float | None = None, epoch: str = "", to: str = ""
    ) -> None:
        self.kind = kind
        self.retry_after = retry_after
        """Seconds after which to try again, where the server said so."""
        self.epoch = epoch
        """The server's present epoch, where that is what it is about."""
        self.to = to
        """The server's new address, where it moved."""
        super().__init__(sentence)

    @property
    def exit_code(self) -> int:  # type: ignore[override]
        """4 for a server that can't be reached, else 1."""
        return 4 if self.kind in {"offline", "slow_down"} else 1


@dataclass(frozen=True, slots=True)
class SignIn:
    """A token of somebody, and the devices that use it."""

    id: str
    """The token's."""
    name: str
    """The board's name for its owner."""
    devices: tuple[str, ...]
    """Those that work on the board."""
    made_at: str
    seen_at: str
    """When one of them last pushed to the board, or when the token was made; UTC ISO 8601, empty if unknown."""
    revoked: bool
    own: bool
    """It is the token of this request."""
    mine: bool | None = None
    """It belongs to the caller's account; None from a server that does not say."""
    barred: bool = False
    """The board was taken away from it."""
