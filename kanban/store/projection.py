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
from kanban.domain.board import Board
from kanban.domain.card import LABEL, ORIGIN
from kanban.domain.change import BOARD, CARD, COMMENT, MEMBER, STAGE, Change, Json
from kanban.domain.errors import NotFound
from kanban.domain.ids import ref_of
from kanban.store.compact import written_sorted
from kanban.store.entities import load_board

REGISTERS = (
    "title", "company", "contact", "email", "phone", "value", "currency", "stage", "rank", "source", "campaign",
    "marketing_owner", "sales_owner", "next_step", "next_on", "close_on", "lost_reason", "win_reason", "probability",
    "merged_into", "created_at", "entered_at", "acted_at", "deleted",
)  # fmt: skip
"""A card's registers with a column of their own."""

DERIVED = (
    "lane", "touched_at", "updated_at", "labels", "marketing_comments", "sales_comments", "talk", "version", "hay", "extra", "keys",
)  # fmt: skip

CARD_COLUMNS = ("id", "board", "ref", *REGISTERS, *DERIVED)
"""Every column of a card but its number, in the order in which rows are written."""

_TEXTS = frozenset({"title", "rank", "created_at", "entered_at", "acted_at"})
"""Registers whose column can't be null."""

INSERT_CARD = f"INSERT INTO card ({', '.join(CARD_COLUMNS)}) VALUES ({', '.join('?' * len(CARD_COLUMNS))})"
_UPDATE_CARD = f"UPDATE card SET {', '.join(f'{name} = ?' for name in CARD_COLUMNS)} WHERE id = ?"
_SELECT_CARD = f"SELECT {', '.join(CARD_COLUMNS)} FROM card WHERE id = ?"

Row = dict[str, Any]


@dataclass(slots=True)
class Touched:
    """What a write changed, for those who draw it."""

    cards: set[str] = field(default_factory=set)
    lanes: set[str] = field(default_factory=set)
    structure: bool = False
    """Stages, members or settings changed: read the board anew."""


SEARCHED = ("title", "company", "contact", "email", "phone")
"""Registers in which free words are looked for, beside the labels."""


def hay_of(row: Mapping[str, Any]) -> str:
    """Return what free words are looked for in."""
    parts = (*map(row.get, SEARCHED), row["labels"].strip("\n"))
    return "\n".join([text.fold(part) for part in parts if part])


class Projection:
    """Applies changes to the rows of one board, within one write transaction."""

    def __init__(self, connection: sqlite3.Connection, board: str) -> None:
        self.connection = connection
        self.board_id = board
        self.touched = Touched()
        self._board: Board | None = None
        self._totals: dict[tuple[str, str], list[int]] = {}

    @property
    def board(self) -> Board:
        """The board as the changes so far have made it."""
        if self._board is None:
            self._board = load_board(self.connection, self.board_id)
        return self._board

    def apply(self, changes: Iterable[Change]) -> None:
        """Fold changes into the rows; `finish` must follow before the commit."""
        for change in changes:
            if change.etype == CARD:
                self._card(change)
            elif change.etype == COMMENT:
                self._comment(change)
            else:
                self._entity(change)

    def finish(self) -> Touched:
        """Write the lanes' totals, and tell what was touched."""
        rows = [
            (lane, currency, cards, value)
            for (lane, currency), (cards, value) in self._totals.items()
            if cards or value
        ]
        self.connection.executemany(
            "INSERT INTO lane_total (lane, currency, cards, value) VALUES (?, ?, ?, ?) ON CONFLICT (lane, currency) "
            "DO UPDATE SET cards = cards + excluded.cards, value = value + excluded.value",
            rows,
        )
        self._totals.clear()
        return self.touched

    def count(self, row: Mapping[str, Any], sign: int) -> None:
        """Add a card to its lane's totals (or take it out, -1)."""
        if not row["deleted"]:
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
        if found:
            self.count(row, -1)
        merged = row["merged_into"]
        keys = fold.unpack(row["keys"])
        won = fold.fold(keys, change)
        set_registers(row, won)
        row["keys"] = fold.pack(keys)
        row["lane"] = self.board.lane_of(row["stage"]).id
        row["updated_at"] = max(row["updated_at"], change.at)
        row["touched_at"] = max(row["touched_at"], row["acted_at"]) if "acted_at" not in won else self._touched_at(row)
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
        for name in won:
            if name.startswith(ORIGIN):
                self._origin(name.removeprefix(ORIGIN), change.entity if won[name] else None)
        if row["merged_into"] != merged:
            for card in {merged, row["merged_into"]} - {None}:
                self._recount(str(card))

    def _gather(self, number: int | None, card: str) -> None:
        """Give a new card the comments that came before it."""
        query = "UPDATE change SET story = ? WHERE story IS NULL AND entity IN (SELECT id FROM comment WHERE card = ?)"
        self.connection.execute(query, (number, card))
        self._recount(card)

    def _origin(self, key: str, card: str | None) -> None:
        if card is None:
            self.connection.execute("DELETE FROM origin WHERE board = ? AND key = ?", (self.board_id, key))
        else:
            self.connection.execute(
                "INSERT OR REPLACE INTO origin (board, key, card) VALUES (?, ?, ?)", (self.board_id, key, card)
            )

    def _touched_at(self, row: Row) -> str:
        story = story_of(self.connection, row["id"])
        query = f"SELECT max(at) FROM comment WHERE deleted = 0 AND card IN ({','.join('?' * len(story))})"
        talked: str | None = self.connection.execute(query, story).fetchone()[0]
        acted: str = row["acted_at"]
        return max(acted, talked or "")

    def _recount(self, card: str) -> None:
        """Count a card's comments anew, with those of the cards that were merged into it, and those above it."""
        for _ in range(8):  # a chain of merges longer than that is a circle
            story = story_of(self.connection, card)
            marks = ",".join("?" * len(story))
            totals = self.connection.execute(
                "SELECT count(*) FILTER (WHERE team = 'marketing'), count(*) FILTER (WHERE team = 'sales'), "
                "coalesce(max(n) FILTER (WHERE quiet = 0), 0), coalesce(max(at), '') FROM comment "
                f"WHERE deleted = 0 AND card IN ({marks})",
                story,
            ).fetchone()
            self.connection.execute(
                "UPDATE card SET marketing_comments = ?, sales_comments = ?, talk = ?, touched_at = max(acted_at, ?), "
                "updated_at = max(updated_at, ?), version = version + 1 WHERE id = ?",
                (*totals, totals[3], card),
            )
            self.touched.cards.add(card)
            above = self.connection.execute("SELECT merged_into, lane FROM card WHERE id = ?", (card,)).fetchone()
            if above:
                self.touched.lanes.add(above[1])
            if not above or not above[0]:
                return
            card = above[0]

    # -- comments

    def _comment(self, change: Change) -> None:
        found = self.connection.execute(
            "SELECT n, card, author, team, kind, body, at, quiet, deleted, extra, keys FROM comment WHERE id = ?",
            (change.entity,),
        ).fetchone()
        names = ("n", "card", "author", "team", "kind", "body", "at", "quiet", "deleted", "extra", "keys")
        row: Row = dict(
            zip(names, found or (None, change.card or "", "", "", "comment", "", "", 0, 0, "{}", "{}"), strict=True)
        )
        keys = fold.unpack(row["keys"])
        extra = json.loads(row["extra"])
        for name, value in fold.fold(keys, change).items():
            if name == "created":
                row["at"], row["quiet"] = change.at, int(change.verb == "import")
            elif name == "deleted":
                row["deleted"] = int(bool(value))
            elif name in {"card", "author", "team", "kind", "body"}:
                row[name] = value or ""
            else:
                extra[name] = value
        edited = int("created" in keys and keys.get("body") != keys["created"])
        values = (
            self.board_id, row["card"], row["author"], row["team"], row["kind"], row["body"], row["at"], row["quiet"],
            row["deleted"], edited, json.dumps(extra, ensure_ascii=False), fold.pack(keys), change.entity,
        )  # fmt: skip
        if found:
            self.connection.execute(
                "UPDATE comment SET board = ?, card = ?, author = ?, team = ?, kind = ?, body = ?, at = ?, quiet = ?, "
                "deleted = ?, edited = ?, extra = ?, keys = ? WHERE id = ?",
                values,
            )
            self.connection.execute("DELETE FROM comment_search WHERE rowid = ?", (row["n"],))
            n = row["n"]
        else:
            n = self.connection.execute(
                "INSERT INTO comment (board, card, author, team, kind, body, at, quiet, deleted, edited, extra, keys, id) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            ).lastrowid
        if not row["deleted"]:
            self.connection.execute(
                "INSERT INTO comment_search (rowid, body) VALUES (?, ?)", (n, text.index_text(row["body"]))
            )
        self._recount(row["card"])

    # -- what is few

    def _entity(self, change: Change) -> None:
        found = self.connection.execute("SELECT body, keys FROM entity WHERE id = ?", (change.entity,)).fetchone()
        fields: dict[str, Json] = json.loads(found[0]) if found else {}
        keys = fold.unpack(found[1]) if found else {}
        fields.update(fold.fold(keys, change))
        self.connection.execute(
            "INSERT OR REPLACE INTO entity (id, board, etype, body, keys) VALUES (?, ?, ?, ?, ?)",
            (change.entity, self.board_id, change.etype, json.dumps(fields, ensure_ascii=False), fold.pack(keys)),
        )
        if change.etype in {BOARD, STAGE, MEMBER}:
            self.touched.structure = True
            self._board = None
        if change.etype == STAGE and found and {"deleted", "rank"} & change.set.keys():
            self.place_lanes()

    def place_lanes(self) -> None:
        """Put every card into the lane where it shows, after stages came, went or changed places."""
        try:
            board = self.board
        except NotFound:
            return  # the board's own change has yet to come
        for stage in board.all_stages:
            lane = board.lane_of(stage.id).id
            self.connection.execute(
                "UPDATE card SET lane = ?, version = version + 1 WHERE stage = ? AND lane <> ?", (lane, stage.id, lane)
            )
        self._totals.clear()
        recount_totals(self.connection, board)


def blank(board: str, card: str) -> Row:
    """Return the row of a card of which nothing is known yet."""
    row: Row = dict.fromkeys(CARD_COLUMNS)
    row.update(
        dict.fromkeys(
            ("title", "rank", "created_at", "entered_at", "acted_at", "touched_at", "updated_at", "labels"), ""
        )
    )
    row.update(dict.fromkeys(("deleted", "marketing_comments", "sales_comments", "talk", "version"), 0))
    row.update(id=card, board=board, ref=ref_of(card), hay="", extra="{}", keys="{}")
    return row


def set_registers(row: Row, won: Mapping[str, Json]) -> None:
    """Put the registers that a change won where they belong: a column, or the rest."""
    rest: dict[str, Json] = {}
    for name, value in won.items():
        if name == "deleted":
            row["deleted"] = int(bool(value))
        elif name in REGISTERS:
            row[name] = "" if value is None and name in _TEXTS else value
        else:
            rest[name] = value
    if rest:
        extra = json.loads(row["extra"]) | rest
        row["extra"] = written_sorted(extra)
        if any(name.startswith(LABEL) for name in rest):
            row["labels"] = labels_text(
                name.removeprefix(LABEL) for name, on in extra.items() if name.startswith(LABEL) and on
            )


def labels_text(labels: Iterable[str]) -> str:
    r"""Return labels as their column holds them: `\ndach\nvip\n`, or nothing."""
    kept = sorted(set(labels))
    return "\n" + "\n".join(kept) + "\n" if kept else ""


def story_of(connection: sqlite3.Connection, card: str) -> list[str]:
    """Return the ids of a card and of every card that was merged into it, near or far."""
    query = (
        "WITH RECURSIVE story(id) AS (SELECT ? UNION SELECT card.id FROM card JOIN story ON card.merged_into = story.id) "
        "SELECT id FROM story"
    )
    return [row[0] for row in connection.execute(query, (card,))]


def recount_totals(connection: sqlite3.Connection, board: Board) -> None:
    """Make the lanes' totals of a board anew from its cards."""
    lanes = [stage.id for stage in board.all_stages]
    marks = ",".join("?" * len(lanes))
    connection.execute(f"DELETE FROM lane_total WHERE lane IN ({marks})", lanes)
    connection.execute(
        "INSERT INTO lane_total (lane, currency, cards, value) SELECT lane, CASE WHEN value IS NULL THEN '' ELSE coalesce(currency, '') END, "
        f"count(*), coalesce(sum(value), 0) FROM card WHERE deleted = 0 AND lane IN ({marks}) GROUP BY 1, 2",
        lanes,
    )
