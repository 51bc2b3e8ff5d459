"""Secret links from which a calendar reads one person's next steps, and nothing else.

A link opens what the machine opens that made it, and ends with that machine: whoever signs a lost one out has ended its
links too. No link can make another one.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, insert, select, update

from kanban.domain import clock
from kanban.domain.errors import NotFound, Refused
from kanban.domain.ids import new_id
from kanban.store.hub import server_tables
from kanban.store.hub.codes import hash_secret
from kanban.store.hub.members.accounts import Caller
from kanban.store.hub.server_database import take_turns

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select

    from kanban.store.hub.server_database import Hub

LINK = "kbc_"
"""What the secret of every link begins with."""

MOST_LINKS = 10
"""Valid links of an account."""

_L, _T, _A = server_tables.calendar.c, server_tables.token.c, server_tables.account.c
_OPEN = (
    select(_L.id.label("link"), _L.read_on, _A.id, _A.name, _T.id.label("token"), _A.team, _A.everywhere, _T.board)
    .join_from(server_tables.calendar, server_tables.token, _L.token == _T.id)
    .join(server_tables.account, _A.id == _T.account)
    .where(_L.hash == bindparam("hash"), _L.revoked_at.is_(None), _T.revoked_at.is_(None))
)


@dataclass(frozen=True, slots=True)
class CalendarLink:
    """A link, without its secret."""

    id: str
    made_at: str
    read_on: str
    """The day (UTC) on which a calendar read it last; empty for never."""
    is_own: bool
    """The token that asks made it."""


def add_link(hub: Hub, caller: Caller) -> tuple[str, str]:
    """Make a link; returns its id and its secret, which is shown only this once. Raises Refused for too many."""
    secret, link_id = LINK + secrets.token_urlsafe(32), new_id()
    values = {
        "id": link_id, "token": caller.token_id, "hash": hash_secret(secret), "made_at": clock.iso_ms(hub.now_ms()),
        "read_on": "",
    }  # fmt: skip
    with hub.writing() as connection:
        take_turns(connection, f"kanban links of {caller.account}")
        valid = select(func.count()).select_from(_select_valid(caller.account).subquery())
        if connection.execute(valid).scalar_one() >= MOST_LINKS:
            raise Refused(f"You have {MOST_LINKS} links of your calendar; revoke one of them first.")
        connection.execute(insert(server_tables.calendar), values)
    return link_id, secret


def list_links(hub: Hub, caller: Caller) -> list[CalendarLink]:
    """Return the caller's valid links, oldest first; for a token of one board those that such tokens made."""
    with hub.reading() as connection:
        return _list_links(connection, caller)


def remove_link(hub: Hub, caller: Caller, link_id: str) -> None:
    """End one of the links that `list_links` shows; raises NotFound for any other id, whether it exists or not."""
    with hub.writing() as connection:
        if all(link.id != link_id for link in _list_links(connection, caller)):
            raise NotFound("You have no link of your calendar with that id; the list of links shows them.")
        at = clock.iso_ms(hub.now_ms())
        connection.execute(update(server_tables.calendar).where(_L.id == link_id).values(revoked_at=at))


def open_link(hub: Hub, secret: str) -> tuple[str, Caller] | None:
    """Return a link's id and for whom it reads; None for an unknown one, or one that ended.

    Once a day it is noted that it was read, so that its owner sees which links are in use.
    """
    with hub.reading() as connection:
        row = connection.execute(_OPEN, {"hash": hash_secret(secret)}).one_or_none()
    if row is None:
        return None
    today = hub.now().date().isoformat()
    if row.read_on != today:
        with hub.writing() as connection:
            connection.execute(update(server_tables.calendar).where(_L.id == row.link).values(read_on=today))
    return row.link, Caller(row.id, row.name, row.token, row.team, bool(row.everywhere), row.board)


def _list_links(connection: Connection, caller: Caller) -> list[CalendarLink]:
    query = _select_valid(caller.account).order_by(_L.made_at, _L.id)
    if caller.board is not None:  # its owner's other machines are none of its business
        query = query.where(_T.board == caller.board)
    rows = connection.execute(query)
    return [CalendarLink(row.id, row.made_at, row.read_on, row.token == caller.token_id) for row in rows]


def _select_valid(account: str) -> Select[tuple[str, str, str, str]]:
    return (
        select(_L.id, _L.made_at, _L.read_on, _L.token)
        .join_from(server_tables.calendar, server_tables.token, _L.token == _T.id)
        .where(_T.account == account, _L.revoked_at.is_(None), _T.revoked_at.is_(None))
    )
