"""From changes to rows: applies what the fold decides to the tables that are read.

Everything here is a function of the set of changes alone, not of their order: `kanban doctor` folds the log anew and
compares. The one exception is what is local by nature (row numbers, versions).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kanban.domain.card import CUSTOM, ORIGIN
from kanban.domain.change import CARD, COMMENT, NOTICE, STAGE, STORIED, STRUCTURE, Change
from kanban.domain.values import text
from kanban.store import derive, entities, log, rows
from kanban.store.reading import activity_rows
from kanban.store.reading.read import list_with_merged
from kanban.store.rows import CARD_COLUMNS, COMMENT_COLUMNS, INSERT_CARD, INSERT_COMMENT, Row, clamp_time

_UPDATE_CARD = f"UPDATE card SET {', '.join(f'{name} = ?' for name in CARD_COLUMNS)} WHERE id = ?"
_UPDATE_COMMENT = f"UPDATE comment SET {', '.join(f'{name} = ?' for name in COMMENT_COLUMNS)} WHERE n = ?"
_INSERT_ENTITY = "INSERT OR REPLACE INTO entity (id, etype, board, body, keys) VALUES (?, ?, ?, ?, ?)"
_KEEP = "INSERT OR IGNORE INTO confirmed (board, etype, entity, body) VALUES (?, ?, ?, ?)"

_DRAWN = frozenset(STORIED) - {NOTICE}
"""Types that a card shows: it is drawn anew with them."""

LOCAL = ("marketing_comments", "sales_comments", "talk", "touched_at", "version", *derive.ActivityCounts._fields)
"""A card's columns that follow from other rows, or from how often it was written: kept when the card is folded anew."""


@dataclass(slots=True)
class Touched:
    """What a write changed, for those who draw it."""

    cards: set[str] = field(default_factory=set)
    lanes: set[str] = field(default_factory=set)
    is_structure_changed: bool = False
    """Stages, members or settings changed: read the board anew."""


class Projection:
    """Applies changes to the rows of one board, within one write transaction."""

    def __init__(self, connection: sqlite3.Connection, board: str, *, keeps: bool = False) -> None:
        self.connection = connection
        self.board_id = board
        self.keeps = keeps
        """Whether what is applied awaits a server's answer: each row is then kept as it was before the first such."""
        self.numbers: Mapping[str, int] = {}
        """The numbers that new cards and comments get, by their ids; others get the next one."""
        self.awaited: set[str] | None = None
        """New cards for which something is here already, where that was looked up; None where it was not."""
        self.touched = Touched()
        self._recounts: dict[str, None] = {}
        """Cards whose comments are to be counted anew, in the order in which that was found out."""
        self._field_names: set[str] = set()
        """Fields of somebody's own whose names are kept for certain."""
        self._version: int | None = None
        self._lanes: Mapping[str, str] | None = None
        self._has_moved_stages = False
        self._totals: dict[tuple[str, str], list[int]] = {}

    def find_lane(self, stage: str | None) -> str:
        """Return the lane in which cards of a stage show; empty while the board has no stages."""
        if self._lanes is None:
            self._lanes = entities.read_lanes(self.connection, self.board_id)
        return derive.lane_of(self._lanes, stage)

    def apply(self, changes: Iterable[Change]) -> None:
        """Fold changes into the rows; `finish` must follow before the commit.

        A change to what is no entity, or to one of another board, stays in the log alone.
        """
        for change in filter(None, map(clamp_time, changes)):
            before = rows.read_row(self.connection, self.board_id, change.etype, change.entity)
            if before is not None and before["board"] != self.board_id:
                continue
            if self.keeps:
                self.keep(change.etype, change.entity, before)
            after = dict(before) if before else rows.blank_row(self.board_id, change.etype, change.entity)
            rows.fold_into_row(after, change.etype, (change,))
            self.write(change.etype, change.entity, before, after)

    def keep(self, etype: str, entity: str, row: Row | None) -> None:
        """Keep a row as what the server has confirmed, unless an older copy of it is kept already."""
        self.connection.execute(_KEEP, (self.board_id, etype, entity, json.dumps(row) if row else None))

    def write(self, etype: str, entity: str, before: Row | None, after: Row | None) -> None:
        """Put a row of this board in the place of what was there; None removes it. `finish` must follow.

        What follows from other rows is made here: of `after` only what was folded counts.
        """
        if etype == CARD:
            self._project_card(entity, before, after)
        elif etype == COMMENT:
            self._project_comment(entity, before, after)
        else:
            self._project_entity(etype, entity, before, after)

    def finish(self) -> Touched:
        """Count comments, write the lanes' totals, and tell what was touched."""
        # at the end, and each card once: a pull may bring many comments on one card
        for card in self._recounts:
            self.recount(card)
        self._recounts.clear()
        if self._has_moved_stages:
            self._place_lanes()
        # what left a lane and came back to it in this write is nothing to write
        rows = [(lane, currency, *total) for (lane, currency), total in self._totals.items() if any(total)]
        self.connection.executemany(
            "INSERT INTO lane_total (lane, currency, cards, value) VALUES (?, ?, ?, ?) ON CONFLICT (lane, currency) "
            "DO UPDATE SET cards = cards + excluded.cards, value = value + excluded.value",
            rows,
        )
        self._totals.clear()
        return self.touched

    def count(self, row: Mapping[str, Any], sign: int) -> None:
        """Add a card to its lane's totals (or take it out, -1)."""
        if total := derive.find_total(row):
            lane, currency, value = total
            self.add_total(lane, currency, sign, sign * value)
            self.touched.lanes.add(lane)

    def add_total(self, lane: str, currency: str | None, cards: int, value: int) -> None:
        """Add so many cards of that value in all to a lane's totals."""
        total = self._totals.setdefault((lane, currency or ""), [0, 0])
        total[0] += cards
        total[1] += value

    # -- cards

    def _project_card(self, card: str, before: Row | None, after: Row | None) -> None:
        if before:
            self.count(before, -1)
        if after is None:
            if before:
                self._drop_card(before)
            return
        if before:
            for name in LOCAL:
                after[name] = before[name]
        after["lane"] = self.find_lane(after["stage"])
        acted = before is None or after["acted_at"] != before["acted_at"]
        # comments are only read where the card itself acted: else nothing that `touched_at` follows from has changed
        derive.set_times(after, self._touched_at(after) if acted else after["touched_at"])
        after["hay"] = derive.compute_search_text(after)
        after["version"] = after["version"] + 1 if before else self.first_version()
        values = [after[name] for name in CARD_COLUMNS]
        if before:
            self.connection.execute(_UPDATE_CARD, (*values, card))
        else:
            self.connection.execute(INSERT_CARD, (self.numbers.get(card), *values))
            # a page of a pull looks once for all of its cards whether anything waits for them
            if self.awaited is None or card in self.awaited:
                self.gather(card)
        self.count(after, +1)
        self.touched.cards.add(card)
        self._note_names(card, before["extra"] if before else "{}", after["extra"])
        merged = before["merged_into"] if before else None
        if after["merged_into"] != merged:
            for other in (merged, after["merged_into"]):
                self._count_on_cards(other)

    def first_version(self) -> int:
        """Return a new card's version: none that a card had which was taken back, and whose number it may get."""
        if self._version is None:
            row: tuple[int] = self.connection.execute("SELECT coalesce(max(n), 0) + 1 FROM stirred").fetchone()
            self._version = row[0]
        return self._version

    def _drop_card(self, row: Row) -> None:
        """Take a card away as if it had never been; what is still said of it waits for it to come."""
        card = row["id"]
        number = "(SELECT n FROM card WHERE id = ?)"
        self.connection.execute(f"UPDATE change SET story = NULL WHERE story = {number}", (card,))
        self.connection.execute("DELETE FROM card WHERE id = ?", (card,))
        self._note_names(card, row["extra"], "{}")
        self._count_on_cards(row["merged_into"])
        self.touched.cards.add(card)

    def _note_names(self, card: str, before: str, after: str) -> None:
        """Keep up what is found by the names of registers: own fields, and the records that the card came from."""
        if before == after or not any(f'"{prefix}' in text for prefix in (CUSTOM, ORIGIN) for text in (before, after)):
            return
        past, now = json.loads(before), json.loads(after)
        past_fields, present_fields = derive.collect_custom_fields(past), derive.collect_custom_fields(now)
        for name in present_fields.keys() - past_fields.keys():
            self.name_field(name)
        for name in past_fields.keys() - present_fields.keys():
            self._forget_field(name)
        past_origins, present_origins = derive.collect_origins(past), derive.collect_origins(now)
        for key in past_origins ^ present_origins:
            self._project_origin(key, card, is_here=key in present_origins)

    def gather(self, card: str) -> None:
        """Give a new card the comments that came before it, and let the log tell its history."""
        query = (
            "UPDATE change SET story = (SELECT n FROM card WHERE id = ?1) WHERE story IS NULL AND etype IN ('card', "
            f"'comment', {', '.join(map(repr, STORIED))}) "
            "AND entity IN (SELECT id FROM comment WHERE card = ?1 UNION ALL SELECT ?1 UNION ALL "
            f"SELECT id FROM ({log.LOOSE}) WHERE card = ?1) AND (SELECT board FROM tx "
            "WHERE tx.n = change.tx) = ?2"
        )
        self.connection.execute(query, (card, self.board_id))
        self._count_on_cards(card)

    def name_field(self, register: str) -> None:
        """Keep the name of a field of somebody's own, for queries that ask by it."""
        if register in self._field_names:
            return
        self._field_names.add(register)
        rows = [(self.board_id, name) for name in derive.collect_custom_fields([register]).values()]
        self.connection.executemany("INSERT OR IGNORE INTO own_field (board, name) VALUES (?, ?)", rows)

    def _forget_field(self, register: str) -> None:
        """Drop the name of a field that no card of the board has any more."""
        sql = (
            "DELETE FROM own_field WHERE board = ?1 AND name = ?2 AND NOT EXISTS (SELECT 1 FROM card, "
            "json_each(card.extra) "
            "WHERE card.board = ?1 AND instr(card.extra, '\"field.') AND json_each.key = ?3)"
        )
        self._field_names.clear()  # another name may read the same once it is cleaned
        rows = [(self.board_id, name, register) for name in derive.collect_custom_fields([register]).values()]
        self.connection.executemany(sql, rows)

    def _project_origin(self, key: str, card: str, *, is_here: bool) -> None:
        sql = (
            "INSERT OR IGNORE INTO origin (board, key, card) VALUES (?, ?, ?)"
            if is_here
            else "DELETE FROM origin WHERE board = ? AND key = ? AND card = ?"
        )
        self.connection.execute(sql, (self.board_id, key, card))

    def _touched_at(self, row: Row) -> str:
        acted: str = row["acted_at"]
        if acted >= row["touched_at"]:
            return acted
        card_ids = list_with_merged(self.connection, row["id"])
        query = (
            f"SELECT {derive.sql_of_comment_counts()} FROM comment "
            f"WHERE deleted = 0 AND board = ? AND card IN ({','.join('?' * len(card_ids))})"
        )
        talked: str
        *_, talked = self.connection.execute(query, (self.board_id, *card_ids)).fetchone()
        return max(acted, talked, str(row["attempted_at"]))

    def _count_on_cards(self, card: str | None) -> None:
        """Have a card's comments counted anew at the end, once for all that comes."""
        if card:
            self._recounts[card] = None
            if self.awaited is not None:
                self.awaited.add(card)

    def recount(self, card: str | None) -> None:
        """Count a card's comments anew, with those of cards merged into it, and those of the card it went into."""
        done: set[str] = set()
        while card and card not in done:
            done.add(card)
            card_ids = list_with_merged(self.connection, card)
            totals = self.connection.execute(
                f"SELECT {derive.sql_of_comment_counts()}, {derive.SQL_OF_NEWEST} FROM comment "
                f"WHERE deleted = 0 AND board = ? AND card IN ({','.join('?' * len(card_ids))})",
                (self.board_id, *card_ids),
            ).fetchone()
            marketing, sales, talked, newest = totals
            counts = activity_rows.count(self.connection, self.board_id, card_ids)
            self.connection.execute(
                f"UPDATE card SET {derive.SQL_TO_SET_ACTIVITIES}, marketing_comments = ?, sales_comments = ?, "
                f"talk = ?, {derive.sql_to_set_times('?8')}, version = version + 1 WHERE id = ? AND board = ?",
                (*counts, marketing, sales, newest, max(talked, counts.attempted_at), card, self.board_id),
            )
            above = self.connection.execute(
                "SELECT merged_into, lane FROM card WHERE id = ? AND board = ?", (card, self.board_id)
            ).fetchone()
            if above is None:
                return
            self.touched.cards.add(card)
            self.touched.lanes.add(above[1])
            card = above[0]

    # -- comments

    def _project_comment(self, comment: str, before: Row | None, after: Row | None) -> None:
        home = before["card"] if before else ""
        number: int | None = None
        if before:
            (number,) = self.connection.execute("SELECT n FROM comment WHERE id = ?", (comment,)).fetchone()
            self.connection.execute("DELETE FROM comment_search WHERE rowid = ?", (number,))
        if after is None:
            if before:
                self.connection.execute("DELETE FROM comment WHERE n = ?", (number,))
                self.connection.execute(
                    "UPDATE change SET story = NULL WHERE entity = ? AND etype = 'comment'", (comment,)
                )
                self._count_on_cards(home)
                # the next comment may get its number, and must not pass for read
                top = "(SELECT coalesce(max(n), 0) FROM comment)"
                self.connection.execute(f"UPDATE seen SET upto = {top} WHERE upto > {top}")
            return
        values = [after[name] for name in COMMENT_COLUMNS]
        if before:
            self.connection.execute(_UPDATE_COMMENT, (*values, number))
        else:
            number = self.connection.execute(INSERT_COMMENT, (self.numbers.get(comment), *values)).lastrowid
        if not after["deleted"]:
            self.connection.execute(
                "INSERT INTO comment_search (rowid, body) VALUES (?, ?)", (number, text.build_index_text(after["body"]))
            )
        if home != after["card"]:
            self._rehome(COMMENT, comment, home, after["card"])
        for card in (home, after["card"]):
            self._count_on_cards(card)

    def _rehome(self, etype: str, entity: str, home: str | None, card: str | None) -> None:
        """Let what was logged of what hangs on a card under another card, or none, stand in its card's history."""
        number = "(SELECT n FROM card WHERE id = ?)"
        sql = f"UPDATE change SET story = {number} WHERE entity = ? AND etype = ? AND story IS {number}"
        self.connection.execute(sql, (card, entity, etype, home))

    # -- what is few

    def _project_entity(self, etype: str, entity: str, before: Row | None, after: Row | None) -> None:
        if after:
            values = (entity, etype, self.board_id, after["body"], after["keys"])
            self.connection.execute(_INSERT_ENTITY, values)
            if etype in STORIED and not before:  # it may come before its card
                home = "(SELECT n FROM card WHERE id = ? AND board = ?)"
                sql = f"UPDATE change SET story = {home} WHERE entity = ? AND etype = '{etype}' AND story IS NULL"
                self.connection.execute(sql, (_card_of(after), self.board_id, entity))
            elif etype in _DRAWN and _card_of(before) != _card_of(after):
                self._rehome(etype, entity, _card_of(before), _card_of(after))
        else:
            sql = "DELETE FROM entity WHERE id = ? AND etype = ? AND board = ?"
            self.connection.execute(sql, (entity, etype, self.board_id))
        if etype in _DRAWN:  # the card is drawn anew
            for card in {_card_of(before), _card_of(after)}:
                self._count_on_cards(card)
        if etype in STRUCTURE:
            self.touched.is_structure_changed = True
        if etype == STAGE and _match_place(before) != _match_place(after):
            self._lanes, self._has_moved_stages = None, True

    def _place_lanes(self) -> None:
        """Put every card into the lane where it shows, after stages came, went or changed places."""
        self.find_lane(None)
        lane = derive.sql_of_lane(self._lanes or {})
        self.connection.execute(
            # a new version, because faces are kept drawn by it; only for cards whose lane is another one now
            f"UPDATE card SET lane = {lane}, version = version + 1 WHERE board = ? AND lane <> {lane}",
            (self.board_id,),
        )
        self._has_moved_stages = False
        self._totals.clear()
        recount_totals(self.connection, self.board_id)


def _card_of(row: Row | None) -> str | None:
    """Return the card that the row of a notice, an activity or an objection is about."""
    card = json.loads(row["body"]).get("card") if row else None
    return card if isinstance(card, str) else None


def _match_place(row: Row | None) -> object:
    """What of a stage's row decides which lane is whose."""
    fields = json.loads(row["body"]) if row else None
    return fields and (fields.get("deleted"), fields.get("rank"))


def recount_totals(connection: sqlite3.Connection, board: str) -> None:
    """Make the lanes' totals of a board anew from its cards."""
    lanes = "SELECT id FROM entity WHERE etype = 'stage' AND board = ?"
    connection.execute(f"DELETE FROM lane_total WHERE lane IN ({lanes})", (board,))
    connection.execute(
        f"INSERT INTO lane_total (lane, currency, cards, value) {derive.SQL_OF_TOTALS}",
        (board,),
    )
