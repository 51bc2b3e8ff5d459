"""Erasing for good: what stays of the changes of a card that a person asked to be erased from, and of places left long ago."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256

from kanban.domain.card import CUSTOM, LABEL, ORIGIN
from kanban.domain.change import MAC, Change, Json

TIMES = frozenset({"created_at", "entered_at", "acted_at"})
"""What a change implies where it does not say it: whoever lacks that change can't tell the two apart, so both stay."""

KEPT = TIMES | {"created", "deleted", "card"}
"""Registers that keep their value: the tombstone, which card a comment was on, and times."""


SAYING = (LABEL, CUSTOM, ORIGIN)
"""Sets of registers whose members are people's words: a label, a field of their own, an id elsewhere that may be an address."""

ERASED = "erased-"


def blank_name(name: str) -> str:
    """Return the name of a register without people's words in it, the same on every device; such a name stays as it is."""
    kind = next((prefix for prefix in SAYING if name.startswith(prefix)), "")
    member = name.removeprefix(kind)
    if not kind or member.startswith(ERASED):
        return name
    return f"{kind}{ERASED}{sha256(member.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def blank_registers(registers: Mapping[str, Json]) -> dict[str, Json]:
    """Return what a change set, without the values; names without words stay, because digests are made of them."""
    return {blank_name(name): value if name in KEPT else None for name, value in registers.items()}


def blank_keys(keys: Mapping[str, str]) -> dict[str, str]:
    """Return the keys of registers by their names without words."""
    return {blank_name(name): key for name, key in keys.items()}


def erase_change(change: Change) -> Change:
    """Return a change of an erased entity: when, by whom and which registers, but no values.

    An entity that was erased is the fold of its erased changes, on every device.
    """
    return change._replace(set=blank_registers(change.set), extra={})


# -- places that cards left long ago

RANK = "rank"

SUPERSEDED_DAYS = 31
"""Days for which a place that was left keeps its value: a restored server is offered again what was done in the last 30."""


def find_superseded_ranks(story: Iterable[Change], before: str) -> list[Change]:
    """Return the changes of one entity whose rank was superseded by another one before a stamp, and still has its value."""
    ranked = [change for change in story if RANK in change.set and change.stamp < before]
    last = max(ranked, key=lambda change: change.key, default=None)
    return [
        change for change in ranked if change is not last and change.set[RANK] is not None and MAC not in change.extra
    ]


def drop_rank(change: Change) -> Change:
    """Return a change without the value of its rank; the name stays, because it is what digests are made of."""
    return change._replace(set={**change.set, RANK: None})
