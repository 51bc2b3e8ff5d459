"""The server's side of the store: boards under a lock, their logs, accounts; on SQLite or PostgreSQL.

Every function takes the hub first and is one transaction. What stops a request as a whole is raised as `types.Stopped`.
"""

from kanban.store.hub.accepting import push
from kanban.store.hub.accounts import Account, Caller, accounts, add_account, caller_of, revoke
from kanban.store.hub.acting import Done, act, placed
from kanban.store.hub.boards import BoardInfo, board_info, boards_of, create_board, finish_publishing
from kanban.store.hub.cards.building import build
from kanban.store.hub.erasing import purge
from kanban.store.hub.finding import Listed, board, card, cards, comments, history, labels, make_ready
from kanban.store.hub.forms import FormKey, form_key, submit
from kanban.store.hub.giving import older, pull, snapshot
from kanban.store.hub.invitations import Invited, another_device, enter, invitations, invite, open_first, redeem
from kanban.store.hub.machines import SignIn, admit, bar, devices, revoke_as
from kanban.store.hub.opening import Hub, open_hub
from kanban.store.hub.sight import Sight
from kanban.store.hub.stopping import Stopper
from kanban.store.hub.timing import let_pass

__all__ = [
    "Account",
    "BoardInfo",
    "Caller",
    "Done",
    "FormKey",
    "Hub",
    "Invited",
    "Listed",
    "Sight",
    "SignIn",
    "Stopper",
    "accounts",
    "act",
    "add_account",
    "admit",
    "another_device",
    "bar",
    "board",
    "board_info",
    "boards_of",
    "build",
    "caller_of",
    "card",
    "cards",
    "comments",
    "create_board",
    "devices",
    "enter",
    "finish_publishing",
    "form_key",
    "history",
    "invitations",
    "invite",
    "labels",
    "let_pass",
    "make_ready",
    "older",
    "open_first",
    "open_hub",
    "placed",
    "pull",
    "purge",
    "push",
    "redeem",
    "revoke",
    "revoke_as",
    "snapshot",
    "submit",
]
