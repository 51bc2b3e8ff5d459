"""The activities on a card, read in plain SQL: they share a table with all that has none of its own."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kanban.domain import activity, fold
from kanban.domain.errors import NotFound
from kanban.store import derive, log
from kanban.store.rows import find_arrival_time

if TYPE_CHECKING:
    from kanban.domain.activity import Activity
    from kanban.domain.change import Json

_ON = (
    "FROM entity INDEXED BY entity_activity "
    "WHERE etype = 'activity' AND board = ? AND json_extract(body, '$.card') IN ({})"
)
"""It names its index: SQLite takes the one of all kinds for as good, and reads all activities of the board by it."""


def count(connection: sqlite3.Connection, board: str, card_ids: Sequence[str]) -> derive.ActivityCounts:
    """Count the activities on a card and on those merged into it."""
    sql = f"SELECT body {_ON.format(','.join('?' * len(card_ids)))}"
    return derive.count_activities(json.loads(body) for (body,) in connection.execute(sql, (board, *card_ids)))


def list_activities(
    connection: sqlite3.Connection, board: str, card_ids: Sequence[str], *, deleted: bool = False
) -> list[Activity]:
    """Return the activities on a card and on those merged into it, in the order in which they took place."""
    sql = f"SELECT id, body, keys {_ON.format(','.join('?' * len(card_ids)))}"
    logged = [_activity_from(row) for row in connection.execute(sql, (board, *card_ids))]
    return sorted(
        (entry for entry in logged if entry and (deleted or not entry.deleted)),
        key=lambda entry: (entry.done_at, entry.logged_at, entry.id),
    )


def read_by_card(connection: sqlite3.Connection, board: str, card_ids: Sequence[str]) -> dict[str, list[Activity]]:
    """Return the activities on several cards, by card; deleted ones are left out."""
    sql = f"SELECT id, body, keys {_ON}".replace("board = ? AND ", "") + " AND board = ?"
    by_card: dict[str, list[Activity]] = {}
    for row in log.select_among(connection, sql, card_ids, board):
        entry = _activity_from(row)
        if entry and not entry.deleted:
            by_card.setdefault(entry.card, []).append(entry)
    return by_card


def find_activity(connection: sqlite3.Connection, board: str, activity_id: str) -> Activity:
    """Return one activity, deleted ones included; raises NotFound."""
    sql = "SELECT id, body, keys FROM entity WHERE id = ? AND etype = 'activity' AND board = ?"
    row = connection.execute(sql, (activity_id, board)).fetchone()
    logged = _activity_from(row) if row else None
    if logged is None:
        raise NotFound("That activity is not on this board.")
    return logged


def _activity_from(row: tuple[str, str, str]) -> Activity | None:
    activity_id, body, keys = row
    return activity.read(activity_id, json.loads(body), find_arrival_time(fold.unpack(keys)))


def count_all(connection: sqlite3.Connection, board: str) -> dict[str, derive.ActivityCounts]:
    """Count the activities on each card of a board, without those of cards merged into it."""
    bodies: dict[str, list[dict[str, Json]]] = {}
    for (body,) in connection.execute("SELECT body FROM entity WHERE etype = 'activity' AND board = ?", (board,)):
        registers = json.loads(body)
        if isinstance(registers.get("card"), str):
            bodies.setdefault(registers["card"], []).append(registers)
    return {card: derive.count_activities(registers) for card, registers in bodies.items()}
