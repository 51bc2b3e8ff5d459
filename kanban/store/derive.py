"""Computes the columns that follow from a card's registers, comments and activities, for every table that keeps them.

The projection, imports, snapshots and the server call these functions; what a database computes itself stands beside
them in SQL, and a property test holds the two equal. `kanban doctor` alone computes them another way, so that it
notices mistakes here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, MutableMapping
from functools import lru_cache
from typing import Any, NamedTuple

from kanban import domain
from kanban.domain.card import CUSTOM, LABEL, ORIGIN, SEARCHED, Comment, is_absent, list_searched_custom
from kanban.domain.change import TIME, Json
from kanban.domain.values import text
from kanban.store import register_checks
from kanban.store.search.conditions import quote_literal


class CommentCounts(NamedTuple):
    """How many comments a card shows, by team, and when the last one was written."""

    marketing: int = 0
    sales: int = 0
    last: str = ""
    """When somebody commented last; empty where nobody did. What the board itself said does not count."""


def count_comments(notes: Iterable[Comment]) -> CommentCounts:
    """Count the comments that a card shows; retracted ones are left out by the caller."""
    marketing = sales = 0
    last = ""
    for note in notes:
        marketing += note.team == "marketing"
        sales += note.team == "sales"
        if note.author != TIME and note.at > last:
            last = note.at
    return CommentCounts(marketing, sales, last)


def sql_of_comment_counts(by_people: str = f"author <> '{TIME}'") -> str:
    """Return the columns of `CommentCounts` in SQL, over a table of comments.

    `by_people` is the condition for comments that count as contact: the board's own are none.
    """
    return (
        "count(*) FILTER (WHERE team = 'marketing') AS marketing, count(*) FILTER (WHERE team = 'sales') AS sales, "
        f"coalesce(max(at) FILTER (WHERE {by_people}), '') AS last"
    )


SQL_OF_NEWEST = "coalesce(max(n) FILTER (WHERE quiet = 0), 0) AS newest"
"""The number of the newest comment that may be unread, on a device."""


class ActivityCounts(NamedTuple):
    """What a card tells of the activities on it; the fields are columns of its row."""

    attempts: int = 0
    contacts: int = 0
    attempted_at: str = ""
    """When the last one took place, whoever did it; empty where there is none."""
    sales_attempted_at: str = ""
    """When the last one of sales took place."""


def count_activities(bodies: Iterable[Mapping[str, Json]]) -> ActivityCounts:
    """Count the activities that a card shows, given as their registers; deleted ones and odd ones are left out."""
    attempts = contacts = 0
    last = last_of_sales = ""
    for registers in bodies:
        logged = domain.activity.read("", registers, "")
        if logged is None or logged.deleted:
            continue
        attempts += 1
        contacts += logged.is_contact
        last = max(last, logged.done_at)
        if logged.team == "sales":
            last_of_sales = max(last_of_sales, logged.done_at)
    return ActivityCounts(attempts, contacts, last, last_of_sales)


SQL_TO_SET_ACTIVITIES = ", ".join(f"{name} = ?" for name in ActivityCounts._fields)


def compute_times(acted: str, changed: str, last: str) -> tuple[str, str]:
    """Return when a card was last touched and last updated; `last` is when its newest comment or activity was."""
    touched = max(acted, last)
    return touched, max(changed, touched)


def set_times(row: MutableMapping[str, Any], last: str) -> None:
    """Set when a card was last touched and last updated."""
    row["touched_at"], row["updated_at"] = compute_times(row["acted_at"], row["changed_at"], last)


def sql_to_set_times(last: str, greatest: str = "max", row: str = "") -> str:
    """Return the assignments in SQL that `set_times` makes; `row` goes before the names of the card's columns."""
    return (
        f"touched_at = {greatest}({row}acted_at, {last}), "
        f"updated_at = {greatest}({row}changed_at, {row}acted_at, {last})"
    )


# -- the lane where a card shows, and what stands over it


def lane_of(lanes: Mapping[str, str], stage: str | None) -> str:
    """Return the lane in which cards of a stage show; `lanes` as `entities.lanes` returns them."""
    return lanes.get(stage or "") or lanes[""]


def sql_of_lane(lanes: Mapping[str, str]) -> str:
    """Return the lane of a card in SQL."""
    cases = " ".join(
        f"WHEN {quote_literal(stage)} THEN {quote_literal(lane)}" for stage, lane in lanes.items() if stage
    )
    return f"CASE stage {cases} ELSE {quote_literal(lanes[''])} END" if cases else quote_literal(lanes[""])


def find_total(row: Mapping[str, Any]) -> tuple[str, str, int] | None:
    """Return the lane and the currency in whose total a card counts, and its value; None where it counts in none."""
    if row["deleted"] or not row["lane"]:
        return None
    value = row["value"]
    return (row["lane"], "", 0) if value is None else (row["lane"], row["currency"] or "", value)


SQL_OF_TOTALS = (
    "SELECT lane, CASE WHEN value IS NULL THEN '' ELSE coalesce(currency, '') END, count(*), coalesce(sum(value), 0) "
    "FROM card WHERE deleted = 0 AND lane <> '' AND board = ? GROUP BY 1, 2"
)
"""The totals of a board's lanes: lane, currency, cards, value."""


# -- names of registers


def collect_custom_fields(registers: Iterable[str]) -> dict[str, str]:
    """Return the custom fields among the names of registers, each with its name as a database can hold it."""
    return {
        name: register_checks.check_text(name.removeprefix(CUSTOM)) or ""
        for name in registers
        if name.startswith(CUSTOM)
    }


def collect_origins(registers: Mapping[str, Json]) -> set[str]:
    """Return the outside identities among a card's registers, those that it still has, as a database can hold them."""
    return {
        register_checks.check_text(name.removeprefix(ORIGIN)) or ""
        for name, value in registers.items()
        if name.startswith(ORIGIN) and not is_absent(value)
    }


# -- labels


def collect_labels(registers: Mapping[str, Json]) -> str:
    """Return the labels among a card's registers as their column holds them."""
    labels = [name.removeprefix(LABEL) for name, on in registers.items() if on is True and name.startswith(LABEL)]
    return join_labels(labels) if labels else ""


def join_labels(labels: Iterable[str]) -> str:
    r"""Return labels as their column holds them: `\ndach\nvip\n`, or nothing."""
    names = sorted({register_checks.check_text(" ".join(label.split())) or "" for label in labels} - {""})
    return "\n" + "\n".join(names) + "\n" if names else ""


def split_labels(column: str) -> tuple[str, ...]:
    """Return the labels of their column."""
    return tuple(column.strip("\n").split("\n")) if column else ()


# -- what free words are looked for in


def compute_search_text(row: Mapping[str, Any]) -> str:
    """Return what free words are looked for in; `row` has registers without a column in `extra`, as JSON or read."""
    extra = row["extra"]
    if isinstance(extra, str):
        extra = json.loads(extra) if _CUSTOM in extra else {}
    return join_search_text(map(row.get, SEARCHED), row["labels"], extra)


def join_search_text(fields: Iterable[str | None], labels: str, registers: Mapping[str, Json]) -> str:
    """Return what free words are looked for in.

    It is made of the values of `SEARCHED`, the column of labels and the registers without a column.
    """
    return fold_search_text((*fields, labels.strip("\n"), *collect_custom_texts(registers)))


def collect_custom_texts(registers: Mapping[str, Json]) -> list[str]:
    """Return the texts of custom fields in which free words are looked for, as a database can hold them."""
    return [cleaned for part in list_searched_custom(registers) if (cleaned := register_checks.check_text(part))]


_CUSTOM = f'"{CUSTOM}'


def fold_search_text(parts: Iterable[str | None]) -> str:
    """Return these parts as free words are compared with them: folded, followed by the digits of their numbers."""
    texts = [part for part in parts if part]
    search_text = "\n".join(texts)
    search_text = search_text.lower() if search_text.isascii() else "\n".join(map(fold_cached, texts))
    return "\n".join([search_text, *numbers]) if (numbers := extract_digits(search_text, texts)) else search_text


def extract_digits(search_text: str, parts: Iterable[str]) -> list[str]:
    """Return the digits of the numbers in these parts, by which they are found however somebody types them.

    `search_text` is the parts as one text.
    """
    if not _NUMBER.search(search_text):
        return []
    digits = text.extract_numbers("\n".join(parts))  # no number runs over the end of a line
    return [digits] if digits else []


_NUMBER = re.compile(r"\d[ ().\u00a0/-]+\d|\+\d")
"""What a number to be dialled has, and hardly anything else; looked for before more is done."""

fold_cached = lru_cache(8192)(text.fold)
"""Companies come again and again, and a card's title is mostly its contact."""
