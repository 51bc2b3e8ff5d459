"""The agreement between the teams: its text, its lines, who signed it, and the gate that it puts before a stage.

All of it works on boards and cards that are passed in, and imports only the domain. Nothing here writes, or asks a
server.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.domain.agreements import agreement as agreement
    from kanban.domain.agreements import agreement_lines as agreement_lines
    from kanban.domain.agreements import agreement_record as agreement_record
    from kanban.domain.agreements import gate as gate
    from kanban.domain.agreements import signing as signing
else:
    __getattr__ = lazy.submodules(__name__)
