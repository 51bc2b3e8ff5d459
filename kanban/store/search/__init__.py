"""Queries as SQL, the order of cards, and the searched text in memory.

`query_sql` compiles the terms of `kanban.domain.queries` in the dialect of the tables that are asked. Values are always bound,
and nothing here runs a statement that writes.
"""
