"""Changes that the server once made and a device brings back: after a restore the backup lacks them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain.automations.rules import OF
from kanban.domain.card import HANDOFF
from kanban.domain.change import CARD, HANGING
from kanban.domain.handoffs import handoff
from kanban.protocol.policies.server_policy import Refusal
from kanban.store.hub.maintenance.card_erasing import erase, list_with_hanging
from kanban.store.hub.server_key import is_server_id
from kanban.store.hub.transaction import EVERYBODY, VouchedOrigin

if TYPE_CHECKING:
    from kanban.domain.change import Change, Json
    from kanban.domain.handoffs.handoff import Handoff
    from kanban.store.hub.transaction import BoardTransaction

_AS_ONE = ("stage", HANDOFF)
"""Registers that must stay together: else a card would be in one stage and its handoff in another."""


def is_of_server(change: Change) -> bool:
    """Whether a change has ids that only a server gives."""
    return is_server_id(change.id, change.tx, change.act)


def find_refusal(transaction: BoardTransaction, change: Change) -> Refusal | None:
    """Return why a change with such ids is refused; None if the server made it and it still fits."""
    if not transaction.keys.is_genuine(transaction.row.id, change):
        return Refusal("invalid", "Only the server gives such ids, and it did not make this change.")
    card = change.set.get("card", change.card) if change.etype in HANGING else None
    if transaction.is_purged(change.etype, change.entity) or (
        isinstance(card, str) and transaction.is_purged(CARD, card)
    ):
        return Refusal("gone", "It was erased for good and can't be changed any more.")
    if change.etype == CARD and HANDOFF in change.set:
        state = transaction.entity_of(CARD, change.entity).state
        later = {state.keys.get(name, "") > change.key for name in _AS_ONE if name in change.set}
        if len(later) > 1 or _has_other_offer(change.set[HANDOFF], handoff.read(state.registers.get(HANDOFF))):
            return Refusal("handoff_moved", "It was moved to another stage meanwhile.")
    cause = change.extra.get(OF)
    if isinstance(cause, str) and transaction.find_change(cause) is None:
        return Refusal("handoff_moved", "What set the rule off did not come back.")
    return None


def _has_other_offer(value: Json, now: Handoff | None) -> bool:
    """Whether an act expects an offer that has changed since, whichever of the two is later."""
    expected = value.get("expects") if isinstance(value, dict) else None
    return expected is not None and (now is None or [now.offer, now.state] != expected)


def erase_again(transaction: BoardTransaction, brought: list[tuple[str, str]]) -> None:
    """Erase the cards whose tombstones devices bring back, with all that belongs to them."""
    whole: dict[tuple[str, str], None] = {}
    for etype, entity in brought:
        whole |= dict.fromkeys(list_with_hanging(transaction, entity) if etype == CARD else [(etype, entity)])
    left = [key for key in whole if not transaction.is_purged(*key)]
    if left:
        erase(transaction, left, EVERYBODY)


def renumber(transaction: BoardTransaction, change: Change) -> Change:
    """Return a returning change with the next number of the server's own device."""
    transaction.row.dseq += 1
    return change._replace(dseq=transaction.row.dseq)


def vouch_for(transaction: BoardTransaction, change: Change) -> VouchedOrigin:
    """Return what the server vouches for: everything that it said when it made the change."""
    return VouchedOrigin(change.actor, transaction.row.device, 0, change.extra, is_settled=True)
