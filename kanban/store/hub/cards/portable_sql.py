"""Plain SQL for SQLite and PostgreSQL: `?` marks what is bound, `greatest` and `position` are called what each one calls them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

AT_ONCE = 500
"""Ids in one question."""

_SIGNS = re.compile(r"'(?:[^']|'')*'|\?|%")


def ask(connection: Connection, sql: str, values: Iterable[object] = ()) -> Sequence[Any]:
    """Return the rows that a statement finds."""
    return connection.exec_driver_sql(_translate(sql, connection.dialect.name), tuple(values)).all()


def ask_among(connection: Connection, sql: str, board: str, ids: Iterable[str]) -> Iterator[Any]:
    """Yield the rows that a statement finds for many ids, which it takes behind the board in place of `{}`."""
    wanted = list(ids)
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        yield from ask(connection, sql.format(",".join("?" * len(some))), (board, *some))


def do(connection: Connection, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run a statement once for each row of values."""
    if rows:
        connection.exec_driver_sql(_translate(sql, connection.dialect.name), list(rows))


def greatest(connection: Connection) -> str:
    """Return the name of the function that gives the greatest of its arguments."""
    return "greatest" if connection.dialect.name == "postgresql" else "max"


def position(connection: Connection) -> str:
    """Return the name of the function that gives where one text begins in another, from 1; 0 where it is not in it."""
    return "strpos" if connection.dialect.name == "postgresql" else "instr"


@lru_cache(256)
def _translate(sql: str, name: str) -> str:
    """Return a statement with the marks of a database's driver."""
    return _SIGNS.sub(_translate_mark, sql) if name == "postgresql" else sql


def _translate_mark(match: re.Match[str]) -> str:
    return "%s" if match[0] == "?" else match[0].replace("%", "%%")
