"""Count what the dashboard shows, from the store; called in a thread, with a connection of its own."""

from __future__ import annotations

from datetime import date, timedelta

from kanban.domain.clock import iso
from kanban.domain.errors import Refused
from kanban.reports.dashboard import Dashboard, build_dashboard
from kanban.reports.period import Period, find_quarter_start
from kanban.store.figures.journey_cache import Progress
from kanban.store.figures.journey_reading import read_journeys
from kanban.store.reading import deals
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
    board, condition = workspace.board, workspace.condition(query) if query else None
    zone = board.zone
    return build_dashboard(
        board,
        list(read_journeys(workspace.database, board, condition, progress)),
        list(deals.read_deals(workspace.connection, board, condition)),
        find_quarter(workspace.today, quarter),
        query,
        workspace.today,
        iso(workspace.now()),
        zone,
        currency,
    )


def find_quarter(today: date, quarter: int) -> Period:
    """Return the days of a quarter: 0 is the one of today, until today; -1 the whole one before."""
    first = find_quarter_start(today)
    last = today
    for _ in range(-quarter):
        last = first - timedelta(days=1)
        first = find_quarter_start(last)
    return Period(first, last)
