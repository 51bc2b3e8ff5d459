"""Whether time does anything to a board that lives on this machine alone: every opening asks, and the answer is mostly no.

On a board with a server it is the server that does this, once for all.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from kanban.domain import clock
from kanban.domain.board import Board
from kanban.store.conditions import HANDOFF_DUE, HANDOFF_STATE
from kanban.store.database import Database

_RULES = "SELECT 1 FROM entity WHERE board = ? AND etype = 'rule' LIMIT 1"


def overdue(connection: sqlite3.Connection, board: Board, now: str) -> list[str]:
    """Return the cards at the door whose offer nobody answered in time, which was before `now` (UTC, ISO 8601)."""
    doors = [stage.id for stage in board.stages if stage.side == "door"]
    marks = ",".join("?" * len(doors))
    sql = f"SELECT id FROM card WHERE lane IN ({marks}) AND deleted = 0 AND {HANDOFF_STATE} = 'offered' AND {HANDOFF_DUE} < ?"
    return [row[0] for row in connection.execute(sql, (*doors, now))]


def let_pass(database: Database, board: Board, now: datetime) -> bool:
    """Let offers of a local board that are past due run out, each as of its own time, and rules see what else fell due.

    Tells whether there was anything.
    """
    with database.faults():
        connection = database.connection
        if connection.execute("SELECT 1 FROM remote WHERE board = ?", (board.id,)).fetchone():
            return False
        ruled = connection.execute(_RULES, (board.id,)).fetchone() is not None
        if not ruled and not overdue(connection, board, clock.iso(now)):
            return False
    from kanban.store import passing  # noqa: PLC0415 - no opening waits for what it rarely needs

    return passing.let_pass(database, board.id, now)
