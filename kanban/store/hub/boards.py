"""Boards on a server: which ones somebody may see, and how a device publishes one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, false, insert, or_, select, update

from kanban.domain import clock
from kanban.domain.change import MEMBER, Step
from kanban.domain.ids import new_id
from kanban.domain.values import text
from kanban.protocol.types import Stopped
from kanban.store import register_checks
from kanban.store.hub import quotas, server_tables
from kanban.store.hub.board_rows import BoardRow, board_of, lock_row, read_row
from kanban.store.hub.members.accounts import (
    OPENING,
    Caller,
    account_of,
    accounts_called,
    choose_member_id,
    enrol,
    join,
    member_of,
    tell_name,
)
from kanban.store.hub.members.invitations import prepare
from kanban.store.hub.push import advance, progress_of
from kanban.store.hub.seals import list_sealed_cards
from kanban.store.hub.server_database import take_turns
from kanban.store.hub.server_key import new_ids
from kanban.store.hub.transaction import EVERYBODY, BoardTransaction

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.store.hub.server_database import Hub

_B, _M, _A = server_tables.board.c, server_tables.membership.c, server_tables.account.c


@dataclass(frozen=True, slots=True)
class BoardInfo:
    """A board as somebody who may see it does."""

    id: str
    name: str
    head: int
    epoch: str
    state: str
    """`publishing` or `open`."""
    member: str
    """The caller's member id, now or after joining; empty while the board is being published."""
    team: str
    role: str
    joined: bool = True
    """The caller is a member already; False when they become one by opening it."""
    owner: str = ""
    """The account name of whoever published it."""


def boards_of(hub: Hub, caller: Caller) -> list[BoardInfo]:
    """Return the boards that somebody may see, by name."""
    mine = select(_M.board).where(_M.account == caller.account)
    own = (_B.publisher == caller.account) & (_B.state == "publishing")
    all_open = (_B.state == "open") if caller.is_everywhere else false()
    with hub.reading() as connection:
        ids = connection.execute(select(_B.id).where(or_(_B.id.in_(mine), own, all_open))).scalars().all()
        infos = [
            info
            for board in ids
            if (info := _describe_if_visible(hub, connection, read_row(connection, board), caller))
        ]
    return sorted(infos, key=lambda info: (text.fold(info.name), info.id))


def board_info(hub: Hub, caller: Caller, board: str) -> BoardInfo:
    """Return one board as somebody sees it; raises Stopped."""
    with hub.reading() as connection:
        row = read_row(connection, board)
        member_of(hub, connection, row, caller)
        return _describe(hub, connection, row, caller)


def _describe_if_visible(hub: Hub, connection: Connection, row: BoardRow, caller: Caller) -> BoardInfo | None:
    membership = select(_M.member).where(_M.board == row.id, _M.account == caller.account)
    if caller.is_everywhere and row.state == "open" and connection.execute(membership).first() is None:
        return _describe_unopened(hub, connection, row, caller) if caller.board is None else None
    try:
        return _describe(hub, connection, row, caller)
    except Stopped:
        return None


def _describe_unopened(hub: Hub, connection: Connection, row: BoardRow, caller: Caller) -> BoardInfo:
    """Describe a board to an account that becomes a member by opening it."""
    account = account_of(connection.execute(select(server_tables.account).where(_A.id == caller.account)).one())
    board = board_of(hub, connection, row)
    member = choose_member_id(BoardTransaction(hub, connection, row, 0), account)
    known = board.get_member(member)
    team, role = (known.team, known.role) if known else (account.team, account.role)
    owner = _owner_name(connection, row, board)
    return BoardInfo(row.id, board.name, row.head, row.epoch, row.state, member, team, role, joined=False, owner=owner)


def _owner_name(connection: Connection, row: BoardRow, board: Board) -> str:
    """Return the account name of a board's publisher: on a board of their own they may be called anything."""
    mine = select(_M.member).where(_M.board == row.id, _M.account == row.publisher)
    member = board.get_member(connection.execute(mine).scalar() or "")
    return tell_name(connection, row.publisher) if member and not member.deleted else ""


def _describe(hub: Hub, connection: Connection, row: BoardRow, caller: Caller) -> BoardInfo:
    member = member_of(hub, connection, row, caller)
    board = board_of(hub, connection, row)
    name = board.name
    if member is None:
        team = connection.execute(select(_A.team).where(_A.id == caller.account)).scalar_one()
        return BoardInfo(row.id, name, row.head, row.epoch, row.state, "", team, "lead")
    who = member.id, member.team, member.role
    return BoardInfo(row.id, name, row.head, row.epoch, row.state, *who, owner=_owner_name(connection, row, board))


def create_board(
    hub: Hub,
    caller: Caller,
    board: str,
    device: str,
    mapping: Mapping[str, str] | None = None,
) -> BoardInfo:
    """Make room for a board that a device publishes; until it is finished only its publisher reaches it.

    `mapping` is member to account, by name or id: these accounts are invited once the board is open. Nobody learns
    whether the accounts exist. Calling it again continues. Raises Stopped when the board is here and the caller may not
    publish it.
    """
    now = hub.now_ms()
    if register_checks.check_identity(board) is None:
        raise Stopped("invalid", "A board has a UUID for its id.")
    if caller.board is not None:
        raise Stopped("forbidden", "This machine was signed in for one board alone and can't publish another one.")
    with hub.writing() as connection:
        connection.execute(select(_A.id).where(_A.id == caller.account).with_for_update())
        existing = connection.execute(select(_B.id).where(_B.id == board)).scalar()
        chosen = dict(mapping or {})
        if existing is None:
            quotas.check_boards(connection, caller.account)
            connection.execute(
                insert(server_tables.board),
                {
                    "id": board, "epoch": new_id(), "state": "publishing", "publisher": caller.account,
                    "device": new_ids(1)[0], "mapping": json.dumps(chosen), "made_at": clock.iso_ms(now), "head": 0,
                    "tip": "", "digest": "0", "structure": 0, "stamp": "", "dseq": 0,
                },
            )  # fmt: skip
        row = lock_row(connection, board)
        if row.state == "publishing" and row.publisher == caller.account:
            progress_of(connection, caller, board, device, now)
            if chosen:
                connection.execute(update(server_tables.board).where(_B.id == board).values(mapping=json.dumps(chosen)))
        return _describe(hub, connection, row, caller)


def finish_publishing(hub: Hub, caller: Caller, board: str, device: str, dseq: int) -> BoardInfo:
    """Open a board once all of it is here; `dseq` is the number of the device's last change to it.

    The publisher becomes a lead, as the mapping says or else by name; the accounts of the mapping are invited. Raises
    Stopped. Calling it again returns the same.
    """
    now = hub.now_ms()
    with hub.writing() as connection:
        transaction = BoardTransaction(hub, connection, lock_row(connection, board), now)
        member_of(hub, connection, transaction.row, caller)
        if transaction.row.state == "publishing":
            progress = progress_of(connection, caller, board, device, now)
            if dseq < progress.high:
                raise Stopped("device_forked", "This device has sent more of the board than it says: it was restored.")
            progress.high = dseq
            advance(connection, caller, board, progress, now)
            _open_board(transaction, caller)
        info = _describe(hub, connection, transaction.row, caller)
    hub.tell(board, transaction.row.head)
    return info


def _open_board(transaction: BoardTransaction, caller: Caller) -> None:
    connection, row = transaction.connection, transaction.row
    take_turns(connection, OPENING)
    chosen: dict[str, str] = {}
    for member, name in json.loads(row.mapping).items():
        matches = accounts_called(connection, name)
        known = transaction.board.get_member(member)
        if len(matches) == 1 and matches[0].id not in chosen and known is not None and not known.deleted:
            chosen[matches[0].id] = member
    own = chosen.pop(caller.account, "")
    if own:
        enrol(transaction, caller.account, own)
    for account, member in chosen.items():
        prepare(transaction, caller, account, member)
    publisher = account_of(connection.execute(select(server_tables.account).where(_A.id == caller.account)).one())
    member = join(transaction, publisher, role="lead")
    lead = transaction.board.get_member(member)
    if lead is None or lead.role != "lead":
        transaction.write_own([Step(MEMBER, member, {"role": "lead"}, "join")], "join", EVERYBODY)
    row.state = "open"
    transaction.opened_cards = list_sealed_cards(connection, row.id)
    transaction.write()
