"""The dashboard: the reports that both teams look at together, for one period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from functools import cached_property

from kanban.domain.board import Board
from kanban.domain.journeys.journey import Journey
from kanban.domain.journeys.movement_steps import Counted
from kanban.domain.journeys.pipeline import Pipeline
from kanban.domain.records.deal import Deal
from kanban.domain.values.text import fold
from kanban.reports.first_responses import FirstResponses
from kanban.reports.forecast import Forecast, build_forecast, find_row
from kanban.reports.funnel import Conversion, Counting, build_funnel
from kanban.reports.goals.goal_result import GoalReport
from kanban.reports.handoffs import Handoffs, build_handoffs
from kanban.reports.measured import MeasuredRates
from kanban.reports.movement import Movement, build_movement
from kanban.reports.period import Months, Period, split_months
from kanban.reports.sales.accuracy import MonthAccuracy
from kanban.reports.winrate import WinRate, build_win_rate, is_within

SECTIONS = ("Funnel", "Handoffs", "Movement", "Forecast", "Win rate")
"""The names of its sections, in their order."""

PENDING = frozenset({*SECTIONS, "Goal"})
"""All that is counted one after the other."""

NO_MONTHS = Months((), (), "")


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
    pending: frozenset[str] = frozenset()
    """The names of the sections that are still being counted: what they show is empty."""
    missing_history: str = ""
    """Why funnel, handoffs and movement are not counted: a part of the history is not here. Empty where all is."""

    @property
    def is_over(self) -> bool:
        """Whether the period is over: its forecast is what was won, and open deals belong to the present."""
        return self.period.last < self.today

    def list_closed(self, source: str | None) -> list[str]:
        """Return the cards of the closed deals from a source; None for those without one."""
        return self._closed_by_source.get(fold(source) if source else "", [])

    @cached_property
    def _closed_by_source(self) -> Mapping[str, list[str]]:
        """The cards of the closed deals by folded source; empty for those without one."""
        keys: dict[str | None, str] = {}
        by_source: dict[str, list[str]] = {}
        for deal in self.closed:
            if deal.source not in keys:
                keys[deal.source] = fold(deal.source) if deal.source else ""
            by_source.setdefault(keys[deal.source], []).append(deal.card)
        return by_source


def begin_dashboard(board: Board, period: Period, query: str, today: date, currency: str | None = None) -> Dashboard:
    """Return a dashboard on which nothing is counted yet. `period` has a first day."""
    nothing = build_handoffs((), ("", ""), "")
    won = build_win_rate((), ("", ""), None)
    code = currency or board.currency
    return Dashboard(
        period, today, query, code, [code], [], [], nothing, nothing, {},
        build_forecast((), today, NO_MONTHS), {}, won, [], pending=PENDING,
    )  # fmt: skip


def add_deals(
    dashboard: Dashboard,
    deals: Sequence[Deal],
    zone: tzinfo,
    currency: str | None = None,
    measured: MeasuredRates | None = None,
    counts: Sequence[tuple[str, int]] | None = None,
) -> Dashboard:
    """Return a dashboard with what deals tell: the forecast and the win rate.

    `counts` has how many deals there are in each currency where `deals` are not all. `currency` is the one to show.
    """
    period, today = dashboard.period, dashboard.today
    bounds = period.instants(zone)
    before = period.before.instants(zone) if period.before else bounds
    by_currency = dict(counts) if counts is not None else Counter(deal.currency for deal in deals if deal.currency)
    currencies = sorted(by_currency, key=lambda code: (-by_currency[code], code))
    months = split_months(period.first or today, period.last, zone)
    rows: dict[tuple[str, bool, str | None], list[str]] = {}
    # today's open deals say nothing of a time that is over
    expected = [deal for deal in deals if deal.outcome] if dashboard.is_over else deals
    for deal in expected:
        row = find_row(deal, today, months)
        if row is not None:
            rows.setdefault((row, bool(deal.outcome), deal.currency), []).append(deal.card)
    return replace(
        dashboard,
        currency=currency or (currencies[0] if currencies else dashboard.currency),
        currencies=currencies,
        forecast=build_forecast(expected, today, months, measured),
        forecast_cards=rows,
        win_rate=build_win_rate([deal for deal in deals if deal.outcome], bounds, before),
        closed=[deal for deal in deals if deal.outcome and is_within(deal, bounds)],
    )


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
    dashboard = replace(
        begin_dashboard(board, period, query, today),
        steps=build_funnel(pipeline, journeys, Counting(bounds, now)),
        steps_before=build_funnel(pipeline, journeys, Counting(before, now)),
        handoffs=build_handoffs(journeys, bounds, now),
        handoffs_before=build_handoffs(journeys, before, now),
        movement=build_movement(journeys, bounds, Counted.of_stages(board.all_stages)),
        pending=frozenset(),
    )
    return add_deals(dashboard, deals, zone, currency, measured)
