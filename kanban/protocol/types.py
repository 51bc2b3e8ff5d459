"""What goes between a board and its server: verdicts, pages, and what stops a request as a whole.

`kanban.protocol.wire` says how these look on the wire; the store's two sides, a device's and a server's, speak in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kanban.domain.change import Change
from kanban.domain.entity_state import State
from kanban.domain.errors import KanbanError

MOST_CHANGES = 500
"""Changes of one push, and of one transaction."""

MOST_WIRE, MOST_BODY = 1 << 20, 8 << 20
"""Bytes of a request as it is sent (it may be compressed), and unpacked."""

MOST_VALUE, MOST_DEPTH, MOST_FIELDS, MOST_NAME = 128 << 10, 16, 500, 200
"""Bytes of a register's value (a comment of 32,000 characters fits in any script), how deep it may nest, registers of one
change, characters of a register's name."""

PAGE = 500
"""Changes of a page unless asked otherwise; a server gives at most `MOST_PAGE`."""

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
    """What became of one change that was pushed."""

    id: str
    status: Status
    seq: int | None = None
    """Its number; None where it was rejected."""
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
    """Changes `since + 1 … to` of a board, in the order of their numbers."""

    epoch: str
    since: int
    to: int
    head: int
    changes: tuple[Change, ...]
    digest: str | None = None
    """The board's digest; only on the page that reaches the head."""
    server_ms: int = 0
    takes: str = ""
    """The edition of the server's list of what it takes; empty from version 0.1.0, which has none."""


@dataclass(frozen=True, slots=True)
class SnapshotPage:
    """Some of a board's entities as they are; together with the changes after `head` of the first page they are the board."""

    epoch: str
    head: int
    tip: str | None
    """The id of the change with the number `head`."""
    entities: tuple[State, ...]
    after: str | None
    """What to ask the next page with; None on the last one."""
    count: int | None = None
    """How many entities there are in all, on the first page."""
    server_ms: int = 0


@dataclass(frozen=True, slots=True)
class Older:
    """Changes below a number, the newest first: the history that a snapshot left out."""

    epoch: str
    changes: tuple[Change, ...]
    before: int | None
    """What to ask the next page with; None where the history begins."""


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
    """A request that was not done as a whole; what was to be sent stays where it is."""

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
