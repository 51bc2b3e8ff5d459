"""Keeping the journeys of a board's cards: taken in piece by piece, each under its board's lock, while others write.

The first time goes through the cards, once each; later only through those that changed since. Who stops half way goes
on there, and several workers may take turns.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from kanban.domain.change import CARD
from kanban.domain.journeys.building import list_facts
from kanban.protocol.types import Stopped
from kanban.store.figures.journey_rows import VERSION, decode_facts, encode_facts
from kanban.store.hub import server_tables
from kanban.store.hub.board_rows import change_of, lock_row, read_row
from kanban.store.hub.cards.portable_sql import ask, ask_among, do

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from kanban.domain.journeys.journey import CardFacts
    from kanban.store.hub.board_rows import BoardRow
    from kanban.store.hub.interrupting import QueryStopper
    from kanban.store.hub.server_database import Hub

PIECE = 500
"""Cards per transaction: about 100 ms during which nobody else writes to the board."""

PATIENCE = 5.0
"""Seconds for which a request takes in what is new."""

AGAIN_SECONDS = 5.0
"""Seconds after which to ask again."""

FEW = 2_000
"""Cards of which each is looked up; for more the whole board is read."""

_C = server_tables.change.c
_HISTORY = (
    select(server_tables.change)
    .where(_C.board == bindparam("board"), _C.etype == CARD, _C.entity.in_(bindparam("cards", expanding=True)))
    .order_by(_C.entity, _C.seq)
)
_KNOWN = (
    select(server_tables.change)
    .where(_C.board == bindparam("board"), _C.etype == CARD, _C.stamp < bindparam("before"))
    .order_by(_C.entity, _C.seq)
)
_POSITION = "SELECT epoch, seq, after FROM hub_counting WHERE board = ?"
_NEXT = "SELECT id FROM hub_entity WHERE board = ? AND etype = 'card' AND id > ? ORDER BY id LIMIT ?"
_CHANGED = (
    "SELECT entity, max(seq) AS last FROM hub_change WHERE board = ? AND seq > ? AND etype = 'card' "
    "GROUP BY entity ORDER BY last LIMIT ?"
)
_PUT = (
    "INSERT INTO hub_journey (board, card, facts) VALUES (?, ?, ?) "
    "ON CONFLICT (board, card) DO UPDATE SET facts = excluded.facts"
)
_NOTE = (
    "INSERT INTO hub_counting (board, epoch, seq, after) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (board) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq, after = excluded.after"
)


def catch_up(hub: Hub, board: str, stopper: QueryStopper) -> None:
    """Take in what a board's log has gained; raises Stopped where that takes too long for a request."""
    until = time.monotonic() + PATIENCE
    while not _is_current(hub, board):
        if stopper.is_stopped or time.monotonic() > until:
            sentence = "This board's figures are being made ready; ask again in a moment."
            raise Stopped("slow_down", sentence, retry_after=AGAIN_SECONDS)
        with hub.writing() as connection:
            _take_piece(connection, lock_row(connection, board))


def read(connection: Connection, board: str, cards: Collection[str]) -> Iterator[tuple[str, CardFacts]]:
    """Yield the facts of these cards, and perhaps of others."""
    sql = "SELECT card, facts FROM hub_journey WHERE board = ?"
    if len(cards) < FEW:
        yield from decode_facts(ask_among(connection, f"{sql} AND card IN ({{}})", board, cards))
    else:
        yield from decode_facts(ask(connection, sql, [board]))


def read_known(connection: Connection, board: str, before: str) -> Iterator[tuple[str, CardFacts]]:
    """Yield the facts of all cards as they were known before a stamp, from the whole log."""
    rows: Iterable[Any] = connection.execute(_KNOWN, {"board": board, "before": before})
    for card, history in groupby(rows, attrgetter("entity")):
        yield card, list_facts(map(change_of, history))


def forget(connection: Connection, board: str, cards: Iterable[str]) -> None:
    """Remove what is kept of cards; it is taken in anew where their log changes."""
    do(connection, "DELETE FROM hub_journey WHERE board = ? AND card = ?", [(board, card) for card in cards])


def _is_current(hub: Hub, board: str) -> bool:
    with hub.reading() as connection:
        row = read_row(connection, board)
        position = ask(connection, _POSITION, [board])
        return bool(position) and tuple(position[0]) == (_name(row), row.head, None)


def _name(row: BoardRow) -> str:
    """Return what the kept journeys go by: the version of their text, and the epoch of the board."""
    return f"{VERSION} {row.epoch}"


def _take_piece(connection: Connection, row: BoardRow) -> None:
    """Take in the next cards of a board."""
    position = ask(connection, _POSITION, [row.id])
    epoch, seq, after = position[0] if position else ("", 0, "")
    if epoch != _name(row) or seq > row.head:
        do(connection, "DELETE FROM hub_journey WHERE board = ?", [(row.id,)])
        seq, after = row.head, ""
    if after is not None:
        cards = [card for (card,) in ask(connection, _NEXT, [row.id, after, PIECE])]
        _write(connection, row.id, cards)
        after = cards[-1] if len(cards) == PIECE else None
    else:
        # what is beyond the last of these cards is taken in with the next piece
        changed = ask(connection, _CHANGED, [row.id, seq, PIECE])
        _write(connection, row.id, [card for card, _ in changed])
        seq = changed[-1][1] if len(changed) == PIECE else row.head
    do(connection, _NOTE, [(row.id, _name(row), seq, after)])


def _write(connection: Connection, board: str, cards: Collection[str]) -> None:
    if not cards:
        return
    rows: Iterable[Any] = connection.execute(_HISTORY, {"board": board, "cards": list(cards)})
    facts = [
        (board, card, encode_facts(list_facts(map(change_of, history))))
        for card, history in groupby(rows, attrgetter("entity"))
    ]
    do(connection, _PUT, facts)
