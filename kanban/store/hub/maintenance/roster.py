"""Everybody who may sign in, and what the operator can do: issue a new token, or remove an account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, select

from kanban.domain import clock
from kanban.domain.change import MEMBER, Step
from kanban.domain.errors import Refused
from kanban.store.hub import server_tables
from kanban.store.hub.board_rows import board_of, lock_row, read_row
from kanban.store.hub.maintenance.restore_guard import end_account
from kanban.store.hub.members.accounts import OPENING, Account, account_of, add_token, find_account
from kanban.store.hub.server_database import take_turns
from kanban.store.hub.transaction import EVERYBODY, BoardTransaction

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.store.hub.server_database import Hub

_A, _B, _T, _D = server_tables.account.c, server_tables.board.c, server_tables.token.c, server_tables.device.c
_M, _P, _I = server_tables.membership.c, server_tables.progress.c, server_tables.invitation.c


@dataclass(frozen=True, slots=True)
class Token:
    """A token, with which one machine signs in."""

    id: str
    devices: int
    """How many device ids it has had."""
    made_at: str
    seen_at: str
    """When it last pushed, or when it was made."""
    revoked_at: str | None


@dataclass(frozen=True, slots=True)
class Seat:
    """A board that an account is on, and as which member."""

    board: str
    name: str
    """The board's."""
    member: str
    team: str
    role: str


@dataclass(frozen=True, slots=True)
class Person:
    """An account with its boards and tokens."""

    account: Account
    boards: tuple[Seat, ...]
    """The boards that it is a member of, by name."""
    tokens: tuple[Token, ...]
    """Oldest first."""


def has_accounts(hub: Hub) -> bool:
    """Whether this server has any account."""
    with hub.reading() as connection:
        return connection.execute(select(_A.id).limit(1)).first() is not None


def list_people(hub: Hub) -> list[Person]:
    """Return every account, oldest first."""
    with hub.reading() as connection:
        accounts = [
            account_of(row) for row in connection.execute(select(server_tables.account).order_by(_A.made_at, _A.id))
        ]
        seats = _list_seats(hub, connection)
        devices = _by_id(connection.execute(select(_D.token, func.count()).group_by(_D.token)))
        last_seen = _by_id(connection.execute(select(_P.token, func.max(_P.at)).group_by(_P.token)))
        tokens: dict[str, list[Token]] = {}
        for row in connection.execute(select(server_tables.token).order_by(_T.made_at, _T.id)):
            at = max(row.made_at, last_seen.get(row.id, ""))
            token = Token(row.id, devices.get(row.id, 0), row.made_at, at, row.revoked_at)
            tokens.setdefault(row.account, []).append(token)
    return [
        Person(account, tuple(seats.get(account.id, ())), tuple(tokens.get(account.id, ()))) for account in accounts
    ]


def issue_token(hub: Hub, name: str) -> tuple[Account, str]:
    """Create another token for the account with this name or id; its other tokens stay valid. Raises NotFound."""
    with hub.writing() as connection:
        account = find_account(connection, name)
        return account, add_token(connection, account.id, hub.now_ms())[1]


def remove_account(hub: Hub, name: str) -> tuple[Account, int]:
    """Remove an account; returns it, and from how many boards its member was removed. What it did stays.

    Its tokens and codes end at once. Raises NotFound, and Refused if it is the only lead of a board.
    """
    now, heads = hub.now_ms(), {}
    with hub.writing() as connection:
        take_turns(connection, OPENING)
        account, at = find_account(connection, name), clock.iso_ms(now)
        seats = connection.execute(select(_M.board, _M.member).where(_M.account == account.id).order_by(_M.board)).all()
        for board, member in seats:
            transaction = BoardTransaction(hub, connection, lock_row(connection, board), now)
            present = transaction.board.get_member(member)
            if transaction.row.state != "open" or present is None or present.deleted:
                continue
            _check_led(connection, transaction.board, member, account)
            transaction.write_own([Step(MEMBER, member, {"deleted": True}, "member")], "member", EVERYBODY)
            transaction.write()
            heads[board] = transaction.row.head
        end_account(connection, account.id, at)
    for board, head in heads.items():
        hub.tell(board, head)
    return account, len(heads)


def _check_led(connection: Connection, board: Board, member: str, account: Account) -> None:
    """Raise Refused if a member is the only lead of a board who can sign in."""
    claimed = set(connection.execute(select(_M.member).where(_M.board == board.id)).scalars())
    leads = {other.id for other in board.members if other.role == "lead" and other.id in claimed}
    if leads == {member}:
        raise Refused(
            f"{account.name} alone leads the board {board.name}; give it another lead first. kanban server member "
            f"token {account.id} signs a machine in for that."
        )


def _list_seats(hub: Hub, connection: Connection) -> dict[str, list[Seat]]:
    """Return the boards on which each account's member is present."""
    seats: dict[str, list[Seat]] = {}
    memberships: dict[str, list[Any]] = {}
    for row in connection.execute(select(server_tables.membership).order_by(_M.account)):
        memberships.setdefault(row.board, []).append(row)
    boards = [
        board_of(hub, connection, read_row(connection, item))
        for item in connection.execute(select(_B.id).where(_B.state == "open")).scalars().all()
    ]
    for board in sorted(boards, key=lambda item: (item.name, item.id)):
        for row in memberships.get(board.id, ()):
            member = board.get_member(row.member)
            if member is not None and not member.deleted:
                seats.setdefault(row.account, []).append(
                    Seat(board.id, board.name, member.id, member.team, member.role)
                )
    return seats


def _by_id(rows: Iterable[Any]) -> dict[str, Any]:
    """Return rows of two columns as a dictionary."""
    return {row[0]: row[1] for row in rows}
