"""Checked reads of input from another machine: each returns a value of the right shape, or raises Malformed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from kanban.domain import clock
from kanban.domain.errors import KanbanError
from kanban.domain.values import text

ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.:-]{0,63}")
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_ODD = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
"""What no id, name or sentence contains, and not every database stores."""


class Malformed(KanbanError):
    """The input is not what the protocol says."""


def read_object(raw: object, what: str) -> Mapping[str, Any]:
    """Return a JSON object; `what` names it in the error."""
    if not isinstance(raw, Mapping):
        raise Malformed(f"Expected {what}, got {type(raw).__name__}.")
    return raw


def read_list(body: Mapping[str, Any], name: str, most: int) -> Sequence[Any]:
    """Return the list under `name`, of at most `most` members."""
    value = body.get(name)
    if not isinstance(value, list):
        raise Malformed(f"“{name}” should be a list.")
    if len(value) > most:
        raise Malformed(f"“{name}” has {len(value):,} members; {most:,} are allowed.")
    return value


def read_text(body: Mapping[str, Any], name: str, most: int, default: str | None = None) -> str:
    """Return the one-line text under `name`, of at most `most` characters; `default` where it is missing."""
    value = body.get(name, default)
    if not isinstance(value, str) or len(value) > most or _ODD.search(value):
        raise Malformed(f"“{name}” should be text of one line and at most {most} characters.")
    return value


def read_id(body: Mapping[str, Any], name: str) -> str:
    """Return the id under `name`."""
    value = body.get(name)
    if isinstance(value, str) and ID.fullmatch(value):
        return value
    raise Malformed(f"“{name}” should be an id, not {quote(read_text(body, name, 64))}.")


def read_word(body: Mapping[str, Any], name: str) -> str:
    """Return the word in small letters under `name`, such as a verb."""
    value = body.get(name)
    if isinstance(value, str) and _WORD.fullmatch(value):
        return value
    raise Malformed(f"“{name}” should be a word in small letters, not {quote(read_text(body, name, 40))}.")


def read_stamp(body: Mapping[str, Any], name: str) -> str:
    """Return the stamp of a change under `name`."""
    value = body.get(name)
    if not isinstance(value, str):
        value = read_text(body, name, 64)
    try:
        clock.stamp_ms(value)
    except KanbanError as fault:
        raise Malformed(f"“{name}” should be a stamp, not {quote(read_text(body, name, 64))}.") from fault
    return value


def read_time(body: Mapping[str, Any], name: str) -> str:
    """Return the time under `name`, in the one form in which times compare as text."""
    value = read_text(body, name, 40)
    try:
        return _normalize_time(value)
    except KanbanError as fault:
        raise Malformed(f"“{name}” should be a time, not {quote(value)}.") from fault


@lru_cache(4096)
def _normalize_time(value: str) -> str:
    return clock.iso(clock.from_iso(value))


def read_count(body: Mapping[str, Any], name: str, default: int | None = None) -> int:
    """Return the whole number from 0 on under `name`; `default` where it is missing."""
    value = body.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 53:
        raise Malformed(f"“{name}” should be a whole number from 0 on.")
    return value


def quote(value: str) -> str:
    """Return the beginning of an input, cleaned and quoted for a sentence."""
    return f"“{text.shorten(text.clean_line(value[:80]), 40)}”"
