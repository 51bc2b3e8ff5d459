"""What time does to a board that lives on this machine alone: offers that nobody answered run out.

On a board with a server it is the server that does this, once for all.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from kanban.domain import clock, handing, handoff
from kanban.domain.board import Member
from kanban.domain.card import HANDOFF
from kanban.domain.ids import placed_id
from kanban.store import entities, read
from kanban.store.conditions import HANDOFF_DUE, HANDOFF_STATE
from kanban.store.database import Database
from kanban.store.writing import Writing, record

TIME = Member("board", "the board", "marketing", "lead")
"""Who does what nobody does."""


def overdue(connection: sqlite3.Connection, board: str, now: str) -> list[str]:
    """Return the cards at the door whose offer nobody answered in time, which was before `now` (UTC, ISO 8601)."""
    doors = [stage.id for stage in entities.load_board(connection, board).stages if stage.side == "door"]
    marks = ",".join("?" * len(doors))
    sql = f"SELECT id FROM card WHERE lane IN ({marks}) AND deleted = 0 AND {HANDOFF_STATE} = 'offered' AND {HANDOFF_DUE} < ?"
    return [row[0] for row in connection.execute(sql, (*doors, now))]


def let_pass(database: Database, board: str, now: datetime) -> bool:
    """Let the offers of a local board that are past due run out, each as of its own time; tell whether there were any."""
    moment = clock.iso(now)
    with database.faults():
        local = database.connection.execute("SELECT 1 FROM remote WHERE board = ?", (board,)).fetchone() is None
        if not local or not overdue(database.connection, board, moment):
            return False
    with database.writing() as connection:
        view = Writing(connection, entities.load_board(connection, board), TIME, now)
        late = overdue(connection, board, moment)
        for card_id in late:
            card = read.card(connection, card_id, board)
            present = handoff.read(card.value_of(HANDOFF))
            if present:
                act = handing.expire(view, card)
                record(
                    connection,
                    board,
                    TIME.id,
                    moment,
                    act,
                    placed_id(board, "expiry", f"{present.offer}:{present.due}"),
                )
    return bool(late)
