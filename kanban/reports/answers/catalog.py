"""Which reports there are, by name: what each takes, and who answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kanban.domain.board import Board
from kanban.domain.errors import UsageFault
from kanban.domain.goals import goal
from kanban.reports import answers
from kanban.reports.answers.question import Answer, AskedDays, Facts, Question
from kanban.reports.period import Period, find_quarter_start


@dataclass(frozen=True)
class Report:
    """A report."""

    answer: Callable[[Question, Facts], Answer]
    options: tuple[str, ...] = ()
    """What it takes beside a period and a query."""
    find_start: Callable[[date], date] | None = None
    """Where its period begins unless a first day is given; None for the beginning of all."""


REPORTS: Mapping[str, Report] = {
    "dashboard": Report(
        lambda question, facts: answers.dashboard_answer.answer_dashboard(question, facts),
        find_start=find_quarter_start,
    ),
    "funnel": Report(
        lambda question, facts: answers.funnel_answers.answer_funnel(question, facts), ("strict", "within")
    ),
    "conversion": Report(
        lambda question, facts: answers.funnel_answers.answer_conversion(question, facts),
        ("strict", "within", "start", "end"),
    ),
    "stages": Report(lambda question, facts: answers.stages_answer.answer_stages(question, facts)),
    "handoffs": Report(lambda question, facts: answers.handoff_answers.answer_handoffs(question, facts)),
    "recycle": Report(lambda question, facts: answers.handoff_answers.answer_recycle(question, facts)),
    "movement": Report(
        lambda question, facts: answers.movement_answer.answer_movement(question, facts),
        ("period",),
        find_quarter_start,
    ),
    "goal": Report(lambda question, facts: answers.goal_answer.answer_goal(question, facts), ("goal",)),
    "velocity": Report(
        lambda question, facts: answers.velocity_answer.answer_velocity(question, facts), (), find_quarter_start
    ),
    "campaigns": Report(lambda question, facts: answers.campaigns_answer.answer_campaigns(question, facts)),
    "objections": Report(lambda question, facts: answers.objections_answer.answer_objections(question, facts)),
    "wants": Report(lambda question, facts: answers.wants_answer.answer_wants(question, facts)),
    "calibration": Report(lambda question, facts: answers.win_rate_answer.answer_calibration(question, facts)),
    "winrate": Report(lambda question, facts: answers.win_rate_answer.answer_win_rate(question, facts)),
    "forecast": Report(
        lambda question, facts: answers.forecast_answer.answer_forecast(question, facts),
        ("accuracy",),
        find_quarter_start,
    ),
}


def find_report(name: str) -> Report:
    """Return a report by its name; raises UsageFault for another word."""
    if name not in REPORTS:
        raise UsageFault(f"There is no report “{name}”. Try {', '.join(REPORTS)}.")
    return REPORTS[name]


def make_question(report: Report, board: Board, query: str, days: AskedDays, options: Mapping[str, Any]) -> Question:
    """Return what is asked of a report: its own ones of the options, and its own beginning where no day was given."""
    first = report.find_start(days.last) if days.first is None and report.find_start else days.first
    known = {name: options[name] for name in report.options}
    before = days.find_known_before(board.zone)
    if before:
        board = board._replace(goals=goal.list_known(board.goals, before))
    return Question(board, query, Period(first, days.last), days.today, days.now, known, days.as_of)


def check_options(name: str, report: Report, options: Mapping[str, object]) -> None:
    """Raise UsageFault for an option that a report does not take."""
    for option, value in options.items():
        if value not in (None, False) and option not in report.options:
            rest = f" It takes {', '.join(report.options)}." if report.options else ""
            raise UsageFault(f"The report “{name}” takes no “{option}”.{rest}")
