"""Changes of an erased card with personal data removed, and ranks that were left long ago."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256

from kanban.domain.card import CUSTOM, LABEL, ORIGIN
from kanban.domain.change import MAC, Change, Json

TIMES = frozenset({"created_at", "entered_at", "acted_at"})
"""Times that a change implies where it does not set them. They stay, since nobody could tell the two apart."""

KEPT = TIMES | {"created", "deleted", "card"}
"""Registers that keep their value: the tombstone, the card of a comment, and times."""


SAYING = (LABEL, CUSTOM, ORIGIN)
"""Register prefixes whose names contain people's words: a label, a custom field, an outside id."""

ERASED = "erased-"


def blank_name(name: str) -> str:
    """Return a register's name without people's words, the same on every device; blanked names stay."""
    kind = next((prefix for prefix in SAYING if name.startswith(prefix)), "")
    member = name.removeprefix(kind)
    if not kind or member.startswith(ERASED):
        return name
    return f"{kind}{ERASED}{sha256(member.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def blank_registers(registers: Mapping[str, Json]) -> dict[str, Json]:
    """Return what a change set, without values. Names without words stay: digests are made of them."""
    return {blank_name(name): value if name in KEPT else None for name, value in registers.items()}


def blank_keys(keys: Mapping[str, str]) -> dict[str, str]:
    """Return the keys of registers by their blanked names."""
    return {blank_name(name): key for name, key in keys.items()}


def erase_change(change: Change) -> Change:
    """Return a change of an erased entity: when, by whom and which registers, without values.

    An erased entity is the fold of its erased changes, on every device.
    """
    return change._replace(set=blank_registers(change.set), extra={})


# -- places that cards left long ago

RANK = "rank"

SUPERSEDED_DAYS = 31
"""Days for which a superseded rank keeps its value: a restored server is sent the last 30 days again."""


def find_superseded_ranks(changes: Iterable[Change], before: str) -> list[Change]:
    """Return the changes of an entity whose rank was superseded before a stamp and still has its value."""
    ranked = [change for change in changes if RANK in change.set and change.stamp < before]
    last = max(ranked, key=lambda change: change.key, default=None)
    return [
        change for change in ranked if change is not last and change.set[RANK] is not None and MAC not in change.extra
    ]


def drop_rank(change: Change) -> Change:
    """Return a change without the value of its rank. The name stays: digests are made of names."""
    return change._replace(set={**change.set, RANK: None})
