"""The server side of the store: boards under a lock, their logs, and accounts; on SQLite or PostgreSQL.

Every function takes the hub first and is one transaction. What stops a whole request is raised as `types.Stopped`.
It never speaks to a client, which `kanban.server` does: it knows no HTTP, and opens no board of a device.
"""

from typing import TYPE_CHECKING

from kanban import lazy
from kanban.store.hub.acts.hub_deadlines import let_pass
from kanban.store.hub.acts.server_view import ServerView
from kanban.store.hub.boards import BoardInfo, board_info, boards_of, create_board, finish_publishing
from kanban.store.hub.cards.table_building import build
from kanban.store.hub.interrupting import QueryStopper
from kanban.store.hub.maintenance.card_erasing import purge
from kanban.store.hub.members.accounts import Account, Caller, add_account, caller_of, list_accounts, revoke
from kanban.store.hub.members.calendar_links import CalendarLink, add_link, list_links, open_link, remove_link
from kanban.store.hub.members.devices import admit, bar, devices, revoke_as
from kanban.store.hub.members.invitations import (
    BoardInvitation,
    enter,
    invitations,
    invite,
    invite_another_device,
    open_first,
    redeem,
)
from kanban.store.hub.programs.acting import ActResult, act
from kanban.store.hub.programs.calendar_steps import PlannedStep, list_steps
from kanban.store.hub.programs.card_search import (
    CardPage,
    activities,
    board,
    card,
    cards,
    comments,
    history,
    labels,
    make_ready,
)
from kanban.store.hub.programs.guess_reading import find_base_rate, guesses
from kanban.store.hub.programs.lesson_reading import propose_walk, read_lessons, read_story
from kanban.store.hub.programs.next_reading import NextReading, read_next, read_wants
from kanban.store.hub.programs.playbook_reading import find_today, objections, playbook
from kanban.store.hub.programs.report_facts import read_facts
from kanban.store.hub.programs.web_form_keys import FormKey, form_key, submit
from kanban.store.hub.pull import pull, read_older, snapshot
from kanban.store.hub.push import push
from kanban.store.hub.server_database import Hub, open_hub

if TYPE_CHECKING:
    from kanban.store.hub import maintenance, migrations, programs  # migrations: alembic, 0.3 s, for another version
else:
    __getattr__ = lazy.submodules(__name__)

__all__ = [
    "Account",
    "ActResult",
    "BoardInfo",
    "BoardInvitation",
    "CalendarLink",
    "Caller",
    "CardPage",
    "FormKey",
    "Hub",
    "NextReading",
    "PlannedStep",
    "QueryStopper",
    "ServerView",
    "act",
    "activities",
    "add_account",
    "add_link",
    "admit",
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
    "find_base_rate",
    "find_today",
    "finish_publishing",
    "form_key",
    "guesses",
    "history",
    "invitations",
    "invite",
    "invite_another_device",
    "labels",
    "let_pass",
    "list_accounts",
    "list_links",
    "list_steps",
    "maintenance",
    "make_ready",
    "migrations",
    "objections",
    "open_first",
    "open_hub",
    "open_link",
    "playbook",
    "programs",
    "propose_walk",
    "pull",
    "purge",
    "push",
    "read_facts",
    "read_lessons",
    "read_next",
    "read_older",
    "read_story",
    "read_wants",
    "redeem",
    "remove_link",
    "revoke",
    "revoke_as",
    "snapshot",
    "submit",
]
