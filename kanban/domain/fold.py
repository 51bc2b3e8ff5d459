"""The one fold: how changes become the present value of an entity's fields.

The value of (entity, field) is the set with the greatest key, stamp then id. So any two devices that applied the same
changes hold the same board, whatever the order and however often they received them. A field that nobody set is absent.

Three of a card's fields are implied by others, so that they need no upkeep: a change of `stage` also sets `entered_at`,
an act that matters also sets `acted_at`, and the creation sets `created_at`, each to the change's `at` unless the change
names another time (only undo does, to give a card its old clock back).
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
"""Verbs that end a card's silence; labels, re-orders and field edits do not."""


def add_implied_times(change: Change) -> Mapping[str, Json]:
    """Return what `change` sets, with the times that it implies."""
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
    """Return the fields that `change` wins, and raise their keys in `keys` (field to key of the set that wins)."""
    key, won, told = change.key, {}, add_implied_times(change)
    if not keys:
        keys.update(dict.fromkeys(told, key))
        return told
    for name, value in told.items():
        if key > keys.get(name, ""):
            keys[name] = key
            won[name] = value
    return won


def pack(keys: Mapping[str, str]) -> str:
    """Write `keys` as compact JSON, key to its fields: most fields of a card share the key of its creation."""
    by_key: dict[str, list[str]] = {}
    for name, key in keys.items():
        by_key.setdefault(key, []).append(name)
    return "{" + ",".join([f"{quoted(key)}:{_join_names(tuple(names))}" for key, names in sorted(by_key.items())]) + "}"


@lru_cache(4096)
def _join_names(names: tuple[str, ...]) -> str:
    """Join names by tabs, which are quicker to read than a list; one that has a tab itself needs the list.

    The sets of names are few, since most cards are made alike.
    """
    some = sorted(names)
    joined = "\t".join(some)
    return quoted(joined) if joined.count("\t") == len(some) - 1 else f"[{','.join(map(quoted, some))}]"


def unpack(text: str) -> dict[str, str]:
    """Read what `pack` wrote, field to key."""
    found = json.loads(text or "{}")
    return {
        name: key for key, names in found.items() for name in (names.split("\t") if isinstance(names, str) else names)
    }
