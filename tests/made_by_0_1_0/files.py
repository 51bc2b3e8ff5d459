"""What kanban 0.1.0 left behind (`make.py` says how): databases as SQL, the cards in them, and what its machines
asked."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent

ADDRESS = "http://127.0.0.1:8471"
"""What the files call the server."""

BOARD = "Pipeline"
"""The shared board."""


def restore(name: str, path: Path, address: str = ADDRESS) -> Path:
    """Make the database that a file of SQL describes, its server at `address`; returns its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = (HERE / f"{name}.sql").read_text("utf-8").replace(ADDRESS, address)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(text)
    return path


def take_back(path: Path) -> None:
    """Take a database of today back to the tables of 0.1.0: whatever was added since is dropped."""
    before = (HERE / "local.sql").read_text("utf-8")
    with closing(sqlite3.connect(":memory:")) as old, closing(sqlite3.connect(path, isolation_level=None)) as today:
        old.executescript(before)
        known = {table: _columns(old, table) for table in _tables(old)}
        for table in _tables(today):
            if table not in known:
                today.execute(f"DROP TABLE {table}")
                continue
            for column in _columns(today, table) - known[table]:
                today.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        indexes = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql NOT NULL"
        for (index,) in set(today.execute(indexes).fetchall()) - set(old.execute(indexes).fetchall()):
            today.execute(f"DROP INDEX {index}")
        today.execute("UPDATE alembic_version SET version_num = '0004'")


def _tables(connection: sqlite3.Connection) -> set[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
    return {name for (name,) in rows if "_search" not in name}


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}


def expected(name: str):
    """Return what 0.1.0 printed as JSON."""
    return json.loads((HERE / f"{name}.json").read_text("utf-8"))


@cache
def recorded() -> dict:
    """Return the tokens and codes of the server, and what was asked of it and answered, in order."""
    return expected("requests")


def last_moment() -> int:
    """Return the milliseconds since 1970 at which the server's database was dumped."""
    return recorded()["exchanges"][0]["at_ms"]


def alike(cards, before):
    """Whether cards are as 0.1.0 printed them; a record may tell more by now."""
    assert [card["title"] for card in cards] == [card["title"] for card in before]
    assert of_old(cards, before) == before


def of_old(now, before):
    """Return what a record tells now without what 0.1.0 did not tell yet, in whatever it is made of."""
    if isinstance(now, dict) and isinstance(before, dict):
        return {name: of_old(value, before[name]) for name, value in now.items() if name in before}
    if isinstance(now, list) and isinstance(before, list) and len(now) == len(before):
        return [of_old(*pair) for pair in zip(now, before, strict=True)]
    return now
