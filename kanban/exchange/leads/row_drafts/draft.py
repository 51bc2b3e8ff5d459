"""Drafts: arrivals in the making, and what becomes of two that tell of one lead.

A key names a record outside: its program, what that calls it, and its id there, as in `zoho.lead:4563`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain.card import CUSTOM, FIELDS, LABEL, LINK
from kanban.domain.records.arrival import DISQUALIFIED, LEAD_DECIDES, Arrival, can_be_same_name, mailbox_key
from kanban.domain.values import fields

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
        is_response=draft.is_response and other.is_response,
        answers=draft.answers | other.answers,
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


def fill_same_respondent(draft: Arrival, other: Arrival) -> Arrival:
    """Return the same for two answers to a form: another spelling of the name or the address is not kept beside."""
    card = fill_same_person(draft, other, lambda name: not _is_other_spelling(name, draft.registers, other.registers))
    card.registers.update(_find_whole_name(draft.registers, other.registers))
    card.comments.sort(key=lambda comment: comment.at)
    return card


def _is_other_spelling(name: str, first: Mapping[str, Json], second: Mapping[str, Json]) -> bool:
    """Tell whether two rows of one person say the same in a register: `Ada` and `Ada Byron`, an address in capitals."""
    if name == "title":  # made from the person, and from nothing else
        return all(row.get("title") in (row.get("contact"), row.get("email")) for row in (first, second))
    if name == "email":
        return mailbox_key(first.get(name)) == mailbox_key(second.get(name))
    return name == "contact" and can_be_same_name(first.get(name), second.get(name))


def _find_whole_name(first: Mapping[str, Json], second: Mapping[str, Json]) -> dict[str, Json]:
    """Return the longer one of two spellings of a person's name, for the card's title too where that is the name."""
    short, long = first.get("contact"), second.get("contact")
    if not isinstance(short, str) or not isinstance(long, str) or len(long) <= len(short):
        return {}
    if not can_be_same_name(short, long):
        return {}
    names: dict[str, Json] = {"contact": long}
    return names | {"title": long} if first.get("title") == short else names


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
