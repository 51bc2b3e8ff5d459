"""What a server accepts: the types of entities with their registers and values, one list, shown in `/v1/meta`.

It has names, and checks of single values, made of the domain's words and limits. It never looks at a board, or says
who may write what. Every register that a verb writes must stand here, or no server accepts it; a client keeps such a
change back until its server's list has it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING

from kanban.domain import clock
from kanban.domain.activity import OUTCOMES
from kanban.domain.agreements.gate import PASSED
from kanban.domain.board import MOST_DAYS, ROLES, SIDES, TEAMS
from kanban.domain.card import ALIAS, CUSTOM, FIELDS, HANDOFF, LABEL, LINK, MARK, ORIGIN, RULE_MARK
from kanban.domain.change import (
    ACTIVITY,
    AGREEMENT,
    BOARD,
    CAMPAIGN,
    CARD,
    COMMENT,
    DECISION,
    FORMER_LABEL,
    GOAL,
    GUESS,
    LESSON,
    MEETING,
    MEMBER,
    NOTICE,
    OBJECTION,
    PLAY,
    RULE,
    STAGE,
    WANT,
)
from kanban.domain.errors import KanbanError
from kanban.domain.guesses.guess import BOTH, CHANCE, CLOSED, FIRST, SHOWN
from kanban.domain.handoffs.contest import CONTEST, RULING
from kanban.domain.lessons.lesson import KINDS as LESSONS
from kanban.domain.meetings.meeting import VERDICTS
from kanban.domain.playbook.objection import OUTCOMES as ENDINGS
from kanban.domain.playbook.play import ANSWERS
from kanban.domain.values import text
from kanban.domain.values.dates import is_time_of_day
from kanban.domain.values.fields import LONGEST, TICK
from kanban.domain.values.money import MAX_MINOR
from kanban.domain.waiting.next_marks import DOUBT, SKIP
from kanban.domain.wants.want import MOST, TIE

if TYPE_CHECKING:
    from kanban.domain.change import Change, Json

Check = Callable[["Json"], bool]
"""Whether a register may hold a value. Null, which clears a register, is never checked."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}")

LINE = 4 * LONGEST
"""The most characters of a line of text: more than any client writes, so that none is refused for a few."""

BODY = 2 * text.MAX_TEXT
MANY = 500
"""The most texts of a list."""


def _is_text(most: int) -> Check:
    return lambda value: isinstance(value, str) and len(value) <= most


def _is_among(*words: str) -> Check:
    return lambda value: isinstance(value, str) and value in words


def _is_texts(value: Json) -> bool:
    return isinstance(value, list) and len(value) <= MANY and all(map(_is_text(LONGEST), value))


def _is_flag(value: Json) -> bool:
    return isinstance(value, bool)


def _is_id(value: Json) -> bool:
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def _is_whole(least: int, most: int) -> Check:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _is_share(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _is_currency(value: Json) -> bool:
    return isinstance(value, str) and _CURRENCY.fullmatch(value) is not None


@lru_cache(4096)
def _is_canonical_time(value: str) -> bool:
    try:
        return clock.iso(clock.from_iso(value)) == value
    except (KanbanError, ValueError, OverflowError):
        return False


def _is_time(value: Json) -> bool:
    return isinstance(value, str) and len(value) <= 40 and _is_canonical_time(value)


def _is_day(value: Json) -> bool:
    return isinstance(value, str) and _DAY.fullmatch(value) is not None and _is_canonical_time(f"{value}T00:00:00Z")


def _is_object(most: int) -> Check:
    return lambda value: isinstance(value, Mapping) and len(json.dumps(value)) <= most


def _is_either(check: Check, *values: Json) -> Check:
    return lambda value: value in values or check(value)


def _is_plain(value: Json) -> bool:
    """Whether a custom field may hold a value: a line, a number, a yes or no."""
    return isinstance(value, bool | int | float) or (isinstance(value, str) and len(value) <= LINE)


def _is_link(value: Json) -> bool:
    if not isinstance(value, Mapping) or not isinstance(value.get("url"), str):
        return False
    return len(value) <= 8 and all(isinstance(part, str) and len(part) <= LINE for part in value.values())


def _is_doings(value: Json) -> bool:
    return isinstance(value, list) and len(value) <= MANY and all(map(_is_object(BODY), value))


_LINE, _WORD = _is_text(LINE), _is_text(40)
_KINDS: dict[str, Check] = {"text": _LINE, "owner": _LINE, "currency": _is_currency, "day": _is_day, "share": _is_share}
_KINDS["time"] = lambda value: isinstance(value, str) and is_time_of_day(value)
_KINDS["money"] = _is_whole(1 - MAX_MINOR, MAX_MINOR - 1)

_OF_CARD: dict[str, Check] = {
    **{name: _KINDS[kind] for name, kind in FIELDS.items()},
    "stage": _is_id, "rank": _LINE, "merged_into": _is_id, "follows": _is_id, "created_at": _is_time,
    "entered_at": _is_time, "acted_at": _is_time,
    "lead": _is_flag, "deal": _is_flag, "commit": _is_flag, HANDOFF: _is_object(BODY), PASSED: _is_object(BODY),
    LABEL: _is_flag, LINK: _is_link, CUSTOM: _is_plain, ORIGIN: _is_plain, TICK: _is_object(BODY),
    CONTEST: _is_object(BODY), RULING: _is_object(BODY),
    RULE_MARK: _is_object(BODY), SKIP: _is_object(BODY), DOUBT: _is_object(BODY), TIE: _is_flag,
}  # fmt: skip
_OF_STAGE: dict[str, Check] = {
    "name": _LINE, "side": _is_among(*SIDES), "rank": _LINE, "probability": _is_share, "outcome": _is_among("won",
    "lost"),
    "limit": _is_whole(1, 999_999), "stale_after": _is_whole(1, MOST_DAYS), "required": _is_texts, ALIAS: _is_flag,
    MARK: _is_flag, "guidance": _LINE,
}  # fmt: skip
_OF_MEMBER: dict[str, Check] = {
    "name": _LINE, "team": _is_among(*TEAMS), "role": _is_among(*ROLES), "aliases": _is_texts, "away": _is_flag,
}  # fmt: skip
_OF_BOARD: dict[str, Check] = {
    "name": _LINE, "currency": _is_currency, "timezone": _LINE, "hours": _LINE, "holidays": _is_texts, "routing": _WORD,
    "limit_policy": _WORD, "moves": _WORD, "lost_reasons": _is_texts, "win_reasons": _is_texts,
    "return_reasons": _is_texts, "responses_since": _is_time,
}  # fmt: skip
_OF_RULE: dict[str, Check] = {
    "name": _LINE, "when": _WORD, "stage": _is_either(_is_id, ""), "if": _LINE, "then": _is_doings, "on": _is_flag,
    "since": _is_time,
}  # fmt: skip
_OF_COMMENT: dict[str, Check] = {
    "card": _is_id, "author": _LINE, "team": _is_either(_is_among(*TEAMS), ""), "kind": _WORD, "body": _is_text(BODY),
    "author_in_file": _LINE, "imported_by": _LINE,
}  # fmt: skip
_OF_ACTIVITY: dict[str, Check] = {
    "card": _is_id, "kind": _is_among(*OUTCOMES), "outcome": _is_among(*chain.from_iterable(OUTCOMES.values())),
    "done_at": _is_time, "author": _LINE, "team": _is_either(_is_among(*TEAMS), ""), "text": _is_text(BODY),
    "author_in_file": _LINE, "imported_by": _LINE,
}  # fmt: skip
_OF_NOTICE: dict[str, Check] = {
    "card": _is_id, "to": _LINE, "words": _LINE, "at": _is_time, "rule": _LINE, "by": _LINE,
}  # fmt: skip
_OF_FORMER_LABEL: dict[str, Check] = {"name": _LINE, "now": _LINE}
_OF_CAMPAIGN: dict[str, Check] = {
    "name": _LINE, "type": _LINE, "status": _LINE, "currency": _is_currency,
    "planned_cost": _is_whole(0, MAX_MINOR - 1), "actual_cost": _is_whole(0, MAX_MINOR - 1),
    "from": _is_day, "to": _is_day,
}  # fmt: skip
_OF_AGREEMENT: dict[str, Check] = {
    "content": _is_object(2 * BODY), "hash": _LINE, "by": _LINE, "at": _is_time, "sign.": _is_object(BODY),
}  # fmt: skip

_OF_GOAL: dict[str, Check] = {
    "content": _is_object(BODY), "hash": _LINE, "by": _LINE, "at": _is_time, "sign.": _is_object(BODY),
}  # fmt: skip

_OF_MEETING: dict[str, Check] = {
    "begun_by": _LINE, "begun_at": _is_time, "ended_by": _LINE, "ended_at": _is_time, "figures": _is_object(BODY),
}  # fmt: skip
_OF_DECISION: dict[str, Check] = {
    "meeting": _is_id, "text": _LINE, "owner": _LINE, "due_on": _is_day, "measure": _LINE, "card": _is_id,
    "author": _LINE, "at": _is_time, "verdict": _is_among(*VERDICTS), "judged_by": _LINE, "judged_at": _is_time,
}  # fmt: skip
_OF_OBJECTION: dict[str, Check] = {
    "card": _is_id, "words": _LINE, "author": _LINE, "team": _is_either(_is_among(*TEAMS), ""), "at": _is_time,
    "request": _is_id, "activity": _is_id, "play": _is_id, "outcome": _is_among(*ENDINGS), "outcome_by": _LINE,
    "outcome_at": _is_time, "author_in_file": _LINE, "imported_by": _LINE,
}  # fmt: skip
_OF_PLAY: dict[str, Check] = {
    "title": _LINE, "questions": _is_texts, "heard": _is_text(BODY), "answer": _is_text(BODY), "proof": _is_texts,
    "owner": _LINE, LABEL: _is_flag, "review_on": _is_day, "author": _LINE, "at": _is_time, ANSWERS: _is_flag,
    "archived": _is_flag,
}  # fmt: skip
_OF_LESSON: dict[str, Check] = {
    "card": _is_id, "kind": _is_among(*LESSONS), "words": _is_text(BODY), "answers": _is_doings, "author": _LINE,
    "team": _is_either(_is_among(*TEAMS), ""), "at": _is_time, "author_in_file": _LINE, "imported_by": _LINE,
}  # fmt: skip
_OF_WANT: dict[str, Check] = {
    "owner": _is_id, "query": _LINE, "number": _is_whole(1, MOST), "by": _is_day, "because": _LINE, "at": _is_time,
    "ended": _is_flag,
}  # fmt: skip
_OF_GUESS: dict[str, Check] = {
    "card": _is_id, "team": _is_among(*TEAMS), "author": _LINE, "at": _is_time, "base_won": _is_whole(0, 2**31),
    "base_of": _is_whole(0, 2**31), "base_source": _LINE, "revised_at": _is_time, FIRST: _is_whole(0, 100),
    CHANCE: _is_whole(0, 100), SHOWN: _is_among(BOTH, CLOSED),
}  # fmt: skip

REGISTERS: dict[str, dict[str, Check]] = {
    etype: {"created": _is_flag, "deleted": _is_flag, **checks}
    for etype, checks in (
        (CARD, _OF_CARD), (COMMENT, _OF_COMMENT), (STAGE, _OF_STAGE), (MEMBER, _OF_MEMBER), (BOARD, _OF_BOARD), (RULE,
        _OF_RULE), (NOTICE, _OF_NOTICE), (AGREEMENT, _OF_AGREEMENT), (FORMER_LABEL, _OF_FORMER_LABEL),
        (CAMPAIGN, _OF_CAMPAIGN), (ACTIVITY, _OF_ACTIVITY), (GOAL, _OF_GOAL),
        (MEETING, _OF_MEETING), (DECISION, _OF_DECISION), (WANT, _OF_WANT),
        (OBJECTION, _OF_OBJECTION), (PLAY, _OF_PLAY), (LESSON, _OF_LESSON), (GUESS, _OF_GUESS),
    )
}  # fmt: skip
"""Registers by type. A name that ends in a dot is a set's: one register for each member."""


# -- what is told of it, and read


def list_registers() -> dict[str, list[str]]:
    """Return the list for `/v1/meta`; a set's name ends in `.*`."""
    return {
        etype: [f"{name}*" if name.endswith(".") else name for name in checks] for etype, checks in REGISTERS.items()
    }


@cache
def compute_edition() -> str:
    """Return a short hash of the list, which changes whenever the list does."""
    return sha256(json.dumps(list_registers(), sort_keys=True).encode()).hexdigest()[:16]


class KnownRegisters:
    """What a server accepts, by its own list."""

    def __init__(self, listed: Mapping[str, Iterable[str]]) -> None:
        self._names = {etype: frozenset(names) for etype, names in listed.items()}

    def can_take(self, etype: str, names: Iterable[str]) -> bool:
        """Whether it accepts a change that sets these registers of this type."""
        known = self._names.get(etype)
        return known is not None and all(name in known or f"{_set_of(name)}*" in known for name in names)


def _set_of(name: str) -> str:
    """Return the name of the set that a register belongs to; empty for none."""
    head, dot, member = name.partition(".")
    return head + dot if member else ""


# -- what a server checks


def is_known(etype: str, name: str) -> bool:
    """Whether this version writes such a register."""
    return _find_check(etype, name) is not None


def _find_check(etype: str, name: str) -> Check | None:
    """Return the check of a register; None for an unknown one."""
    checks = REGISTERS.get(etype, {})
    return checks.get(_set_of(name) or (name if not name.endswith(".") else ""))


def find_unknown(change: Change) -> str | None:
    """Return the first type or register of a change that this version doesn't know; None where all are known."""
    if change.etype not in REGISTERS:
        return change.etype
    return next((name for name in change.set if _find_check(change.etype, name) is None), None)


def find_misfit(change: Change) -> str | None:
    """Return the first register of a change whose value doesn't fit; None where all fit."""
    for name, value in change.set.items():
        if name == "created" and value is not True:
            return name  # what is not made is not there
        check = _find_check(change.etype, name)
        if value is not None and check is not None and not check(value):
            return name
    return None
