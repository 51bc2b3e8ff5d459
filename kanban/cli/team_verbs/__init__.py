"""Verbs for a board on a server: join, publish, leave, sync, who may sign in.

Tokens come in from files or stdin only. The requests are made by `kanban.sync`.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.cli.team_verbs import move_server as move_server
    from kanban.cli.team_verbs import secret_file as secret_file
    from kanban.cli.team_verbs import served as served
    from kanban.cli.team_verbs import sharing as sharing
    from kanban.cli.team_verbs import sign_ins as sign_ins
    from kanban.cli.team_verbs import syncing as syncing

__getattr__ = lazy.submodules(__name__)
