"""The dashboard: the reports that both teams look at together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from kanban.domain.errors import UsageFault
from kanban.domain.goals.goal import find_current
from kanban.reports.answers import goal_answer
from kanban.reports.answers.handoff_answers import measure_responses
from kanban.reports.answers.question import Facts, Question
from kanban.reports.dashboard import Dashboard, build_dashboard
from kanban.reports.measured import measure_rates
from kanban.reports.movement import encode_movement
from kanban.reports.period import list_finished_months
from kanban.reports.sales.accuracy import MONTHS, build_accuracy

WITHOUT_GOAL = "The goal {} counts all cards, so it is left out with a query"
"""What is said in its place."""


@dataclass(frozen=True)
class DashboardAnswer:
    """The figures of the dashboard."""

    question: Question
    dashboard: Dashboard

    def encode(self) -> dict[str, Any]:
        """Return its record."""
        dashboard = self.dashboard
        return {
            **self.question.encode("dashboard"),
            "funnel": [step.encode() for step in dashboard.steps],
            "handoffs": dashboard.handoffs.encode(),
            "movement": encode_movement(dashboard.movement),
            "forecast": dashboard.forecast.encode(),
            "winrate": dashboard.win_rate.encode(),
            "goal": dashboard.goal.encode() if dashboard.goal else None,
            "responses": dashboard.responses.encode() if dashboard.responses else None,
            "accuracy": [month.encode() for month in dashboard.accuracy],
            "missing_history": dashboard.missing_history or None,
        }

    def list_cards(self, figure: str) -> list[str]:
        """Raise UsageFault: the reports of the dashboard list the cards."""
        raise UsageFault(f"The dashboard lists no cards of “{figure}”. Ask the report that has the figure.")


def answer_dashboard(question: Question, facts: Facts, currency: str | None = None) -> DashboardAnswer:
    """Return the figures of the dashboard; `currency` is the one whose amounts are shown, by default that of most.

    Where a part of the history is not here, the figures that count it are left out, and the dashboard says so.
    """
    board, missing = question.board, facts.missing_history
    journeys = [] if missing else facts.list_journeys()
    closed = None if missing else facts.list_closed_journeys() if question.query else journeys
    measured = measure_rates(board.all_stages, closed) if closed is not None else None
    dashboard = build_dashboard(
        board, journeys, list(facts.list_deals()), question.period, question.query, question.today, question.now,
        board.zone, currency, measured,
    )  # fmt: skip
    if missing:
        return DashboardAnswer(question, replace(dashboard, missing_history=missing))
    goal = find_current(board.goals, question.period.last)
    months = list_finished_months(question.yesterday, MONTHS)
    dashboard = replace(
        dashboard,
        goal=goal_answer.build_report(question, facts, goal) if goal and not question.query else None,
        without_goal=WITHOUT_GOAL.format(goal.plan.name) if goal and question.query else "",
        responses=measure_responses(question, facts),
        accuracy=build_accuracy(board.all_stages, journeys, months, board.zone),
    )
    return DashboardAnswer(question, dashboard)
