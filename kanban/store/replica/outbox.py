"""Own changes that have not come back from the server yet, in the order in which they were made."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from kanban.domain.change import Change
from kanban.store import log
from kanban.store.register_checks import encode_json

OVERHEAD = 450
"""Bytes that a change takes on the wire beside what it sets."""


def count_waiting(connection: sqlite3.Connection, board: str) -> int:
    """Return how many changes are on their way: the server has not accepted them yet, though it can."""
    row: tuple[int] = connection.execute(
        "SELECT count(*) FROM outbox WHERE board = ? AND acked IS NULL AND held IS NULL", (board,)
    ).fetchone()
    return row[0]


def count_held(connection: sqlite3.Connection, board: str) -> int:
    """Return how many changes wait for a newer server."""
    row: tuple[int] = connection.execute(
        "SELECT count(*) FROM outbox WHERE board = ? AND acked IS NULL AND held = 1", (board,)
    ).fetchone()
    return row[0]


def list_waiting_cards(connection: sqlite3.Connection, board: str) -> set[str]:
    """Return the ids of the cards of whose history something is unsent."""
    sql = (
        "SELECT DISTINCT card.id FROM outbox JOIN change ON change.n = outbox.change JOIN card "
        "ON card.n = change.story "
        "WHERE outbox.board = ? AND outbox.acked IS NULL"
    )
    return {row[0] for row in connection.execute(sql, (board,))}


def list_outgoing(connection: sqlite3.Connection, board: str, most: int, most_bytes: int) -> list[Change]:
    """Return the first changes to send, in whole transactions: at most so many, but at least one transaction."""
    sql = (
        f"{log.SELECT} JOIN outbox ON outbox.change = change.n WHERE outbox.board = ? AND acked IS NULL "
        "AND held IS NULL ORDER BY outbox.dseq"
    )
    return keep_whole(log.read(connection, sql, (board,)), most, most_bytes)


def keep_whole(changes: Iterator[Change], most: int, most_bytes: int) -> list[Change]:
    """Return the beginning of `changes` as far as it fits, not cutting through a transaction.

    The first comes in any case.

    Changes of one transaction follow each other.

    """
    batch: list[Change] = []
    size = end = 0
    for change in changes:
        size += len(encode_json(change.set).encode()) + OVERHEAD
        if batch and change.tx != batch[-1].tx:
            end = len(batch)
        if end and (len(batch) >= most or size > most_bytes):
            return batch[:end]
        batch.append(change)
    return batch


def of_entity(connection: sqlite3.Connection, board: str, etype: str, entity: str) -> list[Change]:
    """Return an entity's changes that have not come back."""
    sql = (
        f"{log.SELECT} JOIN outbox ON outbox.change = change.n WHERE outbox.entity = ? AND outbox.etype = ? "
        "AND outbox.board = ?"
    )
    return list(log.read(connection, sql, (entity, etype, board)))


def drop(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Take changes out by their numbers in the log."""
    connection.executemany("DELETE FROM outbox WHERE change = ?", [(number,) for number in numbers])


def note_accepted(connection: sqlite3.Connection, answers: Sequence[tuple[int, int]]) -> None:
    """Note server numbers as (server number, number in the log)."""
    connection.executemany("UPDATE outbox SET acked = ? WHERE change = ?", answers)


def offer_again(connection: sqlite3.Connection, board: str, seq: int) -> None:
    """Let wait what the server accepted up to a number that has been passed without it: a restored server has lost it.

    Where it has not, it answers so. Transactions wait whole.
    """
    passed = (
        "SELECT change.tx FROM outbox JOIN change ON change.n = outbox.change WHERE outbox.board = ?1 AND acked <= ?2"
    )
    connection.execute(
        "UPDATE outbox SET acked = NULL WHERE board = ?1 AND acked NOT NULL "
        f"AND (SELECT tx FROM change WHERE n = outbox.change) IN ({passed})",
        (board, seq),
    )
