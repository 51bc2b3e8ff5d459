"""Boards on a server: which somebody may see, and how one comes here from the device on which it was made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, or_, select, update

from kanban.domain import clock, text
from kanban.domain.change import MEMBER, Step
from kanban.domain.ids import new_id
from kanban.domain.traffic import Stopped
from kanban.store import checked
from kanban.store.hub import tables
from kanban.store.hub.accepting import advance, progress_of
from kanban.store.hub.accounts import OPENING, Account, Caller, account_of, enrol, find_account, join, member_of
from kanban.store.hub.desk import EVERYBODY, Desk
from kanban.store.hub.opening import one_at_a_time
from kanban.store.hub.places import Row, board_of, glanced, locked

if TYPE_CHECKING:
    from kanban.store.hub.opening import Hub

_B, _M, _A = tables.board.c, tables.membership.c, tables.account.c


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
    """Who the caller is on it; empty while it is being published."""
    team: str
    role: str


def boards_of(hub: Hub, caller: Caller) -> list[BoardInfo]:
    """Return the boards that somebody may see, by name."""
    mine = select(_M.board).where(_M.account == caller.account)
    own = (_B.publisher == caller.account) & (_B.state == "publishing")
    with hub.reading() as connection:
        ids = connection.execute(select(_B.id).where(or_(_B.id.in_(mine), own))).scalars().all()
        found = [info for board in ids if (info := _info(hub, connection, glanced(connection, board), caller))]
    return sorted(found, key=lambda info: (text.fold(info.name), info.id))


def board_info(hub: Hub, caller: Caller, board: str) -> BoardInfo:
    """Return one board as somebody sees it; raises Stopped."""
    with hub.reading() as connection:
        row = glanced(connection, board)
        member_of(hub, connection, row, caller)
        return _told(hub, connection, row, caller)


def _info(hub: Hub, connection: Connection, row: Row, caller: Caller) -> BoardInfo | None:
    try:
        return _told(hub, connection, row, caller)
    except Stopped:
        return None


def _told(hub: Hub, connection: Connection, row: Row, caller: Caller) -> BoardInfo:
    member = member_of(hub, connection, row, caller)
    name = board_of(hub, connection, row).name
    if member is None:
        team = connection.execute(select(_A.team).where(_A.id == caller.account)).scalar_one()
        return BoardInfo(row.id, name, row.head, row.epoch, row.state, "", team, "lead")
    who = member.id, member.team, member.role
    return BoardInfo(row.id, name, row.head, row.epoch, row.state, *who)


def create_board(
    hub: Hub,
    caller: Caller,
    board: str,
    device: str,
    mapping: Mapping[str, str] | None = None,
) -> BoardInfo:
    """Make room for a board that a device publishes; until it is finished only its publisher reaches it.

    `mapping` says which of its members are which accounts, by name or id. Asked again by the same publisher it goes on
    where it was. Raises Stopped where the board is here and not the caller's to publish, NotFound for an unknown account.
    """
    now = hub.now_ms()
    if checked.identity(board) is None:
        raise Stopped("invalid", "A board has a UUID for its id.")
    with hub.writing() as connection:
        connection.execute(select(_A.id).where(_A.id == caller.account).with_for_update())
        found = connection.execute(select(_B.id).where(_B.id == board)).scalar()
        chosen = {local: find_account(connection, name).id for local, name in (mapping or {}).items()}
        if found is None:
            connection.execute(
                insert(tables.board),
                {
                    "id": board, "epoch": new_id(), "state": "publishing", "publisher": caller.account, "device": new_id(),
                    "mapping": json.dumps(chosen), "made_at": clock.iso_ms(now), "head": 0, "tip": "", "digest": "0",
                    "structure": 0, "stamp": "", "dseq": 0,
                },
            )  # fmt: skip
        row = locked(connection, board)
        if row.state == "publishing" and row.publisher == caller.account:
            progress_of(connection, caller, board, device, now)
            if chosen:
                connection.execute(update(tables.board).where(_B.id == board).values(mapping=json.dumps(chosen)))
        return _told(hub, connection, row, caller)


def finish_publishing(hub: Hub, caller: Caller, board: str, device: str, dseq: int) -> BoardInfo:
    """Open a board once all of it is here; `dseq` is the last number that the device gave a change of it.

    Members become accounts by the mapping, else by name; who published is a lead. Raises Stopped; finished again it answers
    the same.
    """
    now = hub.now_ms()
    with hub.writing() as connection:
        desk = Desk(hub, connection, locked(connection, board), now)
        member_of(hub, connection, desk.row, caller)
        if desk.row.state == "publishing":
            progress = progress_of(connection, caller, board, device, now)
            if dseq < progress.high:
                raise Stopped("device_forked", "This device has sent more of the board than it says: it was restored.")
            progress.high = dseq
            advance(connection, caller, board, progress, now)
            _open(desk, caller)
        info = _told(hub, connection, desk.row, caller)
    hub.tell(board, desk.row.head)
    return info


def _open(desk: Desk, caller: Caller) -> None:
    connection, row = desk.connection, desk.row
    one_at_a_time(connection, OPENING)
    everybody = {each.id: each for each in map(account_of, connection.execute(select(tables.account)))}
    taken: set[str] = set()
    for member, account in json.loads(row.mapping).items():
        known = desk.board.member(member)
        if account in everybody and account not in taken and known is not None and not known.deleted:
            enrol(desk, account, member)
            taken.add(account)
    publisher = everybody[caller.account]
    member = join(desk, publisher, role="lead")
    lead = desk.board.member(member)
    if lead is None or lead.role != "lead":
        desk.write_own([Step(MEMBER, member, {"role": "lead"}, "join")], "join", EVERYBODY)
    for account in sorted(everybody.values(), key=_in_order):
        if account.everywhere:
            join(desk, account)
    row.state = "open"
    desk.write()


def _in_order(account: Account) -> tuple[str, str]:
    return account.made_at, account.id
