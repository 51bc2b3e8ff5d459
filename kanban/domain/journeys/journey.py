"""The journey of a card: the facts of its log that figures count."""

# no annotations from __future__: named tuples would compile each as text, 1 ms for which every verb waits

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from kanban.domain.handoffs.handoff import State


class Moment(NamedTuple):
    """How a card stood from one time on. A named tuple: a large board has a million of them."""

    at: str
    """Since when, UTC ISO 8601; never before the moment that precedes it."""
    stage: str
    """The id of its stage."""
    value: int | None = None
    """In minor units of its currency."""
    currency: str | None = None
    close_on: str | None = None
    """The day on which it is expected to close, ISO."""
    is_imported: bool = False
    """A file said so: how long it had stood there before is not known."""
    is_assumed: bool = False
    """Nothing said so: a deal from a file stood somewhere between its creation and its first dated stage."""
    probability: float | None = None
    """Its own chance to be won, 0 to 1; None where it has its stage's."""
    is_committed: bool = False
    """Its owner commits to it."""
    known_at: str | None = None
    """When a file told it, UTC; None for what was written as it happened."""


class Question(NamedTuple):
    """What sales asked about an offer."""

    asked_at: str
    due: str | None
    """Until when marketing was to answer, UTC."""
    answered_at: str | None = None
    """None while it is open, and for one that the end of its offer left unanswered."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer to sales, from making it to what ended it. All times are UTC ISO 8601."""

    id: str
    by: str
    """The member who made it."""
    to: str | None
    """The member who was to answer; None for sales as a whole."""
    made_at: str
    state: State
    due: str | None = None
    """Until when sales was to answer, as it was written last; None while marketing has a question.

    Where it was answered while marketing had one, the time of the answer: the clock stood still.
    """
    accepted_at: str | None = None
    """When sales accepted it, also where it gave the card back later; None where it never did."""
    ended_at: str | None = None
    """When it was accepted, returned or withdrawn, or expired, whichever was last; None while it is open."""
    reason: str | None = None
    """Why it was returned."""
    is_final: bool = False
    """It was returned for good: never to be tried again."""
    overturned: str | None = None
    """The id of the offer whose return the leads overturned: their ruling made this one."""
    questions: tuple[Question, ...] = ()
    met: int = 0
    """How many requirements of the live agreement it met when it was made."""
    requirements: int = 0
    """How many there were; 0 where no version was live."""
    is_unoffered: bool = False
    """It was never made: sales took the card, or it was placed there; only its return is known."""

    @property
    def is_open(self) -> bool:
        """Whether it waits for sales, or sales for marketing's answer."""
        return self.ended_at is None

    @property
    def answered_at(self) -> str | None:
        """When it was answered first, expired or was withdrawn: a return of what was accepted is no answer."""
        return self.accepted_at or self.ended_at


class Stay(NamedTuple):
    """A card in a stage, from one entry to the next."""

    stage: str
    began: str
    ended: str | None
    """None while it is there."""
    is_imported: bool
    is_assumed: bool


class CardFacts(NamedTuple):
    """What a card's own changes tell, whatever its board is like now."""

    created_at: str
    """When it was created, UTC; empty where its log does not tell."""
    moments: tuple[Moment, ...]
    """Oldest first; none where no change names a stage."""
    offers: tuple[Offer, ...]
    """Oldest first."""
    campaigns: tuple[tuple[str, str | None], ...] = ()
    """Since when, UTC, it bore which campaign's name, oldest first; None for none."""


@dataclass(frozen=True, slots=True)
class Journey:
    """What happened to one card."""

    card: str
    moments: tuple[Moment, ...]
    """Oldest first; at least one."""
    offers: tuple[Offer, ...] = ()
    """Oldest first."""
    earlier: tuple[Moment, ...] = ()
    """The moments of cards that were merged into it: they tell what it reached first, and nothing else."""
    created_at: str = ""
    """When it was created, UTC; empty where its log does not tell."""
    campaigns: tuple[tuple[str, str | None], ...] = ()
    """Since when, UTC, it bore which campaign's name, oldest first; None for none."""

    @property
    def made_offers(self) -> tuple[Offer, ...]:
        """Its offers without returns of what was never offered."""
        return tuple(offer for offer in self.offers if not offer.is_unoffered)

    def list_rulings(self) -> list[tuple[Offer, ...]]:
        """Return its made offers, each with those that rulings made of it: what the leads overturned is one offer."""
        made_of = {offer.overturned: offer for offer in self.made_offers if offer.overturned}
        known = {offer.id for offer in self.made_offers}
        chains = []
        for offer in self.made_offers:
            if offer.overturned in known:
                continue
            chain = [offer]
            while (following := made_of.get(chain[-1].id)) and following not in chain:
                chain.append(following)
            chains.append(tuple(chain))
        return chains

    def find_campaign(self, at: str) -> str | None:
        """Return the name of its campaign at a UTC time."""
        return next((name for since, name in reversed(self.campaigns) if since <= at), None)

    def find_known(self, before: str) -> Moment | None:
        """Return how it stood just before a UTC time, as far as that was known then; None before it was here."""
        known = None
        for moment in self.moments:
            if moment.at < before and (moment.known_at is None or moment.known_at < before):
                known = moment
        return known

    def list_stays(self) -> Iterator[Stay]:
        """Yield its stays, oldest first: a stage that it left and came back to has several."""
        entries = [
            moment
            for before, moment in zip((None, *self.moments), self.moments, strict=False)
            if before is None or before.stage != moment.stage
        ]
        ends = [*(entry.at for entry in entries[1:]), None]
        for entry, end in zip(entries, ends, strict=True):
            yield Stay(entry.stage, entry.at, end, entry.is_imported, entry.is_assumed)
