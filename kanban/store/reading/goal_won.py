"""The one number as the board's header shows it, in plain SQL: reports count the same from the log."""

from __future__ import annotations

import sqlite3
from datetime import date
from fractions import Fraction

from kanban.domain.board import Board
from kanban.domain.goals.goal import Goal, find_current
from kanban.domain.goals.goal_progress import GoalProgress, find_share
from kanban.domain.values.business_time import make_calendar
from kanban.domain.values.moments import day_bounds


def read_progress(connection: sqlite3.Connection, board: Board, today: date) -> GoalProgress | None:
    """Return what came of the live goal of today; None where there is none."""
    goal = find_current(board.goals, today) if board.goals else None
    if goal is None:
        return None
    plan = goal.plan
    _, _, share = find_share(goal, today, make_calendar(board.hours, board.timezone, board.holidays))
    to_date = int(plan.amount * share + Fraction(1, 2))
    return GoalProgress(plan.name, plan.currency, plan.amount, _read_won(connection, board, goal), to_date)


def _read_won(connection: sqlite3.Connection, board: Board, goal: Goal) -> int:
    plan = goal.plan
    stages = [stage.id for stage in board.stages if stage.outcome == "won"]
    counted = "count(*)" if plan.currency is None else "coalesce(sum(value), 0)"
    where = "" if plan.currency is None else " AND currency = ?"
    sql = (
        f"SELECT {counted} FROM card WHERE lane IN ({','.join('?' * len(stages))}) AND deleted = 0 "
        f"AND entered_at >= ? AND entered_at < ?{where}"
    )
    begin, end = day_bounds(plan.first, board.zone)[0], day_bounds(plan.last, board.zone)[1]
    values = (*stages, begin, end, *([plan.currency] if plan.currency is not None else []))
    row: tuple[int] = connection.execute(sql, values).fetchone()
    return row[0]
