"""The dashboard: the reports that both teams look at together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kanban.domain.errors import UsageFault
from kanban.reports.answers.question import Facts, Question
from kanban.reports.dashboard import Dashboard, build_dashboard
from kanban.reports.movement import encode_movement


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
        }

    def list_cards(self, figure: str) -> list[str]:
        """Raise UsageFault: the reports of the dashboard list the cards."""
        raise UsageFault(f"The dashboard lists no cards of “{figure}”. Ask the report that has the figure.")


def answer_dashboard(question: Question, facts: Facts, currency: str | None = None) -> DashboardAnswer:
    """Return the figures of the dashboard; `currency` is the one whose amounts are shown, by default that of most."""
    board = question.board
    dashboard = build_dashboard(
        board, facts.list_journeys(), list(facts.list_deals()), question.period, question.query, question.today,
        question.now, board.zone, currency,
    )  # fmt: skip
    return DashboardAnswer(question, dashboard)
