"""Who in sales answers an offer: the rep who is named, else the one whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kanban.domain import permissions
from kanban.domain.errors import Refused
from kanban.domain.wants.want_rights import find_first_owner

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.board import Board, Member
    from kanban.domain.card import Card
    from kanban.domain.change import Json


def choose_rep(view: View, rep_id: Json, card: Card | None = None) -> Member | None:
    """Return the rep who is named, else who wanted such a card, else the next in rotation; None where none is here."""
    to = view.board.get_member(rep_id) if isinstance(rep_id, str) else None
    if to is not None:
        if to.team != "sales" or to.deleted:
            raise Refused(f"{to.name} is in {to.team}; offers go to sales.")
        if to.away:
            raise Refused(f"{to.name} is away; offer it to somebody else, or to sales as a whole.")
        return to
    reps = list_reps(view.board)
    wanting = find_first_owner(view.board, card) if card else None
    if wanting in reps:
        return wanting
    return choose_next_rep(reps, view.list_offer_loads(), view.board.routing) if reps else None


def list_reps(board: Board) -> list[Member]:
    """Return the members of sales who answer offers now: at least members by role, and not away."""
    reps = [member for member in board.members if member.team == "sales" and not member.away]
    return [member for member in reps if permissions.RANK[member.role] >= permissions.RANK["member"]]


def choose_next_rep(reps: Sequence[Member], routed: Mapping[str, tuple[int, str]], routing: str) -> Member:
    """Return whose turn it is; `routed` has for a member how many offers wait and when the last one came.

    Round robin picks who waited longest for an offer. Least busy picks who has the fewest waiting, then the same.
    """

    def rank_by_wait(member: Member) -> tuple[int, str, str]:
        waiting, last = routed.get(member.id, (0, ""))
        return (waiting if routing == "least-busy" else 0, last, member.id)

    return min(reps, key=rank_by_wait)
