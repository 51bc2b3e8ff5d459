"""Drafts: arrivals in the making, and what becomes of two that tell of one lead.

A key names a record outside: its program, what that calls it, and its id there, as in `zoho.lead:4563`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain.card import CUSTOM, FIELDS, LABEL, LINK
from kanban.domain.records.arrival import DISQUALIFIED, LEAD_DECIDES, Arrival
from kanban.domain.values import fields

if TYPE_CHECKING:
    from collections.abc import Callable

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
        activities=[*draft.activities, *(entry for entry in other.activities if entry not in draft.activities)],
    )


def fill_same_person(draft: Arrival, other: Arrival, is_kept: Callable[[str], bool] = lambda _: True) -> Arrival:
    """Return `draft` with gaps filled from another row of the same person; where they differ, keep the other value.

    It becomes a custom field such as `Source 2`. What a second row says anew is not lost, and labels add up. `is_kept`
    tells of which registers another value is kept.
    """
    beside: dict[str, Json] = {}
    currency = other.registers.get("currency")
    for name, value in other.registers.items():
        if name.startswith((LABEL, LINK)) or name == "currency" or draft.registers.get(name, value) == value:
            continue
        if not (name in FIELDS or name.startswith(CUSTOM)) or not is_kept(name):
            continue
        text = fields.format_value(name, value, currency if isinstance(currency, str) else None)
        free = next((label for label in fields.list_further_names(name) if CUSTOM + label not in draft.registers), None)
        if free and text not in (draft.registers.get(CUSTOM + label) for label in fields.list_further_names(name)):
            beside[CUSTOM + free] = text
    card = fill_draft(draft, other)
    card.registers.update(beside)
    return card


def fill_membership(draft: Arrival, member: Arrival) -> Arrival:
    """Return a lead with what a campaign tells of its member; a further campaign becomes a field of its own."""
    card = fill_same_person(draft, member, lambda name: name == "campaign" or name.startswith(CUSTOM))
    if draft.gap_fills:
        card.gap_fills = draft.gap_fills | member.gap_fills
    return card


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
