"""An entity as the fold of its changes: what a server stores, and what a snapshot carries.

A client's tables are made from the same fold. This form is for code that needs no columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kanban import lazy
from kanban.domain.change import Change, Json
from kanban.domain.fold import fold, pack

DIGEST_BITS = 64


@dataclass(slots=True)
class EntityState:
    """The registers of one entity, the keys that won them, and a few facts beside."""

    etype: str
    id: str
    registers: dict[str, Json] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    """Register to the key (`Change.key`) that won it."""
    made_at: str = ""
    """The `at` of the change whose `created` won; empty until it arrives."""
    made_verb: str = ""
    """That change's verb: an imported comment is never unread."""
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
    """Return an entity's part in its board's digest: 64 bits over its keys; 0 without keys.

    A key names one change, so boards with the same keys hold the same values. A board's digest is the sum over its
    entities modulo 2**64, so each write updates it without reading the rest.
    """
    return digest_of_packed(etype, entity, pack(keys)) if keys else 0


def digest_of_packed(etype: str, entity: str, packed: str) -> int:
    """Return the same for keys written by `fold.pack`, which must not be empty."""
    text = f"{etype}\n{entity}\n{packed}"
    return int.from_bytes(lazy.hashlib.blake2b(text.encode(), digest_size=DIGEST_BITS // 8).digest(), "big")


def add_digest(total: int, *, minus: int, plus: int) -> int:
    """Return a board's digest after one entity changed from `minus` to `plus`."""
    # a sum, not a hash of hashes: entities come in any order, and a write costs the same on a board of any size
    return (total - minus + plus) % (1 << DIGEST_BITS)


def digest_text(total: int) -> str:
    """Format a digest as the protocol does: 16 hex digits."""
    return f"{total:0{DIGEST_BITS // 4}x}"
