"""Facts kept: the log of changes and the cards that the fold makes of them, in one SQLite file."""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.store import compact_json as compact_json
    from kanban.store import database as database
    from kanban.store import database_file as database_file
    from kanban.store import derive as derive
    from kanban.store import entities as entities
    from kanban.store import log as log
    from kanban.store import opening as opening
    from kanban.store import projection as projection
    from kanban.store import register_checks as register_checks
    from kanban.store import row_folding as row_folding
    from kanban.store import rows as rows
    from kanban.store import schema as schema
    from kanban.store import tables as tables
    from kanban.store import whole_file as whole_file
    from kanban.store import workspace as workspace

__getattr__ = lazy.submodules(__name__)
