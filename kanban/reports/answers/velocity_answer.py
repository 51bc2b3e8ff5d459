"""Velocity: what the open deals bring a day, and how the number of qualified leads grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kanban.domain.errors import UsageFault
from kanban.domain.journeys.pipeline import Pipeline
from kanban.reports.answers.question import Facts, Question, plain
from kanban.reports.sales import velocity
from kanban.reports.sales.figures import VELOCITY
from kanban.reports.sales.velocity import LeadMonth, Velocity


@dataclass(frozen=True)
class VelocityAnswer:
    """The velocity of a period."""

    question: Question
    currencies: Sequence[Velocity]
    before: Sequence[Velocity]
    months: Sequence[LeadMonth]

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        question = self.question
        earlier = {**question.encode_before(), "currencies": [one.encode() for one in self.before]}
        return {
            **question.encode("velocity"),
            "currencies": [one.encode() for one in self.currencies],
            "lead_months": [month.encode() for month in self.months],
            "before": earlier if question.before else None,
        }

    def list_cards(self, figure: str) -> list[str]:
        """Return the cards of a figure, or those qualified in a month, as 2026-11; raises UsageFault otherwise."""
        name = plain(figure)
        for month in self.months:
            if month.name == name:
                return month.cards
        if name not in VELOCITY:
            names = ", ".join(VELOCITY)
            raise UsageFault(f"“{figure}” is no figure. Try {names}, or a month of the qualified leads as 2026-11.")
        return [card for one in self.currencies for card in one.list_cards(name)]


def answer_velocity(question: Question, facts: Facts) -> VelocityAnswer:
    """Return the velocity."""
    board, journeys = question.board, facts.list_journeys()
    pipeline, mark = Pipeline(board.all_stages), board.marked.get("sql")
    last = min(question.period.last, question.yesterday)
    return VelocityAnswer(
        question,
        velocity.build_velocity(board.all_stages, journeys, question.bounds, question.now),
        velocity.build_velocity(board.all_stages, journeys, question.before, question.now) if question.before else (),
        velocity.build_lead_months(
            pipeline,
            journeys,
            pipeline.places.get(mark.id) if mark else None,
            last,
            board.zone,
            [version.live_at for version in board.agreements],
        ),
    )
