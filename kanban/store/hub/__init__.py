"""The server's side of the store: boards under a lock, their logs, accounts; on SQLite or PostgreSQL.

Every function takes the hub first and is one transaction. What stops a request as a whole is raised as `traffic.Stopped`.
"""

from kanban.store.hub.accepting import push
from kanban.store.hub.accounts import Account, Caller, accounts, add_account, caller_of, revoke
from kanban.store.hub.boards import BoardInfo, board_info, boards_of, create_board, finish_publishing, heads
from kanban.store.hub.giving import older, pull, snapshot
from kanban.store.hub.opening import Hub, open_hub

__all__ = [
    "Account",
    "BoardInfo",
    "Caller",
    "Hub",
    "accounts",
    "add_account",
    "board_info",
    "boards_of",
    "caller_of",
    "create_board",
    "finish_publishing",
    "heads",
    "older",
    "open_hub",
    "pull",
    "push",
    "revoke",
    "snapshot",
]
