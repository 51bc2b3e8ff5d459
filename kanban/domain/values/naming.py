"""Finds what a typed name means: a stage, a member, a rule, a view, a board or a reason.

An id or the whole name counts first, ignoring case and accents; then a former name; then the beginning of a name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, TypeVar

from kanban.domain.errors import NotFound, UsageFault
from kanban.domain.values.text import clean_line, fold, shorten

T = TypeVar("T")

_name: Callable[[Any], str] = attrgetter("name")


def match_named(
    items: Sequence[T],
    typed: str,
    name: Callable[[T], str] = _name,
    *,
    is_meant: Callable[[T], bool] = lambda _: False,
    was_meant: Callable[[T], bool] = lambda _: False,
    is_whole: bool = False,
) -> list[T]:
    """Return the items with this name; where there are none the former ones, else those that begin so.

    `is_meant` adds items with the name, such as by id; `was_meant` tells the former ones. With `is_whole`, beginnings
    don't count.
    """
    folded = fold(typed.strip())
    if called := [item for item in items if fold(name(item)) == folded or is_meant(item)]:
        return called
    if former := [item for item in items if was_meant(item)]:
        return former
    return [item for item in items if folded and not is_whole and fold(name(item)).startswith(folded)]


def find_named(
    items: Sequence[T],
    typed: str,
    kind: str,
    *,
    is_meant: Callable[[T], bool] = lambda _: False,
    was_meant: Callable[[T], bool] = lambda _: False,
    is_whole: bool = False,
    known: str = "",
) -> T:
    """Return the stage, member, rule or view that is meant; the first one of two with the same name.

    Raises UsageFault where several names begin so, and NotFound with `known`, which ends the sentence.
    """
    matches = match_named(items, typed, is_meant=is_meant, was_meant=was_meant, is_whole=is_whole)
    quoted = shorten(clean_line(typed), 60)
    if not matches:
        known = known or f"this board has {', '.join(map(_name, items)) or 'none yet'}"
        raise NotFound(f"No {kind} is called “{quoted}”; {known}.")
    folded, first = fold(typed.strip()), matches[0]
    if len(matches) > 1 and not (fold(_name(first)) == folded or is_meant(first) or was_meant(first)):
        raise UsageFault(f"“{quoted}” could be any of these {kind}s: {', '.join(map(_name, matches))}.")
    return first


def is_called(typed: str, entity: str, name: str) -> bool:
    """Whether `typed` is an id, or the name ignoring case; accents count, since two boards may differ by them."""
    return typed == entity or typed.strip().casefold() == name.casefold()
