"""What a member promised, out of the tables: planned steps by an index, cards without one from the member's lanes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from kanban.domain import permissions
from kanban.domain.board import Board, Member
from kanban.domain.values import moments, text
from kanban.domain.waiting.today import DueSteps, Section, TodayRow, find_section, find_week_end, sort_rows
from kanban.store.reading import inbox

MOST = 5_000
"""Rows of one kind that are read at most."""

_COLUMNS = "id, ref, title, company, value, currency, lane, next_step, next_on, touched_at, next_time"


def count_due_steps(connection: sqlite3.Connection, board: Board, me: Member, now: datetime) -> DueSteps:
    """Return how many of a member's next steps are due today, and how many are late: from an index alone."""
    local = now.astimezone(board.zone)
    today, clock, column = local.date().isoformat(), moments.format_time(local), f"{me.team}_owner"
    due_today = late = 0
    sql = (
        # `+lane`: the plus keeps SQLite from its index of lanes. The index of planned steps by owner holds every column
        # that this asks for, and far fewer cards.
        "SELECT count(*), coalesce(sum(next_on < ?1 OR next_on = ?1 AND next_time < ?5), 0) "
        f"FROM card WHERE board = ?2 AND {inbox.PLANNED} "
        f"AND {column} = ?3 AND next_on <= ?1 AND +lane IN (SELECT value FROM json_each(?4))"
    )
    for owner in () if me.deleted else inbox.find_own_names(connection, board, me, column, inbox.PLANNED):
        values = (today, board.id, owner, json.dumps(_list_lanes(board, me)), clock)
        due_count, late_count = connection.execute(sql, values).fetchone()
        due_today, late = due_today + due_count - late_count, late + late_count
    return DueSteps(due_today, late)


def _list_lanes(board: Board, me: Member) -> list[str]:
    """Return the open stages of a member's side."""
    return [stage.id for stage in board.stages if stage.side == me.team and not stage.is_closed]


def read_today(
    connection: sqlite3.Connection, board: Board, me: Member, now: datetime, most: int = MOST
) -> list[TodayRow]:
    """Return what a member is to do, in order; of cards without a next step so many at most, the most valuable.

    Closed cards and cards of the other side are left out.
    """
    if me.deleted:
        return []
    lanes = _list_lanes(board, me)
    return sort_rows(
        [
            *_list_answers(connection, board, me, now),
            *_list_planned(connection, board, me, now.astimezone(board.zone), lanes),
            *_list_unplanned(connection, board, me, lanes, most),
        ]
    )


def _list_answers(connection: sqlite3.Connection, board: Board, me: Member, now: datetime) -> Iterator[TodayRow]:
    """Yield offers and questions that wait for the member."""
    if permissions.RANK[me.role] < permissions.RANK["member"]:
        return
    entries = inbox.offers_and_questions(connection, board, me, now)
    sql = f"SELECT {_COLUMNS} FROM card WHERE id IN (SELECT value FROM json_each(?))"
    rows = {row[0]: row for row in connection.execute(sql, (json.dumps([entry.card for entry in entries]),))}
    for entry in entries:
        yield _make_row(board, "answers", rows[entry.card], entry.words, entry.due, is_overdue=entry.is_overdue)


def _list_planned(
    connection: sqlite3.Connection, board: Board, me: Member, now: datetime, lanes: Sequence[str]
) -> Iterator[TodayRow]:
    """Yield the member's cards whose next step is due by the end of the week."""
    column, end = f"{me.team}_owner", find_week_end(now.date()).isoformat()
    sql = (
        # `+lane` as above: by owner first, not by lane
        f"SELECT {_COLUMNS} FROM card WHERE board = ? AND {inbox.PLANNED} AND {column} = ? AND next_on <= ? "
        f"AND +lane IN (SELECT value FROM json_each(?)) LIMIT {MOST}"
    )
    for owner in inbox.find_own_names(connection, board, me, column, inbox.PLANNED):
        for row in connection.execute(sql, (board.id, owner, end, json.dumps(lanes))):
            section = find_section(row[8], row[10], now)
            if section:
                yield _make_row(
                    board, section, row, row[7] or "", row[8], time=row[10] or "", is_overdue=section == "late"
                )


def list_planned_steps(
    connection: sqlite3.Connection, board: Board, me: Member
) -> Iterator[tuple[str, str, str, str, str, str, str, str]]:
    """Yield the next steps of a member's open cards, whenever they are due, the first day first.

    Each is the card's id, ref, title and company, the step, its day, its time (empty for none), and when something
    last happened on the card, UTC.
    """
    column = f"{me.team}_owner"
    sql = (
        f"SELECT id, ref, title, coalesce(company, ''), coalesce(next_step, ''), next_on, coalesce(next_time, ''), "
        f"touched_at, {column} FROM card WHERE board = ? AND {inbox.PLANNED} AND lane IN "
        "(SELECT value FROM json_each(?)) ORDER BY next_on, next_time, id"
    )
    for row in connection.execute(sql, (board.id, json.dumps(_list_lanes(board, me)))):
        if row[8] and me.is_named(row[8]):
            yield row[:8]


def _list_unplanned(
    connection: sqlite3.Connection, board: Board, me: Member, lanes: Sequence[str], most: int
) -> Iterator[TodayRow]:
    """Yield the member's cards without a next step, or with one that has no day."""
    column, here = f"{me.team}_owner", ",".join("?" * len(lanes))
    which = f"lane IN ({here}) AND deleted = 0 AND next_on IS NULL"
    owners = connection.execute(f"SELECT DISTINCT {column} FROM card WHERE {which} AND {column} IS NOT NULL", lanes)
    own = [name for (name,) in owners if me.is_named(name)]
    sql = (
        f"SELECT {_COLUMNS} FROM card WHERE {which} AND {column} IN (SELECT value FROM json_each(?)) "
        "ORDER BY value DESC LIMIT ?"
    )
    for row in connection.execute(sql, (*lanes, json.dumps(own), most)):
        yield _make_row(board, "none", row, row[7] or "", "")


def _make_row(
    board: Board, section: Section, row: Sequence[Any], step: str, due: str, *, time: str = "", is_overdue: bool = False
) -> TodayRow:
    stage = board.stage(row[6])
    line = text.clean_line(step.strip().split("\n", 1)[0])
    return TodayRow(
        section, row[0], row[1], row[2], row[3] or "", row[4], row[5], stage.name, line, due, row[9], is_overdue, time
    )
