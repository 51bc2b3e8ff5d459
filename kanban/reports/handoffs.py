"""Handoffs: what became of the offers of a period, why cards came back, and who answered in time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kanban.domain.journeys.journey import Journey, Offer
from kanban.reports.rates import Bounds, Rate, is_within

FIGURES = (
    "made", "accepted", "returned", "expired", "open", "withdrawn", "returned_later", "overturned", "late",
    "unanswered",
)  # fmt: skip
"""What can be opened as cards; `returned_later` are those of the accepted that sales gave back afterwards."""


@dataclass
class Handoffs:
    """The offers of one period."""

    by_figure: dict[str, list[str]] = field(default_factory=lambda: {figure: [] for figure in FIGURES})
    """The cards of each figure, one for each offer (or question)."""
    by_reason: dict[str, list[str]] = field(default_factory=dict)
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

    def list_reasons(self) -> list[tuple[str, list[str]]]:
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
    report = Handoffs()
    for journey in journeys:
        if not journey.offers:
            continue
        for offer in journey.made_offers:
            _count_in_time(report, journey.card, offer, bounds, now)
        for chain in journey.list_rulings():
            if is_within(chain[0].made_at, bounds):
                _count_offer(report, journey.card, chain)
    return report


def _count_offer(report: Handoffs, card: str, chain: Sequence[Offer]) -> None:
    """Count an offer with those that rulings made of it."""
    last = chain[-1]
    report.by_figure["made"].append(card)
    report.by_figure["overturned"] += [card] * (len(chain) - 1)
    report.questions += sum(len(offer.questions) for offer in chain)
    is_accepted = any(offer.accepted_at for offer in chain)
    figure = "accepted" if is_accepted else "open" if last.is_open else last.state
    if figure == "taken":  # nobody answered it: sales went past it
        figure = "withdrawn"
    report.by_figure[figure].append(card)
    if last.state == "returned":
        if is_accepted:
            report.by_figure["returned_later"].append(card)
        if last.reason:
            report.by_reason.setdefault(last.reason, []).append(card)


def _count_in_time(report: Handoffs, card: str, offer: Offer, bounds: Bounds, now: str) -> None:
    for question in offer.questions:
        if question.due and is_within(question.due, bounds):
            end = question.answered_at or offer.answered_at or now
            if question.answered_at and end <= question.due:
                report.replied_in_time += 1
            elif end > question.due:
                report.by_figure["unanswered"].append(card)
    if not offer.due or not is_within(offer.due, bounds):
        return
    end = offer.answered_at or now
    is_late = offer.state == "expired" or (offer.state != "asked" and end > offer.due)
    if is_late:
        report.by_figure["late"].append(card)
    elif offer.accepted_at or offer.state == "returned":
        report.in_time += 1
