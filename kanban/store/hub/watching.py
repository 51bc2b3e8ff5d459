"""Noticing writes: heads for streams that missed a poke, and notifications between workers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, exists, select, text

from kanban import libraries
from kanban.domain.change import MEMBER
from kanban.store.hub import server_tables

if TYPE_CHECKING:
    from kanban.store.hub.server_database import Hub

CHANNEL = "kanban"
"""The PostgreSQL channel that workers listen to; a message is `board:head`."""

_T, _M, _B, _E, _X = (
    server_tables.token.c,
    server_tables.membership.c,
    server_tables.board.c,
    server_tables.entity.c,
    server_tables.barred.c,
)
_GOOD = select(_T.id).where(_T.id.in_(bindparam("tokens", expanding=True)), _T.revoked_at.is_(None))
_LEFT = (  # asked of each, and not joined: SQLite would look through all cards for members
    select(_E.deleted).where(_E.board == _M.board, _E.etype == MEMBER, _E.id == _M.member).scalar_subquery()
)
_OPENED = (
    select(_T.id, _B.id, _B.head)
    .select_from(server_tables.token)
    .join(server_tables.membership, _M.account == _T.account)
    .join(server_tables.board, _B.id == _M.board)
    .where(
        _T.id.in_(bindparam("tokens", expanding=True)),
        _T.revoked_at.is_(None),
        _B.state == "open",
        _LEFT == 0,
        _T.board.is_(None) | (_T.board == _B.id),
        ~exists().where(_X.board == _B.id, _X.token == _T.id),
    )
)


def touch_watch(hub: Hub) -> None:
    """Ask the database for a sign of life; raises StoreFault if it does not answer."""
    with hub.reading() as connection:
        connection.execute(select(_B.id).limit(1)).all()


def heads(hub: Hub, tokens: Collection[str]) -> dict[str, dict[str, int]]:
    """Return the boards that each valid token opens, with their heads; a revoked token is left out."""
    params = {"tokens": list(tokens)}
    with hub.reading() as connection:
        opened: dict[str, dict[str, int]] = {row.id: {} for row in connection.execute(_GOOD, params)}
        for token, board, head in connection.execute(_OPENED, params):
            if token in opened:
                opened[token][board] = head
    return opened


def notify(hub: Hub, boards: Mapping[str, int]) -> None:
    """Notify the other workers of boards and their heads; on SQLite there is only one worker."""
    if hub.postgres:
        with hub.writing() as connection:
            for board, head in boards.items():
                connection.execute(
                    text("SELECT pg_notify(:channel, :said)"), {"channel": CHANNEL, "said": f"{board}:{head}"}
                )


@contextmanager
def listening(hub: Hub, notify: Callable[[str, int], None]) -> Iterator[None]:
    """Call `notify(board, head)` from a thread for every notification, as long as this lasts.

    A broken connection is opened again after a second; what was missed is found by the next query for heads.
    """
    if not hub.postgres:
        yield
        return
    stop, ready = threading.Event(), threading.Event()
    thread = threading.Thread(target=_listen, args=(hub, notify, stop, ready), name="kanban-listen", daemon=True)
    thread.start()
    ready.wait(5)
    try:
        yield
    finally:
        stop.set()
        thread.join(10)


def _listen(hub: Hub, notify: Callable[[str, int], None], stop: threading.Event, ready: threading.Event) -> None:
    where = hub.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    while not stop.is_set():
        try:
            with libraries.psycopg.connect(where, autocommit=True, connect_timeout=5) as connection:
                connection.execute(f"LISTEN {CHANNEL}")
                ready.set()
                while not stop.is_set():
                    for note in connection.notifies(timeout=0.5):
                        board, _, head = note.payload.rpartition(":")
                        notify(board, int(head))
        except libraries.psycopg.OperationalError:
            ready.set()
            stop.wait(1)
