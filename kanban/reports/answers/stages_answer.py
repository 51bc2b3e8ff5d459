"""Time in stage: how long cards stay, and how many are stale now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kanban.domain.errors import UsageFault
from kanban.domain.journeys.tally_counts import Tallies
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
    tallies: Tallies | None = None
    """What names the cards that the times have by their numbers."""

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
                return self._name(time.list_cards(counted or "stays"))
        raise UsageFault(f"“{figure}” is no figure. Try a stage, or one with :left or :here, as Discovery:here.")

    def _name(self, cards: Sequence[str | int]) -> list[str]:
        numbers = [card for card in cards if isinstance(card, int)]
        names = list(self.tallies.name_cards(numbers)) if self.tallies and numbers else []
        return [*names, *(card for card in cards if isinstance(card, str))]


def answer_stages(question: Question, facts: Facts) -> StagesAnswer:
    """Return how long cards stay in each stage."""
    every, bounds, now = question.board.all_stages, question.bounds, question.now
    if facts.tallies:
        times = stages.count_stage_times(every, facts.tallies, bounds, now)
    else:
        times = stages.build_stage_times(every, facts.list_journeys(), bounds, now)
    return StagesAnswer(question, times, facts.count_stale(), facts.tallies)
