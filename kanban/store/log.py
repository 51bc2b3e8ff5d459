"""The log of changes: appended to, read back, never rewritten."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from kanban.domain.change import Change
from kanban.domain.undo import PastAct

COLUMNS = (
    "id", "board", "subject", "etype", "entity", "act", "tx", "verb", "at", "stamp", "actor", "device", "dseq", "base",
    "undo_of", "seq", "body", "extra",
)  # fmt: skip

INSERT = f"INSERT INTO change ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"

ACT_HORIZON = 500
"""How many of a member's own acts undo looks back over."""


def row_of(board: str, change: Change) -> tuple[object, ...]:
    """Return the log row of a change, in the order of COLUMNS."""
    return (
        change.id, board, change.subject, change.etype, change.entity, change.act, change.tx, change.verb, change.at,
        change.stamp, change.actor, change.device, change.dseq, change.base, change.undo_of, change.seq,
        json.dumps(change.set, ensure_ascii=False, separators=(",", ":")),
        json.dumps(change.extra, ensure_ascii=False) if change.extra else None,
    )  # fmt: skip


def append(connection: sqlite3.Connection, board: str, changes: Sequence[Change]) -> None:
    """Write changes to the log, in order."""
    connection.executemany(INSERT, [row_of(board, change) for change in changes])


def head(connection: sqlite3.Connection) -> int:
    """Return the number of the newest row, 0 when there is none."""
    row: tuple[int | None] = connection.execute("SELECT max(n) FROM change").fetchone()
    return row[0] or 0


_SELECT = (
    "SELECT id, act, tx, verb, at, etype, entity, body, stamp, actor, device, dseq, base, undo_of, "
    "CASE WHEN subject <> entity THEN subject END, seq, extra FROM change "
)


def _change(row: tuple[object, ...]) -> Change:
    body, extra = json.loads(str(row[7])), json.loads(str(row[16])) if row[16] else {}
    fields: list[Any] = [*row[:7], body, *row[8:16], extra]
    return Change(*fields)


def of_subjects(connection: sqlite3.Connection, subjects: Iterable[str]) -> list[Change]:
    """Return every change in the stories of these cards (or of other entities), in the order they arrived."""
    wanted = list(subjects)
    found: list[Change] = []
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        query = f"{_SELECT} WHERE subject IN ({','.join('?' * len(some))}) ORDER BY n"
        found += [_change(row) for row in connection.execute(query, some)]
    return found


def subjects_of(connection: sqlite3.Connection, act: str) -> list[str]:
    """Return whose stories an act wrote to."""
    query = "SELECT DISTINCT c.subject FROM act a JOIN change c ON c.n BETWEEN a.first AND a.last AND c.act = a.id WHERE a.id = ?"
    return [row[0] for row in connection.execute(query, (act,))]


def subjects_since(connection: sqlite3.Connection, n: int) -> set[tuple[str, str]]:
    """Return (entity type, subject) of everything written after row `n`."""
    return set(connection.execute("SELECT DISTINCT etype, subject FROM change WHERE n > ?", (n,)))


def acts_of(connection: sqlite3.Connection, board: str, actor: str) -> list[PastAct]:
    """Return the member's own last acts on a board, newest first."""
    query = "SELECT id, verb, said, undo_of FROM act WHERE board = ? AND actor = ? AND verb <> 'found' ORDER BY n DESC LIMIT ?"
    return [PastAct(*row) for row in connection.execute(query, (board, actor, ACT_HORIZON))]


def note_act(
    connection: sqlite3.Connection,
    act: str,
    board: str,
    actor: str,
    verb: str,
    said: str,
    at: str,
    undo_of: str | None,
    first: int,
) -> None:
    """Write down an act that ends with the newest row of the log; one that goes on over several transactions grows."""
    connection.execute(
        "INSERT INTO act (id, board, actor, verb, said, at, undo_of, first, last) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET last = excluded.last, said = excluded.said",
        (act, board, actor, verb, said, at, undo_of, first, head(connection)),
    )
