"""Campaigns: what they cost, the leads that began with them, and what became of those."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kanban.domain.campaign import fold_name
from kanban.domain.errors import UsageFault
from kanban.domain.journeys.pipeline import Pipeline
from kanban.reports.answers.question import Facts, Question, plain
from kanban.reports.sales import campaign_figures
from kanban.reports.sales.campaign_figures import CampaignFigures
from kanban.reports.sales.figures import CAMPAIGNS

WITHOUT = "(none)"
"""What the cards without a campaign go by."""


@dataclass(frozen=True)
class CampaignsAnswer:
    """The campaigns of a period."""

    question: Question
    rows: Sequence[CampaignFigures]
    before: Mapping[str, CampaignFigures]
    """Those of the period before, by folded name."""

    def find_before(self, row: CampaignFigures) -> CampaignFigures | None:
        """Return a campaign as it was in the period before."""
        return self.before.get(fold_name(row.name or ""))

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        question = self.question
        earlier = {**question.encode_before(), "campaigns": [row.encode() for row in self.before.values()]}
        rows = [row.encode() for row in self.rows]
        return {**question.encode("campaigns"), "campaigns": rows, "before": earlier if question.before else None}

    def list_cards(self, figure: str) -> list[str]:
        """Return the cards of `Steel webinar` or `Steel webinar:won`; raises UsageFault for another word."""
        name, _, counted = figure.rpartition(":")
        if plain(counted) not in CAMPAIGNS:
            name, counted = figure, "leads"
        for row in self.rows:
            if fold_name(row.name or WITHOUT) == fold_name(name):
                cards: list[str] = getattr(row, plain(counted))
                return cards
        names = ", ".join(CAMPAIGNS)
        raise UsageFault(f"“{figure}” is no campaign here. Try one, or one with a figure behind it ({names}).")


def answer_campaigns(question: Question, facts: Facts) -> CampaignsAnswer:
    """Return the campaigns."""
    board, journeys = question.board, facts.list_journeys()
    pipeline = Pipeline(board.all_stages)

    def build(bounds: tuple[str, str]) -> list[CampaignFigures]:
        return campaign_figures.build_campaigns(pipeline, journeys, bounds, board.marked, board.campaigns)

    before = build(question.before) if question.before else []
    return CampaignsAnswer(question, build(question.bounds), {fold_name(row.name or ""): row for row in before})
