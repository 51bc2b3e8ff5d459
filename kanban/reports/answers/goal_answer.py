"""The goal: what came of it so far, and what its shortfall is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from kanban.domain.errors import UsageFault
from kanban.domain.goals import goal_verbs
from kanban.domain.goals.goal import Goal, find_current
from kanban.domain.journeys.pipeline import Pipeline
from kanban.domain.values.business_time import make_calendar
from kanban.domain.values.moments import day_bounds
from kanban.reports import handoffs
from kanban.reports.answers.question import Facts, Question, plain
from kanban.reports.goals import goal_result
from kanban.reports.goals.goal_result import GoalReport
from kanban.reports.period import Period
from kanban.reports.sales.figures import GOAL


@dataclass(frozen=True)
class GoalAnswer:
    """What came of a goal; None where there is none for that day."""

    question: Question
    report: GoalReport | None

    def encode(self) -> dict[str, Any]:
        """Return its record; without a goal everything is null."""
        question = self.question
        day = {"as_of": question.as_of.isoformat()} if question.as_of else {}
        head = {"report": "goal", "query": question.query or None, **day}
        return {**head, **(self.report.encode() if self.report else {"goal": None})}

    def list_cards(self, figure: str) -> list[str]:
        """Return the cards of a figure; raises UsageFault for another word."""
        name = plain(figure)
        if name not in GOAL:
            raise UsageFault(f"“{figure}” is no figure. Try {', '.join(GOAL)}.")
        return (self.report.list_cards(name) if self.report else None) or []


def answer_goal(question: Question, facts: Facts) -> GoalAnswer:
    """Return what came of the goal of the last day, or of the one that is named; raises NotFound."""
    board, name = question.board, question.options.get("goal")
    goal = goal_verbs.find_goal(board, name) if name else find_current(board.goals, question.period.last)
    return GoalAnswer(question, build_report(question, facts, goal) if goal else None)


def build_report(question: Question, facts: Facts, goal: Goal) -> GoalReport:
    """Count what came of a goal; with a query, what its cards did for it."""
    board, journeys = question.board, facts.list_journeys()
    pipeline, mark = Pipeline(board.all_stages), board.marked.get("sql")
    sql = pipeline.places.get(mark.id) if mark else None
    bounds = Period(goal.plan.first, goal.plan.last).instants(board.zone)
    calendar = make_calendar(board.hours, board.timezone, board.holidays)
    is_part = bool(question.query)
    report = goal_result.build_goal_report(
        goal, board.all_stages, journeys, sql, bounds, question.today, calendar, is_part=is_part
    )
    in_time = handoffs.build_handoffs(journeys, bounds, question.now).kept_in_time
    attempts = board.agreement.content.levels.attempts if board.agreement else None
    offered = [journey.card for journey in journeys if journey.offers] if attempts else []
    activities = facts.read_activities(offered) if offered else {}
    report.attainment = goal_result.measure_attainment(journeys, activities, bounds, in_time, attempts)
    since, _ = day_bounds(date.fromordinal(max(question.today.toordinal() - 365, 1)), board.zone)
    if not is_part:
        report.coverage = goal_result.measure_coverage(report, board.all_stages, journeys, sql, since, question.today)
    return report
