"""SQLite uses a partial index only where a query has its condition word for word."""

from __future__ import annotations

import pytest

from kanban.store.reading import waiting
from kanban.store.search import conditions, want_search
from kanban.store.tables import card_tables
from kanban.store.workspace import Workspace

PAIRS = {
    "card_handoff": (card_tables.HANDED, conditions.HANDED),
    "card_contest": (card_tables.CONTESTED, waiting.CONTESTED),
    "card_want": (card_tables.WANTED, want_search.TIED),
}


@pytest.mark.parametrize("index", PAIRS)
def test_the_condition_is_the_same_in_table_and_query_and_the_index_is_used(ana: Workspace, index: str) -> None:
    in_table, in_query = PAIRS[index]
    assert str(in_table) == in_query
    (sql,) = ana.connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (index,)).fetchone()
    assert sql.endswith(f"WHERE {in_query}"), "so do databases that are made"
    plan = ana.connection.execute(f"EXPLAIN QUERY PLAN SELECT id FROM card WHERE board = ? AND {in_query}", ("b",))
    assert any(index in row[-1] or "card_offered" in row[-1] for row in plan.fetchall())
