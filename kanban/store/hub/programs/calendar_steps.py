"""A person's next steps on all of their boards, as their calendar asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from kanban.domain.values.text import clean_line
from kanban.protocol.types import Stopped
from kanban.store.hub import server_tables
from kanban.store.hub.board_rows import board_of, read_row
from kanban.store.hub.cards import card_table
from kanban.store.hub.cards.portable_sql import ask
from kanban.store.hub.cards.server_dialect import ServerDialect
from kanban.store.hub.members.accounts import Caller, member_of
from kanban.store.hub.programs.card_search import BUILDING_SECONDS
from kanban.store.search.conditions import match_any_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from sqlalchemy import Connection

    from kanban.domain.board import Board, Member
    from kanban.store.hub.interrupting import QueryStopper
    from kanban.store.hub.server_database import Hub

MOST_STEPS = 2_000
"""Next steps in one answer, those of the first days; nobody's calendar shows more."""

_M = server_tables.membership.c
_COLUMNS = (
    "id, ref, title, coalesce(company, ''), coalesce(next_step, ''), next_on, coalesce(next_time, ''), touched_at"
)


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A next step, as `store.reading.today.list_planned_steps` has it on a device, with where it stands."""

    row: tuple[str, str, str, str, str, str, str, str]
    """The card's id, ref, title and company, the step, its day and time, and when the card was touched last."""
    board: str
    """The board's name."""
    zone: tzinfo
    """The board's zone, in which its times are."""


def list_steps(hub: Hub, caller: Caller, stopper: QueryStopper) -> list[PlannedStep] | None:
    """Return the next steps of the caller's open cards on every board that they are a member of, by day and time.

    None when they are a member of no board any more. Raises Stopped while a board's cards are made ready for queries.
    """
    mine = select(_M.board).where(_M.account == caller.account).order_by(_M.board)
    steps: list[PlannedStep] = []
    is_member = False
    with hub.reading() as connection, stopper.watching(connection):
        for board_id in connection.execute(mine).scalars().all():
            try:
                row = read_row(connection, board_id)
                member = member_of(hub, connection, row, caller)
            except Stopped:  # removed from it, or it was taken from the machine that made the link
                continue
            if member is None:
                continue
            is_member = True
            board = board_of(hub, connection, row)
            if board.stages and not board.deleted:
                steps.extend(_list_of_board(connection, board, member))
    steps.sort(key=lambda step: (step.row[5], step.row[6], step.row[0]))
    return steps[:MOST_STEPS] if is_member else None


def _list_of_board(connection: Connection, board: Board, member: Member) -> Iterator[PlannedStep]:
    if not card_table.is_whole(connection, board.id):
        sentence = "A board's cards are being made ready for queries after an upgrade; ask again in a moment."
        raise Stopped("slow_down", sentence, retry_after=BUILDING_SECONDS)
    lanes = [stage for stage in board.stages if stage.side == member.team and not stage.is_closed]
    dialect, column = ServerDialect(connection, board), f"{member.team}_owner"
    names = sorted(name for name in dialect.list_distinct(column) if member.is_named(name))
    if not lanes or not names:
        return
    where = match_any_of(column, names).join_all(dialect.match_lanes(lanes))
    sql = (
        f"SELECT {_COLUMNS} FROM hub_card WHERE board = ? AND deleted = 0 AND next_on IS NOT NULL AND {where.sql} "
        f"ORDER BY next_on, coalesce(next_time, ''), id LIMIT {MOST_STEPS}"
    )
    rows: Sequence[tuple[str, ...]] = ask(connection, sql, [board.id, *where.values])
    for card, ref, title, company, step, day, time, touched_at in rows:
        yield PlannedStep((card, ref, title, company, step, day, time, touched_at), clean_line(board.name), board.zone)
