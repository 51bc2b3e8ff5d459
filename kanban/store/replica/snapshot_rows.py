"""The rows of a board that was fetched, made from what was staged: what folding every change would make, in seconds."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from kanban.domain import fold
from kanban.domain.card import ORIGIN, SEARCHED
from kanban.domain.change import Json
from kanban.domain.entity_state import add_digest, digest_of_packed
from kanban.domain.values import text
from kanban.store import derive, entities, register_checks, rows
from kanban.store.projection import Projection
from kanban.store.reading import activity_rows
from kanban.store.register_checks import encode_sorted_json
from kanban.store.replica import confirmed
from kanban.store.rows import CARD_COLUMNS, COMMENT_COLUMNS, INSERT_CARD, INSERT_COMMENT, CardLayout, comment_row

BATCH = 2_000

_TALK = (
    "UPDATE card SET marketing_comments = counted.marketing, sales_comments = counted.sales, talk = counted.newest, "
    f"{derive.sql_to_set_times('counted.last')} FROM "
    f"(SELECT card, {derive.sql_of_comment_counts()}, {derive.SQL_OF_NEWEST} "
    "FROM comment WHERE board = ?1 AND deleted = 0 GROUP BY card) AS counted "
    "WHERE card.id = counted.card AND card.board = ?1"
)

_ACTIVITIES = (
    f"UPDATE card SET {derive.SQL_TO_SET_ACTIVITIES}, {derive.sql_to_set_times('max(touched_at, ?)')} "
    "WHERE id = ? AND board = ?"
)

_LAYOUT = CardLayout(CARD_COLUMNS)
_AT = _LAYOUT.at
_LANE, _STAGE, _LABELS = _AT["lane"], _AT["stage"], _AT["labels"]
_VERSION, _SEARCH_TEXT, _EXTRA, _KEYS = _AT["version"], _AT["hay"], _AT["extra"], _AT["keys"]
_COUNTED = [(name, _AT[name]) for name in ("deleted", "lane", "value", "currency")]
_SEARCHED = [_AT[name] for name in SEARCHED]


class NewRow(NamedTuple):
    """A card or a comment as its changes fold: `State` with its keys packed."""

    number: int
    id: str
    registers: dict[str, Json]
    keys: str
    """As `fold.pack` writes them."""
    made_at: str
    made_verb: str
    changed_at: str


class RowBuilder:
    """Writes the rows of what was staged. Cards and comments keep their numbers, by which log and readers know them."""

    def __init__(self, connection: sqlite3.Connection, board: str) -> None:
        self.connection, self.board = connection, board
        self.total = 0
        """The digest of what was built."""
        self.numbers: dict[str, int] = {}
        self.taken = self._list_elsewhere()
        """What another board of this database has under the same id."""
        self.version = 1
        """What no card was drawn as yet."""
        self.newest = {
            table: connection.execute(f"SELECT coalesce(max(n), 0) FROM {table}").fetchone()[0]
            for table in ("card", "comment")
        }

    def clear(self) -> None:
        """Empty the board's rows."""
        connection, board = self.connection, self.board
        # above every version that was drawn: lanes keep the lines of a card by its id and version
        sql = "SELECT coalesce(max(version), 0) + 1 FROM card WHERE board = ?"
        (self.version,) = connection.execute(sql, (board,)).fetchone()
        for table in ("card", "comment"):
            self.numbers.update(connection.execute(f"SELECT id, n FROM {table} WHERE board = ?", (board,)))
        connection.execute(
            "DELETE FROM comment_search WHERE rowid IN (SELECT n FROM comment WHERE board = ?)", (board,)
        )
        lanes = "SELECT id FROM entity WHERE etype = 'stage' AND board = ?"
        connection.execute(f"DELETE FROM lane_total WHERE lane IN ({lanes})", (board,))
        for table in ("card", "comment", "entity", "origin", "own_field", "confirmed"):
            connection.execute(f"DELETE FROM {table} WHERE board = ?", (board,))

    def _find_number(self, table: str, entity: str) -> int:
        number = self.numbers.get(entity)
        if number is None:
            self.newest[table] += 1
            number = self.newest[table]
        return number

    def _read_staged(self, condition: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Yield (type, id, body) of the entities that will have a row, and count all into the digest."""
        sql = f"SELECT etype, id, body FROM staged WHERE board = ? AND {condition} ORDER BY id"
        for etype, entity, text_ in self.connection.execute(sql, (self.board,)):
            body = json.loads(text_)
            self.total = add_digest(self.total, minus=0, plus=digest_of_packed(etype, entity, body["keys"]))
            if (etype in confirmed.OURS and register_checks.check_identity(entity) is None) or (
                etype,
                entity,
            ) in self.taken:
                self._keep_stray(etype, entity, body)
            else:
                yield etype, entity, body

    def _list_elsewhere(self) -> set[tuple[str, str]]:
        sql = (
            "SELECT 'card', card.id FROM card JOIN staged ON staged.id = card.id AND staged.etype = 'card' "
            "WHERE card.board <> ?1 "
            "AND staged.board = ?1 UNION ALL SELECT 'comment', comment.id FROM comment JOIN staged "
            "ON staged.id = comment.id "
            "AND staged.etype = 'comment' WHERE comment.board <> ?1 AND staged.board = ?1 UNION ALL SELECT 'stage', "
            "entity.id FROM entity "
            "JOIN staged ON staged.id = entity.id AND staged.etype = 'stage' WHERE entity.etype = 'stage' "
            "AND entity.board <> ?1 "
            "AND staged.board = ?1"
        )
        return set(self.connection.execute(sql, (self.board,)))

    def _keep_stray(self, etype: str, entity: str, body: dict[str, Any]) -> None:
        """Keep what has no row here, as `confirmed` does."""
        row = rows.blank_row(self.board, "", entity) | {
            "body": encode_sorted_json(body["set"]),
            "keys": body["keys"],
        }
        values = (self.board, etype, entity, json.dumps(row))
        self.connection.execute("INSERT INTO confirmed (board, etype, entity, body) VALUES (?, ?, ?, ?)", values)

    def write_few(self) -> None:
        """Write the board, its stages and members, and kinds that are not known here."""
        rows = [
            (entity, etype, self.board, encode_sorted_json(entities.trust_registers(etype, body["set"])), body["keys"])
            for etype, entity, body in self._read_staged("etype NOT IN ('card', 'comment')")
        ]
        self.connection.executemany("INSERT INTO entity (id, etype, board, body, keys) VALUES (?, ?, ?, ?, ?)", rows)

    def write_comments(self) -> None:
        """Write the comments with their search entries."""
        projection = Projection(self.connection, self.board)
        for some in _split_batches(self._read_staged("etype = 'comment'")):
            _insert_comments(projection, [self._build_row(*staged) for staged in some])

    def write_cards(self) -> None:
        """Write the cards, without what is said on them."""
        projection = Projection(self.connection, self.board)
        for some in _split_batches(self._read_staged("etype = 'card'")):
            _insert_cards(projection, [self._build_row(*staged) for staged in some], self.version)
        projection.finish()

    def _build_row(self, etype: str, entity: str, body: dict[str, Any]) -> NewRow:
        made_at, made_verb = body["made_at"], body["made_verb"]
        return NewRow(
            self._find_number(etype, entity), entity, body["set"], body["keys"], made_at, made_verb, body["changed_at"]
        )

    def derive(self) -> None:
        """Count what is said on the cards, and done for them."""
        self.connection.execute(_TALK, (self.board,))
        counts = activity_rows.count_all(self.connection, self.board)
        rows = [(*count, count.attempted_at, count.attempted_at, card, self.board) for card, count in counts.items()]
        self.connection.executemany(_ACTIVITIES, rows)
        merged = "SELECT DISTINCT merged_into FROM card WHERE board = ? AND merged_into IS NOT NULL"
        projection = Projection(self.connection, self.board)
        for (card,) in self.connection.execute(merged, (self.board,)).fetchall():
            projection.recount(card)


def _split_batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield items so many at once."""
    waiting = iter(items)
    while some := list(islice(waiting, BATCH)):
        yield some


def _insert_cards(projection: Projection, cards: Iterable[NewRow], version: int) -> None:
    """Write cards without what is said on them; the projection's `finish` must follow."""
    connection, board = projection.connection, projection.board_id
    rows: list[tuple[Any, ...]] = []
    origins: list[tuple[str, str, str]] = []
    known_registers: set[str] = set()  # most cards have the same registers
    for card in cards:
        row, rest = _LAYOUT.fill(board, card.id, card.registers, register_checks.check_moment(card.changed_at) or "")
        row[_LANE], row[_VERSION] = projection.find_lane(row[_STAGE]), version
        row[_SEARCH_TEXT] = derive.join_search_text([row[place] for place in _SEARCHED], row[_LABELS], rest)
        row[_EXTRA], row[_KEYS] = encode_sorted_json(rest) if rest else "{}", card.keys
        rows.append((card.number, *row))
        projection.count({name: row[place] for name, place in _COUNTED}, +1)
        if not rest.keys() <= known_registers:
            for name in derive.collect_custom_fields(rest):
                projection.name_field(name)
            origins += [(board, key, card.id) for key in derive.collect_origins(rest)]
            known_registers.update(name for name in rest if not name.startswith(ORIGIN))
    connection.executemany(INSERT_CARD, rows)
    connection.executemany("INSERT OR IGNORE INTO origin (board, key, card) VALUES (?, ?, ?)", origins)


def _insert_comments(projection: Projection, comments: Iterable[NewRow]) -> None:
    """Write comments with their search entries; the cards that they are on are to be counted anew."""
    rows, searched = [], []
    for comment in comments:
        row = comment_row(
            projection.board_id,
            comment.id,
            comment.registers,
            fold.unpack(comment.keys),
            made_at=register_checks.check_moment(comment.made_at) or "",
            made_verb=comment.made_verb,
        )
        row["keys"] = comment.keys
        rows.append((comment.number, *map(row.__getitem__, COMMENT_COLUMNS)))
        if not row["deleted"]:
            searched.append((comment.number, text.build_index_text(row["body"])))
    projection.connection.executemany(INSERT_COMMENT, rows)
    projection.connection.executemany("INSERT INTO comment_search (rowid, body) VALUES (?, ?)", searched)
