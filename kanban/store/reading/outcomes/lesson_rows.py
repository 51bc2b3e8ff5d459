"""Debriefs and shared walks, read in plain SQL: they share a table with all that has none of its own."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kanban.domain.errors import NotFound
from kanban.domain.lessons import lesson
from kanban.store import log

if TYPE_CHECKING:
    from kanban.domain.lessons.lesson import Lesson

_ON = (
    "SELECT id, body FROM entity INDEXED BY entity_lesson "
    "WHERE etype = 'lesson' AND json_extract(body, '$.card') IN ({}) AND board = ?"
)
"""It names its index, as that of objections does."""


def list_lessons(connection: sqlite3.Connection, board: str, card_ids: Sequence[str]) -> list[Lesson]:
    """Return the debriefs and shared walks on these cards, deleted ones aside, oldest first."""
    entries = (
        lesson.read(entity, json.loads(body)) for entity, body in log.select_among(connection, _ON, card_ids, board)
    )
    return sorted((one for one in entries if one and not one.deleted), key=lambda one: (one.at, one.id))


def find_lesson(connection: sqlite3.Connection, board: str, lesson_id: str) -> Lesson:
    """Return one debrief or shared walk, deleted ones included; raises NotFound."""
    sql = "SELECT id, body FROM entity WHERE id = ? AND etype = 'lesson' AND board = ?"
    row = connection.execute(sql, (lesson_id, board)).fetchone()
    entry = lesson.read(row[0], json.loads(row[1])) if row else None
    if entry is None:
        raise NotFound("That debrief is not on this board.")
    return entry
