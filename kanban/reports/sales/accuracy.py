"""How right forecasts were: what was expected of a month when it began, and what was won in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from fractions import Fraction
from typing import Any

from kanban.domain.board import Stage
from kanban.domain.journeys.card_list import CardList
from kanban.domain.journeys.journey import Journey, Moment
from kanban.domain.journeys.tally_counts import Tallies
from kanban.domain.values.money import decimal_text
from kanban.reports.forecast import round_half_up
from kanban.reports.period import Period
from kanban.reports.rates import is_within

MONTHS = 6
"""How many finished months are looked back on."""


@dataclass
class MonthAccuracy:
    """One month in one currency; money in minor units."""

    month: str
    """As `2026-11`."""
    currency: str | None
    exact_weighted: Fraction = Fraction()
    """Σ value × probability of the deals that were open when the month began and were expected to close in it."""
    expected: Sequence[str] = field(default_factory=list)
    """Their cards."""
    commit: int = 0
    """The value of those that their owners committed to."""
    won: int = 0
    cards: Sequence[str] = field(default_factory=list)
    """The cards of the deals that were won in the month."""
    unforeseen: int = 0
    """What was won of deals that were not open when the month began."""

    @property
    def weighted(self) -> int:
        """What was expected, rounded once, half up."""
        return round_half_up(self.exact_weighted)

    @property
    def deviation(self) -> float | None:
        """By how much more was expected than was won, 0.06 for 6 %; None where nothing was won."""
        return (self.weighted - self.won) / self.won if self.won > 0 else None

    def encode(self) -> dict[str, Any]:
        """Return its record: money as decimal text."""
        money = {"weighted": self.weighted, "commit": self.commit, "won": self.won, "unforeseen": self.unforeseen}
        return {
            "month": self.month,
            "currency": self.currency,
            "expected_count": len(self.expected),
            "won_count": len(self.cards),
            **{name: decimal_text(minor, self.currency) for name, minor in money.items()},
            "deviation": self.deviation,
        }


def build_accuracy(
    stages: Sequence[Stage], journeys: Sequence[Journey], months: Iterable[tuple[str, Period]], zone: tzinfo
) -> list[MonthAccuracy]:
    """Return each month in each currency, oldest first.

    What a file told is known from the day of its import, and an act that was undone counts for nothing. Months that
    began before anything was known are left out.
    """
    open_stages = {stage.id: stage.probability for stage in stages if stage.side == "sales" and not stage.is_closed}
    won_stages = {stage.id for stage in stages if stage.side == "sales" and stage.outcome == "won"}
    since = min((_find_known_at(journey.moments[0]) for journey in journeys), default="")
    rows: list[MonthAccuracy] = []
    for name, period in months:
        bounds = period.instants(zone)
        if not since or since >= bounds[0]:
            continue
        by_currency: dict[str | None, MonthAccuracy] = {}
        expected: dict[str | None, list[str]] = {}
        cards: dict[str | None, list[str]] = {}
        for journey in journeys:
            known = journey.find_known(bounds[0])
            was_open = known is not None and known.stage in open_stages
            if known and was_open and (known.close_on or "")[:7] == name and known.value is not None:
                row = by_currency.setdefault(known.currency, MonthAccuracy(name, known.currency))
                chance = open_stages[known.stage] if known.probability is None else known.probability
                row.exact_weighted += Fraction(str(chance)) * known.value
                row.commit += known.value if known.is_committed else 0
                expected.setdefault(known.currency, []).append(journey.card)
            last = journey.moments[-1]
            if last.stage in won_stages and is_within(list(journey.list_stays())[-1].began, bounds):
                row = by_currency.setdefault(last.currency, MonthAccuracy(name, last.currency))
                row.won += last.value or 0
                cards.setdefault(last.currency, []).append(journey.card)
                row.unforeseen += 0 if was_open else last.value or 0
        for code, row in by_currency.items():
            row.expected, row.cards = expected.get(code, []), cards.get(code, [])
        rows += [by_currency[code] for code in sorted(by_currency, key=lambda code: code or "")]
    return rows


def count_accuracy(
    stages: Sequence[Stage], tallies: Tallies, months: Iterable[tuple[str, Period]], zone: tzinfo
) -> list[MonthAccuracy]:
    """Return each month in each currency, oldest first, as the store counts it."""
    chances = {stage.id: stage.probability for stage in stages}
    since = tallies.find_first_known()
    rows: list[MonthAccuracy] = []
    for name, period in months:
        bounds = period.instants(zone)
        if not since or since >= bounds[0]:
            continue
        by_currency: dict[str | None, MonthAccuracy] = {}
        for count in tallies.count_expected(bounds[0], name):
            row = by_currency.setdefault(count.currency, MonthAccuracy(name, count.currency))
            chance = chances[count.stage] if count.probability is None else count.probability
            row.exact_weighted += Fraction(str(chance)) * count.value
            row.commit += count.value if count.is_committed else 0
            row.expected = CardList.join([row.expected, count.cards])
        for won in tallies.count_won(bounds):
            row = by_currency.setdefault(won.currency, MonthAccuracy(name, won.currency))
            row.won += won.value
            row.cards = CardList.join([row.cards, won.cards])
            row.unforeseen += 0 if won.was_open else won.value
        rows += [by_currency[code] for code in sorted(by_currency, key=lambda code: code or "")]
    return rows


def _find_known_at(moment: Moment) -> str:
    return max(moment.at, moment.known_at or "")
