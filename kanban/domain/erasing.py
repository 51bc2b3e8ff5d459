"""Erasing for good: what stays of the changes of a card that a person asked to be erased from."""

from __future__ import annotations

from collections.abc import Mapping

from kanban.domain.change import Change, Json

TIMES = frozenset({"created_at", "entered_at", "acted_at"})
"""What a change implies where it does not say it: whoever lacks that change can't tell the two apart, so both stay."""

KEPT = TIMES | {"created", "deleted", "card"}
"""Registers that keep their value: the tombstone, which card a comment was on, and times."""


def blanked(registers: Mapping[str, Json]) -> dict[str, Json]:
    """Return what a change set, without the values; the names stay, because they are what digests are made of."""
    return {name: value if name in KEPT else None for name, value in registers.items()}


def erased(change: Change) -> Change:
    """Return a change of an erased entity: when, by whom and which registers, but no values.

    An entity that was erased is the fold of its erased changes, on every device.
    """
    return change._replace(set=blanked(change.set), extra={})
