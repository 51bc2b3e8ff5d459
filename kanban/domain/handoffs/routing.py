"""Who in sales answers an offer: the rep who is named, else the one whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kanban.domain import permissions
from kanban.domain.errors import Refused

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.board import Board, Member
    from kanban.domain.change import Json


def choose_rep(view: View, wanted: Json) -> Member | None:
    """Return who is to answer: the one who was named, else the one whose turn it is among sales' members who are here."""
    to = view.board.member(wanted) if isinstance(wanted, str) else None
    if to is not None:
        if to.team != "sales" or to.deleted:
            raise Refused(f"{to.name} is of {to.team}; offers go to sales.")
        if to.away:
            raise Refused(f"{to.name} is away; offer it to somebody else, or to sales as a whole.")
        return to
    reps = list_reps(view.board)
    return choose_next_rep(reps, view.list_offer_loads(), view.board.routing) if reps else None


def list_reps(board: Board) -> list[Member]:
    """Return who in sales answers offers now: members who are here."""
    reps = [each for each in board.members if each.team == "sales" and not each.away]
    return [each for each in reps if permissions.RANK[each.role] >= permissions.RANK["member"]]


def choose_next_rep(reps: Sequence[Member], routed: Mapping[str, tuple[int, str]], routing: str) -> Member:
    """Return whose turn it is: `routed` gives for a member how many offers wait and when the last one came.

    Round robin is who rank_by_wait longest for one; least busy is who has the fewest waiting, then the same.
    """

    def rank_by_wait(member: Member) -> tuple[int, str, str]:
        waiting, last = routed.get(member.id, (0, ""))
        return (waiting if routing == "least-busy" else 0, last, member.id)

    return min(reps, key=rank_by_wait)
