"""Handoffs and recycling: what became of the offers of a period, and of the cards that came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kanban.domain.board import Stage
from kanban.domain.errors import UsageFault
from kanban.domain.journeys.pipeline import Pipeline
from kanban.domain.values.business_time import make_calendar
from kanban.reports import handoffs, recycle
from kanban.reports.answers.question import Facts, Question, plain
from kanban.reports.first_responses import FirstResponses, build_first_responses, count_first_responses
from kanban.reports.handoffs import Handoffs
from kanban.reports.rates import Bounds
from kanban.reports.recycle import Recycling

WITHOUT = "without response"
"""The figure of the offers that sales never tried to answer by an activity."""


@dataclass(frozen=True)
class HandoffsAnswer:
    """The handoffs of a period."""

    question: Question
    report: Handoffs
    responses: FirstResponses
    before: Handoffs | None

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        question = self.question
        earlier = {**question.encode_before(), **self.before.encode()} if self.before else None
        record = {**self.report.encode(), **self.responses.encode()}
        return {**question.encode("handoffs"), **record, "before": earlier}

    def list_cards(self, figure: str) -> list[str]:
        """Return the cards of a figure, or those returned for a reason; raises UsageFault for another word."""
        name = plain(figure)
        if name == WITHOUT:
            return list(self.responses.without)
        if name.replace(" ", "_") in self.report.by_figure:
            return list(self.report.by_figure[name.replace(" ", "_")])
        for reason, cards in self.report.by_reason.items():
            if reason.casefold() == name:
                return list(cards)
        raise UsageFault(
            f"“{figure}” is no figure. Try {', '.join(handoffs.FIGURES).replace('_', ' ')}, or a reason of a return."
        )


@dataclass(frozen=True)
class RecycleAnswer:
    """What became of the cards that sales returned in a period."""

    question: Question
    mark: Stage | None
    """The stage marked SQL."""
    report: Recycling
    before: Recycling | None

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        question = self.question
        earlier = {**question.encode_before(), **self.before.encode()} if self.before else None
        return {**question.encode("recycle"), **self.report.encode(), "before": earlier}

    def list_cards(self, figure: str) -> list[str]:
        """Return the cards of a figure; raises UsageFault for another word."""
        name = plain(figure)
        if name not in recycle.FIGURES:
            raise UsageFault(f"“{figure}” is no figure. Try {', '.join(recycle.FIGURES)}.")
        cards: list[str] = getattr(self.report, name)
        return cards


def answer_handoffs(question: Question, facts: Facts) -> HandoffsAnswer:
    """Return the handoffs."""
    before = count_handoffs(question, facts, question.before) if question.before else None
    report = count_handoffs(question, facts, question.bounds)
    return HandoffsAnswer(question, report, measure_responses(question, facts), before)


def count_handoffs(question: Question, facts: Facts, bounds: Bounds) -> Handoffs:
    """Count what became of the offers of a period."""
    if facts.tallies:
        return handoffs.count_handoffs(facts.tallies, bounds, question.now)
    return handoffs.build_handoffs(facts.list_journeys(), bounds, question.now)


def measure_responses(question: Question, facts: Facts, bounds: Bounds | None = None) -> FirstResponses:
    """Return how long the offers of a period waited for sales to try, in the board's business hours of today.

    `bounds` are other times than those of the question's days.
    """
    board = question.board
    begin, end = bounds or question.bounds
    measured = max(begin, board.responses_since), end
    calendar = make_calendar(board.hours, board.timezone, board.holidays)
    if facts.tallies:
        return count_first_responses(facts.tallies, measured, question.now, calendar)
    journeys = facts.list_journeys()
    activities = facts.read_activities([journey.card for journey in journeys if journey.offers])
    pipeline = Pipeline(board.all_stages)
    return build_first_responses(pipeline, journeys, activities, measured, question.now, calendar)


def answer_recycle(question: Question, facts: Facts) -> RecycleAnswer:
    """Return what became of returned cards."""
    pipeline, journeys = Pipeline(question.board.all_stages), facts.list_offered_journeys()
    mark = question.board.marked.get("sql")
    place = pipeline.places.get(mark.id) if mark else None
    before = recycle.build_recycling(pipeline, journeys, question.before, place) if question.before else None
    return RecycleAnswer(question, mark, recycle.build_recycling(pipeline, journeys, question.bounds, place), before)
