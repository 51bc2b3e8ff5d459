"""Show the guesses that may be shown, on a board that lives on this machine; on a shared one its server does that."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from kanban.domain import guesses
from kanban.domain.change import TIME, Act
from kanban.store.acts.writing import record_parts
from kanban.store.entities import load_board
from kanban.store.reading import read
from kanban.store.reading.outcomes import guess_rows

if TYPE_CHECKING:
    from kanban.store.database import Database


def reveal_if_any(database: Database, board_id: str, now: datetime) -> None:
    """Do the same in a transaction of its own; where no guess waits, none is begun."""
    if guess_rows.list_unshown(database.connection, board_id):
        with database.writing() as connection:
            reveal(connection, board_id, now)


def reveal(connection: sqlite3.Connection, board_id: str, now: datetime) -> bool:
    """Show the guesses of which both are in, and those of closed cards; tell whether there were any."""
    if read.is_shared(connection, board_id):
        return False
    unshown = guess_rows.list_unshown(connection, board_id)
    if not unshown:
        return False
    board = load_board(connection, board_id)
    reveals = []
    for card_id, pair in groupby(unshown, key=lambda guess: guess.card):
        row = connection.execute("SELECT lane, deleted FROM card WHERE id = ? AND board = ?", (card_id, board_id))
        lane, is_deleted = row.fetchone() or ("", 1)
        if not is_deleted:
            reveals += guesses.revealing.build_reveals(
                board_id,
                list(pair),
                lambda guess: guess_rows.read_seals(connection, guess),
                is_closed=board.lane_of(lane).is_closed,
            )
    for step, name in reveals:
        # each an act of its own, by nobody: what is shown can't be taken back
        record_parts(connection, board_id, TIME, now, Act(step.verb, (), ""), name, [((step,), (name,))])
    return bool(reveals)
