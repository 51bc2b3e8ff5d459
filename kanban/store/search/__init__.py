"""Queries as SQL, the order of cards, and the searched text in memory.

`query_sql` compiles the terms of `kanban.domain.queries` in the dialect of the tables that are asked. Values are always
bound, and nothing here runs a statement that writes.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.store.search import client_dialect as client_dialect
    from kanban.store.search import query_sql as query_sql
    from kanban.store.search import sort_order as sort_order
    from kanban.store.search import want_search as want_search
else:
    __getattr__ = lazy.submodules(__name__)
