"""What a device should hold: everything the server has, in its order, with what waits folded over it, from nothing."""

from __future__ import annotations

import sqlite3
from typing import Any

from kanban.domain.change import Change
from kanban.store import log
from kanban.store.maintenance.repair import TOTALS
from kanban.store.projection import Projection
from kanban.store.replica import confirmed
from kanban.store.replica.replica import Replica
from tests.store.world import empty, held


def anew(board: str, changes: list[Change]) -> dict[str, Any]:
    """What a database holds into which nothing but these changes came."""
    database = empty()
    with database.writing() as connection:
        projection = Projection(connection, board)
        projection.apply(changes)
        projection.finish()
    found = held(database.connection)
    database.close()
    return found


def waiting(replica: Replica) -> list[Change]:
    sql = f"{log.SELECT} JOIN outbox ON outbox.change = change.n WHERE outbox.board = ?"
    return list(log.read(replica.connection, sql, (replica.board,)))


def check(replica: Replica, accepted: list[Change]) -> None:
    """Hold a device's rows, totals, search and digest against what the server had when it last pulled."""
    seen = accepted[: replica.cursor]
    assert held(replica.connection) == anew(replica.board, [*seen, *waiting(replica)])
    assert int(replica.remote().digest, 16) == confirmed.recount(replica.connection, replica.board)
    kept(replica.connection)


def kept(connection: sqlite3.Connection) -> None:
    """What is counted is what is there; copies are kept of what waits alone."""
    totals = set(
        connection.execute("SELECT lane, currency, cards, value FROM lane_total WHERE cards <> 0 OR value <> 0")
    )
    assert totals == set(connection.execute(TOTALS))
    copies = set(connection.execute("SELECT board, etype, entity FROM confirmed"))
    assert copies == set(connection.execute("SELECT DISTINCT board, etype, entity FROM outbox"))
    strays = (
        "SELECT count(*) FROM change LEFT JOIN comment ON comment.id = change.entity AND change.etype = 'comment' "
        "LEFT JOIN card ON card.id = CASE change.etype WHEN 'card' THEN change.entity WHEN 'comment' THEN "
        "comment.card END WHERE change.story IS NOT card.n"
    )
    assert connection.execute(strays).fetchone() == (0,)
