"""An entity as the fold of its changes, whole and without a table: what a server keeps and a snapshot carries.

The rows of a client's tables are made from the same fold; this form is for whoever has no use for columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kanban.domain.change import Change, Json
from kanban.domain.fold import fold, pack

DIGEST_BITS = 64


@dataclass(slots=True)
class State:
    """The registers of one entity, the keys of the sets that won them, and what its row tells beside these."""

    etype: str
    id: str
    registers: dict[str, Json] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    """Register to the key (`Change.key`) of the set that won it."""
    made_at: str = ""
    """The `at` of the change whose `created` won; empty while it has not come."""
    made_verb: str = ""
    """That change's verb: a comment that an import made is never unread."""
    changed_at: str = ""
    """The latest `at` of its changes."""

    def fold(self, change: Change) -> Mapping[str, Json]:
        """Fold a change in, and return the registers that it won."""
        won = fold(self.keys, change)
        self.registers.update(won)
        if "created" in won:
            self.made_at, self.made_verb = change.at, change.verb
        self.changed_at = max(self.changed_at, change.at)
        return won


def digest_of(etype: str, entity: str, keys: Mapping[str, str]) -> int:
    """Return what an entity adds to its board's digest: 64 bits over which sets won its registers; 0 where there is none.

    A key names one change, so boards with the same keys hold the same values. The digest of a board is the sum over its
    entities modulo 2**64, which each write can keep up without looking at the rest.
    """
    return digest_of_packed(etype, entity, pack(keys)) if keys else 0


def digest_of_packed(etype: str, entity: str, packed: str) -> int:
    """Return the same for keys as `fold.pack` wrote them, of which there are some."""
    text = f"{etype}\n{entity}\n{packed}"
    import hashlib  # noqa: PLC0415 - loads OpenSSL, 4 ms that a board without a server need not wait for

    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=DIGEST_BITS // 8).digest(), "big")


def add_digest(total: int, *, minus: int, plus: int) -> int:
    """Return a board's digest after one of its entities has changed."""
    return (total - minus + plus) % (1 << DIGEST_BITS)


def digest_text(total: int) -> str:
    """Write a digest as the protocol has it: 16 hex digits."""
    return f"{total:0{DIGEST_BITS // 4}x}"
