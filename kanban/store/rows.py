"""One entity's row, whatever its type: its columns, read, blank, and with changes folded in.

Cards and comments have tables of their own, everything else shares one; `None` stands for a row that is not there.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from typing import Any

from kanban.domain import clock, fold
from kanban.domain.board import TEAMS
from kanban.domain.card import FIELDS, LABEL
from kanban.domain.change import CARD, COMMENT, FORMER_LABEL, STAGE, STRUCTURE, Change, Json
from kanban.domain.errors import Refused
from kanban.domain.ids import ref_of
from kanban.store import entities, log, register_checks
from kanban.store.derive import ActivityCounts, collect_labels, compute_times
from kanban.store.register_checks import encode_sorted_json

_OF_KIND: dict[str, Callable[[Json], Any]] = {
    "text": register_checks.check_text, "owner": register_checks.check_text, "money": register_checks.check_amount,
    "currency": register_checks.check_currency, "day": register_checks.check_day,
    "share": register_checks.share, "time": register_checks.check_time_of_day,
}  # fmt: skip
CHECKS: dict[str, Callable[[Json], Any]] = {
    **{name: _OF_KIND[kind] for name, kind in FIELDS.items()},
    "stage": register_checks.check_identity, "rank": register_checks.check_text,
    "merged_into": register_checks.check_identity, "created_at": register_checks.check_moment,
    "entered_at": register_checks.check_moment, "acted_at": register_checks.check_moment,
    "deleted": register_checks.switch,
}  # fmt: skip
"""A card's registers with a column of their own, each with what it may hold."""

REGISTERS = tuple(CHECKS)

DERIVED = (
    "lane", "changed_at", "touched_at", "updated_at", "labels", "marketing_comments", "sales_comments", "talk",
    "version", "hay", *ActivityCounts._fields, "extra", "keys",
)  # fmt: skip

CARD_COLUMNS = ("id", "board", "ref", *REGISTERS, *DERIVED)
"""Every column of a card but its number, in the order in which rows are written."""

INSERT_CARD = f"INSERT INTO card (n, {', '.join(CARD_COLUMNS)}) VALUES ({', '.join('?' * (len(CARD_COLUMNS) + 1))})"

_NEVER_NULL: dict[str, object] = {
    "title": "", "rank": "", "created_at": "", "entered_at": "", "acted_at": "", "changed_at": "", "touched_at": "",
    "updated_at": "",
    "lane": "", "labels": "", "hay": "", "extra": "{}", "keys": "{}", "deleted": 0, "marketing_comments": 0,
    "sales_comments": 0, "talk": 0, "version": 0, **ActivityCounts()._asdict(),
}  # fmt: skip
"""What stands in a column that always holds something when nothing is known yet."""

COMMENT_COLUMNS = (
    "id", "board", "card", "author", "team", "kind", "body", "at", "quiet", "deleted", "edited", "extra", "keys",
)  # fmt: skip
"""Every column of a comment but its number."""

INSERT_COMMENT = (
    f"INSERT INTO comment (n, {', '.join(COMMENT_COLUMNS)}) VALUES ({', '.join('?' * (len(COMMENT_COLUMNS) + 1))})"
)

KINDS = ("comment", "offer", "question", "answer", "return", "objection", "decision")
_COMMENT_CHECKS: dict[str, Callable[[Json], Any]] = {
    "card": register_checks.check_identity, "author": register_checks.check_text,
    "team": register_checks.build_choice_check(*TEAMS), "kind": register_checks.build_choice_check(*KINDS),
    "body": register_checks.check_text, "deleted": register_checks.switch,
}  # fmt: skip

Row = dict[str, Any]


def blank(board: str, card: str) -> Row:
    """Return the row of a card of which nothing is known yet."""
    return dict.fromkeys(CARD_COLUMNS) | _NEVER_NULL | {"id": card, "board": board, "ref": ref_of(card)}


def fold_card(row: Row, keys: MutableMapping[str, str], change: Change) -> Mapping[str, Json]:
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
            valid = check(value)
            row[name] = _NEVER_NULL.get(name) if valid is None else valid
    if rest:
        extra = json.loads(row["extra"]) | rest
        row["extra"] = encode_sorted_json(extra)
        if any(name.startswith(LABEL) for name in rest):
            row["labels"] = collect_labels(extra)


class CardLayout:
    """Where each column of a card stands in the rows of a table.

    A row is made as a list, because pushes and snapshots wait for it.
    """

    def __init__(self, columns: Sequence[str]) -> None:
        self.at = {name: place for place, name in enumerate(columns)}
        """The place of each column."""
        self._blank = [blank("", "0" * 36).get(name) for name in columns]
        self._registers = {name: (self.at[name], check) for name, check in CHECKS.items()}
        self._board, self._id, self._ref, self._list_merged = (
            self.at[name] for name in ("board", "id", "ref", "merged_into")
        )
        self._labels, self._acted = self.at["labels"], self.at["acted_at"]
        self._changed, self._touched, self._updated = (
            self.at[f"{name}_at"] for name in ("changed", "touched", "updated")
        )

    def fill(
        self, board: str, card: str, registers: Mapping[str, Json], changed_at: str, *, trusted: bool = False
    ) -> tuple[list[Any], dict[str, Json]]:
        """Return the row of a card without comments, as folding its changes would make it, and what has no column.

        Its lane, its search text and what else depends on the table are left to the caller. `trusted` registers are not
        checked: the reader of an import's files has made them.

        """
        row: list[Any] = self._blank.copy()
        rest: dict[str, Json] = {}
        for name, value in registers.items():
            column = self._registers.get(name)
            if column is None:
                rest[name] = value
            elif value is not None and (valid := value if trusted else column[1](value)) is not None:
                row[column[0]] = valid
        row[self._board], row[self._id], row[self._ref] = board, card, ref_of(card)
        if row[self._list_merged] == card:
            row[self._list_merged] = None
        if rest:
            row[self._labels] = collect_labels(rest)
        row[self._changed] = changed_at
        row[self._touched], row[self._updated] = compute_times(row[self._acted], changed_at, "")
        return row, rest


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
            valid = check(value)
            row[name] = {"deleted": False, "kind": "comment"}.get(name, "") if valid is None else valid
        elif name != "created":
            rest[name] = value
    if rest:
        row["extra"] = encode_sorted_json(json.loads(row["extra"]) | rest)


def comment_row(
    board: str, comment: str, registers: Mapping[str, Json], keys: Mapping[str, str], *, made_at: str, made_verb: str
) -> Row:
    """Return a comment's row of its registers, and of when and with which verb it was made."""
    row = blank_comment(board, comment)
    set_comment(row, registers)
    row["at"], row["quiet"], row["edited"] = made_at, int(made_verb == "import"), int(is_edited(keys))
    return row


def is_edited(keys: Mapping[str, str]) -> bool:
    """Whether a comment, by the keys of its registers, got other words than it was written with."""
    return "created" in keys and keys.get("body", keys["created"]) != keys["created"]


_OURS = frozenset({*STRUCTURE, CARD, COMMENT}) - {FORMER_LABEL}


def clamp_time(change: Change) -> Change | None:
    """Return the change with a valid time; None for a change to something that can't be an entity of its type."""
    if change.etype in _OURS and register_checks.check_identity(change.entity) is None:
        return None
    return change if register_checks.check_moment(change.at) else change._replace(at=_stamp_time(change))


def _stamp_time(change: Change) -> str:
    """Return when a change was stamped, for one that tells no time; empty where it is not stamped either."""
    try:
        return clock.iso_ms(clock.stamp_ms(change.stamp))
    except Refused:
        return ""


def find_arrival_time(keys: Mapping[str, str]) -> str:
    """Return when a card was written to its board (UTC), whatever its dates say, by the keys of its registers."""
    key = keys.get("created")
    return clock.iso_ms(clock.stamp_ms(key.partition(" ")[0])) if key else ""


# -- rows of any type

ENTITY_COLUMNS = ("id", "etype", "board", "body", "keys")

_SELECT_CARD = f"SELECT {', '.join(CARD_COLUMNS)} FROM card WHERE id = ?"
_SELECT_COMMENT = f"SELECT {', '.join(COMMENT_COLUMNS)} FROM comment WHERE id = ?"
_TABLES = {
    CARD: (CARD_COLUMNS, f"SELECT {', '.join(CARD_COLUMNS)} FROM card WHERE id IN ({{}})"),
    COMMENT: (COMMENT_COLUMNS, f"SELECT {', '.join(COMMENT_COLUMNS)} FROM comment WHERE id IN ({{}})"),
}
_ENTITIES = f"SELECT {', '.join(ENTITY_COLUMNS)} FROM entity WHERE id IN ({{}}) AND etype = ? AND board = ?"
_SELECT_ENTITY = f"SELECT {', '.join(ENTITY_COLUMNS)} FROM entity WHERE id = ? AND etype = ? AND board = ?"
_ANYWHERE = f"SELECT {', '.join(ENTITY_COLUMNS)} FROM entity WHERE id IN ({{}}) AND etype = ? ORDER BY board = ?"


def read_row(connection: sqlite3.Connection, board: str, etype: str, entity: str) -> Row | None:
    """Return an entity's row. That of a card, a comment or a stage may be another board's, which its `board` tells."""
    if etype == CARD:
        columns, values = CARD_COLUMNS, connection.execute(_SELECT_CARD, (entity,)).fetchone()
    elif etype == COMMENT:
        columns, values = COMMENT_COLUMNS, connection.execute(_SELECT_COMMENT, (entity,)).fetchone()
    elif etype == STAGE:  # cards are found by the id of their lane alone
        return read_rows(connection, board, [(etype, entity)]).get((etype, entity))
    else:
        columns, values = ENTITY_COLUMNS, connection.execute(_SELECT_ENTITY, (entity, etype, board)).fetchone()
    return dict(zip(columns, values, strict=True)) if values else None


def read_rows(
    connection: sqlite3.Connection, board: str, keys: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Row]:
    """Return the rows of these (type, id) that are there; `read_row` returns one."""
    rows_by_key: dict[tuple[str, str], Row] = {}
    ids: dict[str, list[str]] = {}
    for etype, entity in keys:
        ids.setdefault(etype, []).append(entity)
    for etype, ids_of_type in ids.items():
        if etype in _TABLES:
            columns, sql = _TABLES[etype]
            rows = log.select_among(connection, sql, ids_of_type)
        else:
            sql = _ANYWHERE if etype == STAGE else _ENTITIES
            columns, rows = ENTITY_COLUMNS, log.select_among(connection, sql, ids_of_type, etype, board)
        for row in rows:
            rows_by_key[etype, row[0]] = dict(zip(columns, row, strict=True))
    return rows_by_key


def blank_row(board: str, etype: str, entity: str) -> Row:
    """Return the row of an entity of which nothing is known yet."""
    if etype == CARD:
        return blank(board, entity)
    if etype == COMMENT:
        return blank_comment(board, entity)
    return dict(zip(ENTITY_COLUMNS, (entity, etype, board, "{}", "{}"), strict=True))


def complete_row(etype: str, row: Row) -> Row:
    """Return a row that was written down whole, with the columns that the table has got since.

    A version without a column kept its register in `extra`, so it is there that the value is looked for.
    """
    complete = blank_row(row["board"], etype, row["id"])
    since = [name for name in complete if name not in row]
    if not since:
        return row
    complete |= row
    extra = json.loads(row["extra"]) if "extra" in row else {}
    values = {name: extra.pop(name) for name in since if name in extra}
    if values and etype == CARD:
        complete["extra"] = encode_sorted_json(extra)
        set_registers(complete, values)
    return complete


def fold_into_row(row: Row, etype: str, changes: Iterable[Change]) -> None:
    """Fold changes to one entity into its row, in any order."""
    keys = fold.unpack(row["keys"])
    if etype == CARD:
        for change in changes:
            fold_card(row, keys, change)
    elif etype == COMMENT:
        for change in changes:
            fold_comment(row, keys, change)
    else:
        fields: dict[str, Json] = json.loads(row["body"])
        for change in changes:
            fields.update(entities.trust_registers(etype, fold.fold(keys, change)))
        row["body"] = encode_sorted_json(fields)
    row["keys"] = fold.pack(keys)
