"""What a server takes: the types of entities and their registers, each with what it may hold. One list, told in `/v1/meta`.

What lives here: names, and checks of values by themselves. What may come in: the domain's words and limits. What it never
does: look at a board, or say who may write what; `permissions` does. Whatever a verb comes to write stands here, or no server
takes it: a client keeps it back until its server's list has it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from kanban.domain import clock
from kanban.domain.agreements.gate import PASSED
from kanban.domain.board import MOST_DAYS, ROLES, SIDES, TEAMS
from kanban.domain.card import ALIAS, CUSTOM, FIELDS, HANDOFF, LABEL, LINK, MARK, ORIGIN
from kanban.domain.change import AGREEMENT, BOARD, CARD, COMMENT, FORMER_LABEL, MEMBER, NOTICE, RULE, STAGE
from kanban.domain.errors import KanbanError
from kanban.domain.handoffs.contest import CONTEST, RULING
from kanban.domain.values import text
from kanban.domain.values.fields import LONGEST, TICK
from kanban.domain.values.money import MAX_MINOR

if TYPE_CHECKING:
    from kanban.domain.change import Change, Json

Check = Callable[["Json"], bool]
"""Whether a register may hold a value; null, which empties it, is never asked about."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}")

LINE = 4 * LONGEST
"""Characters of a line of text: more than any client writes, so that none is refused for a few."""

BODY = 2 * text.MAX_TEXT
MANY = 500
"""Texts of a list."""


def _text(most: int) -> Check:
    return lambda value: isinstance(value, str) and len(value) <= most


def _among(*words: str) -> Check:
    return lambda value: isinstance(value, str) and value in words


def _texts(value: Json) -> bool:
    return isinstance(value, list) and len(value) <= MANY and all(map(_text(LONGEST), value))


def _flag(value: Json) -> bool:
    return isinstance(value, bool)


def _id(value: Json) -> bool:
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def _whole(least: int, most: int) -> Check:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _share(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _currency(value: Json) -> bool:
    return isinstance(value, str) and _CURRENCY.fullmatch(value) is not None


@lru_cache(4096)
def _is_moment(value: str) -> bool:
    try:
        return clock.iso(clock.from_iso(value)) == value
    except (KanbanError, ValueError, OverflowError):
        return False


def _moment(value: Json) -> bool:
    return isinstance(value, str) and len(value) <= 40 and _is_moment(value)


def _day(value: Json) -> bool:
    return isinstance(value, str) and _DAY.fullmatch(value) is not None and _is_moment(f"{value}T00:00:00Z")


def _object(most: int) -> Check:
    return lambda value: isinstance(value, Mapping) and len(json.dumps(value)) <= most


def _or(check: Check, *values: Json) -> Check:
    return lambda value: value in values or check(value)


def _plain(value: Json) -> bool:
    """Take what somebody may have put into a field of their own: a line, a number, a yes."""
    return isinstance(value, bool | int | float) or (isinstance(value, str) and len(value) <= LINE)


def _link(value: Json) -> bool:
    if not isinstance(value, Mapping) or not isinstance(value.get("url"), str):
        return False
    return len(value) <= 8 and all(isinstance(each, str) and len(each) <= LINE for each in value.values())


def _doings(value: Json) -> bool:
    return isinstance(value, list) and len(value) <= MANY and all(map(_object(BODY), value))


_LINE, _WORD = _text(LINE), _text(40)
_KINDS: dict[str, Check] = {"text": _LINE, "owner": _LINE, "currency": _currency, "day": _day, "share": _share}
_KINDS["money"] = _whole(1 - MAX_MINOR, MAX_MINOR - 1)

_OF_CARD: dict[str, Check] = {
    **{name: _KINDS[kind] for name, kind in FIELDS.items()},
    "stage": _id, "rank": _LINE, "merged_into": _id, "follows": _id, "created_at": _moment, "entered_at": _moment, "acted_at": _moment,
    "lead": _flag, "deal": _flag, HANDOFF: _object(BODY), PASSED: _object(BODY),
    LABEL: _flag, LINK: _link, CUSTOM: _plain, ORIGIN: _plain, TICK: _object(BODY), CONTEST: _object(BODY), RULING: _object(BODY),
    MARK: _object(BODY),
}  # fmt: skip
_OF_STAGE: dict[str, Check] = {
    "name": _LINE, "side": _among(*SIDES), "rank": _LINE, "probability": _share, "outcome": _among("won", "lost"),
    "limit": _whole(1, 999_999), "stale_after": _whole(1, MOST_DAYS), "required": _texts, ALIAS: _flag,
}  # fmt: skip
_OF_MEMBER: dict[str, Check] = {
    "name": _LINE, "team": _among(*TEAMS), "role": _among(*ROLES), "aliases": _texts, "away": _flag,
}  # fmt: skip
_OF_BOARD: dict[str, Check] = {
    "name": _LINE, "currency": _currency, "timezone": _LINE, "hours": _LINE, "holidays": _texts, "routing": _WORD,
    "limit_policy": _WORD, "moves": _WORD, "lost_reasons": _texts, "win_reasons": _texts, "return_reasons": _texts,
}  # fmt: skip
_OF_RULE: dict[str, Check] = {
    "name": _LINE, "when": _WORD, "stage": _or(_id, ""), "if": _LINE, "then": _doings, "on": _flag, "since": _moment,
}  # fmt: skip
_OF_COMMENT: dict[str, Check] = {
    "card": _id, "author": _LINE, "team": _or(_among(*TEAMS), ""), "kind": _WORD, "body": _text(BODY),
    "author_in_file": _LINE, "imported_by": _LINE,
}  # fmt: skip
_OF_NOTICE: dict[str, Check] = {
    "card": _id, "to": _LINE, "words": _LINE, "at": _moment, "rule": _LINE, "by": _LINE,
}  # fmt: skip
_OF_FORMER_LABEL: dict[str, Check] = {"name": _LINE, "now": _LINE}
_OF_AGREEMENT: dict[str, Check] = {
    "content": _object(2 * BODY), "hash": _LINE, "by": _LINE, "at": _moment, "sign.": _object(BODY),
}  # fmt: skip

REGISTERS: dict[str, dict[str, Check]] = {
    etype: {"created": _flag, "deleted": _flag, **checks}
    for etype, checks in (
        (CARD, _OF_CARD), (COMMENT, _OF_COMMENT), (STAGE, _OF_STAGE), (MEMBER, _OF_MEMBER), (BOARD, _OF_BOARD), (RULE, _OF_RULE),
        (NOTICE, _OF_NOTICE), (AGREEMENT, _OF_AGREEMENT), (FORMER_LABEL, _OF_FORMER_LABEL),
    )
}  # fmt: skip
"""Type to registers; a name that ends in a dot is that of a set of things, with one register for each member of the set."""


# -- what is told of it, and read


def listed() -> dict[str, list[str]]:
    """Return the list as `/v1/meta` tells it: a set's name ends in `.*`."""
    return {
        etype: [f"{name}*" if name.endswith(".") else name for name in checks] for etype, checks in REGISTERS.items()
    }


@cache
def edition() -> str:
    """Return a short word for the list, which changes whenever the list does."""
    return sha256(json.dumps(listed(), sort_keys=True).encode()).hexdigest()[:16]


class Known:
    """What a server takes, as it told."""

    def __init__(self, listed: Mapping[str, Iterable[str]]) -> None:
        self._names = {etype: frozenset(names) for etype, names in listed.items()}

    def takes(self, etype: str, names: Iterable[str]) -> bool:
        """Whether it takes a change that sets these registers of an entity of this type."""
        known = self._names.get(etype)
        return known is not None and all(name in known or f"{_set_of(name)}*" in known for name in names)


def _set_of(name: str) -> str:
    """Return the name of the set that a register is a member of; of one that is in none, what no set is called."""
    head, dot, member = name.partition(".")
    return head + dot if member else ""


# -- what a server checks


def known_here(etype: str, name: str) -> bool:
    """Whether this version writes such a register."""
    return _check(etype, name) is not None


def _check(etype: str, name: str) -> Check | None:
    """Return the check of a register; None for one that no list of this version has."""
    checks = REGISTERS.get(etype, {})
    return checks.get(_set_of(name) or (name if not name.endswith(".") else ""))


def unknown(change: Change) -> str | None:
    """Return the first thing that a change speaks of and no list of this version has; None where all of it is known."""
    if change.etype not in REGISTERS:
        return change.etype
    return next((name for name in change.set if _check(change.etype, name) is None), None)


def misfit(change: Change) -> str | None:
    """Return the first register of a change that can't hold its value; None where all of them can."""
    for name, value in change.set.items():
        check = _check(change.etype, name)
        if value is not None and check is not None and not check(value):
            return name
    return None
