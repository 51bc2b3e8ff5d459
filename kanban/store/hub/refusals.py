"""Refusals are kept per device, so that it gets the same answer again if the first was lost; only the newest are kept.

A device gets answers in the order of its changes, so it can ask again only for those just behind its number. Anybody
may push what will be refused, even those who may change nothing: without a limit they could fill the disk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, delete, insert

from kanban.store.hub import server_tables

if TYPE_CHECKING:
    from kanban.store.hub.server_database import Hub

KEPT = 5_000
"""Refusals kept per device and board. Beyond twice as many, the older ones are dropped.

A device that asks for a dropped one is told that it is a copy; it takes another id and offers everything anew.
"""

_V = server_tables.verdict.c
_OLD = delete(server_tables.verdict).where(
    _V.board == bindparam("b_board"), _V.device == bindparam("b_device"), _V.dseq <= bindparam("b_dseq")
)


def keep(hub: Hub, connection: Connection, rows: Sequence[Mapping[str, object]], high: int) -> None:
    """Store what was refused of one device on one board; `high` is the number that the device has reached."""
    connection.execute(insert(server_tables.verdict), [dict(row) for row in rows])
    board, device = str(rows[0]["board"]), str(rows[0]["device"])
    hub.refusals[board, device] += len(rows)
    if hub.refusals[board, device] >= KEPT:  # not each time: the table has no index for it
        connection.execute(_OLD, {"b_board": board, "b_device": device, "b_dseq": high - KEPT})
        del hub.refusals[board, device]
