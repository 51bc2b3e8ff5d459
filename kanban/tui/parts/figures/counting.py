"""Count what the dashboard shows, from the store, in a thread with a connection of its own; and write it as a page."""

from __future__ import annotations

import os
from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path

from kanban.domain.clock import iso
from kanban.reports.answers.dashboard_answer import answer_dashboard
from kanban.reports.answers.question import Question
from kanban.reports.dashboard import Dashboard
from kanban.reports.page import dashboard_page
from kanban.reports.period import Period, find_quarter_start
from kanban.store import whole_file
from kanban.store.figures.board_facts import BoardFacts
from kanban.store.figures.journey_cache import Progress
from kanban.store.workspace import Workspace


def count_dashboard(
    workspace: Workspace, quarter: int, query: str, currency: str | None, progress: Progress
) -> Dashboard:
    """Return the figures of a quarter: 0 is this one until today, -1 the one before.

    `progress` is told how much of the log was read. Raises UsageFault for a faulty query. Figures that count history of
    which a part is not here are left out.
    """
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


def write_page(dashboard: Dashboard, board: str, name: str) -> str:
    """Write figures as a page into a file of a name that nothing has yet; returns the sentence to show.

    Raises KanbanError where it can't be written.
    """
    path = wanted = Path(name).expanduser()
    number = 1
    while os.path.lexists(path):
        number += 1
        path = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
    with whole_file.open_draft(path, force=False) as file:
        file.write(dashboard_page.build_page(dashboard, board).encode("utf-8"))
    return f"Wrote the page {path.absolute()}"
