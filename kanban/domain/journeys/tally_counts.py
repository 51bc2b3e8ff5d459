"""Rows of cards counted by a database: so many that mean the same, and which cards they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kanban.domain.journeys.responses import ResponseRow
from kanban.domain.journeys.tally import Climb

Bounds = tuple[str, str]
"""The UTC times of a period: when it begins, and when it is over."""


@dataclass(frozen=True, slots=True)
class ClimbCount:
    """Cards that reached the same places in a period; `climb` has no time."""

    climb: Climb
    cards: Sequence[str]


@dataclass(frozen=True, slots=True)
class HandoffCount:
    """Offers made in a period of which the same became."""

    figure: str
    reason: str | None
    is_returned_later: bool
    overturned: int
    """How many returns of each leads overturned."""
    questions: int
    """How many questions there were about all of them."""
    cards: Sequence[str]


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """Answers that were due in a period and came alike."""

    is_question: bool
    verdict: str
    cards: Sequence[str]


@dataclass(frozen=True, slots=True)
class ValueCount:
    """Values that came or went alike, in one currency."""

    part: str
    currency: str | None
    value: int
    """Their sum, in minor units."""
    cards: Sequence[str]


@dataclass(frozen=True, slots=True)
class ExpectedCount:
    """Open deals that were expected to close in the same month, by how sure one was of them."""

    currency: str | None
    stage: str
    probability: float | None
    is_committed: bool
    value: int
    cards: Sequence[str]


@dataclass(frozen=True, slots=True)
class WonCount:
    """Deals that were won in a period, in one currency."""

    currency: str | None
    was_open: bool
    """They were open deals before."""
    value: int
    cards: Sequence[str]


class Tallies(Protocol):
    """What the store counts of a board's cards without reading their journeys. All of it obeys the query."""

    def count_climbs(self, bounds: Bounds) -> Sequence[ClimbCount]:
        """Return which places of the pipeline cards first reached in a period."""

    def count_handoffs(self, bounds: Bounds) -> Sequence[HandoffCount]:
        """Return what became of the offers made in a period."""

    def count_answers(self, bounds: Bounds, now: str) -> Sequence[AnswerCount]:
        """Return how the answers came that were due in a period; `now` is UTC."""

    def count_changes(self, bounds: Bounds) -> Sequence[ValueCount]:
        """Return what came to the open deals in a period, and what left them."""

    def count_open(self, at: str, part: str) -> Sequence[ValueCount]:
        """Return the deals that were open just before a UTC time, as this part."""

    def count_stood(self) -> Sequence[tuple[str | None, str, int]]:
        """Return (stage, outcome, closed deals that stood there), of all deals whatever the query; None for all."""

    def count_expected(self, before: str, month: str) -> Sequence[ExpectedCount]:
        """Return the deals that were known just before a UTC time as open, and as closing in a month."""

    def count_won(self, bounds: Bounds) -> Sequence[WonCount]:
        """Return the deals that were won in a period, and whether they were known as open when it began."""

    def count_currencies(self) -> Sequence[tuple[str, int]]:
        """Return how many deals there are in each currency."""

    def find_first_known(self) -> str:
        """Return since when, UTC, anything of the cards is known; empty where nothing is."""

    def count_placed(self, bounds: Bounds) -> Mapping[str, int]:
        """Return how many stays that began in a period a file told of, by the id of the stage."""

    def list_stays(self, bounds: Bounds) -> Iterable[tuple[int, str, str, str | None]]:
        """Yield (number of the card, stage, since when, until when) of the other stays that began in a period."""

    def name_cards(self, numbers: Sequence[int]) -> Sequence[str]:
        """Return the ids of cards by their numbers, in their order."""

    def list_responses(self, bounds: Bounds) -> Sequence[ResponseRow]:
        """Return how long the offers made in a period waited for sales to try."""

    def list_without_response(self, bounds: Bounds) -> Sequence[str]:
        """Return the cards of those offers that sales never tried to answer by an activity."""
