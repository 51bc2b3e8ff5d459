"""A draft: one lead as the files of an import tell of it, before the board has seen it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kanban.exchange.cells import company_key
from kanban.exchange.stages import DISQUALIFIED

if TYPE_CHECKING:
    from collections.abc import Mapping

Key = tuple[str, str]
"""A record outside: its program and kind (`zoho.lead`), and its id there. What `placed_id` takes."""


class Said(NamedTuple):
    """A comment in a file."""

    author: str
    """A name as the file has it; empty where the file does not tell."""
    team: str
    """`marketing`, `sales`, or empty where the file does not tell."""
    at: str | None
    """UTC ISO 8601."""
    body: str


class Draft(NamedTuple):
    """One lead, folded from all its rows. What the files don't tell is None; text is clean.

    A named tuple and not a dataclass, because an import makes 100,000 of them: 0.05 s against 0.7.
    """

    keys: tuple[Key, ...]
    """The records it was made from, at least one; the first is the card's own and gives it its id."""
    title: str
    company: str | None
    contact: str | None
    email: str | None
    phone: str | None
    value: int | None
    """In minor units of `currency`, which is there whenever this is."""
    currency: str | None
    stage: str
    """The name of a stage of the board."""
    source: str | None
    campaign: str | None
    marketing_owner: str | None
    """A name, as in the file."""
    sales_owner: str | None
    labels: tuple[str, ...]
    fields: Mapping[str, str]
    """Custom fields by label."""
    links: tuple[tuple[str, str], ...]
    """Titles and addresses (http or https)."""
    next_step: str | None
    next_on: str | None
    """ISO day."""
    close_on: str | None
    """ISO day."""
    probability: float | None
    """0 to 1."""
    lost_reason: str | None
    win_reason: str | None
    created_at: str | None
    """UTC ISO 8601, as are the next two."""
    entered_at: str | None
    """When it came to its stage, as far as the files tell."""
    closed_at: str | None
    """For won and lost ones."""
    deal: bool
    """Whether a deal is among its rows."""
    comments: tuple[Said, ...]
    """Oldest first."""
    origin: tuple[tuple[str, int], ...]
    """File name and line of each of its rows."""
    kin: Key | None
    """The first key of the draft that it is to be linked to: an older deal of the same lead has that lead's card."""

    @property
    def person(self) -> tuple[str, str] | None:
        """What names the same person at the same company whatever the file; None without an e-mail address."""
        return (self.email.casefold(), company_key(self.company or "")) if self.email else None


def fill(draft: Draft, other: Draft) -> Draft:
    """Give `draft` with its gaps filled from `other`; sets of things are united, and the earlier creation counts.

    Stage, value, owner of sales and dates of closing stay as they are where `draft` is a deal: they belong together.
    """
    joined = Draft._make(mine if mine is not None else theirs for mine, theirs in zip(draft, other, strict=True))
    paid = draft if draft.value is not None else other
    return joined._replace(
        keys=tuple(dict.fromkeys(draft.keys + other.keys)),
        value=paid.value,
        currency=paid.currency,
        labels=tuple(dict.fromkeys(draft.labels + other.labels)),
        fields=_united(draft.fields, other.fields),
        links=tuple(dict.fromkeys(draft.links + other.links)),
        created_at=min(filter(None, (draft.created_at, other.created_at)), default=None),
        entered_at=draft.entered_at,
        closed_at=draft.closed_at,
        deal=draft.deal or other.deal,
        comments=tuple(sorted(dict.fromkeys(draft.comments + other.comments), key=lambda said: said.at or "")),
        origin=tuple(dict.fromkeys(draft.origin + other.origin)),
        kin=draft.kin,
    )


def _united(mine: Mapping[str, str], theirs: Mapping[str, str]) -> Mapping[str, str]:
    if not theirs or mine == theirs:
        return mine
    return {**theirs, **mine}


def with_deal(lead: Draft, deal: Draft) -> Draft:
    """Give the card of a lead that has a deal: the deal's stage, value and owner of sales; the lead's all else.

    The lead's status has no say in it: nor has its label of a lead that was given up.
    """
    said = fill(deal, lead)
    return said._replace(
        keys=tuple(dict.fromkeys(lead.keys + deal.keys)),
        company=lead.company or deal.company,
        contact=lead.contact or deal.contact,
        email=lead.email or deal.email,
        phone=lead.phone or deal.phone,
        source=lead.source or deal.source,
        campaign=lead.campaign or deal.campaign,
        marketing_owner=lead.marketing_owner or deal.marketing_owner,
        labels=tuple(label for label in said.labels if label != DISQUALIFIED or label in deal.labels),
        close_on=deal.close_on,
        probability=deal.probability,
        lost_reason=deal.lost_reason,
        win_reason=deal.win_reason,
        origin=tuple(dict.fromkeys(lead.origin + deal.origin)),
    )
