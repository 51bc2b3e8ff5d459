"""The new offer that follows when the leads overturn a return; the deciding ruling carries it.

Nobody else can make such an offer. It is in the name of the marketer who made the first one, for the same rep, and
its id is derived from the first one's. Where both leads ruled at once, neither ruling knew that it decides; then the
server adds the offer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from kanban.domain import clock, permissions
from kanban.domain.acts.view import clear_outcome_reasons, place_on_top
from kanban.domain.card import HANDOFF, Card
from kanban.domain.change import CARD, Step
from kanban.domain.handoffs import handoff, handoff_verbs
from kanban.domain.handoffs.handoff import Handoff
from kanban.domain.values import fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kanban.domain.acts.view import View
    from kanban.domain.board import Board, Stage
    from kanban.domain.change import Json


def derive_offer_id(offer: str) -> str | None:
    """Return the id of the offer that follows an overturned return; None where `offer` is not a UUID."""
    try:
        return str(uuid5(UUID(offer), "overturned"))
    except ValueError:
        return None


def build_offer(board: Board, registers: Mapping[str, Json], overturned: str, by: str, now: str) -> Handoff | None:
    """Return the new offer of a card with these registers; None where the card has moved on since.

    It has where it was offered again, taken or deleted, and where marketing disqualified it afterwards. A return that
    was final disqualified it by itself: with that return the end of the lead is overturned, too.

    `overturned` is the offer whose return was overturned, `by` the member who contested it, `now` is UTC.
    """
    present, stage = handoff.read(registers.get(HANDOFF)), registers.get("stage")
    if present is None or handoff.find_door(board) is None:
        return None
    here, offer = board.lane_of(stage if isinstance(stage, str) else None), derive_offer_id(present.offer)
    stands = present.state == "returned" and present.offer == overturned and here.side == "marketing"
    was_given_up = here.is_closed and present.again != fields.NEVER
    if not stands or was_given_up or offer is None or registers.get("deleted") is True:
        return None
    owner = registers.get("marketing_owner")
    marketer = handoff.find_marketer(board, present, owner if isinstance(owner, str) else None)
    due = handoff_verbs.calendar_of(board).add_worked(clock.from_iso(now), handoff.answer_seconds(board))
    return Handoff(
        offer, "offered", marketer.id if marketer else by, to=_find_rep_id(board, present.to),
        source=_find_source_id(board, here),
        offered_at=now, due=clock.iso(due), why=present.why, overturned=present.offer,
    )  # fmt: skip


def _find_rep_id(board: Board, to: str | None) -> str | None:
    """Return the rep of the first offer; None for sales as a whole, and where the rep is away or gone."""
    rep = board.get_member(to) if to else None
    if (
        rep is None
        or rep.deleted
        or rep.away
        or rep.team != "sales"
        or permissions.RANK[rep.role] < permissions.RANK["member"]
    ):
        return None
    return rep.id


def _find_source_id(board: Board, here: Stage) -> str:
    """Return the stage to go back to when nobody answers: the present one, unless the card was closed there."""
    home = handoff.find_first_stage(board, "marketing") if here.is_closed else None
    return (home or here).id


def build_steps(view: View, card: Card, overturned: str, by: str, verb: str, ruling: Mapping[str, Json]) -> list[Step]:
    """Return the steps that offer a card again, with its `ruling`; none where the card has moved on since."""
    registers = {**card.extra, "stage": card.stage, "deleted": card.deleted, "marketing_owner": card.marketing_owner}
    offered, door = build_offer(view.board, registers, overturned, by, view.now), handoff.find_door(view.board)
    if offered is None or door is None:
        return []
    # a full stage or a missing field stops nobody: the card stood there before, and both leads have said that it should
    (place,), others = place_on_top(view, door.id, (card.id,))
    offer = offered.encode(handoff.read(card.value_of(HANDOFF)))
    entering = {"stage": door.id, "rank": place, **clear_outcome_reasons(card, door), HANDOFF: offer}
    return [Step(CARD, card.id, {**ruling, **entering}, verb), *others]
