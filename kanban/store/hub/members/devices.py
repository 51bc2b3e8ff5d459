"""The machines that sign in to a board: who sees them, and who takes a board, or the whole server, away from them.

A lead has power over the board only: they can take it away from a machine. Only the machine's owner and the operator of
the server can sign it out of the server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from kanban.domain import clock
from kanban.domain.errors import NotFound
from kanban.domain.permissions import Forbidden, require_role
from kanban.protocol.types import SignIn, Stopped
from kanban.store.hub import codes, server_tables
from kanban.store.hub.board_rows import board_of, lock_row, read_row
from kanban.store.hub.members.accounts import Caller, member_of

if TYPE_CHECKING:
    from kanban.domain.board import Member
    from kanban.store.hub.server_database import Hub

_T, _D, _M, _P, _X = (
    server_tables.token.c,
    server_tables.device.c,
    server_tables.membership.c,
    server_tables.progress.c,
    server_tables.barred.c,
)


def devices(hub: Hub, caller: Caller, board: str) -> list[SignIn]:
    """Return the sign-ins of a board's members, oldest first: all of them for a lead, for others their own."""
    with hub.reading() as connection:
        row = read_row(connection, board)
        me = member_of(hub, connection, row, caller)
        query = (
            select(_T.id, _T.account, _T.made_at, _T.revoked_at, _M.member)
            .join_from(
                server_tables.token,
                server_tables.membership,
                (_M.account == _T.account) & (_M.board == board),
                isouter=True,
            )
            .where(_match_opening(board))
            .order_by(_T.made_at, _T.id)
        )
        if me is not None and me.role == "lead":
            others = _M.member.is_not(None) & _T.revoked_at.is_(None)
            query = query.where((_T.account == caller.account) | others)
        else:
            query = query.where(_T.account == caller.account)
        if caller.board is not None:  # its owner's other machines are none of its business
            query = query.where((_T.account != caller.account) | (_T.board == caller.board))
        tokens = connection.execute(query).all()
        devices_of: dict[str, list[str]] = {token.id: [] for token in tokens}
        last_seen: dict[str, str] = {}
        for token in connection.execute(
            select(_D.token, _P.device, _P.at)
            .join_from(server_tables.progress, server_tables.device, _D.id == _P.device)
            .where(_P.board == board, _D.token.in_(list(devices_of)))
            .order_by(_P.device)
        ):
            devices_of[token.token].append(token.device)
            last_seen[token.token] = max(token.at, last_seen.get(token.token, ""))
        barred = set(connection.execute(select(_X.token).where(_X.board == board)).scalars())
        known = board_of(hub, connection, row)
    return [
        SignIn(
            token.id,
            known.find_person_name(token.member) if token.member else caller.name,
            tuple(devices_of[token.id]),
            token.made_at,
            max(token.made_at, last_seen.get(token.id, "")),
            revoked=token.revoked_at is not None,
            own=token.id == caller.token_id,
            mine=token.account == caller.account,
            barred=token.id in barred,
        )
        for token in tokens
    ]


def _match_opening(board: str) -> ColumnElement[bool]:
    """Return the condition for tokens that are not limited to another board."""
    return _T.board.is_(None) | (_T.board == board)


# -- signing out of the server


def revoke_as(hub: Hub, caller: Caller, token: str) -> None:
    """Sign one of the caller's machines out of the server; from others, take away the boards that the caller leads.

    Machines of version 0.1.0 use one request for both. Raises Forbidden for anything else, whether it exists or not.
    """
    at = clock.iso(hub.now())
    with hub.writing() as connection:
        owner = connection.execute(select(_T.account, _T.board).where(_T.id == token)).one_or_none()
        if owner is not None and _may_end(caller, owner.account, owner.board):
            codes.end_codes_of_tokens(connection, [token], at)
            connection.execute(
                update(server_tables.token).where(_T.id == token, _T.revoked_at.is_(None)).values(revoked_at=at)
            )
            return
        theirs = select(_M.board).where(_M.account == (owner.account if owner else ""))
        both = theirs.where(_M.board.in_(select(_M.board).where(_M.account == caller.account)))
        led = [board for board in connection.execute(both).scalars().all() if _is_lead(hub, connection, board, caller)]
        if not led:
            raise Forbidden("Only its owner, or whoever keeps the server, may sign a machine out of it.")
        for board in led:
            _bar(connection, caller, board, token, at)


def _may_end(caller: Caller, account: str, board: str | None) -> bool:
    """Whether a token is the caller's to end. A token for a single board may end only those for the same board."""
    return account == caller.account and caller.board in {None, board}


def _is_lead(hub: Hub, connection: Connection, board: str, caller: Caller) -> bool:
    try:
        member = member_of(hub, connection, read_row(connection, board), caller)
    except Stopped:  # removed from it, or it is being published by somebody else
        return False
    return member is not None and member.role == "lead"


# -- taking a board from a machine, and giving it back


def bar(hub: Hub, caller: Caller, board: str, token: str) -> None:
    """Take a board away from a machine: leads from anybody's, others from their own.

    Machines signed in with its codes lose the board too, and the invitations that it made end. Raises Stopped,
    Forbidden, NotFound.
    """
    at = clock.iso(hub.now())
    with hub.writing() as connection:
        me, owner = _check_machine(hub, connection, caller, board, token)
        if owner != caller.account:
            require_role(me, "lead", "take the board from somebody else's machine")
        _bar(connection, caller, board, token, at)


def admit(hub: Hub, caller: Caller, board: str, token: str) -> None:
    """Give a board back to a machine. Leads may. Raises Stopped, Forbidden, NotFound."""
    with hub.writing() as connection:
        me, _ = _check_machine(hub, connection, caller, board, token)
        require_role(me, "lead", "give the board back to a machine")
        connection.execute(server_tables.barred.delete().where(_X.board == board, _X.token == token))


def _check_machine(hub: Hub, connection: Connection, caller: Caller, board: str, token: str) -> tuple[Member, str]:
    """Return the caller's member, and the account of a machine; raises NotFound if it is not on the board."""
    me = member_of(hub, connection, lock_row(connection, board), caller)
    owner = connection.execute(
        select(_T.account)
        .join_from(server_tables.token, server_tables.membership, (_M.account == _T.account) & (_M.board == board))
        .where(_T.id == token, _match_opening(board))
    ).scalar()
    if owner is None or me is None or (owner != caller.account and me.role != "lead"):
        raise NotFound("No machine of this board has that id; the list of devices shows them.")
    return me, owner


def _bar(connection: Connection, caller: Caller, board: str, token: str, at: str) -> None:
    codes.end_codes_of_tokens(connection, [token], at, board)
    is_barred = connection.execute(select(func.count()).where(_X.board == board, _X.token == token)).scalar_one()
    if not is_barred:
        values = {"board": board, "token": token, "by": caller.account, "at": at}
        connection.execute(insert(server_tables.barred), values)
