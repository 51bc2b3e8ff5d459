"""Drafts: arrivals in the making, and what becomes of two that tell of one lead.

A key names a record outside: its program, what that calls it, and its id there, as in `zoho.lead:4563`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain.card import LABEL
from kanban.domain.records.arrival import DISQUALIFIED, LEAD_DECIDES, Arrival

if TYPE_CHECKING:
    from kanban.domain.change import Json

_OF_THE_CLOSE = ("close_on", "lost_reason", "win_reason", "probability")
"""Registers that belong to the stage, and stay with whoever decides on that."""


def fill_draft(draft: Arrival, other: Arrival) -> Arrival:
    """Return `draft` with gaps filled from `other`; stage and times stay, but the earlier creation counts."""
    return Arrival(
        tuple(dict.fromkeys(draft.keys + other.keys)),
        {**other.registers, **draft.registers},
        draft.stage,
        min(filter(None, (draft.created_at, other.created_at)), default=None),
        draft.entered_at,
        draft.lead or other.lead,
        draft.deal or other.deal,
        [
            *draft.comments,
            *(comment for comment in other.comments if comment.key not in {mine.key for mine in draft.comments}),
        ],
        draft.follows,
        draft.is_guessed,
        draft.own,
        draft.company_key or other.company_key,
        draft.file,
        draft.line,
    )


def merge_deal(lead: Arrival, deal: Arrival) -> Arrival:
    """Merge a lead with its deal: stage, value and sales owner come from the deal, person and source from the lead.

    The lead's status does not count, nor does the label of a lead that was given up.
    """
    card = fill_draft(deal, lead)
    card.keys = tuple(dict.fromkeys(lead.keys + deal.keys))
    card.registers.update({name: value for name, value in lead.registers.items() if name in LEAD_DECIDES})
    for name in (*_OF_THE_CLOSE, LABEL + DISQUALIFIED):
        if name not in deal.registers:
            card.registers.pop(name, None)
    return card


def link_deal(lead: Arrival, deal: Arrival) -> Arrival:
    """Make another deal of a lead a card of its own, about the same person and linked to the lead's card."""
    person: dict[str, Json] = {name: value for name, value in lead.registers.items() if name in LEAD_DECIDES}
    bare = Arrival((), person, lead.stage, lead.created_at, company_key=lead.company_key)
    card = merge_deal(bare, deal)
    card.lead, card.follows = False, lead.keys[0]
    return card
