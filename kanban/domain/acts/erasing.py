"""Changes of an erased card with personal data removed, and ranks that were left long ago."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256

from kanban.domain.card import CUSTOM, HANDOFF, LABEL, ORIGIN
from kanban.domain.change import ACTIVITY, CARD, DECISION, LESSON, MAC, OBJECTION, Change, Json
from kanban.domain.handoffs import holders

TIMES = frozenset({"created_at", "entered_at", "acted_at"})
"""Times that a change implies where it does not set them. They stay, since nobody could tell the two apart."""

KEPT = TIMES | {"created", "deleted", "card"}
"""Registers that keep their value on every entity: the tombstone, the card of a comment, and times."""

FIGURES: Mapping[str, frozenset[str]] = {
    CARD: frozenset({"stage", "value", "currency", "probability", "close_on", "next_on", "commit", "lead", "deal"}),
    ACTIVITY: frozenset({"kind", "outcome", "done_at", "team"}),
    OBJECTION: frozenset({"play", "outcome", "at", "outcome_at", "team"}),
    LESSON: frozenset({"kind", "at", "team"}),
    DECISION: frozenset({"meeting", "due_on", "at", "verdict", "judged_at"}),
}
"""Registers that figures of the past are made of, by type: they keep their value too, as they name nobody."""

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TIME = re.compile(r"[0-9][0-9TZ:.+-]{0,34}|never", re.ASCII)
_WORD = re.compile(r"[A-Za-z ]{1,12}")

_STATE = re.compile("|".join(holders.STATES))
_HANDOFF_PARTS: Mapping[str, re.Pattern[str]] = {
    "offer": _ID, "overturned": _ID, "state": _STATE, "offered_at": _TIME, "due": _TIME, "answered_at": _TIME,
    "again": _TIME, "reply_due": _TIME, "since": _TIME,
}  # fmt: skip
"""What stays of a handoff: its states and times, without whose they are and why."""


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


def blank_registers(etype: str, registers: Mapping[str, Json]) -> dict[str, Json]:
    """Return what a change of an entity of this type set, without text, names and people.

    What figures are made of stays, and so do names without words, of which digests are made.
    """
    figures = FIGURES.get(etype, frozenset())
    blanked: dict[str, Json] = {}
    for name, value in registers.items():
        if name == HANDOFF and etype == CARD:
            blanked[name] = _blank_handoff(value)
        else:
            is_kept = name in KEPT or (name in figures and _says_nothing(value))
            blanked[blank_name(name)] = value if is_kept else None
    return blanked


def _blank_handoff(value: Json) -> Json:
    """Return a handoff's states and times; None where it has none."""
    if not isinstance(value, Mapping):
        return None
    left_over: dict[str, Json] = {name: part for name, part in value.items() if _fits(part, _HANDOFF_PARTS.get(name))}
    if isinstance(left := value.get("left"), int):
        left_over["left"] = left
    return left_over or None


def _fits(value: Json, pattern: re.Pattern[str] | None) -> bool:
    return pattern is not None and isinstance(value, str) and pattern.fullmatch(value) is not None


def _says_nothing(value: Json) -> bool:
    """Whether a value is none of anybody's words: a number, a yes or no, an id, a time, or a word of the program."""
    if isinstance(value, str):
        return any(_fits(value, pattern) for pattern in (_ID, _TIME, _WORD))
    return value is None or isinstance(value, bool | int | float)


def blank_keys(keys: Mapping[str, str]) -> dict[str, str]:
    """Return the keys of registers by their blanked names."""
    return {blank_name(name): key for name, key in keys.items()}


def erase_change(change: Change) -> Change:
    """Return a change of an erased entity: when, by whom and which registers, with the values of figures alone.

    An erased entity is the fold of its erased changes, on every device.
    """
    return change._replace(set=blank_registers(change.etype, change.set), extra={})


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
