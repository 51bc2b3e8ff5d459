"""What the rows should be: the whole log folded anew, card by card, and compared with what the tables hold.

It takes another way than `projection` on purpose. That one looks at one change and the rows around it; this one looks
at all changes of an entity at once, which is some ten times quicker for a whole board and shares no mistake but those
of the fold.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from kanban.domain import fold
from kanban.domain.activity import CONTACTS, OUTCOMES
from kanban.domain.card import CUSTOM, ORIGIN, is_absent
from kanban.domain.change import ACTIVITY, CARD, COMMENT, TIME, Change
from kanban.domain.values import text
from kanban.store import entities, log, register_checks
from kanban.store.derive import compute_search_text
from kanban.store.reading.history_gaps import COUNTS
from kanban.store.register_checks import encode_sorted_json
from kanban.store.rows import (
    CARD_COLUMNS,
    COMMENT_COLUMNS,
    ENTITY_COLUMNS,
    Row,
    blank,
    blank_comment,
    clamp_time,
    fold_card,
    fold_comment,
)

NAMES = {"origin": ("board", "key", "card"), "own_field": ("board", "name")}
"""Tables of names, with all of their columns."""

COMPARED = tuple(name for name in CARD_COLUMNS if name != "version")
"""A card's columns without the one that only counts how often it was written."""

_compared, _comment = itemgetter(*COMPARED), itemgetter(*COMMENT_COLUMNS)

Values = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that is not what the log says; None where there is no row, or should be none."""

    table: str
    present: Values | None
    right: Values | None
    """In the order of the table's columns above; a comment's has what its search entry holds behind them."""


@dataclass(slots=True)
class _CardComments:
    """The comments on one card: how many of each team, the newest that may be unread, when the last was written."""

    marketing: int = 0
    sales: int = 0
    newest: int = 0
    last: str = ""

    def add(self, row: Row, number: int) -> None:
        self.marketing += row["team"] == "marketing"
        self.sales += row["team"] == "sales"
        self.newest = self.newest if row["quiet"] else max(self.newest, number)
        if row["author"] != TIME:
            self.last = max(self.last, row["at"])


@dataclass(slots=True)
class _CardActivities:
    """The activities on one card: how many, how many reached the prospect, when the last ones took place."""

    attempts: int = 0
    contacts: int = 0
    last: str = ""
    last_of_sales: str = ""

    def add(self, fields: Mapping[str, Any]) -> None:
        kind, outcome, done_at = (fields.get(name) for name in ("kind", "outcome", "done_at"))
        is_odd = (
            not isinstance(kind, str)
            or outcome not in OUTCOMES.get(kind, ())
            or not register_checks.check_moment(done_at)
        )
        if is_odd or fields.get("deleted") is True:
            return
        self.attempts += 1
        self.contacts += outcome in CONTACTS
        self.last = max(self.last, str(done_at))
        if fields.get("team") == "sales":
            self.last_of_sales = max(self.last_of_sales, str(done_at))


@dataclass(slots=True)
class Verification:
    """One look over a database; the parts are asked for in the order in which they stand here, each to its end."""

    connection: sqlite3.Connection
    cards: int = 0
    """How many cards there should be."""
    comments: int = 0
    lacking: frozenset[str] = frozenset()
    """Boards that are left out, because the log does not have all of their history."""
    _comments_by_card: dict[tuple[str, str], _CardComments] = field(default_factory=dict)
    _activities_by_card: dict[tuple[str, object], _CardActivities] = field(default_factory=dict)
    _lanes: dict[str, Mapping[str, str]] = field(default_factory=dict)
    _origins: set[Values] = field(default_factory=set)
    _own_fields: set[Values] = field(default_factory=set)

    def _read_present(self, sql: str, place: int) -> Iterator[Values]:
        """Yield the rows that a query gives, those of boards aside that are left out; `place` is that of the board."""
        return (row for row in self.connection.execute(sql) if row[place] not in self.lacking)

    def _read_logged(
        self, condition: str, values: Sequence[object] = (), *, shared: bool = False
    ) -> Iterator[tuple[str, str, str, list[Change]]]:
        """Yield (board, type, id, changes) of every entity whose changes meet a condition."""
        entries = log.read_by_entity(self.connection, f"{condition} AND {COUNTS}", values, shared=shared)
        return (entry for entry in entries if entry[0] not in self.lacking)

    def of_entities(self) -> Iterator[Difference]:
        """Yield what differs among boards, stages, members and kinds that are not known here."""
        right = self._read_entities()
        sql = f"SELECT {', '.join(ENTITY_COLUMNS)} FROM entity ORDER BY etype, id, board"
        return _list_differences("entity", right, self._read_present(sql, 2), lambda row: (row[1], row[0], row[2]))

    def _read_entities(self) -> Iterator[Values]:
        for board, etype, entity, changes in self._read_logged("change.etype NOT IN ('card', 'comment')", shared=True):
            keys: dict[str, str] = {}
            fields = {}
            is_logged = False
            for change in filter(None, map(clamp_time, changes)):
                is_logged = True
                fields.update(entities.trust_registers(etype, fold.fold(keys, change)))
            if is_logged and etype == ACTIVITY and isinstance(fields.get("card"), str):
                self._activities_by_card.setdefault((board, fields["card"]), _CardActivities()).add(fields)
            if is_logged:
                yield entity, etype, board, encode_sorted_json(fields), fold.pack(keys)

    def of_comments(self) -> Iterator[Difference]:
        """Yield what differs among comments and their search entries."""
        columns = ", ".join(f"comment.{name}" for name in COMMENT_COLUMNS)
        sql = (
            f"SELECT {columns}, search.body FROM comment LEFT JOIN comment_search search ON search.rowid = comment.n "
            "ORDER BY comment.id"
        )
        return _list_differences("comment", self._read_comments(), self._read_present(sql, 1), lambda row: row[0])

    def _read_comments(self) -> Iterator[Values]:
        numbers = dict(self.connection.execute("SELECT id, n FROM comment"))
        for board, _, entity, changes in self._read_logged("change.etype = ?", (COMMENT,)):
            keys: dict[str, str] = {}
            row = blank_comment(board, entity)
            for change in filter(None, map(clamp_time, changes)):
                fold_comment(row, keys, change)
            if not keys:
                continue
            row["keys"] = fold.pack(keys)
            self.comments += 1
            if not row["deleted"]:
                self._comments_by_card.setdefault((board, row["card"]), _CardComments()).add(
                    row, numbers.get(entity, 0)
                )
            searched = None if row["deleted"] else text.build_index_text(row["body"])
            yield (*_comment(row), searched)

    def of_cards(self) -> Iterator[Difference]:
        """Yield what differs among cards."""
        sql = f"SELECT {', '.join(COMPARED)} FROM card ORDER BY id"
        return _list_differences("card", self._read_cards(), self._read_present(sql, 1), lambda row: row[0])

    def _read_cards(self) -> Iterator[Values]:
        merged = self._list_merged()
        for board, _, entity, changes in self._read_logged("change.etype = ?", (CARD,)):
            keys: dict[str, str] = {}
            row = blank(board, entity) if register_checks.check_identity(entity) else {}
            for change in filter(None, map(clamp_time, changes)):
                fold_card(row, keys, change)
            if not keys:
                continue
            row["keys"] = fold.pack(keys)
            self._derive(row, merged)
            self.cards += 1
            if f'"{ORIGIN}' in row["extra"] or f'"{CUSTOM}' in row["extra"]:
                self._note_names(row)
            yield _compared(row)

    def _list_merged(self) -> dict[tuple[str, str], list[str]]:
        """Return the cards of each board that were merged into a card."""
        merged: dict[tuple[str, str], list[str]] = {}
        condition = (
            "change.etype = 'card' AND change.entity IN "
            "(SELECT entity FROM change WHERE etype = 'card' AND instr(body, '\"merged_into\"'))"
        )
        for board, _, entity, changes in self._read_logged(condition):
            row = blank(board, entity) if register_checks.check_identity(entity) else {}
            keys: dict[str, str] = {}
            for change in filter(None, map(clamp_time, changes)):
                fold_card(row, keys, change)
            if row.get("merged_into"):
                merged.setdefault((board, row["merged_into"]), []).append(entity)
        return merged

    def _derive(self, row: Row, merged: dict[tuple[str, str], list[str]]) -> None:
        merged_ids, place, board = [row["id"]], 0, row["board"]
        while place < len(merged_ids):
            merged_ids += [
                card_id for card_id in merged.get((board, merged_ids[place]), ()) if card_id not in merged_ids
            ]
            place += 1
        talks = [talk for card in merged_ids if (talk := self._comments_by_card.get((board, card)))]
        row["marketing_comments"] = sum(talk.marketing for talk in talks)
        row["sales_comments"] = sum(talk.sales for talk in talks)
        row["talk"] = max((talk.newest for talk in talks), default=0)
        done = [done for card in merged_ids if (done := self._activities_by_card.get((board, card)))]
        row["attempts"], row["contacts"] = (
            sum(getattr(one, name) for one in done) for name in ("attempts", "contacts")
        )
        row["attempted_at"] = max((one.last for one in done), default="")
        row["sales_attempted_at"] = max((one.last_of_sales for one in done), default="")
        row["touched_at"] = max([row["acted_at"], row["attempted_at"], *(talk.last for talk in talks)])
        row["updated_at"] = max(row["changed_at"], row["touched_at"])
        if row["board"] not in self._lanes:
            self._lanes[row["board"]] = entities.read_lanes(self.connection, row["board"])
        lanes = self._lanes[row["board"]]
        row["lane"] = lanes.get(row["stage"] or "") or lanes[""]
        row["hay"] = compute_search_text(row)

    def _note_names(self, row: Row) -> None:
        for name, value in json.loads(row["extra"]).items():
            if name.startswith(CUSTOM):
                self._own_fields.add((row["board"], name.removeprefix(CUSTOM)))
            elif name.startswith(ORIGIN) and not is_absent(value):
                self._origins.add((row["board"], name.removeprefix(ORIGIN), row["id"]))

    def of_names(self) -> Iterator[Difference]:
        """Yield what differs among outside ids and names of custom fields; the cards have to come first."""
        for table, right in (("origin", self._origins), ("own_field", self._own_fields)):
            present = set(self._read_present(f"SELECT {', '.join(NAMES[table])} FROM {table}", 0))
            for row in sorted(present - right, key=str):
                yield Difference(table, row, None)
            for row in sorted(right - present, key=str):
                yield Difference(table, None, row)


def _list_differences(
    table: str, right: Iterator[Values], present: Iterator[Values], key: Callable[[Values], Any]
) -> Iterator[Difference]:
    """Walk both, which rise by `key`, side by side."""
    right_row, present_row = next(right, None), next(present, None)
    while right_row is not None or present_row is not None:
        if right_row is not None and (present_row is None or key(right_row) < key(present_row)):
            yield Difference(table, None, right_row)
            right_row = next(right, None)
        elif present_row is not None and (right_row is None or key(present_row) < key(right_row)):
            yield Difference(table, present_row, None)
            present_row = next(present, None)
        else:
            if right_row != present_row:
                yield Difference(table, present_row, right_row)
            right_row, present_row = next(right, None), next(present, None)
