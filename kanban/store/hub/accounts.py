"""Who may speak to this server: accounts, their tokens, and which member of a board each is."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, insert, select, update

from kanban.domain import board_verbs, clock, text
from kanban.domain.board import ROLES, TEAMS, Board, Member
from kanban.domain.change import MEMBER, Json, Step
from kanban.domain.errors import NotFound, Refused
from kanban.domain.ids import new_id
from kanban.domain.traffic import Stopped
from kanban.store.hub import tables
from kanban.store.hub.desk import EVERYBODY, Desk
from kanban.store.hub.opening import one_at_a_time
from kanban.store.hub.places import Row, board_of, locked

if TYPE_CHECKING:
    from kanban.store.hub.opening import Hub

TOKEN = "kbt_"  # noqa: S105 - what every token begins with
OPENING = "kanban boards and accounts"
"""What is done one at a time: opening a board to all accounts, and making an account a member of all open boards."""

_A, _T, _M, _B = tables.account.c, tables.token.c, tables.membership.c, tables.board.c


@dataclass(frozen=True, slots=True)
class Account:
    """A person on this server."""

    id: str
    name: str
    everywhere: bool
    """Is a member of every board that opens here."""
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
    """Of the account; on a board what the member is there counts. Empty right after a code was redeemed."""


_CALLER = (
    select(_A.id, _A.name, _T.id, _A.team)
    .join_from(tables.token, tables.account, _A.id == _T.account)
    .where(_T.hash == bindparam("hash"), _T.revoked_at.is_(None))
)
_MEMBER = select(_M.member).where(_M.board == bindparam("board"), _M.account == bindparam("account"))


def hashed(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def caller_of(hub: Hub, token: str) -> Caller | None:
    """Return who a token signs in, None for one that is unknown or revoked."""
    with hub.reading() as connection:
        found = connection.execute(_CALLER, {"hash": hashed(token)}).one_or_none()
    return Caller(*found) if found else None


def add_account(hub: Hub, name: str, team: str, role: str = "member") -> tuple[Account, str]:
    """Make an account that is a member of every board, those to come included; returns it with its token.

    On a board where a member without an account bears that name it becomes that member. Raises UsageFault, or Refused
    where an account of that name is there.
    """
    now = hub.now_ms()
    plain = board_verbs.name_of(name, "member")
    made = Account(
        new_id(), plain, everywhere=True, team=board_verbs.choice(team, TEAMS, "A team"),
        role=board_verbs.choice(role, ROLES, "A role"), made_at=clock.iso_ms(now),
    )  # fmt: skip
    heads = {}
    with hub.writing() as connection:
        one_at_a_time(connection, OPENING)
        if any(each.everywhere and text.fold(each.name) == text.fold(plain) for each in _accounts(connection)):
            raise Refused(f"There is an account called {plain} already; choose another name.")
        add_row(connection, made)
        token = add_token(connection, made.id, now)[1]
        boards = connection.execute(select(_B.id).where(_B.state == "open").order_by(_B.id)).scalars().all()
        for board in boards:
            desk = Desk(hub, connection, locked(connection, board), now)
            join(desk, made)
            desk.write()
            heads[board] = desk.row.head
    for board, head in heads.items():
        hub.tell(board, head)
    return made, token


def add_row(connection: Connection, account: Account) -> None:
    """Write a new account down."""
    connection.execute(
        insert(tables.account),
        {
            "id": account.id, "name": account.name, "everywhere": int(account.everywhere), "team": account.team,
            "role": account.role, "made_at": account.made_at,
        },
    )  # fmt: skip


def add_token(connection: Connection, account: str, now_ms: int) -> tuple[str, str]:
    """Make a token for an account; returns its id and its text, which nobody can read again."""
    token, made = TOKEN + secrets.token_urlsafe(32), new_id()
    values = {"id": made, "account": account, "hash": hashed(token), "made_at": clock.iso_ms(now_ms)}
    connection.execute(insert(tables.token), values)
    return made, token


def accounts(hub: Hub) -> list[Account]:
    """Return every account, by name."""
    with hub.reading() as connection:
        return _accounts(connection)


def _accounts(connection: Connection) -> list[Account]:
    found = [account_of(row) for row in connection.execute(select(tables.account))]
    return sorted(found, key=lambda each: (text.fold(each.name), each.id))


def account_of(row: Any) -> Account:  # noqa: ANN401 - a row of SQLAlchemy
    """Return an account of its row."""
    return Account(row.id, row.name, bool(row.everywhere), row.team, row.role, row.made_at)


def find_account(connection: Connection, name: str) -> Account:
    """Return the account with this id or name; raises NotFound, also where several bear the name."""
    found = [each for each in _accounts(connection) if each.id == name or text.fold(each.name) == text.fold(name)]
    if len(found) != 1:
        said = text.shorten(text.clean_line(name), 40)
        many = f"Several accounts are called “{said}”; name one by its id."
        raise NotFound(many if found else f"This server has no account “{said}”; kanban server member list shows them.")
    return found[0]


def revoke(hub: Hub, name: str) -> int:
    """Make tokens worthless: those of the account with this name or id, or the one with this id. Returns how many.

    Raises NotFound.
    """
    at = clock.iso(hub.now())
    with hub.writing() as connection:
        known = connection.execute(select(_T.id).where(_T.id == name)).scalar()
        which = _T.id == known if known else _T.account == find_account(connection, name).id
        done = update(tables.token).where(which, _T.revoked_at.is_(None)).values(revoked_at=at)
        return connection.execute(done).rowcount


# -- membership


def member_id(connection: Connection, row: Row, caller: Caller) -> str:
    """Return which member of a board somebody is; raises Stopped where they are none, or the board is not there yet."""
    if row.state != "open":
        if row.publisher == caller.account:
            return ""
        raise Stopped("forbidden", "That board is still being published; try again in a moment.")
    found = connection.execute(_MEMBER, {"board": row.id, "account": caller.account}).scalar()
    if found is None:
        raise Stopped("forbidden", f"{caller.name} is no member of that board; ask one of its leads for an invitation.")
    return str(found)


def member_of(hub: Hub, connection: Connection, row: Row, caller: Caller) -> Member | None:
    """Return the member of a board that somebody is, None for its publisher while it is published; raises Stopped."""
    wanted = member_id(connection, row, caller)
    if not wanted:
        return None
    return present(board_of(hub, connection, row), wanted, caller)


def present(board: Board, wanted: str, caller: Caller) -> Member:
    """Return a member who has not left; raises Stopped."""
    member = board.member(wanted)
    if member is None or member.deleted:
        raise Stopped("forbidden", f"{caller.name} is no longer a member of that board; its leads can add you again.")
    return member


def join(desk: Desk, account: Account, *, team: str = "", role: str = "") -> str:
    """Make an account a member of a board, and return which.

    A member who bears the account's name and whom no account speaks for is who it becomes, with the team and role that
    are given; else a new one is made, of the account's own team and role, under a name that is free.
    """
    connection, board = desk.connection, desk.row.id
    known = connection.execute(_MEMBER, {"board": board, "account": account.id}).scalar()
    if known is not None:
        return str(known)
    taken = set(connection.execute(select(_M.member).where(_M.board == board)).scalars())
    board_now = desk.board
    same = [m for m in board_now.members if m.id not in taken and m.answers_to(account.name)]
    own = team or account.team, role or account.role
    if same:
        member, registers = same[0].id, dict[str, Json]()
        if team and same[0].team != team:
            registers["team"] = team
        if role and same[0].role != role:
            registers["role"] = role
    else:
        member, name, number = account.id, account.name, 1
        while any(each.answers_to(name) for each in board_now.members):  # a name says whose a card is
            number += 1
            name = f"{account.name} {number}"
        registers = {"created": True, "name": name, "team": own[0], "role": own[1]}
    enrol(desk, account.id, member)
    if registers:
        desk.write_own([Step(MEMBER, member, registers, "join")], "join", EVERYBODY)
    return member


def enrol(desk: Desk, account: str, member: str) -> None:
    """Let an account be a member that the board has."""
    desk.connection.execute(insert(tables.membership), {"board": desk.row.id, "account": account, "member": member})
