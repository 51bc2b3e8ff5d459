"""Calibration: how good guesses were, by Brier score and skill, and how often each band of chances came true.

Brier (1950): the mean of (chance − outcome)², where won is 1 and lost is 0; a skill is 1 − Brier ÷ that of a reference,
here the rate of like cards that stood beside each guess when it was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kanban.domain.guesses.guess import TEAMS, Guess
from kanban.reports.rates import Rate

ENOUGH = 20
"""From so many closed guesses on, somebody's own figures are told."""

BANDS: dict[str, tuple[int, int]] = {"under 30 %": (0, 29), "30–70 %": (30, 70), "over 70 %": (71, 100)}
"""The bands of chances, each with its lowest and its highest one in per cent."""


@dataclass(frozen=True, slots=True)
class ScoredGuess:
    """A guess about a deal that is closed."""

    guess: Guess
    chance: int
    """What was guessed last, in per cent."""
    is_won: bool

    @property
    def brier(self) -> float:
        """Its score."""
        return _score(self.chance / 100, is_won=self.is_won)

    @property
    def first_brier(self) -> float:
        """The score of what was guessed before the rate of like cards was known."""
        first = self.chance if self.guess.first is None else self.guess.first
        return _score(first / 100, is_won=self.is_won)

    @property
    def base_brier(self) -> float | None:
        """The score that the rate of like cards would have had; None where there was none."""
        return _score(self.guess.base.share, is_won=self.is_won) if self.guess.base else None


@dataclass(frozen=True)
class Calibration:
    """How good some guesses were."""

    scored: tuple[ScoredGuess, ...]

    @property
    def brier(self) -> float | None:
        """The mean score; None without guesses."""
        return _mean([one.brier for one in self.scored])

    @property
    def first_brier(self) -> float | None:
        """The mean score of what was guessed at first."""
        return _mean([one.first_brier for one in self.scored])

    @property
    def based(self) -> Sequence[ScoredGuess]:
        """Those beside which a rate of like cards stood: skill is about them alone."""
        return [one for one in self.scored if one.guess.base]

    @property
    def base_brier(self) -> float | None:
        """The mean score that the rate of like cards would have had."""
        return _mean([one.base_brier for one in self.based if one.base_brier is not None])

    @property
    def skill(self) -> float | None:
        """1 − Brier ÷ that of the rate of like cards; None where that rate was always right."""
        own, base = _mean([one.brier for one in self.based]), self.base_brier
        return 1 - own / base if own is not None and base else None

    def find_band(self, band: str) -> Sequence[ScoredGuess]:
        """Return the guesses in a band."""
        low, high = BANDS[band]
        return [one for one in self.scored if low <= one.chance <= high]

    def rate_band(self, band: str) -> Rate:
        """Return how many in a band were won."""
        members = self.find_band(band)
        return Rate(sum(one.is_won for one in members), len(members))

    def encode(self) -> dict[str, Any]:
        """Return its record; what nothing is known of is null."""
        return {
            "n": len(self.scored), "brier": self.brier, "first_brier": self.first_brier,
            "with_base": len(self.based), "base_brier": self.base_brier, "skill": self.skill,
            "bands": [
                {"band": band, "won": rate.part, "n": rate.whole, "rate": rate.share, "interval": rate.interval}
                for band in BANDS
                for rate in (self.rate_band(band),)
            ],
        }  # fmt: skip


def split_by_team(scored: Iterable[ScoredGuess]) -> dict[str, Calibration]:
    """Return how good the guesses of each team were."""
    guesses = list(scored)
    return {team: Calibration(tuple(one for one in guesses if one.guess.team == team)) for team in TEAMS}


def split_by_person(scored: Iterable[ScoredGuess], name_of: Callable[[str], str]) -> list[tuple[str, Calibration]]:
    """Return how good those guessed who have closed guesses enough, by name: nobody is ranked."""
    by_author: dict[str, list[ScoredGuess]] = {}
    for one in scored:
        by_author.setdefault(one.guess.author, []).append(one)
    people = [(name_of(author), Calibration(tuple(own))) for author, own in by_author.items() if len(own) >= ENOUGH]
    return sorted(people, key=lambda pair: pair[0].casefold())


SCORES = ("Brier", "like cards", "skill", "Brier at first")
"""The columns of `format_scores`, after the number of guesses."""


def format_scores(score: Calibration) -> list[str]:
    """Return the number of guesses and their scores for people; empty where nothing is known."""
    skill = "" if score.skill is None else f"{score.skill:+.2f}".replace("-", "−")
    values = [_format(score.brier), _format(score.base_brier), skill, _format(score.first_brier)]
    return [f"{len(score.scored):,}", *values]


def format_band(score: Calibration, band: str) -> str:
    """Return how many in a band were won: `2 of 9 won · 22 %`, or nothing of nothing."""
    rate = score.rate_band(band)
    if not rate.whole:
        return ""
    share = f" · {rate.format()}" if rate.format_interval() else ""
    return f"{rate.part:,} of {rate.whole:,} won{share}"


def _format(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _score(chance: float, *, is_won: bool) -> float:
    return (chance - (1.0 if is_won else 0.0)) ** 2


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
