"""How somebody gets to a board: by invitation of a lead or a publisher, or with another machine of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, select

from kanban.domain import clock
from kanban.domain.acts import board_verbs
from kanban.domain.board import ROLES, TEAMS, Member
from kanban.domain.errors import Refused
from kanban.domain.ids import new_id
from kanban.domain.permissions import require_role
from kanban.domain.values import text
from kanban.protocol.types import Stopped
from kanban.store.hub import codes, quotas, server_tables
from kanban.store.hub.board_rows import board_of, lock_row, read_row
from kanban.store.hub.members.accounts import (
    Account,
    Caller,
    account_of,
    add_row,
    add_token,
    join,
    member_id,
    member_of,
    tell_name,
)
from kanban.store.hub.transaction import BoardTransaction

if TYPE_CHECKING:
    from kanban.store.hub.server_database import Hub

_T, _M, _A, _B = server_tables.token.c, server_tables.membership.c, server_tables.account.c, server_tables.board.c
_I, _X = server_tables.invitation.c, server_tables.barred.c


# -- codes


def invite(hub: Hub, caller: Caller, board: str, name: str, team: str, role: str = "member") -> str:
    """Return a code, valid once and for 48 hours, with which somebody becomes a member of a board. Leads may.

    If a member without an account has that name, whoever redeems the code becomes that member. If all machines of a
    member were signed out of the server, as after a lost laptop, they sign in again with it, to this board only. Raises
    Stopped, UsageFault, and Refused when the name is taken.
    """
    now = hub.now_ms()
    plain = board_verbs.read_name(name, "member")
    with hub.writing() as connection:
        transaction = BoardTransaction(hub, connection, lock_row(connection, board), now)
        require_role(_member(hub, transaction, caller), "lead", "invite people")
        by = {"by": caller.account, "token": caller.token_id, "board": board}
        rows = connection.execute(select(_M.member, _M.account).where(_M.board == board))
        claimed = {row.member: row.account for row in rows}
        same = next((member for member in transaction.board.members if member.is_named(plain)), None)
        if same is not None and same.id in claimed:
            account = claimed[same.id]
            machines = select(_T.id).where(_T.account == account, _T.revoked_at.is_(None))
            if tokens := connection.execute(machines).scalars().all():
                barred = select(_X.token).where(_X.board == board, _X.token.in_(tokens))
                lost = len(connection.execute(barred).all()) == len(tokens)
                how = "give the board back to one of their machines, or choose another name"
                else_ = "choose another name, or have whoever keeps the server sign out the machines that are lost"
                raise Refused(f"{same.name} signs in already; {how if lost else else_}.")
            return codes.make_code(connection, now, name=same.name, account=account, **by)
        if same is not None:  # what was prepared for an account gives way to this
            connection.execute(server_tables.invitation.delete().where(_I.board == board, _I.member == same.id))
        choices = board_verbs.read_choice(team, TEAMS, "A team"), board_verbs.read_choice(role, ROLES, "A role")
        return codes.make_code(connection, now, name=plain, team=choices[0], role=choices[1], **by)


def invite_another_device(hub: Hub, caller: Caller) -> str:
    """Return a code, valid once and for 48 hours, with which another machine of the same person signs in.

    It opens only boards that the asking machine can open.
    """
    now = hub.now_ms()
    with hub.writing() as connection:
        return codes.make_code(
            connection,
            now,
            by=caller.account,
            token=caller.token_id,
            name=caller.name,
            account=caller.account,
            board=caller.board,
        )


def redeem(hub: Hub, code: str) -> tuple[str, Caller]:
    """Trade a code for a token; returns it with whom it signs in.

    Raises NotFound for an invalid code, and Stopped when the account has too many machines: then the code stays valid.
    """
    now = hub.now_ms()
    transaction: BoardTransaction | None = None
    with hub.writing() as connection:
        row = codes.use_code(connection, code, now)
        if row.account is not None:
            account = account_of(connection.execute(select(server_tables.account).where(_A.id == row.account)).one())
            quotas.check_machines(connection, account.id, now)
            token_id, token = add_token(connection, account.id, now, row.board)
            _inherit(connection, row.token, token_id)
        else:
            transaction = BoardTransaction(hub, connection, lock_row(connection, row.board), now)
            if not _is_still_lead(hub, transaction, Caller(row.by, "", row.token or "")):
                raise codes.build_unknown_code_error()
            account = Account(
                new_id(), row.name, is_everywhere=False, team=row.team, role=row.role, made_at=clock.iso_ms(now)
            )
            add_row(connection, account)
            join(transaction, account, team=account.team, role=account.role)
            transaction.write()
            token_id, token = add_token(connection, account.id, now)
    if transaction is not None:
        hub.tell(transaction.row.id, transaction.row.head)
    return token, Caller(account.id, account.name, token_id)


def _inherit(connection: Connection, maker: str | None, token: str) -> None:
    """Bar a new machine from the boards that the maker of its code is barred from."""
    rows = connection.execute(select(server_tables.barred).where(_X.token == maker)).mappings().all() if maker else []
    if rows:
        connection.execute(insert(server_tables.barred), [dict(row) | {"token": token} for row in rows])


def _is_still_lead(hub: Hub, transaction: BoardTransaction, maker: Caller) -> bool:
    try:
        member = member_of(hub, transaction.connection, transaction.row, maker)
    except Stopped:
        return False
    return member is not None and member.role == "lead"


# -- what was prepared for an account


@dataclass(frozen=True, slots=True)
class BoardInvitation:
    """A board that an account may join, and as which member, because its publisher said so."""

    board: str
    name: str
    """The board's."""
    by: str
    """Who invited, by account name."""
    member: str
    team: str
    role: str


def prepare(transaction: BoardTransaction, caller: Caller, account: str, member: str) -> None:
    """Invite an account to become a member of the board, once it accepts."""
    values = {"board": transaction.row.id, "account": account, "member": member, "by": caller.account}
    transaction.connection.execute(insert(server_tables.invitation), values | {"at": clock.iso_ms(transaction.now_ms)})


def invitations(hub: Hub, caller: Caller) -> list[BoardInvitation]:
    """Return the caller's valid invitations, by board name."""
    with hub.reading() as connection:
        rows = connection.execute(select(_I.board).where(_I.account == caller.account)).scalars().all()
        valid = [invitation for board in rows if (invitation := _find_invitation(hub, connection, board, caller))]
    return sorted(valid, key=lambda invitation: (text.fold(invitation.name), invitation.board))


def _find_invitation(hub: Hub, connection: Connection, board: str, caller: Caller) -> BoardInvitation | None:
    """Return an account's invitation to a board; None if its maker no longer leads the board, or the seat is taken."""
    if caller.board is not None:
        return None
    query = select(server_tables.invitation).where(_I.board == board, _I.account == caller.account)
    invitation = connection.execute(query).one_or_none()
    row = read_row(connection, board) if invitation else None
    if invitation is None or row is None or row.state != "open":
        return None
    known = board_of(hub, connection, row)
    member = known.get_member(invitation.member)
    taken_seats = select(_M.account).where(
        _M.board == board, (_M.member == invitation.member) | (_M.account == caller.account)
    )
    maker = connection.execute(select(_M.member).where(_M.board == board, _M.account == invitation.by)).scalar()
    lead = known.get_member(maker) if maker else None
    if lead is None or lead.deleted or lead.role != "lead":
        return None
    if member is None or member.deleted or connection.execute(taken_seats).first() is not None:
        return None
    return BoardInvitation(board, known.name, tell_name(connection, invitation.by), member.id, member.team, member.role)


def enter(hub: Hub, caller: Caller, board: str) -> None:
    """Make the caller a member of a board to which they were invited, or which their account may open; raises Stopped.

    For a member it does nothing.
    """
    now = hub.now_ms()
    with hub.writing() as connection:
        transaction = BoardTransaction(hub, connection, lock_row(connection, board), now)
        membership = select(_M.member).where(_M.board == board, _M.account == caller.account)
        invited = _find_invitation(hub, connection, board, caller)
        allowed = invited is not None or (
            caller.is_everywhere and caller.board is None and transaction.row.state == "open"
        )
        if connection.execute(membership).first() is not None or not allowed:
            member_id(connection, transaction.row, caller)
            return
        account = account_of(connection.execute(select(server_tables.account).where(_A.id == caller.account)).one())
        join(transaction, account, member=invited.member if invited else "")
        transaction.write()
    hub.tell(board, transaction.row.head)


def open_first(hub: Hub, caller: Caller, board: str) -> None:
    """Let an account that may open every board become a member of one when it first opens it."""
    if not caller.is_everywhere or caller.board is not None:
        return
    with hub.reading() as connection:
        membership = select(_M.member).where(_M.board == board, _M.account == caller.account)
        is_open = select(_B.id).where(_B.id == board, _B.state == "open")
        first = connection.execute(membership).first() is None and connection.execute(is_open).first() is not None
    if first:
        enter(hub, caller, board)


def _member(hub: Hub, transaction: BoardTransaction, caller: Caller) -> Member:
    """Return the caller's member on an open board; raises Refused while it is being published."""
    member = member_of(hub, transaction.connection, transaction.row, caller)
    if member is None:
        raise Refused("The board is still being published; finish that first.")
    return member
