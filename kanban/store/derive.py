"""What follows from a card's registers and from the comments on it, computed here for every table that keeps it.

A device's projection, imports and snapshots call this, and so does the server. Only `kanban doctor` has a second opinion.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, MutableMapping
from functools import lru_cache
from typing import Any, NamedTuple

from kanban.domain.card import CUSTOM, SEARCHED, Comment, searched_custom
from kanban.domain.change import TIME, Json
from kanban.domain.values import text
from kanban.store import checked


class Talk(NamedTuple):
    """What a card's row tells of the comments that it shows."""

    marketing: int = 0
    sales: int = 0
    last: str = ""
    """When somebody commented last; empty where nobody did. What the board itself said does not count."""


def talk_of(notes: Iterable[Comment]) -> Talk:
    """Count the comments that a card shows; retracted ones are left out by the caller."""
    marketing = sales = 0
    last = ""
    for note in notes:
        marketing += note.team == "marketing"
        sales += note.team == "sales"
        if note.author != TIME and note.at > last:
            last = note.at
    return Talk(marketing, sales, last)


def times(acted: str, changed: str, last: str) -> tuple[str, str]:
    """Return when a card was last touched and last updated; `last` is the time of its newest comment, or empty."""
    touched = max(acted, last)
    return touched, max(changed, touched)


def set_times(row: MutableMapping[str, Any], last: str) -> None:
    """Set when a card was last touched and last updated."""
    row["touched_at"], row["updated_at"] = times(row["acted_at"], row["changed_at"], last)


# -- labels


def labels_text(labels: Iterable[str]) -> str:
    r"""Return labels as their column holds them: `\ndach\nvip\n`, or nothing."""
    kept = sorted({checked.text(" ".join(label.split())) or "" for label in labels} - {""})
    return "\n" + "\n".join(kept) + "\n" if kept else ""


def labels_from(column: str) -> tuple[str, ...]:
    """Return the labels of their column."""
    return tuple(column.strip("\n").split("\n")) if column else ()


# -- what free words are looked for in


def hay_of(row: Mapping[str, Any]) -> str:
    """Return what free words are looked for in; `row` has its registers without a column in `extra`, as JSON or read."""
    extra = row["extra"]
    if isinstance(extra, str):
        extra = json.loads(extra) if _CUSTOM in extra else {}
    return hay_from((*map(row.get, SEARCHED), row["labels"].strip("\n"), *custom_texts(extra)))


def custom_texts(registers: Mapping[str, Json]) -> list[str]:
    """Return the texts of the custom fields among registers in which free words are looked for, as a database can hold them."""
    return [kept for part in searched_custom(registers) if (kept := checked.text(part))]


_CUSTOM = f'"{CUSTOM}'


def hay_from(parts: Iterable[str | None]) -> str:
    """Return these parts as free words are compared with them: folded, and behind them the digits of numbers in them."""
    there = [part for part in parts if part]
    hay = "\n".join(there)
    hay = hay.lower() if hay.isascii() else "\n".join(map(folded, there))
    return "\n".join([hay, *numbers]) if (numbers := numbers_in(hay, there)) else hay


def numbers_in(hay: str, parts: Iterable[str]) -> list[str]:
    """Return the digits of the numbers in these parts, by which they are found however somebody types them; `hay` is the parts."""
    if not _NUMBER.search(hay):
        return []
    digits = text.dialled("\n".join(parts))  # no number runs over the end of a line
    return [digits] if digits else []


_NUMBER = re.compile(r"\d[ ().\u00a0/-]+\d|\+\d")
"""What a number to be dialled has, and hardly anything else; looked for before more is done."""

folded = lru_cache(8192)(text.fold)
"""Companies come again and again, and a card's title is mostly its contact."""
