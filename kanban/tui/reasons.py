"""Why a key does nothing here: sentences for the status line, out of plain facts."""

from __future__ import annotations

from kanban import domain
from kanban.domain.board import Member, Role
from kanban.tui.board_model import BoardModel

NOBODY = "Nobody acts here yet: choose a member first."

ODD = "Unexpected error. Nothing was changed. The log (kanban locate log) has the details."


def explain_no_card(model: BoardModel) -> str:
    """Return why there is no card under the cursor."""
    if model.is_filtered and model.lane_model.summary.cards:
        return "No card here matches the filter. Esc: show all"
    if not model.total:
        return "There are no cards yet. n: new card"
    return f"There is no card in {model.lane_model.stage.name}."


def explain_no_step(model: BoardModel, places: int) -> str:
    """Return why the cursor goes no further down in its lane (negative: up)."""
    if model.card is None:
        return explain_no_card(model)
    return f"This is the {'last' if places > 0 else 'first'} card of the lane."


def explain_no_lane(model: BoardModel, place: int | None = None, steps: int = 0) -> str:
    """Return why the cursor goes to no other lane: there is none at that `place`, or so many `steps` aside."""
    if place is not None and place > len(model.lane_models):
        return f"There are only {len(model.lane_models)} lanes."
    if place is not None:
        return f"This is lane {place}."
    return f"This is the {'last' if steps > 0 else 'first'} lane."


def explain_refusal(me: Member | None, role: Role, what: str) -> str:
    """Return why a member may not do `what`, for which it takes a role; empty where they may."""
    if me is None:
        return NOBODY
    if domain.permissions.RANK[me.role] >= domain.permissions.RANK[role]:
        return ""
    return f"Only a lead can {what}." if role == "lead" else f"A {me.role} can't {what}. Ask a lead for another role."
