"""How likely a deal is won, by what became of the closed deals that stood in the same stage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kanban.domain.board import Stage
from kanban.domain.journeys.journey import Journey
from kanban.reports.rates import Rate

PRIOR = 8
"""How many deals the board's win rate counts for beside those of a stage: few cases say little."""


@dataclass(frozen=True)
class MeasuredRates:
    """What the closed deals of a board tell."""

    board: Rate
    """Won of all closed deals; at least one is closed."""
    by_stage: Mapping[str, Rate]
    """Won of the closed deals that are known to have stood in a stage, once each, by the stage's id."""
    names: Mapping[str, str]
    """The names of the open stages of sales, by id."""

    def find(self, stage: str) -> Fraction:
        """Return the probability in a stage: (won + 8 × the board's win rate) ÷ (n + 8)."""
        rate = self.by_stage.get(stage, Rate(0, 0))
        return (rate.part + PRIOR * Fraction(self.board.part, self.board.whole)) / (rate.whole + PRIOR)

    @property
    def has_cases(self) -> bool:
        """Whether any closed deal is known to have stood in any stage; else the board's win rate stands alone."""
        return any(rate.whole for rate in self.by_stage.values())

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        return {
            "board": self.board.encode(),
            "stages": [
                {"stage": name, "won": rate.part, "n": rate.whole, "probability": float(self.find(stage))}
                for stage, name in self.names.items()
                for rate in [self.by_stage.get(stage, Rate(0, 0))]
            ],
        }


def count_rates(stages: Sequence[Stage], stood: Iterable[tuple[str | None, str, int]]) -> MeasuredRates | None:
    """Return what (stage, outcome, closed deals that stood there) tell; None stands for all closed deals."""
    names = _name_stages(stages)
    closed: Counter[str] = Counter()
    by_stage: Counter[tuple[str, str]] = Counter()
    for stage, outcome, count in stood:
        if stage is None:
            closed[outcome] += count
        else:
            by_stage[stage, outcome] += count
    return _conclude(closed, by_stage, names)


def measure_rates(stages: Sequence[Stage], journeys: Iterable[Journey]) -> MeasuredRates | None:
    """Return what the closed deals among these cards tell; None where none is closed.

    A stay that is only assumed, of a deal that a file brought, tells nothing of its stage.
    """
    outcomes = {stage.id: stage.outcome for stage in stages if stage.side == "sales" and stage.outcome}
    names = _name_stages(stages)
    closed: Counter[str] = Counter()
    stood: Counter[tuple[str, str]] = Counter()
    for journey in journeys:
        outcome = outcomes.get(journey.moments[-1].stage)
        if outcome is None:
            continue
        closed[outcome] += 1
        for stage in {stay.stage for stay in journey.list_stays() if not stay.is_assumed and stay.stage in names}:
            stood[stage, outcome] += 1
    return _conclude(closed, stood, names)


def _name_stages(stages: Sequence[Stage]) -> dict[str, str]:
    return {
        stage.id: stage.name for stage in stages if stage.side == "sales" and not stage.is_closed and not stage.deleted
    }


def _conclude(closed: Counter[str], stood: Counter[tuple[str, str]], names: Mapping[str, str]) -> MeasuredRates | None:
    if not closed:
        return None
    by_stage = {stage: Rate(stood[stage, "won"], stood[stage, "won"] + stood[stage, "lost"]) for stage in names}
    return MeasuredRates(Rate(closed["won"], closed.total()), by_stage, names)
