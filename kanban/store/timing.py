"""What time does to a board that lives on this machine alone: offers run out unanswered, and rules wait for what falls due.

On a board with a server it is the server that does this, once for all.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from kanban.domain import clock, handing, handoff
from kanban.domain.board import Member
from kanban.domain.card import HANDOFF
from kanban.domain.ids import placed_id
from kanban.store import entities, read, rule_timing
from kanban.store.conditions import HANDOFF_DUE, HANDOFF_STATE
from kanban.store.database import Database
from kanban.store.ruling import with_rules
from kanban.store.writing import Writing

TIME = Member("board", "the board", "marketing", "lead")
"""Who does what nobody does."""


def overdue(connection: sqlite3.Connection, board: str, now: str) -> list[str]:
    """Return the cards at the door whose offer nobody answered in time, which was before `now` (UTC, ISO 8601)."""
    doors = [stage.id for stage in entities.load_board(connection, board).stages if stage.side == "door"]
    marks = ",".join("?" * len(doors))
    sql = f"SELECT id FROM card WHERE lane IN ({marks}) AND deleted = 0 AND {HANDOFF_STATE} = 'offered' AND {HANDOFF_DUE} < ?"
    return [row[0] for row in connection.execute(sql, (*doors, now))]


def let_pass(database: Database, board: str, now: datetime) -> bool:
    """Let offers of a local board that are past due run out, each as of its own time, and rules see what else fell due.

    Tells whether there was anything.
    """
    moment = clock.iso(now)
    with database.faults():
        local = database.connection.execute("SELECT 1 FROM remote WHERE board = ?", (board,)).fetchone() is None
        if not local:
            return False
        cards, look_is_due = rule_timing.look(database.connection, board, now)
        if not cards and not look_is_due and not overdue(database.connection, board, moment):
            return False
    with database.writing() as connection:
        view = Writing(connection, entities.load_board(connection, board), TIME, now)
        cards, look_is_due = rule_timing.look(connection, board, now)
        ran = bool(cards or look_is_due) and rule_timing.run(view, cards, now)
        late = overdue(connection, board, moment)
        for card_id in late:
            card = read.card(connection, card_id, board)
            present = handoff.read(card.value_of(HANDOFF))
            if present:
                act = handing.expire(view, card)
                with_rules(view, act, placed_id(board, "expiry", f"{present.offer}:{present.due}"), noted=False)
    return bool(late or ran)
