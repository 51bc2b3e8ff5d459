"""The query language: read from text, matched against cards in memory.

The store compiles the same terms to SQL. Nothing here knows a database, and a query never raises once it was read.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.domain.queries import matching as matching
    from kanban.domain.queries import old_names as old_names
    from kanban.domain.queries import query as query
else:
    __getattr__ = lazy.submodules(__name__)
