"""Time in stage: how long cards stay, and how many are stale now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kanban.domain.errors import UsageFault
from kanban.domain.values.text import fold
from kanban.reports import stages
from kanban.reports.answers.question import Facts, Question
from kanban.reports.stages import StageTimes


@dataclass(frozen=True)
class StagesAnswer:
    """The times in each stage."""

    question: Question
    times: Sequence[StageTimes]
    stale: Mapping[str, int] | None
    """How many cards are stale now, by the id of their stage; None where another day is asked about."""

    def list_records(self) -> list[dict[str, Any]]:
        """Return a record for each stage."""
        stale = self.stale
        return [
            {**time.encode(), "stale": None if stale is None else stale.get(time.stage.id, 0)} for time in self.times
        ]

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        return {**self.question.encode("stages"), "stages": self.list_records()}

    def list_cards(self, figure: str) -> list[str]:
        """Return the cards of `Discovery` or `Discovery:here`; raises UsageFault for another word."""
        name, _, counted = figure.partition(":")
        for time in self.times:
            if fold(time.stage.name) == fold(name.strip()) and (counted or "stays") in stages.FIGURES:
                return time.list_cards(counted or "stays")
        raise UsageFault(f"“{figure}” is no figure. Try a stage, or one with :left or :here, as Discovery:here.")


def answer_stages(question: Question, facts: Facts) -> StagesAnswer:
    """Return how long cards stay in each stage."""
    times = stages.build_stage_times(question.board.all_stages, facts.list_journeys(), question.bounds, question.now)
    return StagesAnswer(question, times, facts.count_stale())
