"""Writes the rows of many cards and comments of which nothing is here yet: what folding their changes one by one would make.

Snapshots and imports write so; everything else changes rows one at a time, through the projection.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from kanban.domain import fold
from kanban.domain.card import ORIGIN, SEARCHED
from kanban.domain.change import CARD, COMMENT, Change, Json
from kanban.domain.entity_state import State
from kanban.domain.values import text
from kanban.store import derive, log, register_checks
from kanban.store.compact_json import written_sorted
from kanban.store.projection import Projection
from kanban.store.rows import (
    CARD_COLUMNS,
    COMMENT_COLUMNS,
    INSERT_CARD,
    INSERT_COMMENT,
    CardLayout,
    comment_row,
    placed,
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


def insert(projection: Projection, changes: Sequence[Change]) -> list[Change]:
    """Write cards that were just made and the comments on them; the projection's `finish` must follow.

    Returns the changes to what is here already, or was waited for: those are for the projection to fold.
    """
    connection = projection.connection
    comments = [change.entity for change in changes if change.etype == COMMENT]
    present = {row[0] for row in log.among(connection, "SELECT id FROM comment WHERE id IN ({})", comments)}
    present |= log.awaited(connection, changes)
    states: dict[str, dict[str, State]] = {CARD: {}, COMMENT: {}}
    others: list[Change] = []
    for change in changes:
        valid = placed(change)
        if valid is None or change.entity in present or change.card in present:
            others.append(change)
        else:
            states[change.etype].setdefault(change.entity, State(change.etype, change.entity)).fold(valid)
    if projection.keeps:
        for etype, some in states.items():
            for entity in some:
                projection.keep(etype, entity, None)
    insert_cards(projection, _numbered(connection, states[CARD]), projection.first_version())
    if states[COMMENT]:
        insert_comments(projection, _numbered(connection, states[COMMENT]))
        for card in {str(state.registers["card"]): None for state in states[COMMENT].values()}:
            projection.recount(card)
    return others


def _numbered(connection: sqlite3.Connection, states: Mapping[str, State]) -> Iterator[NewRow]:
    """Yield new cards, or new comments, with the numbers that come next."""
    table = next((state.etype for state in states.values()), CARD)
    (newest,) = connection.execute(f"SELECT coalesce(max(n), 0) FROM {table}").fetchone()
    for number, state in enumerate(states.values(), newest + 1):
        keys = fold.pack(state.keys)
        yield NewRow(number, state.id, state.registers, keys, state.made_at, state.made_verb, state.changed_at)


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
