"""The client side of sync: requests to a server, one round with it, and the loop that runs rounds.

In come what waits in a board's outbox and what a server answers; out come rounds that push and pull, and a status for
screens. It alone speaks HTTP to a server, and never decides what a change means.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.sync import account as account
    from kanban.sync import address as address
    from kanban.sync import board_sync as board_sync
    from kanban.sync import client as client
    from kanban.sync import loop as loop
    from kanban.sync import server_move as server_move
    from kanban.sync import status as status
    from kanban.sync import sync_round as sync_round
else:
    __getattr__ = lazy.submodules(__name__)
