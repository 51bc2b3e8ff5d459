"""Who may use this server: accounts, their tokens, and which member of a board each account is."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, delete, exists, insert, select, update

from kanban.domain import clock
from kanban.domain.acts import board_verbs
from kanban.domain.board import ROLES, TEAMS, Board, Member
from kanban.domain.change import MEMBER, Json, Step
from kanban.domain.errors import NotFound, Refused
from kanban.domain.ids import derive_id, new_id
from kanban.domain.values import text
from kanban.domain.values.dates import format_full_date
from kanban.protocol.types import Stopped
from kanban.store.hub import codes, server_tables
from kanban.store.hub.board_rows import BoardRow, board_of, lock_row
from kanban.store.hub.codes import hash_secret
from kanban.store.hub.server_database import take_turns
from kanban.store.hub.transaction import EVERYBODY, BoardTransaction

if TYPE_CHECKING:
    from kanban.store.hub.server_database import Hub

TOKEN = "kbt_"  # noqa: S105 - what every token begins with
OPENING = "kanban boards and accounts"
"""A lock for opening a board to all accounts, and for making an account a member of all open boards."""

_A, _T, _M, _B = server_tables.account.c, server_tables.token.c, server_tables.membership.c, server_tables.board.c
_I, _X = server_tables.invitation.c, server_tables.barred.c


@dataclass(frozen=True, slots=True)
class Account:
    """A person on this server."""

    id: str
    name: str
    is_everywhere: bool
    """May open every board here, and becomes a member of each when it first does."""
    team: str
    role: str
    made_at: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Who signed in with a token."""

    account: str
    name: str
    token_id: str
    team: str = field(default="", compare=False)
    """The account's team; on a board the member's team counts. Empty right after a code was redeemed."""
    is_everywhere: bool = field(default=False, compare=False)
    """The account may open every board."""
    board: str | None = field(default=None, compare=False)
    """The only board that the token opens; None for all boards of its account."""


_CALLER = (
    select(_A.id, _A.name, _T.id, _A.team, _A.everywhere, _T.board)
    .join_from(server_tables.token, server_tables.account, _A.id == _T.account)
    .where(_T.hash == bindparam("hash"), _T.revoked_at.is_(None))
)
_MEMBER = select(_M.member).where(_M.board == bindparam("board"), _M.account == bindparam("account"))
_SEAT = select(
    _M.member, exists().where(_X.board == _M.board, _X.token == bindparam("token")).label("barred")
).where(_M.board == bindparam("board"), _M.account == bindparam("account"))  # fmt: skip


def caller_of(hub: Hub, token: str) -> Caller | None:
    """Return whom a token signs in; None for an unknown or revoked one."""
    with hub.reading() as connection:
        row = connection.execute(_CALLER, {"hash": hash_secret(token)}).one_or_none()
    if row is None:
        return None
    account, name, token_id, team, everywhere, board = row
    return Caller(account, name, token_id, team, bool(everywhere), board)


def add_account(hub: Hub, name: str, team: str, role: str = "member") -> tuple[Account, str]:
    """Create an account that may open every board, present and future; returns it with its token.

    It becomes a member of the present boards at once, of future ones when it first opens them. On a board with a member
    of that name and without an account, it becomes that member. Raises UsageFault, or Refused when the name is taken.
    """
    now = hub.now_ms()
    plain = board_verbs.read_name(name, "member")
    account = Account(
        new_id(), plain, is_everywhere=True, team=board_verbs.read_choice(team, TEAMS, "A team"),
        role=board_verbs.read_choice(role, ROLES, "A role"), made_at=clock.iso_ms(now),
    )  # fmt: skip
    heads = {}
    with hub.writing() as connection:
        take_turns(connection, OPENING)
        if any(
            other.is_everywhere and text.fold_name(other.name) == text.fold_name(plain)
            for other in _select_accounts(connection)
        ):
            raise Refused(f"There is an account called {plain} already; choose another name.")
        add_row(connection, account)
        token = add_token(connection, account.id, now)[1]
        boards = connection.execute(select(_B.id).where(_B.state == "open").order_by(_B.id)).scalars().all()
        for board in boards:
            transaction = BoardTransaction(hub, connection, lock_row(connection, board), now)
            join(transaction, account)
            transaction.write()
            heads[board] = transaction.row.head
    for board, head in heads.items():
        hub.tell(board, head)
    return account, token


def add_row(connection: Connection, account: Account) -> None:
    """Write a new account."""
    connection.execute(
        insert(server_tables.account),
        {
            "id": account.id, "name": account.name, "everywhere": int(account.is_everywhere), "team": account.team,
            "role": account.role, "made_at": account.made_at,
        },
    )  # fmt: skip


def add_token(connection: Connection, account: str, now_ms: int, board: str | None = None) -> tuple[str, str]:
    """Create a token for an account, or for one of its boards; returns its id and its text, shown only once."""
    token, token_id = TOKEN + secrets.token_urlsafe(32), new_id()
    values = {
        "id": token_id,
        "account": account,
        "hash": hash_secret(token),
        "made_at": clock.iso_ms(now_ms),
        "board": board,
    }
    connection.execute(insert(server_tables.token), values)
    return token_id, token


def list_accounts(hub: Hub) -> list[Account]:
    """Return every account, by name."""
    with hub.reading() as connection:
        return _select_accounts(connection)


def _select_accounts(connection: Connection) -> list[Account]:
    everybody = [account_of(row) for row in connection.execute(select(server_tables.account))]
    return sorted(everybody, key=lambda account: (text.fold(account.name), account.id))


def account_of(row: Any) -> Account:  # noqa: ANN401 - a row of SQLAlchemy
    """Return the account in a row."""
    return Account(row.id, row.name, bool(row.everywhere), row.team, row.role, row.made_at)


def find_account(connection: Connection, name: str) -> Account:
    """Return the account with this id or name; raises NotFound, also when several have the name."""
    matches = accounts_called(connection, name)
    quoted = text.shorten(text.clean_line(name), 40)
    if not matches:
        raise NotFound(f"This server has no account “{quoted}”; kanban server member list shows them.")
    if len(matches) > 1:
        choices = ", ".join(
            f"{match.id} ({match.team}, made {format_full_date(clock.from_iso(match.made_at).date())})"
            for match in matches
        )
        raise NotFound(f"{len(matches)} accounts are called “{quoted}”; name one by its id: {choices}.")
    return matches[0]


def accounts_called(connection: Connection, name: str) -> list[Account]:
    """Return the accounts with this id or name."""
    wanted = text.fold_name(name)
    return [
        account
        for account in _select_accounts(connection)
        if account.id == name or text.fold_name(account.name) == wanted
    ]


def tell_name(connection: Connection, account: str) -> str:
    """Return an account's name for people who may not know the account.

    Anybody who leads a board can invite people under any name. Accounts that the server's operator did not create are
    marked for that, whether or not the name is taken: else a board could pretend to come from somebody else, or reveal
    who has an account.
    """
    owner = account_of(connection.execute(select(server_tables.account).where(_A.id == account)).one())
    return owner.name if owner.is_everywhere else f"{owner.name} (by invitation)"


def revoke(hub: Hub, name: str) -> int:
    """Revoke the tokens of the account with this name or id, or the token with this id; returns how many.

    Raises NotFound.
    """
    at = clock.iso(hub.now())
    with hub.writing() as connection:
        known = connection.execute(select(_T.id).where(_T.id == name)).scalar()
        if known:
            codes.end_codes_of_tokens(connection, [known], at)
            which = _T.id == known
        else:
            account = find_account(connection, name).id
            codes.end_codes_of_account(connection, account, at)
            which = _T.account == account
        done = update(server_tables.token).where(which, _T.revoked_at.is_(None)).values(revoked_at=at)
        return connection.execute(done).rowcount


# -- membership


def member_id(connection: Connection, row: BoardRow, caller: Caller) -> str:
    """Return the caller's member id on a board; raises Stopped if they have none, or the board is not open yet."""
    if row.state != "open":
        if row.publisher == caller.account and caller.board is None:
            return ""
        raise Stopped("forbidden", "That board is still being published; try again in a moment.")
    if caller.board not in {None, row.id}:
        raise Stopped("forbidden", "This machine was signed in for another board alone.")
    params = {"board": row.id, "account": caller.account, "token": caller.token_id}
    seat = connection.execute(_SEAT, params).one_or_none()
    if seat is None:
        raise Stopped(
            "forbidden", f"{caller.name} is not a member of that board; ask one of its leads for an invitation."
        )
    if seat.barred:
        raise Stopped("forbidden", "That board was taken from this machine; ask one of its leads to give it back.")
    return str(seat.member)


def member_of(hub: Hub, connection: Connection, row: BoardRow, caller: Caller) -> Member | None:
    """Return the caller's member on a board; None for its publisher while it is being published. Raises Stopped."""
    wanted = member_id(connection, row, caller)
    if not wanted:
        return None
    return require_member(board_of(hub, connection, row), wanted, caller)


def require_member(board: Board, wanted: str, caller: Caller) -> Member:
    """Return a member who has not left; raises Stopped."""
    member = board.get_member(wanted)
    if member is None or member.deleted:
        raise Stopped("forbidden", f"{caller.name} is no longer a member of that board; its leads can add you again.")
    return member


def choose_member_id(transaction: BoardTransaction, account: Account) -> str:
    """Return the member id that an account would get on a board; changes nothing.

    It is the member with the account's name, if no other account has that member or is invited to be it; else a new
    one.
    """
    connection, board = transaction.connection, transaction.board
    taken_ids = set(connection.execute(select(_M.member).where(_M.board == board.id)).scalars())
    reserved = select(_I.member).where(_I.board == board.id, _I.account != account.id)
    taken_ids.update(connection.execute(reserved).scalars())
    same = [member.id for member in board.members if member.id not in taken_ids and member.is_named(account.name)]
    if same:
        return same[0]
    # A lead may have added somebody under the account's own id, for others to become.
    return account.id if board.get_member(account.id) is None else derive_id(board.id, "member", account.id)


def join(transaction: BoardTransaction, account: Account, *, team: str = "", role: str = "", member: str = "") -> str:
    """Make an account a member of a board, and return the member's id: `member`, or else `choose_member_id`.

    An existing member gets the given team and role; a new one gets those, or the account's own, under a free name.
    """
    connection, board = transaction.connection, transaction.board
    known = connection.execute(_MEMBER, {"board": board.id, "account": account.id}).scalar()
    if known is not None:
        return str(known)
    member = member or choose_member_id(transaction, account)
    existing = board.get_member(member)
    registers = dict[str, Json]()
    if existing is not None:
        if team and existing.team != team:
            registers["team"] = team
        if role and existing.role != role:
            registers["role"] = role
    else:
        name, number = account.name, 1
        while any(other.is_named(name) for other in board.members):  # a name says whose a card is
            number += 1
            name = f"{account.name} {number}"
        own = team or account.team, role or account.role
        registers = {"created": True, "name": name, "team": own[0], "role": own[1]}
    enrol(transaction, account.id, member)
    if registers:
        transaction.write_own([Step(MEMBER, member, registers, "join")], "join", EVERYBODY)
    return member


def enrol(transaction: BoardTransaction, account: str, member: str) -> None:
    """Assign an account to an existing member."""
    connection, board = transaction.connection, transaction.row.id
    connection.execute(insert(server_tables.membership), {"board": board, "account": account, "member": member})
    lapsed = delete(server_tables.invitation).where(_I.board == board, (_I.account == account) | (_I.member == member))
    connection.execute(lapsed)
