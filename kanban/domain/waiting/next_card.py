"""What the next five cards are chosen from: a card as it waits, and how deals like it ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kanban.domain.values import text

ALIKE = ("source", "campaign", "company")
"""The fields by which closed deals are like a card. Custom fields are left out: files put a deal's end into some."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that somebody waits for."""

    kind: str
    """`offer`, or `question` about one."""
    due: str
    """Until when, UTC; empty where no time is set."""


@dataclass(frozen=True, slots=True)
class WantMet:
    """A want of the member that a card is tied to."""

    id: str
    says: str
    tied: int
    number: int


class WaitingCard(NamedTuple):
    """An open card that may be the next. A named tuple: a large board has tens of thousands of them."""

    id: str
    ref: str
    title: str
    company: str | None
    value: int | None
    """In minor units of its currency."""
    currency: str | None
    stage: str
    """The name of its stage."""
    circle: int
    """0 for the member's own, 1 for those of their side that no member owns, 2 for the rest."""
    source: str | None
    campaign: str | None
    next_step: str | None
    next_on: str | None
    next_time: str | None
    touched_at: str
    answer: Answer | None = None
    response_due: str | None = None
    """By when sales is to make its first attempt, UTC; None where none is due."""
    met: int | None = None
    """How many of the requirements ahead it meets; None where there are none, or none is signed."""
    ahead: int = 0
    """How many requirements are ahead of it."""
    agreement: str = ""
    """The name of the live version: `v4`."""
    wants: tuple[WantMet, ...] = ()
    doubted: frozenset[str] = frozenset()
    """Fields of it that somebody said are not true, as they are now."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How many deals ended, and how."""

    won: int = 0
    closed: int = 0

    def add(self, count: int, *, is_won: bool) -> Ended:
        """Return it with so many more."""
        return Ended(self.won + count * is_won, self.closed + count)


@dataclass(frozen=True, slots=True)
class ClosedDeals:
    """How the closed deals of a board ended, in all and by what they have in common with others."""

    total: Ended
    by_field: Mapping[str, Mapping[str, Ended]]
    """For each of `ALIKE`, by the folded value."""

    def find(self, field: str, value: str) -> Ended:
        """Return how deals with a value in a field ended."""
        return self.by_field.get(field, {}).get(text.fold(value), Ended())


@dataclass(frozen=True, slots=True)
class SkippedCard:
    """A card that the member does not want to see before a day."""

    card: WaitingCard
    until: str
    """ISO date."""
    why: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The open cards that may be the next."""

    cards: Sequence[WaitingCard]
    skipped: Sequence[SkippedCard]
    """Those that the member skipped for now: they are not among the cards."""
    more: Mapping[int, int]
    """How many cards are in circles that were not read, because those before them have enough."""
