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

from kanban.domain import fold, text
from kanban.domain.card import CUSTOM, ORIGIN, absent
from kanban.domain.change import BOARD, CARD, COMMENT, MEMBER, STAGE, Change, Json
from kanban.store import checked, entities
from kanban.store.compact import written_sorted
from kanban.store.conditions import literal
from kanban.store.rows import (
    CARD_COLUMNS,
    COMMENT_COLUMNS,
    INSERT_CARD,
    Row,
    blank,
    blank_comment,
    fold_card,
    fold_comment,
    hay_of,
    placed,
)

_UPDATE_CARD = f"UPDATE card SET {', '.join(f'{name} = ?' for name in CARD_COLUMNS)} WHERE id = ?"
_SELECT_CARD = f"SELECT {', '.join(CARD_COLUMNS)} FROM card WHERE id = ?"

_SELECT_COMMENT = f"SELECT n, {', '.join(COMMENT_COLUMNS)} FROM comment WHERE id = ?"
_INSERT_COMMENT = f"INSERT INTO comment ({', '.join(COMMENT_COLUMNS)}) VALUES ({', '.join('?' * len(COMMENT_COLUMNS))})"
_UPDATE_COMMENT = f"UPDATE comment SET {', '.join(f'{name} = ?' for name in COMMENT_COLUMNS)} WHERE n = ?"


@dataclass(slots=True)
class Touched:
    """What a write changed, for those who draw it."""

    cards: set[str] = field(default_factory=set)
    lanes: set[str] = field(default_factory=set)
    structure: bool = False
    """Stages, members or settings changed: read the board anew."""


class Projection:
    """Applies changes to the rows of one board, within one write transaction."""

    def __init__(self, connection: sqlite3.Connection, board: str) -> None:
        self.connection = connection
        self.board_id = board
        self.touched = Touched()
        self._lanes: dict[str, str] | None = None
        self._moved_stages = False
        self._totals: dict[tuple[str, str], list[int]] = {}

    def lane(self, stage: str | None) -> str:
        """Return the lane in which cards of a stage show; empty while the board has no stages."""
        if self._lanes is None:
            self._lanes = entities.lanes(self.connection, self.board_id)
        return self._lanes.get(stage or "") or self._lanes[""]

    def apply(self, changes: Iterable[Change]) -> None:
        """Fold changes into the rows; `finish` must follow before the commit.

        A change to what is no entity, or to one of another board, stays in the log alone.
        """
        for change in filter(None, map(placed, changes)):
            if change.etype == CARD:
                self._card(change)
            elif change.etype == COMMENT:
                self._comment(change)
            else:
                self._entity(change)

    def finish(self) -> Touched:
        """Write the lanes' totals, and tell what was touched."""
        if self._moved_stages:
            self._place_lanes()
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
        if not row["deleted"] and row["lane"]:
            self.add_total(
                row["lane"], row["currency"] if row["value"] is not None else None, sign, sign * (row["value"] or 0)
            )
            self.touched.lanes.add(row["lane"])

    def add_total(self, lane: str, currency: str | None, cards: int, value: int) -> None:
        """Add so many cards of that value in all to a lane's totals."""
        total = self._totals.setdefault((lane, currency or ""), [0, 0])
        total[0] += cards
        total[1] += value

    # -- cards

    def _card(self, change: Change) -> None:
        found = self.connection.execute(_SELECT_CARD, (change.entity,)).fetchone()
        row: Row = dict(zip(CARD_COLUMNS, found, strict=True)) if found else blank(self.board_id, change.entity)
        if row["board"] != self.board_id:
            return
        if found:
            self.count(row, -1)
        merged = row["merged_into"]
        keys = fold.unpack(row["keys"])
        won = fold_card(row, keys, change)
        row["keys"] = fold.pack(keys)
        row["lane"] = self.lane(row["stage"])
        if "acted_at" in won:
            row["touched_at"] = self._touched_at(row)
        row["updated_at"] = max(row["changed_at"], row["touched_at"])
        row["hay"] = hay_of(row)
        row["version"] += 1
        values = [row[name] for name in CARD_COLUMNS]
        if found:
            self.connection.execute(_UPDATE_CARD, (*values, change.entity))
        else:
            number = self.connection.execute(INSERT_CARD, values).lastrowid
            self._gather(number, change.entity)
        self.count(row, +1)
        self.touched.cards.add(change.entity)
        for name, value in won.items():
            if name.startswith(CUSTOM):
                self.name_field(name)
            elif name.startswith(ORIGIN):
                self._origin(checked.text(name.removeprefix(ORIGIN)) or "", change.entity, there=not absent(value))
        if row["merged_into"] != merged:
            for card in (merged, row["merged_into"]):
                self._recount(card)

    def _gather(self, number: int | None, card: str) -> None:
        """Give a new card the comments that came before it."""
        query = "UPDATE change SET story = ? WHERE story IS NULL AND entity IN (SELECT id FROM comment WHERE card = ?)"
        self.connection.execute(query, (number, card))
        self._recount(card)

    def name_field(self, register: str) -> None:
        """Keep the name of a field of somebody's own, for queries that ask by it."""
        name = checked.text(register.removeprefix(CUSTOM)) or ""
        self.connection.execute("INSERT OR IGNORE INTO own_field (board, name) VALUES (?, ?)", (self.board_id, name))

    def _origin(self, key: str, card: str, *, there: bool) -> None:
        sql = (
            "INSERT OR IGNORE INTO origin (board, key, card) VALUES (?, ?, ?)"
            if there
            else "DELETE FROM origin WHERE board = ? AND key = ? AND card = ?"
        )
        self.connection.execute(sql, (self.board_id, key, card))

    def _touched_at(self, row: Row) -> str:
        acted: str = row["acted_at"]
        if acted >= row["touched_at"]:
            return acted
        story = story_of(self.connection, row["id"])
        query = f"SELECT max(at) FROM comment WHERE deleted = 0 AND card IN ({','.join('?' * len(story))})"
        talked: str | None = self.connection.execute(query, story).fetchone()[0]
        return max(acted, talked or "")

    def _recount(self, card: str | None) -> None:
        """Count a card's comments anew, with those of the cards that were merged into it, and so for what it went into."""
        done: set[str] = set()
        while card and card not in done:
            done.add(card)
            story = story_of(self.connection, card)
            totals = self.connection.execute(
                "SELECT count(*) FILTER (WHERE team = 'marketing'), count(*) FILTER (WHERE team = 'sales'), "
                "coalesce(max(n) FILTER (WHERE quiet = 0), 0), coalesce(max(at), '') FROM comment "
                f"WHERE deleted = 0 AND card IN ({','.join('?' * len(story))})",
                story,
            ).fetchone()
            self.connection.execute(
                "UPDATE card SET marketing_comments = ?1, sales_comments = ?2, talk = ?3, touched_at = max(acted_at, ?4), "
                "updated_at = max(changed_at, acted_at, ?4), version = version + 1 WHERE id = ?5 AND board = ?6",
                (*totals, card, self.board_id),
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

    def _comment(self, change: Change) -> None:
        found = self.connection.execute(_SELECT_COMMENT, (change.entity,)).fetchone()
        row: Row = (
            dict(zip(("n", *COMMENT_COLUMNS), found, strict=True))
            if found
            else blank_comment(self.board_id, change.entity)
        )
        if row["board"] != self.board_id:
            return
        home, keys = row["card"], fold.unpack(row["keys"])
        fold_comment(row, keys, change)
        row["keys"] = fold.pack(keys)
        values = [row[name] for name in COMMENT_COLUMNS]
        if found:
            self.connection.execute(_UPDATE_COMMENT, (*values, row["n"]))
            self.connection.execute("DELETE FROM comment_search WHERE rowid = ?", (row["n"],))
        else:
            row["n"] = self.connection.execute(_INSERT_COMMENT, values).lastrowid
        if not row["deleted"]:
            self.connection.execute(
                "INSERT INTO comment_search (rowid, body) VALUES (?, ?)", (row["n"], text.index_text(row["body"]))
            )
        if home != row["card"] and found:
            self._rehome(change.entity, home, row["card"])
        for card in {home, row["card"]}:
            self._recount(card)

    def _rehome(self, comment: str, home: str, card: str) -> None:
        """Let what was logged of a comment before its card was known stand in that card's story."""
        number = "(SELECT n FROM card WHERE id = ?)"
        sql = f"UPDATE change SET story = {number} WHERE entity = ? AND story IS {number}"
        self.connection.execute(sql, (card, comment, home))

    # -- what is few

    def _entity(self, change: Change) -> None:
        found = self.connection.execute(
            "SELECT board, body, keys FROM entity WHERE id = ? AND etype = ?", (change.entity, change.etype)
        ).fetchone()
        if found and found[0] != self.board_id:
            return
        fields: dict[str, Json] = json.loads(found[1]) if found else {}
        keys = fold.unpack(found[2]) if found else {}
        won = entities.trusted(change.etype, fold.fold(keys, change))
        self.connection.execute(
            "INSERT OR REPLACE INTO entity (id, etype, board, body, keys) VALUES (?, ?, ?, ?, ?)",
            (change.entity, change.etype, self.board_id, written_sorted(fields | won), fold.pack(keys)),
        )
        if change.etype in {BOARD, STAGE, MEMBER}:
            self.touched.structure = True
        if change.etype == STAGE and (found is None or {"deleted", "rank"} & won.keys()):
            self._lanes, self._moved_stages = None, True

    def _place_lanes(self) -> None:
        """Put every card into the lane where it shows, after stages came, went or changed places."""
        first = literal(self.lane(None))
        lanes = {stage: lane for stage, lane in (self._lanes or {}).items() if stage}
        cases = " ".join(f"WHEN {literal(stage)} THEN {literal(lane)}" for stage, lane in lanes.items())
        lane = f"CASE stage {cases} ELSE {first} END" if cases else first
        self.connection.execute(
            f"UPDATE card SET lane = {lane}, version = version + 1 WHERE board = ? AND lane <> {lane}", (self.board_id,)
        )
        self._moved_stages = False
        self._totals.clear()
        recount_totals(self.connection, self.board_id)


def story_of(connection: sqlite3.Connection, card: str) -> list[str]:
    """Return the ids of a card and of every card that was merged into it, near or far; its own comes first."""
    query = (
        "WITH RECURSIVE story(id) AS (SELECT ? UNION SELECT card.id FROM card JOIN story ON card.merged_into = story.id) "
        "SELECT id FROM story"
    )
    return [row[0] for row in connection.execute(query, (card,))]


def recount_totals(connection: sqlite3.Connection, board: str) -> None:
    """Make the lanes' totals of a board anew from its cards."""
    lanes = "SELECT id FROM entity WHERE etype = 'stage' AND board = ?"
    connection.execute(f"DELETE FROM lane_total WHERE lane IN ({lanes})", (board,))
    connection.execute(
        "INSERT INTO lane_total (lane, currency, cards, value) SELECT lane, CASE WHEN value IS NULL THEN '' ELSE coalesce(currency, '') END, "
        "count(*), coalesce(sum(value), 0) FROM card WHERE deleted = 0 AND lane <> '' AND board = ? GROUP BY 1, 2",
        (board,),
    )
