"""One-time codes: what each allows, and how it ends with the machine or the membership that made it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, insert, select, update

from kanban.domain import clock
from kanban.domain.errors import NotFound
from kanban.store.hub import quotas, server_tables

if TYPE_CHECKING:
    from kanban.domain.board import Board

VALID_MS = 48 * 3_600_000
"""Milliseconds for which a code is valid."""

_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
_CODE, _T, _M = server_tables.code.c, server_tables.token.c, server_tables.membership.c
_INVITERS = (
    select(_CODE.by, _M.member)
    .join_from(
        server_tables.code, server_tables.membership, (_M.board == _CODE.board) & (_M.account == _CODE.by), isouter=True
    )
    .where(_CODE.board == bindparam("board"), _CODE.account.is_(None), _CODE.used_at.is_(None))
    .distinct()
)


def hash_secret(secret: str) -> str:
    """Return the hash under which a secret is stored."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _strip_code(code: str) -> str:
    """Return a code in the form in which codes are compared, however it was typed."""
    return code.strip().lower().replace("-", "").replace(" ", "").translate(str.maketrans("oil", "011"))


def make_code(
    connection: Connection,
    now_ms: int,
    *,
    by: str,
    token: str,
    name: str,
    team: str = "",
    role: str = "",
    board: str | None = None,
    account: str | None = None,
) -> str:
    """Return a new code of the account `by`, made with one of its tokens.

    It invites to `board`, or signs in another machine of `account`; with both, that machine opens nothing but `board`.
    Raises Stopped when the account has too many codes.
    """
    quotas.check_codes(connection, by, now_ms)
    code = "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(5))
    connection.execute(
        insert(server_tables.code),
        {
            "hash": hash_secret(_strip_code(code)), "account": account, "board": board, "name": name, "team": team,
            "role": role, "by": by, "token": token, "until_ms": now_ms + VALID_MS,
        },
    )  # fmt: skip
    return code


def use_code(connection: Connection, code: str, now_ms: int) -> Any:  # noqa: ANN401 - a row of SQLAlchemy
    """Use a code up and return its row; raises NotFound for an invalid one."""
    mine = _CODE.hash == hash_secret(_strip_code(code))
    good = mine & _CODE.used_at.is_(None) & (_CODE.until_ms > now_ms)
    # The row is locked by the update itself: of two who redeem at once one finds it used.
    if connection.execute(update(server_tables.code).where(good).values(used_at=clock.iso_ms(now_ms))).rowcount == 1:
        row = connection.execute(select(server_tables.code).where(mine)).one()
        if _can_sign_in(connection, row.by, row.token):
            return row
    raise build_unknown_code_error()


def build_unknown_code_error() -> NotFound:
    """Return the error for an invalid code."""
    return NotFound(
        "That code is unknown, was used or withdrawn, or is older than 48 hours; ask whoever gave it for a new one."
    )


def _can_sign_in(connection: Connection, account: str, token: str | None) -> bool:
    """Whether the machine that made a code still signs in; for a code of version 0.1.0, any machine of its maker."""
    mine = _T.id == token if token is not None else _T.account == account
    return connection.execute(select(_T.id).where(mine, _T.revoked_at.is_(None)).limit(1)).first() is not None


# -- how they end


def end_codes_of_tokens(connection: Connection, tokens: Collection[str], at: str, board: str | None = None) -> None:
    """End the codes that these tokens made: all of them, or only the invitations to one board."""
    which = update(server_tables.code).where(_CODE.token.in_(tokens), _CODE.used_at.is_(None))
    if board is not None:
        which = which.where(_CODE.board == board, _CODE.account.is_(None))
    connection.execute(which.values(used_at=at))


def end_codes_of_account(connection: Connection, account: str, at: str) -> None:
    """End the codes that an account made, and those that would sign in another machine of it."""
    which = (_CODE.by == account) | (_CODE.account == account)
    connection.execute(update(server_tables.code).where(which, _CODE.used_at.is_(None)).values(used_at=at))


def end_invitations_of_board(connection: Connection, board: Board, at: str) -> None:
    """End the invitations to a board whose makers no longer lead it."""
    for by, member_id in connection.execute(_INVITERS, {"board": board.id}).all():
        member = board.get_member(member_id) if member_id else None
        if member is None or member.deleted or member.role != "lead":
            which = (_CODE.board == board.id) & (_CODE.by == by) & _CODE.account.is_(None)
            connection.execute(update(server_tables.code).where(which, _CODE.used_at.is_(None)).values(used_at=at))
