"""Facts travel: the protocol, one round of it, and the loop that keeps a board and its server together."""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.sync import account as account
    from kanban.sync import address as address
    from kanban.sync import client as client
    from kanban.sync import server_move as server_move
    from kanban.sync import status as status
    from kanban.sync import sync_round as sync_round

__getattr__ = lazy.submodules(__name__)
