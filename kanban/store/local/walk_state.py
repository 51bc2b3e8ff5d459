"""How far a member has come on their walks through closed deals, and what they said on the way: kept here alone.

No server is sent any of it, and no export has it. What is shared becomes a change like any other; the rest is lost with
this database.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from kanban.domain.lessons.lesson import Answer, encode_answers, read_answers


@dataclass(frozen=True, slots=True)
class WalkState:
    """A walk of one member through one card."""

    card: str
    begun_at: str
    """UTC."""
    step: int
    """How many steps were shown."""
    answers: tuple[Answer, ...]
    ended_at: str = ""
    """When the end was shown, UTC; empty before."""
    is_shared: bool = False


def list_walks(connection: sqlite3.Connection, board: str, member: str) -> list[WalkState]:
    """Return the walks of a member on a board, in the order in which they were begun."""
    sql = (
        "SELECT card, begun_at, step, answers, ended_at, shared FROM walk WHERE member = ? AND board = ? "
        "ORDER BY begun_at, card"
    )
    return [
        WalkState(card, begun_at, step, read_answers(json.loads(answers)), ended_at or "", bool(shared))
        for card, begun_at, step, answers, ended_at, shared in connection.execute(sql, (member, board))
    ]


def find_walk(connection: sqlite3.Connection, board: str, member: str, card: str) -> WalkState | None:
    """Return a member's walk through a card; None where they have begun none."""
    return next((walk for walk in list_walks(connection, board, member) if walk.card == card), None)


def keep_walk(connection: sqlite3.Connection, board: str, member: str, walk: WalkState) -> None:
    """Keep a walk as it is now."""
    answers = json.dumps(encode_answers(walk.answers), ensure_ascii=False)
    connection.execute(
        "INSERT OR REPLACE INTO walk (member, board, card, begun_at, step, answers, ended_at, shared) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (member, board, walk.card, walk.begun_at, walk.step, answers, walk.ended_at or None, int(walk.is_shared)),
    )


def forget_walks(connection: sqlite3.Connection, card: str) -> None:
    """Forget all walks through a card: it was erased."""
    connection.execute("DELETE FROM walk WHERE card = ?", (card,))
