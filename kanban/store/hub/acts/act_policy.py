"""What the server writes for a member is judged like what their device pushes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kanban.domain.errors import Refused
from kanban.domain.permissions import Forbidden
from kanban.protocol.policies.server_policy import Refusal, judge

if TYPE_CHECKING:
    from kanban.domain.board import Member
    from kanban.domain.change import Change
    from kanban.store.hub.transaction import BoardTransaction

_FORBIDDEN = frozenset({"forbidden", "not_author"})


def gate_of(transaction: BoardTransaction, member: Member) -> Callable[[Change], Change]:
    """Return a function that judges each change of a member's act and returns it as kept; it raises Refused."""
    transaction.member = member.id

    def pass_gate(change: Change) -> Change:
        judged = judge(transaction, change)
        if isinstance(judged, Refusal):
            raise (Forbidden if judged.code in _FORBIDDEN else Refused)(judged.detail)
        return judged.change

    return pass_gate
