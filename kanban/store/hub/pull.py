"""Pull, snapshot and history: pages of a board, each from one consistent view of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, func, select, tuple_

from kanban.domain.entity_state import digest_text
from kanban.domain.ids import new_id
from kanban.protocol import registers
from kanban.protocol.types import MOST_PAGE, PAGE, Older, Page, SnapshotPage, Stopped
from kanban.store.hub import server_tables
from kanban.store.hub.board_rows import change_of, lock_row, read_row, state_of
from kanban.store.hub.members.accounts import Caller, member_of
from kanban.store.hub.members.invitations import open_first
from kanban.store.hub.push import check_epoch
from kanban.store.hub.seals import give_back
from kanban.store.hub.server_key import new_ids
from kanban.store.hub.transaction import BoardTransaction

if TYPE_CHECKING:
    from kanban.store.hub.server_database import Hub

_C, _E = server_tables.change.c, server_tables.entity.c
_AFTER = (
    select(server_tables.change)
    .where(_C.board == bindparam("board"), _C.seq > bindparam("since"), _C.seq <= bindparam("head"))
    .order_by(_C.seq)
    .limit(bindparam("limit"))
)
_BELOW = (
    select(server_tables.change)
    .where(_C.board == bindparam("board"), _C.seq < bindparam("before"))
    .order_by(_C.seq.desc())
    .limit(bindparam("limit"))
)
_ID = select(_C.id).where(_C.board == bindparam("board"), _C.seq == bindparam("seq"))
_COUNT = select(func.count()).select_from(server_tables.entity).where(_E.board == bindparam("board"))
_ENTITIES = (
    select(_E.etype, _E.id, _E.body, _E["keys"].label("packed"), _E.made_at, _E.made_verb, _E.changed_at)
    .where(
        _E.board == bindparam("board"),
        tuple_(_E.etype, _E.id) > tuple_(bindparam("etype"), bindparam("id")),  # so, an index leads there at once
    )
    .order_by(_E.etype, _E.id)
    .limit(bindparam("limit"))
)

ENTITIES = 2_000
"""Entities per snapshot page by default."""


def pull(
    hub: Hub,
    caller: Caller,
    board: str,
    epoch: str,
    since: int,
    tip: str | None = None,
    limit: int = PAGE,
) -> Page:
    """Return the changes after `since`, a device's cursor; `tip` is the id of the change with that number, if known.

    Raises Stopped: unknown_board, forbidden, and epoch when the server does not know the numbers that the device speaks
    of. It was then restored from a backup, so the board begins a new epoch.
    """
    now = hub.now_ms()
    with hub.reading() as connection:
        row = read_row(connection, board)
        member = member_of(hub, connection, row, caller)
        check_epoch(row, epoch)
        if _is_in_log(connection, board, row.head, since, tip):
            params = {"board": board, "since": since, "head": row.head, "limit": max(1, min(limit, MOST_PAGE))}
            changed_rows = (change_of(change_row) for change_row in connection.execute(_AFTER, params))
            changes = give_back(connection, board, member.id if member else None, changed_rows)
            to = changes[-1].seq or since if changes else since
            # the digest is that of the whole board: a device can only compare it once it has everything
            digest = digest_text(row.digest) if to == row.head else None
            return Page(row.epoch, since, to, row.head, changes, digest, now, registers.compute_edition())
    raise Stopped(
        "epoch",
        "The server was restored since this device last spoke to it.",
        epoch=_new_epoch(hub, board, since, tip, now),
    )


def _is_in_log(connection: Connection, board: str, head: int, since: int, tip: str | None) -> bool:
    """Whether a device's cursor is a place in this log."""
    if since > head:
        return False
    return not tip or since == 0 or connection.execute(_ID, {"board": board, "seq": since}).scalar() == tip


def _new_epoch(hub: Hub, board: str, since: int, tip: str | None, now_ms: int) -> str:
    """Begin a new epoch of a board, unless another device has caused that meanwhile."""
    with hub.writing() as connection:
        transaction = BoardTransaction(hub, connection, lock_row(connection, board), now_ms)
        if not _is_in_log(connection, board, transaction.row.head, since, tip):
            # a new device for the server's own acts: others may know changes by its former numbers that are lost here
            transaction.row.epoch, transaction.row.device, transaction.row.dseq = new_id(), new_ids(1)[0], 0
            transaction.write_row()
        return transaction.row.epoch


def snapshot(hub: Hub, caller: Caller, board: str, after: str | None = None, limit: int = ENTITIES) -> SnapshotPage:
    """Return the entities of a board after `after`; with the changes after the first page's head they are the board.

    Raises Stopped.
    """
    now = hub.now_ms()
    if not after:
        open_first(hub, caller, board)
    etype, _, last = (after or "").partition(" ")
    with hub.reading() as connection:
        row = read_row(connection, board)
        member_of(hub, connection, row, caller)
        count = None if after else connection.execute(_COUNT, {"board": board}).scalar()
        most = max(1, min(limit, 10 * MOST_PAGE))
        params = {"board": board, "etype": etype, "id": last, "limit": most}
        states = tuple(state_of(entity_row.etype, entity_row) for entity_row in connection.execute(_ENTITIES, params))
    more = f"{states[-1].etype} {states[-1].id}" if len(states) == most else None
    return SnapshotPage(row.epoch, row.head, row.tip or None, states, more, count, now)


def read_older(hub: Hub, caller: Caller, board: str, before: int, limit: int = PAGE) -> Older:
    """Return the changes before a number, newest first. Raises Stopped."""
    with hub.reading() as connection:
        row = read_row(connection, board)
        member = member_of(hub, connection, row, caller)
        params = {"board": board, "before": before, "limit": max(1, min(limit, MOST_PAGE))}
        changed_rows = (change_of(change_row) for change_row in connection.execute(_BELOW, params))
        changes = give_back(connection, board, member.id if member else None, changed_rows)
    last = changes[-1].seq if changes else None
    return Older(row.epoch, changes, last if last and last > 1 else None)
