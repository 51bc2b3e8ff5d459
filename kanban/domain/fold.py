"""The fold: how changes become the present values of an entity's registers.

Of all sets of one register, the one with the greatest key (stamp, then id) wins. So two devices that applied the same
changes hold the same board, in whatever order and however often they received them. A register that nobody set is
absent.

Three registers of a card follow from others and need no upkeep: a change of `stage` also sets `entered_at`, a verb in
`MATTERING` also sets `acted_at`, and the creation sets `created_at`. Each gets the change's `at`, unless the change
sets it itself (only undo does, to restore the old time).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted
from typing import TYPE_CHECKING

from kanban.domain.change import CARD, Change, Json

if TYPE_CHECKING:
    from collections.abc import MutableMapping

MATTERING = frozenset(
    {"create", "move", "done", "offer", "accept", "ask", "answer", "return", "expire", "import", "merge"}
)
"""Verbs that end a card's silence; labels, re-orders and edits do not."""


def add_implied_times(change: Change) -> Mapping[str, Json]:
    """Return what a change sets, with the times that follow from it."""
    if change.etype != CARD:
        return change.set
    more: dict[str, Json] = {}
    if "stage" in change.set and "entered_at" not in change.set:
        more["entered_at"] = change.at
    if "created" in change.set and "created_at" not in change.set:
        more["created_at"] = change.at
    if (
        change.verb in MATTERING
        and "acted_at" not in change.set
        and (change.verb not in {"import", "merge"} or "stage" in change.set or "created" in change.set)
    ):
        more["acted_at"] = change.at
    return {**change.set, **more} if more else change.set


def fold(keys: MutableMapping[str, str], change: Change) -> Mapping[str, Json]:
    """Return the registers that a change wins, and update their keys in `keys` (register to the winning key)."""
    key, won, values = change.key, {}, add_implied_times(change)
    if not keys:  # an entity's first change wins whole: an import makes 100,000 of these and compares nothing
        keys.update(dict.fromkeys(values, key))
        return values
    for name, value in values.items():
        # a key sorts by stamp, then by id: two changes never tie, on no machine
        if key > keys.get(name, ""):
            keys[name] = key
            won[name] = value
    return won


def pack(keys: Mapping[str, str]) -> str:
    """Write `keys` as compact JSON, key to registers: most registers of a card share the key of its creation."""
    by_key: dict[str, list[str]] = {}
    for name, key in keys.items():
        by_key.setdefault(key, []).append(name)
    return "{" + ",".join([f"{quoted(key)}:{_join_names(tuple(names))}" for key, names in sorted(by_key.items())]) + "}"


@lru_cache(4096)
def _join_names(names: tuple[str, ...]) -> str:
    """Join names by tabs, which parse faster than a list; names that contain a tab need the list.

    Cached: most cards are made alike, so there are few sets of names.
    """
    ordered = sorted(names)
    joined = "\t".join(ordered)
    return quoted(joined) if joined.count("\t") == len(ordered) - 1 else f"[{','.join(map(quoted, ordered))}]"


def unpack(text: str) -> dict[str, str]:
    """Read what `pack` wrote; returns register to key."""
    by_key = json.loads(text or "{}")
    return {
        name: key for key, names in by_key.items() for name in (names.split("\t") if isinstance(names, str) else names)
    }
