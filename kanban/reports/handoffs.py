"""Handoffs: what became of the offers of a period, why cards came back, and who answered in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kanban.domain.journeys.card_list import CardList
from kanban.domain.journeys.journey import Journey
from kanban.domain.journeys.tally import IN_TIME, LATE, describe_chain, list_answers
from kanban.domain.journeys.tally_counts import Tallies
from kanban.reports.rates import Bounds, Rate, is_within

FIGURES = (
    "made", "accepted", "returned", "expired", "open", "withdrawn", "returned_later", "overturned", "late",
    "unanswered",
)  # fmt: skip
"""What can be opened as cards; `returned_later` are those of the accepted that sales gave back afterwards."""


@dataclass
class Handoffs:
    """The offers of one period."""

    by_figure: Mapping[str, Sequence[str]]
    """The cards of each figure, one for each offer (or question)."""
    by_reason: Mapping[str, Sequence[str]]
    """The cards that came back, also later, by the reason; those that leads overturned left out."""
    in_time: int = 0
    """Offers due in the period that sales answered in time."""
    replied_in_time: int = 0
    """Questions due in the period that marketing answered in time."""
    questions: int = 0
    """Questions about offers made in the period."""

    def count(self, figure: str) -> int:
        """Return one of `FIGURES`."""
        return len(self.by_figure[figure])

    def list_reasons(self) -> list[tuple[str, Sequence[str]]]:
        """Return the reasons with their cards, the most frequent first."""
        return sorted(self.by_reason.items(), key=lambda pair: (-len(pair[1]), pair[0]))

    @property
    def acceptance(self) -> Rate:
        """Accepted, of those that were accepted, returned or expired."""
        accepted = self.count("accepted")
        return Rate(accepted, accepted + self.count("returned") + self.count("expired"))

    @property
    def kept_in_time(self) -> Rate:
        """Offers answered in time, of those that were due in the period."""
        return Rate(self.in_time, self.in_time + self.count("late"))

    @property
    def replies_in_time(self) -> Rate:
        """Questions answered in time, of those that were due in the period."""
        return Rate(self.replied_in_time, self.replied_in_time + self.count("unanswered"))

    def encode(self) -> dict[str, Any]:
        """Return its record: counts, and rates with their 95 % intervals; what has no cases is null."""
        return {
            **{figure: self.count(figure) for figure in FIGURES},
            "acceptance": self.acceptance.encode(),
            "kept_in_time": self.kept_in_time.encode(),
            "replies_in_time": self.replies_in_time.encode(),
            "questions": self.questions,
            "questions_per_offer": self.questions / self.count("made") if self.count("made") else None,
            "reasons": [{"reason": reason, "returned": len(cards)} for reason, cards in self.list_reasons()],
        }


def build_handoffs(journeys: Iterable[Journey], bounds: Bounds, now: str) -> Handoffs:
    """Count offers: what became of those made in a period, and whether those due in it were answered in time.

    `now` is UTC. A return that leads overturned and the offer that their ruling made are one offer, made when the first
    was made and answered as the last one was. What sales accepted stays accepted, also where the card came back later.
    Cards that were taken or placed count nowhere.
    """
    counted = _Counted()
    for journey in journeys:
        if not journey.offers:
            continue
        for offer in journey.made_offers:
            for answer in list_answers(offer):
                if is_within(answer.due, bounds):
                    counted.add_answer(answer.is_question, answer.judge(now), [journey.card])
        for chain in journey.list_rulings():
            if is_within(chain[0].made_at, bounds):
                offers = describe_chain(chain)
                counted.add_offers(
                    offers.figure, offers.reason, offers.is_returned_later, offers.overturned, [journey.card]
                )
                counted.questions += offers.questions
    return counted.join(list_cards)


def count_handoffs(tallies: Tallies, bounds: Bounds, now: str) -> Handoffs:
    """Return what became of the offers of a period, as the store counts it; `now` is UTC."""
    counted = _Counted()
    for count in tallies.count_answers(bounds, now):
        counted.add_answer(count.is_question, count.verdict, count.cards)
    for offers in tallies.count_handoffs(bounds):
        counted.add_offers(offers.figure, offers.reason, offers.is_returned_later, offers.overturned, offers.cards)
        counted.questions += offers.questions
    return counted.join(CardList.join)


def list_cards(parts: Iterable[Sequence[str]]) -> list[str]:
    """Return the cards of several lists, one after the other."""
    return [card for cards in parts for card in cards]


class _Counted:
    """Handoffs while they are counted."""

    def __init__(self) -> None:
        self.figures: dict[str, list[Sequence[str]]] = {figure: [] for figure in FIGURES}
        self.reasons: dict[str, list[Sequence[str]]] = {}
        self.in_time = self.replied_in_time = self.questions = 0

    def add_offers(
        self, figure: str, reason: str | None, is_returned_later: bool, overturned: int, cards: Sequence[str]
    ) -> None:
        """Count offers, each with those that rulings made of it."""
        self.figures["made"].append(cards)
        self.figures["overturned"] += [cards] * overturned
        self.figures[figure].append(cards)
        if is_returned_later:
            self.figures["returned_later"].append(cards)
        if reason:
            self.reasons.setdefault(reason, []).append(cards)

    def add_answer(self, is_question: bool, verdict: str, cards: Sequence[str]) -> None:
        """Count answers that were due."""
        if verdict == LATE:
            self.figures["unanswered" if is_question else "late"].append(cards)
        elif verdict == IN_TIME and is_question:
            self.replied_in_time += len(cards)
        elif verdict == IN_TIME:
            self.in_time += len(cards)

    def join(self, join: Callable[[Iterable[Sequence[str]]], Sequence[str]]) -> Handoffs:
        """Return the report."""
        return Handoffs(
            {figure: join(parts) for figure, parts in self.figures.items()},
            {reason: join(parts) for reason, parts in self.reasons.items()},
            self.in_time, self.replied_in_time, self.questions,
        )  # fmt: skip
