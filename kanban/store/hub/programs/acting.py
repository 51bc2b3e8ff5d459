"""Acts of programs: the same verbs as on devices, under the board's lock, judged like a push, written by the server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from kanban.domain.change import Act
from kanban.domain.errors import Refused
from kanban.domain.ids import derive_id
from kanban.store.hub import server_tables
from kanban.store.hub.acts import automation_acts, tying
from kanban.store.hub.acts.act_policy import gate_of
from kanban.store.hub.acts.server_view import ServerView
from kanban.store.hub.board_rows import lock_row
from kanban.store.hub.members.accounts import Caller, member_of
from kanban.store.hub.members.invitations import open_first
from kanban.store.hub.programs.card_search import require_stages
from kanban.store.hub.transaction import BoardTransaction

if TYPE_CHECKING:
    from kanban.store.hub.server_database import Hub

_C = server_tables.change.c
_MADE = select(_C.entity, _C.verb).where(_C.board == bindparam("board"), _C.act == bindparam("act")).order_by(_C.seq)

REUSED = "That Idempotency-Key was used for another request; choose a new one for this one."


@dataclass(frozen=True, slots=True)
class ActResult:
    """The result of an act."""

    summary: str
    warnings: tuple[str, ...]
    entities: tuple[str, ...]
    """The ids of the entities that were written, in the order of the act; empty if nothing was to be done."""
    is_repeat: bool
    """The key was used before; this is the result from then."""
    verb: str = ""
    """What was done to the first of them."""


def act(
    hub: Hub,
    caller: Caller,
    board: str,
    verb: Callable[[ServerView], Act],
    key: str | None = None,
    request: str = "",
) -> ActResult:
    """Act as the caller's member, written by the server's own device.

    With a `key` it is done once: on another try the answer is the first result. `request` identifies it, so that
    the same key for another request raises Refused. Raises Stopped, and what the verb raises.
    """
    now, whole = hub.now_ms(), ""
    open_first(hub, caller, board)
    with hub.writing() as connection:
        transaction = BoardTransaction(hub, connection, lock_row(connection, board), now)
        member = member_of(hub, connection, transaction.row, caller)
        if member is None:
            raise Refused("The board is still being published; finish that first.")
        if key is not None:
            first = _id(caller, board, key, 0)
            whole = transaction.keys.id_for(derive_id(board, f"rest-act:{caller.account}", f"{key}\n{request}"))
            before = transaction.keys.find_act(connection, board, first)
            if before is not None:
                if before != whole and before[14] == "8":  # version 0.1.0 did not write down the request
                    raise Refused(REUSED)
                first_changes = connection.execute(_MADE, {"board": board, "act": before}).all()
                entities = tuple(row.entity for row in first_changes)
                return ActResult("", (), entities, is_repeat=True, verb=first_changes[0].verb if first_changes else "")
        require_stages(transaction.board)
        view = ServerView(transaction, member)
        planned = verb(view)
        if not planned.steps:
            return ActResult(planned.summary, planned.warnings, (), is_repeat=False)
        ids = [_id(caller, board, key, place) for place in range(len(planned.steps))] if key is not None else []
        rule_events = automation_acts.list_events(view, planned)
        changes = transaction.write_own(
            planned.steps, planned.verb, member.id, ids, act=whole, gate=gate_of(transaction, member)
        )
        transaction.write()
        _, warnings = automation_acts.add(hub, connection, transaction.row, member, rule_events, changes, now)
        head = tying.tie(hub, connection, transaction.row, member.id, changes, now)
    hub.tell(board, head)
    entities = tuple(change.entity for change in changes)
    return ActResult(planned.summary, (*planned.warnings, *warnings), entities, is_repeat=False, verb=changes[0].verb)


def _id(caller: Caller, board: str, key: str, place: int) -> str:
    return derive_id(board, f"rest-change:{caller.account}", f"{key}\n{place}")
