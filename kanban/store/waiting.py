"""How long cards wait, and for whom: whose turn it is at the door, and the medians over the lanes.

Each is read from an index that holds what is asked and little more; the conditions stand word for word as in `tables.py`.
"""

from __future__ import annotations

import sqlite3

from kanban.domain.board import Board

HANDED = "deleted = 0 AND instr(extra, '\"handoff\"') > 0"
"""Cards that were offered at some time."""

_TO, _OFFERED_AT = "json_extract(extra, '$.handoff.to')", "json_extract(extra, '$.handoff.offered_at')"
_STATE = "json_extract(extra, '$.handoff.state')"


def routed(connection: sqlite3.Connection, board: Board) -> dict[str, tuple[int, str]]:
    """Return for members of sales how many offers wait for them, and when they were given the last one (UTC)."""
    opened = f"SELECT {_TO} FROM card WHERE board = ? AND {HANDED} AND {_STATE} IN ('offered', 'asked')"
    waiting = [row[0] for row in connection.execute(opened, (board.id,))]
    newest = f"SELECT max({_OFFERED_AT}) FROM card WHERE board = ? AND {HANDED} AND {_TO} = ?"
    found = {}
    for member in board.members:
        if member.team == "sales":
            (last,) = connection.execute(newest, (board.id, member.id)).fetchone()
            if last is not None:
                found[member.id] = (waiting.count(member.id), last)
    return found
