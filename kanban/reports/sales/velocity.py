"""Velocity: what the open deals bring a day, by Little's law; and how the number of qualified leads grows by month.

Sales velocity, for each currency = mean open deals of the period × win rate × mean won value ÷ mean days in the open
stages of sales, over all deals that were closed in the period, won and lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta, tzinfo
from fractions import Fraction
from itertools import pairwise
from typing import Any

from kanban.domain.board import Stage
from kanban.domain.clock import from_iso
from kanban.domain.journeys.journey import Journey
from kanban.domain.journeys.pipeline import Pipeline
from kanban.domain.values.money import decimal_text
from kanban.reports.forecast import round_half_up
from kanban.reports.period import list_finished_months
from kanban.reports.rates import Bounds, Rate, is_within

MICROSECOND = timedelta(microseconds=1)

DAY_US = timedelta(days=1) // MICROSECOND

MONTHS = 6
"""How many finished months the lead velocity shows."""


@dataclass
class Velocity:
    """The velocity in one currency; times are days of 24 hours."""

    currency: str | None
    days: Fraction
    """How long the period is, as far as it is over."""
    open_days: Fraction = Fraction()
    """How many days the deals were open in the period, all together."""
    open: list[str] = field(default_factory=list)
    """Deals that were open at any time of the period."""
    won: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    sales_days: Fraction = Fraction()
    """How many days the closed deals were in open stages of sales, all together, ever."""
    won_value: int = 0
    """In minor units."""
    without_value: int = 0
    """Won deals without a value: they are counted, and tell nothing of the mean value."""

    @property
    def win_rate(self) -> Rate:
        """Won of all that were closed."""
        return Rate(len(self.won), len(self.won) + len(self.lost))

    @property
    def mean_open(self) -> Fraction | None:
        """How many deals were open on average; None where the period has not begun."""
        return self.open_days / self.days if self.days > 0 else None

    @property
    def mean_won_value(self) -> Fraction | None:
        """What a won deal was worth, in minor units; None of nothing."""
        valued = len(self.won) - self.without_value
        return Fraction(self.won_value, valued) if valued else None

    @property
    def mean_days(self) -> Fraction | None:
        """How long a deal was in the open stages of sales until it was closed; None of nothing."""
        return self.sales_days / self.win_rate.whole if self.win_rate.whole else None

    @property
    def per_day(self) -> int | None:
        """What the pipeline brings a day, in minor units, half up; None where one of its four parts is not known."""
        rate, value, days = self.win_rate, self.mean_won_value, self.mean_days
        if self.mean_open is None or value is None or not days:
            return None
        return round_half_up(self.mean_open * Fraction(rate.part, rate.whole) * value / days)

    @property
    def won_per_day(self) -> int | None:
        """What was won a day, in minor units, half up."""
        return round_half_up(self.won_value / self.days) if self.days > 0 else None

    def list_cards(self, figure: str) -> list[str]:
        """Return the cards that one of `VELOCITY` counts."""
        return {"open": self.open, "won": self.won, "lost": self.lost, "closed": [*self.won, *self.lost]}[figure]

    def encode(self) -> dict[str, Any]:
        """Return its record: money as decimal text, times in days."""

        def money(minor: Fraction | int | None) -> str | None:
            return None if minor is None else decimal_text(round_half_up(Fraction(minor)), self.currency)

        return {
            "currency": self.currency,
            "mean_open": float(self.mean_open) if self.mean_open is not None else None,
            "open": len(self.open),
            "win_rate": self.win_rate.encode(),
            "mean_won_value": money(self.mean_won_value),
            "without_value": self.without_value,
            "mean_days": float(self.mean_days) if self.mean_days is not None else None,
            "per_day": money(self.per_day),
            "won_per_day": money(self.won_per_day),
        }


def build_velocity(stages: Sequence[Stage], journeys: Iterable[Journey], bounds: Bounds, now: str) -> list[Velocity]:
    """Return the velocity of a period in each currency, that of most closed deals first; `now` is UTC.

    A card counts in the currency that it has today. What is only assumed of deals from files counts, too.
    """
    pipeline = Pipeline(stages)
    outcomes = {stage.id: stage.outcome for stage in stages if stage.side == "sales" and stage.outcome}
    end = min(bounds[1], now)
    stays = [(journey, _list_open_stays(pipeline, journey, now)) for journey in journeys]
    begin = bounds[0] or min((began for _, opened in stays for began, _ in opened), default=end)
    days = Fraction(max(0, _measure(begin, end)), DAY_US)
    by_currency: dict[str | None, Velocity] = {}
    # added up as whole microseconds: fractions take ten times as long
    open_us: Counter[str | None] = Counter()
    sales_us: Counter[str | None] = Counter()
    for journey, opened in stays:
        last = journey.moments[-1]
        velocity = by_currency.setdefault(last.currency, Velocity(last.currency, days))
        parts = [_measure(max(began, begin), min(ended, end)) for began, ended in opened]
        if any(part > 0 for part in parts):
            velocity.open.append(journey.card)
            open_us[last.currency] += sum(part for part in parts if part > 0)
        outcome = outcomes.get(last.stage)
        if outcome is None or not is_within(list(journey.list_stays())[-1].began, bounds):
            continue
        (velocity.won if outcome == "won" else velocity.lost).append(journey.card)
        sales_us[last.currency] += sum(_measure(*stay) for stay in opened)
        if outcome == "won":
            velocity.won_value += last.value or 0
            velocity.without_value += last.value is None
    for code, velocity in by_currency.items():
        velocity.open_days, velocity.sales_days = Fraction(open_us[code], DAY_US), Fraction(sales_us[code], DAY_US)
    counted = [velocity for velocity in by_currency.values() if velocity.open or velocity.win_rate.whole]
    return sorted(counted, key=lambda one: (one.currency is None, -one.win_rate.whole, one.currency or ""))


def _list_open_stays(pipeline: Pipeline, journey: Journey, now: str) -> list[tuple[str, str]]:
    """Return when the card stood in open stages of sales, from when to when."""
    return [
        (stay.began, stay.ended or max(stay.began, now))
        for stay in journey.list_stays()
        if pipeline.is_open_sales(stay.stage)
    ]


def _measure(began: str, ended: str) -> int:
    """Return the microseconds from one UTC time to another; below 0 the other way round."""
    return (from_iso(ended) - from_iso(began)) // MICROSECOND


@dataclass
class LeadMonth:
    """The cards that first reached the stage marked SQL in one month."""

    name: str
    """As `2026-11`."""
    cards: list[str] = field(default_factory=list)
    imported: int = 0
    """Those of them whose day a file told."""
    before: int = 0
    """How many there were in the month before."""
    is_agreement_new: bool = False
    """Another version of the agreement went live in it: the months are not quite alike."""

    @property
    def growth(self) -> float | None:
        """By how much there were more than in the month before, 1 for twice as many; None after a month without any."""
        return (len(self.cards) - self.before) / self.before if self.before else None

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        return {
            "month": self.name,
            "qualified": len(self.cards),
            "imported": self.imported,
            "growth": self.growth,
            "agreement_changed": self.is_agreement_new,
        }


def build_lead_months(
    pipeline: Pipeline,
    journeys: Iterable[Journey],
    sql: int | None,
    last: date,
    zone: tzinfo,
    agreed: Sequence[str],
) -> list[LeadMonth]:
    """Return the last finished months until a day, oldest first.

    `sql` is the place of the stage marked SQL, `agreed` when versions of the agreement went live, UTC. A card counts in
    the month in which it first came to that stage or past it.
    """
    if sql is None:
        return []
    months = list_finished_months(last, MONTHS + 1)
    counted = [(LeadMonth(name), period.instants(zone)) for name, period in months]
    for journey in journeys:
        reached = pipeline.find_reached(journey)
        if len(reached) <= sql:
            continue
        at = reached[sql][0]
        for month, bounds in counted:
            if is_within(at, bounds):
                month.cards.append(journey.card)
                month.imported += any(
                    moment.at == at and (moment.is_imported or moment.is_assumed) for moment in journey.moments
                )
    for (month, _), (following, bounds) in pairwise(counted):
        following.before = len(month.cards)
        following.is_agreement_new = any(is_within(at, bounds) for at in agreed)
    return [month for month, _ in counted[1:]]
