"""Building the card table for older boards: piece by piece, each under its board's lock, while others write.

Writes update the table themselves, so it does not matter whether a piece comes before or after them. Comments come
first, then cards, each counting its own. Several workers may build at once: each piece begins where the last one ended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from kanban.domain.change import CARD, COMMENT
from kanban.store.hub import server_tables
from kanban.store.hub.board_rows import lock_row, state_of
from kanban.store.hub.cards import card_table
from kanban.store.hub.cards.portable_sql import ask, do

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from kanban.store.hub.server_database import Hub

PIECE = 500
"""Entities per transaction: about 20 ms during which nobody else writes to the board."""

_E = server_tables.entity.c
_NEXT = (
    select(_E.etype, _E.id, _E.body, _E["keys"].label("packed"), _E.made_at, _E.made_verb, _E.changed_at, _E.purged)
    .where(_E.board == bindparam("board"), _E.etype == bindparam("etype"), _E.id > bindparam("after"))
    .order_by(_E.id)
    .limit(bindparam("limit"))
)


def build(hub: Hub) -> bool:
    """Build the next piece of the first waiting board; returns whether there was one."""
    with hub.reading() as connection:
        waiting = ask(connection, "SELECT board FROM hub_building ORDER BY board LIMIT 1")
    if not waiting:
        return False
    build_piece(hub, waiting[0][0])
    return True


def build_piece(hub: Hub, board: str) -> bool:
    """Build the next piece of a board; returns whether more is to be built."""
    with hub.writing() as connection:
        lock_row(connection, board)
        progress = ask(connection, "SELECT after FROM hub_building WHERE board = ?", (board,))
        return _build(connection, board, progress[0][0]) if progress else False


def _build(connection: Connection, board: str, after: str) -> bool:
    etype, _, last = after.partition(" ")
    etype = etype or COMMENT
    params = {"board": board, "etype": etype, "after": last, "limit": PIECE}
    rows = connection.execute(_NEXT, params).all()
    states = [state_of(etype, row) for row in rows if not row.purged]
    if etype == COMMENT:
        card_table.put_comments(connection, board, states)
    else:
        card_table.put_cards(connection, board, states, {state.id: state.registers.keys() for state in states})
        card_table.count_comments(connection, board, [state.id for state in states])
    if len(rows) == PIECE:
        do(connection, "UPDATE hub_building SET after = ? WHERE board = ?", [(f"{etype} {rows[-1].id}", board)])
    elif etype == COMMENT:
        do(connection, "UPDATE hub_building SET after = ? WHERE board = ?", [(f"{CARD} ", board)])
    else:
        do(connection, "DELETE FROM hub_building WHERE board = ?", [(board,)])
        return False
    return True
