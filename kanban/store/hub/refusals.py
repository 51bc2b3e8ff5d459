"""What was refused of a device is kept, so that it hears the same again if the answer was lost; the newest of it, not all.

A device hears of its changes in their order, so what it may ask again lies just behind its number. Anybody may push what is refused,
those too who may change nothing: without an end to it they could fill the disk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, delete, insert

from kanban.store.hub import server_tables

if TYPE_CHECKING:
    from kanban.store.hub.server_database import Hub

KEPT = 5_000
"""Refusals that are kept of a device on a board. Past twice as many the older ones go: a device that asks for them is told that it is
a copy, takes another id and offers what it has anew."""

_V = server_tables.verdict.c
_OLD = delete(server_tables.verdict).where(
    _V.board == bindparam("b_board"), _V.device == bindparam("b_device"), _V.dseq <= bindparam("b_dseq")
)


def keep(hub: Hub, connection: Connection, rows: Sequence[Mapping[str, object]], high: int) -> None:
    """Write down what was refused of one device on one board; `high` is the number that it has come to."""
    connection.execute(insert(server_tables.verdict), [dict(row) for row in rows])
    board, device = str(rows[0]["board"]), str(rows[0]["device"])
    hub.refusals[board, device] += len(rows)
    if hub.refusals[board, device] >= KEPT:  # not each time: the table has no index for it
        connection.execute(_OLD, {"b_board": board, "b_device": device, "b_dseq": high - KEPT})
        del hub.refusals[board, device]
