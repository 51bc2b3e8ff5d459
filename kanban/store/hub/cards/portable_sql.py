"""Plain SQL for SQLite and PostgreSQL: `?` marks parameters; `greatest` and `position` are the names of functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

AT_ONCE = 500
"""Ids per query."""

# quoted text is matched as a whole, so that a question mark in it stays one; psycopg takes % for a parameter
_SIGNS = re.compile(r"'(?:[^']|'')*'|\?|%")


def ask(connection: Connection, sql: str, values: Iterable[object] = ()) -> Sequence[Any]:
    """Return the rows of a query."""
    return connection.exec_driver_sql(_translate(sql, connection.dialect.name), tuple(values)).all()


def ask_among(connection: Connection, sql: str, board: str, ids: Iterable[str]) -> Iterator[Any]:
    """Yield the rows of a query for many ids, which replace `{}` after the board."""
    wanted = list(ids)
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        yield from ask(connection, sql.format(",".join("?" * len(part))), (board, *part))


def do(connection: Connection, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run a statement once for each row of values."""
    if rows:
        connection.exec_driver_sql(_translate(sql, connection.dialect.name), list(rows))


def sql_of_greatest(connection: Connection) -> str:
    """Return the name of the function that returns the greatest of its arguments."""
    return "greatest" if connection.dialect.name == "postgresql" else "max"


def position(connection: Connection) -> str:
    """Return the name of the function that returns where a text begins in another, from 1; 0 if it does not."""
    return "strpos" if connection.dialect.name == "postgresql" else "instr"


@lru_cache(256)
def _translate(sql: str, name: str) -> str:
    """Return a statement with the parameter marks of the database's driver."""
    return _SIGNS.sub(_translate_mark, sql) if name == "postgresql" else sql


def _translate_mark(match: re.Match[str]) -> str:
    return "%s" if match[0] == "?" else match[0].replace("%", "%%")
