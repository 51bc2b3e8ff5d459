"""Count what the dashboard shows, from the store; called in a thread, with a connection of its own."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, timedelta

from kanban.domain.clock import iso
from kanban.domain.errors import Refused
from kanban.reports.answers.dashboard_answer import answer_dashboard
from kanban.reports.answers.question import Question
from kanban.reports.dashboard import Dashboard
from kanban.reports.period import Period, find_quarter_start
from kanban.store.figures.board_facts import BoardFacts
from kanban.store.figures.journey_cache import Progress
from kanban.store.workspace import Workspace


def count_dashboard(
    workspace: Workspace, quarter: int, query: str, currency: str | None, progress: Progress
) -> Dashboard:
    """Return the figures of a quarter: 0 is this one until today, -1 the one before.

    `progress` is told how much of the log was read. Raises UsageFault for a faulty query, and Refused where a part of
    the history is not here.
    """
    if missing := workspace.missing_history():
        raise Refused(f"Figures count the whole history. {missing}.")
    facts = BoardFacts(workspace, query, lambda: nullcontext(progress))
    period = find_quarter(workspace.today, quarter)
    question = Question(workspace.board, query, period, workspace.today, iso(workspace.now()))
    return answer_dashboard(question, facts, currency).dashboard


def find_quarter(today: date, quarter: int) -> Period:
    """Return the days of a quarter: 0 is the one of today, until today; -1 the whole one before."""
    first = find_quarter_start(today)
    last = today
    for _ in range(-quarter):
        last = first - timedelta(days=1)
        first = find_quarter_start(last)
    return Period(first, last)
