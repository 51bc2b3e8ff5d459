"""The dashboard: the reports that both teams look at together, for one period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from kanban.domain.board import Board
from kanban.domain.journeys.journey import Journey
from kanban.domain.records.deal import Deal
from kanban.domain.values.text import fold
from kanban.reports.first_responses import FirstResponses
from kanban.reports.forecast import Forecast, build_forecast, find_row
from kanban.reports.funnel import Conversion, Counting, build_funnel
from kanban.reports.goals.goal_result import GoalReport
from kanban.reports.handoffs import Handoffs, build_handoffs
from kanban.reports.measured import MeasuredRates
from kanban.reports.movement import Counted, Movement, build_movement
from kanban.reports.period import Period, split_months
from kanban.reports.pipeline import Pipeline
from kanban.reports.sales.accuracy import MonthAccuracy
from kanban.reports.winrate import WinRate, build_win_rate, is_within


@dataclass(frozen=True)
class Dashboard:
    """The figures of one period."""

    period: Period
    today: date
    query: str
    currency: str | None
    """The currency of the amounts shown: that of most deals, or the one that was asked for."""
    currencies: Sequence[str]
    """All currencies in which deals are, the one of most deals first."""
    steps: Sequence[Conversion]
    steps_before: Sequence[Conversion]
    handoffs: Handoffs
    handoffs_before: Handoffs
    movement: Movement
    forecast: Forecast
    forecast_cards: Mapping[tuple[str, bool, str | None], list[str]]
    """The cards of the forecast by row, whether they were won, and currency."""
    win_rate: WinRate
    closed: Sequence[Deal]
    """The deals that were closed in the period."""
    goal: GoalReport | None = None
    """What came of the goal of the last day; None where there is none."""
    responses: FirstResponses | None = None
    """How long the offers of the period waited for sales to try; None where that was not measured."""
    accuracy: Sequence[MonthAccuracy] = ()
    """How right the forecasts of the last months were."""
    without_goal: str = ""
    """Why the goal is not shown although there is one; empty where it is."""
    missing_history: str = ""
    """Why funnel, handoffs and movement are not counted: a part of the history is not here. Empty where all is."""

    @property
    def is_over(self) -> bool:
        """Whether the period is over: its forecast is what was won, and open deals belong to the present."""
        return self.period.last < self.today

    def list_closed(self, source: str | None) -> list[str]:
        """Return the cards of the closed deals from a source; None for those without one."""
        wanted = fold(source) if source else ""
        return [deal.card for deal in self.closed if (fold(deal.source) if deal.source else "") == wanted]


def build_dashboard(
    board: Board,
    journeys: Sequence[Journey],
    deals: Sequence[Deal],
    period: Period,
    query: str,
    today: date,
    now: str,
    zone: tzinfo,
    currency: str | None = None,
    measured: MeasuredRates | None = None,
) -> Dashboard:
    """Count what the dashboard shows of cards and deals; `now` is UTC. `period` has a first day."""
    bounds = period.instants(zone)
    before = period.before.instants(zone) if period.before else bounds
    pipeline = Pipeline(board.all_stages)
    counts: dict[str, int] = {}
    for deal in deals:
        if deal.currency:
            counts[deal.currency] = counts.get(deal.currency, 0) + 1
    currencies = sorted(counts, key=lambda code: (-counts[code], code))
    months = split_months(period.first or today, period.last, zone)
    rows: dict[tuple[str, bool, str | None], list[str]] = {}
    # today's open deals say nothing of a time that is over
    expected = [deal for deal in deals if deal.outcome] if period.last < today else deals
    for deal in expected:
        row = find_row(deal, today, months)
        if row is not None:
            rows.setdefault((row, bool(deal.outcome), deal.currency), []).append(deal.card)
    closed = [deal for deal in deals if deal.outcome and is_within(deal, bounds)]
    return Dashboard(
        period,
        today,
        query,
        currency or (currencies[0] if currencies else board.currency),
        currencies,
        build_funnel(pipeline, journeys, Counting(bounds, now)),
        build_funnel(pipeline, journeys, Counting(before, now)),
        build_handoffs(journeys, bounds, now),
        build_handoffs(journeys, before, now),
        build_movement(journeys, bounds, Counted.of_stages(board.all_stages)),
        build_forecast(expected, today, months, measured),
        rows,
        build_win_rate([deal for deal in deals if deal.outcome], bounds, before),
        closed,
    )
