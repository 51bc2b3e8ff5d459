"""Verbs for a board on a server: join, publish, leave, sync, who may sign in.

Tokens come in from files or stdin only. The requests are made by `kanban.sync`.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.cli.team_verbs import served as served
else:
    __getattr__ = lazy.submodules(__name__)
