"""Whether time does anything to a board that lives on this machine alone: every opening asks, and the answer is mostly no.

On a board with a server it is the server that does this, once for all.
"""

from __future__ import annotations

from datetime import datetime

from kanban.domain import clock
from kanban.domain.board import Board
from kanban.store import acts
from kanban.store.database import Database
from kanban.store.reading import read


def let_pass(database: Database, board: Board, now: datetime) -> bool:
    """Let offers of a local board that are past due run out, each as of its own time, and rules see what else fell due.

    Tells whether there was anything.
    """
    with database.faults():
        connection = database.connection
        if read.shared(connection, board.id):
            return False
        if not read.ruled(connection, board.id) and not read.overdue(connection, board, clock.iso(now)):
            return False

    return acts.passing.let_pass(database, board.id, now)
