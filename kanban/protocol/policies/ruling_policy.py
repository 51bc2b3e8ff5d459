"""What a server asks of the new offer in a ruling; only a ruling that decides may make one.

`kanban.domain.handoffs.contest` judges rulings themselves, `handoff_policy` all other offers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain.card import HANDOFF, OF_OUTCOME
from kanban.domain.handoffs import contest, handoff, reoffer
from kanban.protocol.policies.docket import Docket, Rejected

if TYPE_CHECKING:
    from kanban.domain.change import Change
    from kanban.domain.entity_state import EntityState

_OF_OFFER = frozenset({"stage", "rank", HANDOFF, *OF_OUTCOME})
"""Registers that an offer sets beside its ruling."""


def has_offer(change: Change) -> bool:
    """Whether a change rules on a return and sets a handoff too."""
    return HANDOFF in change.set and any(name.startswith(contest.RULING) for name in change.set)


def accept_offer(docket: Docket, state: EntityState, change: Change) -> Change:
    """Return a ruling with a new offer, as the server stores it; the ruling itself was checked before.

    The server words the offer: like the returned one, for the same rep, due from now on. Where the card moved on
    meanwhile, the ruling stands alone. Raises Rejected where the ruling does not decide for an offer.
    """
    rest = {name: value for name, value in change.set.items() if name not in _OF_OFFER}
    if len(rest) > 1 or any(change.set.get(name) is not None for name in OF_OUTCOME):
        raise Rejected("invalid", "A ruling that offers a card again can change nothing else.")
    after = {**state.registers, **rest}
    contested, claimed = contest.read(after), handoff.read(change.set[HANDOFF])
    if contested is None or contested.outcome != "overturn":
        raise Rejected("forbidden", "Only the ruling that overturns a return can offer the card again.")
    if claimed is None or (claimed.offer, claimed.state) != (reoffer.derive_offer_id(contested.offer), "offered"):
        raise Rejected("invalid", "The offer in a ruling must follow the returned one.")
    offered, door = (
        reoffer.build_offer(docket.board, after, contested.offer, contested.by, docket.now),
        handoff.find_door(docket.board),
    )
    if offered is None or door is None:
        return change._replace(set=rest)
    offer = offered.encode(handoff.read(state.registers.get(HANDOFF)))
    return change._replace(set={**change.set, "stage": door.id, HANDOFF: offer})
