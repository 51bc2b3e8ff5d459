"""Codes that become tokens: an invitation to a board, a further machine of one's own; and the tokens that came of them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, func, insert, select, update

from kanban.domain import board_verbs, clock
from kanban.domain.board import ROLES, TEAMS, Member
from kanban.domain.errors import NotFound, Refused
from kanban.domain.ids import new_id
from kanban.domain.rules import Forbidden, may
from kanban.domain.traffic import Stopped
from kanban.store.hub import tables
from kanban.store.hub.accounts import Account, Caller, add_row, add_token, find_account, hashed, join, member_of
from kanban.store.hub.desk import Desk
from kanban.store.hub.places import glanced, locked

if TYPE_CHECKING:
    from kanban.store.hub.opening import Hub

VALID_MS = 48 * 3_600_000
"""How long a code is good."""

_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
_CODE, _T, _D, _M, _P = tables.code.c, tables.token.c, tables.device.c, tables.membership.c, tables.progress.c
_A, _B = tables.account.c, tables.board.c


@dataclass(frozen=True, slots=True)
class SignIn:
    """A token of somebody, and the devices that use it."""

    id: str
    """The token's."""
    name: str
    """The account's."""
    devices: tuple[str, ...]
    made_at: str
    seen_at: str
    """When one of its devices last pushed, or when it was made."""
    revoked: bool
    own: bool
    """It is the one that asks."""


def invite(hub: Hub, caller: Caller, board: str, name: str, team: str, role: str = "member") -> str:
    """Return a code, good once and for 48 hours, with which somebody becomes a member of a board. Leads may.

    Where a member without an account bears that name, whoever redeems it becomes that member; where all devices of a member
    were revoked, as after the loss of a laptop, they sign in again with it. Raises Stopped, UsageFault, and Refused where the
    name is taken.
    """
    now = hub.now_ms()
    plain = board_verbs.name_of(name, "member")
    with hub.writing() as connection:
        desk = Desk(hub, connection, locked(connection, board), now)
        may(_member(hub, desk, caller), "lead", "invite people")
        rows = connection.execute(select(_M.member, _M.account).where(_M.board == board))
        claimed = {row.member: row.account for row in rows}
        same = next((m for m in desk.board.members if m.id in claimed and m.answers_to(plain)), None)
        if same is not None:
            account = claimed[same.id]
            if connection.execute(select(_T.id).where(_T.account == account, _T.revoked_at.is_(None))).first():
                raise Refused(
                    f"{same.name} signs in already; revoke their device first where it is lost, or choose another name."
                )
            everywhere = connection.execute(select(_M.board).where(_M.account == account)).scalars().all()
            if not all(_leads(hub, connection, each, caller) for each in everywhere):
                raise Refused(  # the code would open those boards to whoever holds it
                    f"{same.name} is also on a board that you do not lead; ask a lead of all of them, or whoever runs the server."
                )
            return _add_code(connection, caller, same.name, "", "", now, account=account)
        asked = board_verbs.choice(team, TEAMS, "A team"), board_verbs.choice(role, ROLES, "A role")
        return _add_code(connection, caller, plain, *asked, now, board=board)


def another_device(hub: Hub, caller: Caller) -> str:
    """Return a code, good once and for 48 hours, with which another machine signs in as the same person."""
    now = hub.now_ms()
    with hub.writing() as connection:
        return _add_code(connection, caller, caller.name, "", "", now, account=caller.account)


def _add_code(
    connection: Connection,
    caller: Caller,
    name: str,
    team: str,
    role: str,
    now_ms: int,
    *,
    board: str | None = None,
    account: str | None = None,
) -> str:
    code = "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(5))
    connection.execute(
        insert(tables.code),
        {
            "hash": hashed(_plain(code)), "account": account, "board": board, "name": name, "team": team, "role": role,
            "by": caller.account, "until_ms": now_ms + VALID_MS,
        },
    )  # fmt: skip
    return code


def _plain(code: str) -> str:
    """Return a code as it is compared: however it was typed."""
    return code.strip().lower().replace("-", "").replace(" ", "").translate(str.maketrans("oil", "011"))


def redeem(hub: Hub, code: str) -> tuple[str, Caller]:
    """Trade a code for a token; returns it with whom it signs in. Raises NotFound for a code that is not good (any more)."""
    now = hub.now_ms()
    head, board = 0, None
    with hub.writing() as connection:
        # The row is locked by the update itself: of two who redeem at once one finds it used.
        used = update(tables.code).values(used_at=clock.iso_ms(now))
        good = _CODE.used_at.is_(None) & (_CODE.until_ms > now) & (_CODE.hash == hashed(_plain(code)))
        if connection.execute(used.where(good)).rowcount != 1:
            raise NotFound(
                "That code is unknown, was used, or is older than 48 hours; ask whoever gave it for a new one."
            )
        found = connection.execute(select(tables.code).where(_CODE.hash == hashed(_plain(code)))).one()
        board = found.board
        if found.account is not None:
            account = find_account(connection, found.account)
        else:
            account = Account(
                new_id(), found.name, everywhere=False, team=found.team, role=found.role, made_at=clock.iso_ms(now)
            )
            add_row(connection, account)
        if board is not None:
            desk = Desk(hub, connection, locked(connection, board), now)
            join(desk, account, team=account.team, role=account.role)
            desk.write()
            head = desk.row.head
        token_id, token = add_token(connection, account.id, now)
    if board is not None:
        hub.tell(board, head)
    return token, Caller(account.id, account.name, token_id)


def devices(hub: Hub, caller: Caller, board: str) -> list[SignIn]:
    """Return the sign-ins of a board's members, the oldest first: all of them for a lead, for others their own."""
    with hub.reading() as connection:
        row = glanced(connection, board)
        member = member_of(hub, connection, row, caller)
        tokens = (
            select(_T.id, _T.account, _T.made_at, _T.revoked_at, _A.name)
            .join_from(tables.token, tables.account, _A.id == _T.account)
            .order_by(_T.made_at, _T.id)
        )
        if member is not None and member.role == "lead":
            tokens = tokens.where(_T.account.in_(select(_M.account).where(_M.board == board)))
        else:
            tokens = tokens.where(_T.account == caller.account)
        found = connection.execute(tokens).all()
        own: dict[str, list[str]] = {each.id: [] for each in found}
        for each in connection.execute(select(_D.id, _D.token).where(_D.token.in_(list(own))).order_by(_D.id)):
            own[each.token].append(each.id)
        pushed = select(_P.token, func.max(_P.at).label("at")).where(_P.token.in_(list(own))).group_by(_P.token)
        seen = {each.token: each.at for each in connection.execute(pushed)}
    return [
        SignIn(
            each.id,
            each.name,
            tuple(own[each.id]),
            each.made_at,
            max(each.made_at, seen.get(each.id, "")),
            revoked=each.revoked_at is not None,
            own=each.id == caller.token_id,
        )
        for each in found
    ]


_SHARED = (
    select(_M.board)
    .where(_M.account == bindparam("theirs"))
    .where(_M.board.in_(select(_M.board).where(_M.account == bindparam("mine"))))
)


def revoke_as(hub: Hub, caller: Caller, token: str) -> None:
    """Make a token worthless: one's own, or as a lead that of a member of one's board. Raises NotFound or Forbidden."""
    at = clock.iso(hub.now())
    with hub.writing() as connection:
        owner = connection.execute(select(_T.account).where(_T.id == token)).scalar()
        if owner is None:
            raise NotFound("No sign-in has that id; the list of devices shows them.")
        if owner != caller.account:
            shared = connection.execute(_SHARED, {"theirs": owner, "mine": caller.account}).scalars().all()
            if not any(_leads(hub, connection, board, caller) for board in shared):
                raise Forbidden("Only a lead of a board that both are on may sign somebody else's machine out.")
        done = update(tables.token).where(_T.id == token, _T.revoked_at.is_(None)).values(revoked_at=at)
        connection.execute(done)


def _leads(hub: Hub, connection: Connection, board: str, caller: Caller) -> bool:
    try:
        member = member_of(hub, connection, glanced(connection, board), caller)
    except Stopped:  # removed from it, or it is being published by somebody else
        return False
    return member is not None and member.role == "lead"


def _member(hub: Hub, desk: Desk, caller: Caller) -> Member:
    """Return who asks on a board that is open; raises Refused while it is published."""
    member = member_of(hub, desk.connection, desk.row, caller)
    if member is None:
        raise Refused("The board is still being published; finish that first.")
    return member
