"""What the reports on the log take: the journeys of the cards that a query finds, and a period with its neighbour."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kanban.cli import output
from kanban.cli.card_verbs.listing import print_cards
from kanban.cli.history_notice import describe_missing_history
from kanban.cli.open_board import open_workspace_of
from kanban.cli.progress import draw_progress
from kanban.cli.report_verbs.report_options import encode_period, read_period
from kanban.domain.clock import iso
from kanban.domain.errors import Refused
from kanban.domain.journeys.journey import Journey
from kanban.domain.values.dates import format_full_date
from kanban.reports.period import Period
from kanban.reports.rates import Bounds
from kanban.store.figures.journey_reading import read_journeys
from kanban.store.workspace import Workspace


@dataclass(frozen=True)
class Request:
    """What was asked of a report."""

    workspace: Workspace
    query: str
    period: Period
    bounds: Bounds
    """The UTC times of the period."""
    now: str
    """The present, UTC."""
    journeys: Sequence[Journey]

    @property
    def before(self) -> Bounds | None:
        """The UTC times of the period before; None without a first day."""
        before = self.period.before
        return before.instants(self.workspace.board.zone) if before else None

    def encode(self, report: str) -> dict[str, Any]:
        """Return the beginning of a report's record."""
        return {"report": report, **encode_period(self.period), "query": self.query or None}

    def encode_before(self) -> dict[str, str | None]:
        """Return the days of the period before."""
        return encode_period(self.period.before) if self.period.before else {}

    def print_cards(self, args: Namespace, cards: Sequence[str]) -> int:
        """Print the cards behind a figure."""
        print_cards(self.workspace, list(dict.fromkeys(cards)), json=args.json, csv=args.csv)
        return 0

    def write_title(self, title: str) -> None:
        """Print the first line of a report: its name and its days."""
        period = self.period
        days = f"{format_full_date(period.first)} – " if period.first else "Everything until "
        today = " (today)" if period.last == self.workspace.today else ""
        output.write_line(f"{title} · {days}{format_full_date(period.last)}{today}")

    def format_before(self) -> str:
        """Return the days of the period before: `2 Oct 2026 – 31 Oct 2026`."""
        before = self.period.before
        return f"{format_full_date(before.first)} – {format_full_date(before.last)}" if before and before.first else ""


def read_request(args: Namespace, default: Callable[[date], date] | None = None) -> Request:
    """Open the board and read what a report is asked for.

    Raises Refused where a part of the board's history is not here: its figures would be wrong.
    """
    workspace = open_workspace_of(args)
    if missing := describe_missing_history(workspace):
        raise Refused(f"This report counts the whole history. {missing}")
    period, query = read_period(workspace, args.first, args.last, default), " ".join(args.query)
    condition = workspace.condition(query) if query else None
    with workspace.database.faults(), draw_progress("Reading the history") as progress:
        journeys = list(read_journeys(workspace.database, workspace.board, condition, progress))
    bounds = period.instants(workspace.board.zone)
    return Request(workspace, query, period, bounds, iso(workspace.now()), journeys)
