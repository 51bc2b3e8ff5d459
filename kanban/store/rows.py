"""Rows of cards and of comments: their columns, and how a change is folded into them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from kanban.domain import clock, fold
from kanban.domain.board import TEAMS
from kanban.domain.card import LABEL
from kanban.domain.change import AGREEMENT, BOARD, CARD, COMMENT, MEMBER, RULE, STAGE, Change, Json
from kanban.domain.errors import Refused
from kanban.domain.ids import ref_of
from kanban.store import checked
from kanban.store.compact import written_sorted
from kanban.store.derive import labels_text

CHECKS: dict[str, Callable[[Json], Any]] = {
    "title": checked.text, "company": checked.text, "contact": checked.text, "email": checked.text, "phone": checked.text,
    "value": checked.amount, "currency": checked.currency, "stage": checked.identity, "rank": checked.text, "source": checked.text,
    "campaign": checked.text, "marketing_owner": checked.text, "sales_owner": checked.text, "next_step": checked.text,
    "next_on": checked.day, "close_on": checked.day, "lost_reason": checked.text, "win_reason": checked.text,
    "probability": checked.share, "merged_into": checked.identity, "created_at": checked.moment, "entered_at": checked.moment,
    "acted_at": checked.moment, "deleted": checked.switch,
}  # fmt: skip
"""A card's registers with a column of their own, each with what it may hold."""

REGISTERS = tuple(CHECKS)

DERIVED = (
    "lane", "changed_at", "touched_at", "updated_at", "labels", "marketing_comments", "sales_comments", "talk", "version", "hay",
    "extra", "keys",
)  # fmt: skip

CARD_COLUMNS = ("id", "board", "ref", *REGISTERS, *DERIVED)
"""Every column of a card but its number, in the order in which rows are written."""

INSERT_CARD = f"INSERT INTO card ({', '.join(CARD_COLUMNS)}) VALUES ({', '.join('?' * len(CARD_COLUMNS))})"

_NEVER_NULL: dict[str, object] = {
    "title": "", "rank": "", "created_at": "", "entered_at": "", "acted_at": "", "changed_at": "", "touched_at": "", "updated_at": "",
    "lane": "", "labels": "", "hay": "", "extra": "{}", "keys": "{}", "deleted": 0, "marketing_comments": 0, "sales_comments": 0, "talk": 0,
    "version": 0,
}  # fmt: skip
"""What stands in a column that always holds something when nothing is known yet."""

COMMENT_COLUMNS = (
    "id", "board", "card", "author", "team", "kind", "body", "at", "quiet", "deleted", "edited", "extra", "keys",
)  # fmt: skip
"""Every column of a comment but its number."""

KINDS = ("comment", "offer", "question", "answer", "return", "objection", "decision")
_COMMENT_CHECKS: dict[str, Callable[[Json], Any]] = {
    "card": checked.identity, "author": checked.text, "team": checked.among(*TEAMS), "kind": checked.among(*KINDS),
    "body": checked.text, "deleted": checked.switch,
}  # fmt: skip

Row = dict[str, Any]


def blank(board: str, card: str) -> Row:
    """Return the row of a card of which nothing is known yet."""
    return dict.fromkeys(CARD_COLUMNS) | _NEVER_NULL | {"id": card, "board": board, "ref": ref_of(card)}


def fold_card(row: Row, keys: MutableMapping[str, str], change: Change) -> dict[str, Json]:
    """Fold a change into a card's row, and return the registers that it won.

    `keys` are those of the row, unpacked; whoever has folded all that is to be folded packs them again. What depends on
    other rows (its lane, its comments, what was merged into it) is not looked at.
    """
    won = fold.fold(keys, change)
    set_registers(row, won)
    if row["merged_into"] == row["id"]:
        row["merged_into"] = None
    row["changed_at"] = max(row["changed_at"], change.at)
    return won


def set_registers(row: Row, won: Mapping[str, Json]) -> None:
    """Put the registers that a change won where they belong: a column, or the rest."""
    rest: dict[str, Json] = {}
    for name, value in won.items():
        check = CHECKS.get(name)
        if check is None:
            rest[name] = value
        else:
            kept = check(value)
            row[name] = _NEVER_NULL.get(name) if kept is None else kept
    if rest:
        extra = json.loads(row["extra"]) | rest
        row["extra"] = written_sorted(extra)
        if any(name.startswith(LABEL) for name in rest):
            row["labels"] = labels_text(
                name.removeprefix(LABEL) for name, on in extra.items() if name.startswith(LABEL) and on is True
            )


def blank_comment(board: str, comment: str) -> Row:
    """Return the row of a comment of which nothing is known yet."""
    values = (comment, board, "", "", "", "comment", "", "", 0, 0, 0, "{}", "{}")
    return dict(zip(COMMENT_COLUMNS, values, strict=True))


def fold_comment(row: Row, keys: MutableMapping[str, str], change: Change) -> None:
    """Fold a change into a comment's row; `keys` as in `fold_card`."""
    won = fold.fold(keys, change)
    set_comment(row, won)
    if "created" in won:
        row["at"], row["quiet"] = change.at, int(change.verb == "import")
    row["edited"] = int(is_edited(keys))


def set_comment(row: Row, won: Mapping[str, Json]) -> None:
    """Put the registers that a change of a comment won where they belong: a column, or the rest."""
    rest: dict[str, Json] = {}
    for name, value in won.items():
        check = _COMMENT_CHECKS.get(name)
        if check:
            kept = check(value)
            row[name] = {"deleted": False, "kind": "comment"}.get(name, "") if kept is None else kept
        elif name != "created":
            rest[name] = value
    if rest:
        row["extra"] = written_sorted(json.loads(row["extra"]) | rest)


def is_edited(keys: Mapping[str, str]) -> bool:
    """Whether a comment, by the keys of its registers, got other words than it was written with."""
    return "created" in keys and keys.get("body", keys["created"]) != keys["created"]


_OURS = frozenset({BOARD, STAGE, MEMBER, RULE, AGREEMENT, CARD, COMMENT})


def placed(change: Change) -> Change | None:
    """Return a change as rows are made of it: at a time that is one. None for a change to what is no entity of its type."""
    if change.etype in _OURS and checked.identity(change.entity) is None:
        return None
    return change if checked.moment(change.at) else change._replace(at=_stamped(change))


def _stamped(change: Change) -> str:
    """Return when a change was stamped, for one that tells no time; empty where it is not stamped either."""
    try:
        return clock.iso_ms(clock.stamp_ms(change.stamp))
    except Refused:
        return ""


def came(keys: Mapping[str, str]) -> str:
    """Return when a card came to its board (UTC), by the keys of its registers: when it was written, whatever its dates."""
    key = keys.get("created")
    return clock.iso_ms(clock.stamp_ms(key.partition(" ")[0])) if key else ""
