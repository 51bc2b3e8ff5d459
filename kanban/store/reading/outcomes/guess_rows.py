"""Guesses, read in plain SQL: they share a table with all that has none of its own.

What was guessed stands in the log beside the change (`change.extra`) until it is shown: on a shared board only
one's own is there, on a local one both are, and the other's is read for nobody but whoever shows it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kanban.domain import guesses
from kanban.domain.change import SEALED
from kanban.store import log

if TYPE_CHECKING:
    from kanban.domain.change import Json
    from kanban.domain.guesses.guess import Guess

_ON = (
    "SELECT id, body FROM entity INDEXED BY entity_guess "
    "WHERE etype = 'guess' AND json_extract(body, '$.card') IN ({}) AND board = ?"
)
"""It names its index, as that of activities does."""

_ALL = "SELECT id, body FROM entity WHERE etype = 'guess' AND board = ?"
_UNSHOWN = f"{_ALL} AND json_extract(body, '$.shown') IS NULL"

_SEALS = (
    f"SELECT json_extract(change.extra, '$.{SEALED}') FROM change JOIN tx ON tx.n = change.tx "
    "WHERE change.story = (SELECT n FROM card WHERE id = ?) AND change.etype = 'guess' AND change.entity = ? "
    f"AND tx.actor = ? AND change.extra IS NOT NULL ORDER BY {log.ORDER}"
)


def list_guesses(
    connection: sqlite3.Connection, board: str, card_ids: Sequence[str], reader: str | None
) -> list[Guess]:
    """Return the guesses about these cards, those taken back too; what is not shown yet only of the reader's own."""
    return [
        guesses.guess.open_seals(guess, _list_seals(connection, guess)) if guess.author == reader else guess
        for guess in _read(log.select_among(connection, _ON, card_ids, board))
    ]


def list_all(connection: sqlite3.Connection, board: str) -> list[Guess]:
    """Return all guesses of a board that were not taken back; chances only of those that are shown."""
    return [guess for guess in _read(connection.execute(_ALL, (board,))) if not guess.deleted]


def list_unshown(connection: sqlite3.Connection, board: str) -> list[Guess]:
    """Return the guesses of a board that are not shown yet, by card; those taken back are left out."""
    return [guess for guess in _read(connection.execute(_UNSHOWN, (board,))) if not guess.deleted]


def read_seals(connection: sqlite3.Connection, guess: Guess) -> dict[str, int]:
    """Return the chances that a guess says in secret, for showing them."""
    return guesses.guess.merge_seals(_list_seals(connection, guess))


def _list_seals(connection: sqlite3.Connection, guess: Guess) -> list[Json]:
    rows = connection.execute(_SEALS, (guess.card, guess.id, guess.author))
    return [json.loads(seal) for (seal,) in rows if seal]


def _read(rows: Iterable[tuple[str, str]]) -> list[Guess]:
    known = (guesses.guess.read_guess(entity, json.loads(body)) for entity, body in rows)
    return sorted((guess for guess in known if guess), key=lambda guess: (guess.card, guess.team))
