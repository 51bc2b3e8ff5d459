"""Writes the rows of many new cards and comments: what folding their changes one by one would make.

Snapshots write so; everything else changes rows one at a time, through the projection.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from kanban.domain import fold
from kanban.domain.card import ORIGIN, SEARCHED
from kanban.domain.change import Json
from kanban.domain.values import text
from kanban.store import derive, register_checks
from kanban.store.compact_json import written_sorted
from kanban.store.projection import Projection
from kanban.store.rows import (
    CARD_COLUMNS,
    COMMENT_COLUMNS,
    INSERT_CARD,
    INSERT_COMMENT,
    CardLayout,
    comment_row,
)

_LAYOUT = CardLayout(CARD_COLUMNS)
_AT = _LAYOUT.at
_LANE, _STAGE, _LABELS = _AT["lane"], _AT["stage"], _AT["labels"]
_VERSION, _HAY, _EXTRA, _KEYS = _AT["version"], _AT["hay"], _AT["extra"], _AT["keys"]
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


def insert_cards(projection: Projection, cards: Iterable[NewRow], version: int) -> None:
    """Write cards without what is said on them; the projection's `finish` must follow."""
    connection, board = projection.connection, projection.board_id
    rows: list[tuple[Any, ...]] = []
    origins: list[tuple[str, str, str]] = []
    named: set[str] = set()  # most cards have the same registers
    for card in cards:
        row, rest = _LAYOUT.fill(board, card.id, card.registers, register_checks.moment(card.changed_at) or "")
        row[_LANE], row[_VERSION] = projection.lane(row[_STAGE]), version
        row[_HAY] = derive.hay_in([row[place] for place in _SEARCHED], row[_LABELS], rest)
        row[_EXTRA], row[_KEYS] = written_sorted(rest) if rest else "{}", card.keys
        rows.append((card.number, *row))
        projection.count({name: row[place] for name, place in _COUNTED}, +1)
        if not rest.keys() <= named:
            for name in derive.own_fields(rest):
                projection.name_field(name)
            origins += [(board, key, card.id) for key in derive.origins(rest)]
            named.update(name for name in rest if not name.startswith(ORIGIN))
    connection.executemany(INSERT_CARD, rows)
    connection.executemany("INSERT OR IGNORE INTO origin (board, key, card) VALUES (?, ?, ?)", origins)


def insert_comments(projection: Projection, comments: Iterable[NewRow]) -> None:
    """Write comments with their search entries; the cards that they are on are to be counted anew."""
    rows, searched = [], []
    for comment in comments:
        row = comment_row(
            projection.board_id,
            comment.id,
            comment.registers,
            fold.unpack(comment.keys),
            made_at=register_checks.moment(comment.made_at) or "",
            made_verb=comment.made_verb,
        )
        row["keys"] = comment.keys
        rows.append((comment.number, *map(row.__getitem__, COMMENT_COLUMNS)))
        if not row["deleted"]:
            searched.append((comment.number, text.build_index_text(row["body"])))
    projection.connection.executemany(INSERT_COMMENT, rows)
    projection.connection.executemany("INSERT INTO comment_search (rowid, body) VALUES (?, ?)", searched)
