"""Committing to a deal: its sales owner, or a lead, says that it will be won by its close date.

The word is theirs, so it goes when the deal gets another owner or leaves sales.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kanban.domain import permissions
from kanban.domain.acts.view import find_live_cards, name_cards
from kanban.domain.change import CARD, Act, Step
from kanban.domain.errors import Refused

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.board import Board, Member
    from kanban.domain.card import Card
    from kanban.domain.change import Json

COMMIT = "commit"
"""The register: true while somebody commits to the deal."""

NOT_YOURS = "Only its sales owner, or a lead, can commit to a deal."


def commit(view: View, card_id: str, *, is_on: bool = True) -> Act:
    """Commit to an open deal, or end that."""
    permissions.require_role(view.actor, "member", "commit to deals")
    (card,) = find_live_cards(view, [card_id])
    _require(view, card, {"stage": card.stage, "sales_owner": card.sales_owner})
    if (card.value_of(COMMIT) is True) == is_on:
        return Act(COMMIT, (), f"No change: {name_cards([card])} is {'' if is_on else 'not '}committed")
    step = Step(CARD, card.id, {COMMIT: is_on}, COMMIT)
    done = "Committed to" if is_on else "Ended the commitment to"
    return Act(COMMIT, (step,), f"{done} {name_cards([card])}")


def join(view: View, card_id: str, act: Act, *, is_on: bool) -> Act:
    """Return an act that also commits to a card, or ends that, as the act leaves it.

    Raises Refused where it is no open deal then, and Forbidden where it is somebody else's.
    """
    if not act.steps:
        return commit(view, card_id, is_on=is_on)
    (card,) = find_live_cards(view, [card_id])
    after: dict[str, Json] = {name: card.value_of(name) for name in (COMMIT, "stage", "sales_owner")}
    for step in act.steps:
        if step.etype == CARD and step.entity == card_id:
            after |= {name: value for name, value in step.set.items() if name in after}
    if (after[COMMIT] is True) == is_on:
        return act
    _require(view, card, after)
    return act._replace(steps=(*act.steps, Step(CARD, card_id, {COMMIT: is_on}, COMMIT)))


def _require(view: View, card: Card, registers: Mapping[str, Json]) -> None:
    """Raise Refused, or Forbidden, unless the actor can commit to a card with these registers."""
    if why := explain_refusal(view.board, view.actor, registers):
        raise (permissions.Forbidden if why == NOT_YOURS else Refused)(f"{name_cards([card])}: {why}")


def explain_refusal(board: Board, actor: Member, registers: Mapping[str, Json]) -> str | None:
    """Return why somebody can't commit to a card with these registers, as a sentence; None where they can."""
    stage, owner = registers.get("stage"), registers.get("sales_owner")
    lane = board.lane_of(stage if isinstance(stage, str) else None)
    if lane.side != "sales" or lane.is_closed:
        return "Only open deals of sales can be committed to."
    if actor.role != "lead" and not (isinstance(owner, str) and owner and actor.is_named(owner)):
        return NOT_YOURS
    return None


def list_dropped(board: Board, before: Mapping[str, Json], changed: Mapping[str, Json]) -> dict[str, Json]:
    """Return what takes a commitment from a card that gets another owner or leaves sales; else nothing."""
    if before.get(COMMIT) is not True or COMMIT in changed:
        return {}
    owner, stage = changed.get("sales_owner", before.get("sales_owner")), changed.get("stage", before.get("stage"))
    side = board.lane_of(stage if isinstance(stage, str) else None).side
    return {} if side == "sales" and owner == before.get("sales_owner") else {COMMIT: False}
