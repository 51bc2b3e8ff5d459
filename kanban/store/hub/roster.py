"""Everybody who may sign in, for whoever runs the server."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from kanban.store.hub import tables
from kanban.store.hub.accounts import Account, account_of

if TYPE_CHECKING:
    from kanban.store.hub.opening import Hub

_A, _T, _D, _M, _P = tables.account.c, tables.token.c, tables.device.c, tables.membership.c, tables.progress.c


@dataclass(frozen=True, slots=True)
class Token:
    """What one machine signs in with."""

    id: str
    devices: int
    """How many device ids it has borne."""
    made_at: str
    seen_at: str
    """When it last offered changes, or was made."""
    revoked_at: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """An account with what it reaches."""

    account: Account
    boards: int
    tokens: tuple[Token, ...]
    """The oldest first."""


def roster(hub: Hub) -> list[Person]:
    """Return every account, the oldest first."""
    with hub.reading() as connection:
        accounts = [account_of(row) for row in connection.execute(select(tables.account).order_by(_A.made_at, _A.id))]
        boards = _by_id(connection.execute(select(_M.account, func.count()).group_by(_M.account)))
        devices = _by_id(connection.execute(select(_D.token, func.count()).group_by(_D.token)))
        seen = _by_id(connection.execute(select(_P.token, func.max(_P.at)).group_by(_P.token)))
        tokens: dict[str, list[Token]] = {}
        for row in connection.execute(select(tables.token).order_by(_T.made_at, _T.id)):
            at = max(row.made_at, seen.get(row.id, ""))
            token = Token(row.id, devices.get(row.id, 0), row.made_at, at, row.revoked_at)
            tokens.setdefault(row.account, []).append(token)
    return [Person(each, boards.get(each.id, 0), tuple(tokens.get(each.id, ()))) for each in accounts]


def _by_id(rows: Iterable[Any]) -> dict[str, Any]:
    """Return rows of two columns as a dictionary."""
    return {row[0]: row[1] for row in rows}
