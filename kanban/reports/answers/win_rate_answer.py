"""Win rate and calibration: of the deals that closed in a period how many were won, and how good the guesses were."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kanban.domain.errors import UsageFault
from kanban.domain.guesses.guess import TEAMS
from kanban.domain.records.deal import Deal
from kanban.reports import winrate
from kanban.reports.answers.question import Facts, Question, plain
from kanban.reports.calibration import BANDS, Calibration, ScoredGuess, split_by_person, split_by_team
from kanban.reports.rates import is_within
from kanban.reports.winrate import WinRate


@dataclass(frozen=True)
class WinRateAnswer:
    """The win rate of a period."""

    question: Question
    list_deals: Callable[[], Iterable[Deal]]
    """Reads the closed deals: one of a hundred thousand needs not be kept to be counted."""

    @cached_property
    def report(self) -> WinRate:
        """The rates."""
        return winrate.build_win_rate(self.list_deals(), self.question.bounds, self.question.before)

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        record = self.report.encode()
        if record["before"]:
            record["before"] = {**self.question.encode_before(), **record["before"]}
        return {**self.question.encode("winrate"), **record}

    def list_cards(self, figure: str) -> list[str]:
        """Return the cards of a figure; raises UsageFault for another word."""
        name = plain(figure)
        if name not in winrate.FIGURES:
            raise UsageFault(f"“{figure}” is no figure. Try {', '.join(winrate.FIGURES)}.")
        return winrate.select_cards(self.list_deals(), self.question.bounds, name)


def answer_win_rate(question: Question, facts: Facts) -> WinRateAnswer:
    """Return the win rate."""
    return WinRateAnswer(question, lambda: facts.list_deals(is_closed=True))


# -- how good guesses were

GUESS_FIGURES = (*TEAMS, *(f"{team}:{band}" for team in TEAMS for band in BANDS))
"""Figures whose cards can be listed."""

NOTE = (
    "Brier: the mean of (chance − outcome)², 0 is best. Skill: 1 − Brier ÷ that of the rate of like cards at the time; "
    "above 0 is better than that rate. Scored are guesses about deals that are closed. No ranking of people."
)


@dataclass(frozen=True)
class CalibrationAnswer:
    """The guesses about the deals that closed in a period."""

    question: Question
    scored: tuple[ScoredGuess, ...]

    @cached_property
    def teams(self) -> Mapping[str, Calibration]:
        """How good each team's guesses were."""
        return split_by_team(self.scored)

    @cached_property
    def people(self) -> Sequence[tuple[str, Calibration]]:
        """How good those guessed who have guessed often enough, by name."""
        return split_by_person(self.scored, self.question.board.find_person_name)

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        return {
            **self.question.encode("calibration"), "cards": len({one.guess.card for one in self.scored}),
            "teams": [{"team": team, **score.encode()} for team, score in self.teams.items()],
            "people": [{"name": name, **score.encode()} for name, score in self.people],
        }  # fmt: skip

    def list_cards(self, figure: str) -> list[str]:
        """Return the cards of a team's guesses, or of one of its bands (`sales:over 70`); raises UsageFault."""
        team, _, band = plain(figure).partition(":")
        bands = [name for name in BANDS if band and _shorten(name).startswith(_shorten(band))]
        if team not in TEAMS or (band and len(bands) != 1):
            raise UsageFault(f"“{figure}” is no figure. Try {', '.join(GUESS_FIGURES)}.")
        score = self.teams[team]
        return [one.guess.card for one in (score.find_band(bands[0]) if bands else score.scored)]


def _shorten(band: str) -> str:
    return band.replace("–", "-").replace("%", "").replace(" ", "")


def answer_calibration(question: Question, facts: Facts) -> CalibrationAnswer:
    """Return how good the guesses were about the deals that closed in a period."""
    outcomes = {
        deal.card: deal.outcome == "won"
        for deal in facts.list_deals(is_closed=True)
        if deal.closed_at and is_within(deal.closed_at, question.bounds)
    }
    scored = [
        ScoredGuess(guess, guess.final, outcomes[guess.card])
        for guess in facts.list_guesses()
        if guess.card in outcomes and guess.final is not None
    ]
    return CalibrationAnswer(question, tuple(sorted(scored, key=lambda one: (one.guess.at, one.guess.id))))
