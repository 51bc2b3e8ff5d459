"""The dashboard: the reports that both teams look at together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from kanban.domain.errors import UsageFault
from kanban.domain.goals.goal import find_current
from kanban.reports.answers import forecast_answer, funnel_answers, goal_answer, movement_answer
from kanban.reports.answers.handoff_answers import count_handoffs, measure_responses
from kanban.reports.answers.question import Facts, Question
from kanban.reports.dashboard import PENDING, Dashboard, add_deals, begin_dashboard
from kanban.reports.movement import encode_movement

WITHOUT_GOAL = "The goal {} counts all cards, so it is left out with a query"
"""What is said in its place."""

GOAL = frozenset({"Goal"})
"""What is counted last: the goal, how soon sales tried, and how right forecasts were."""


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
    *_, dashboard = count_pieces(question, facts, currency)
    return DashboardAnswer(question, dashboard)


def count_pieces(question: Question, facts: Facts, currency: str | None = None) -> Iterator[Dashboard]:
    """Yield the dashboard as it is counted, the first figures first; the last one has all of them."""
    board, missing = question.board, facts.missing_history
    before = question.before or question.bounds
    dashboard = begin_dashboard(board, question.period, question.query, question.today, currency)
    if missing:
        dashboard = replace(dashboard, missing_history=missing)
    else:
        steps = funnel_answers.count_funnel(question, facts, question.bounds)
        dashboard = replace(
            dashboard, steps=steps, steps_before=funnel_answers.count_funnel(question, facts, before),
            pending=PENDING - {"Funnel"},
        )  # fmt: skip
        yield dashboard
        dashboard = replace(
            dashboard,
            handoffs=count_handoffs(question, facts, question.bounds),
            handoffs_before=count_handoffs(question, facts, before),
            movement=movement_answer.count_movement(question, facts, question.bounds),
        )
    counts = facts.tallies.count_currencies() if facts.tallies else None
    deals = list(facts.list_deals(closed_since=before[0] if counts is not None else ""))
    measured = None if missing else forecast_answer.measure_stages(question, facts)
    dashboard = add_deals(dashboard, deals, board.zone, currency, measured, counts)
    dashboard = replace(dashboard, pending=frozenset() if missing else GOAL)
    if missing:
        yield dashboard
        return
    yield dashboard
    goal = find_current(board.goals, question.period.last)
    yield replace(
        dashboard,
        goal=goal_answer.build_report(question, facts, goal) if goal and not question.query else None,
        without_goal=WITHOUT_GOAL.format(goal.plan.name) if goal and question.query else "",
        responses=measure_responses(question, facts),
        accuracy=forecast_answer.look_back(question, facts),
        pending=frozenset(),
    )
