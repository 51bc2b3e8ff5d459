"""A report as it is asked for on the command line: the board, the question, and where the answer is printed."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from kanban.cli import output
from kanban.cli.card_verbs.listing import print_cards
from kanban.cli.history_notice import describe_missing_history
from kanban.cli.open_board import open_workspace_of
from kanban.cli.progress import draw_progress
from kanban.cli.report_verbs import page_file
from kanban.domain.errors import Refused
from kanban.domain.values.dates import format_full_date
from kanban.reports import page
from kanban.reports.answers.catalog import REPORTS, make_question
from kanban.reports.answers.question import Answer, Question, find_days
from kanban.reports.period import Period
from kanban.store.figures.board_facts import BoardFacts
from kanban.store.workspace import Workspace


@dataclass(frozen=True)
class Request:
    """What was asked of a report."""

    workspace: Workspace
    question: Question
    facts: BoardFacts

    @property
    def period(self) -> Period:
        """The days that were asked for."""
        return self.question.period

    def show(
        self,
        args: Namespace,
        answer: Answer,
        columns: Sequence[str],
        flatten: Callable[[], Iterable[Sequence[Any]]],
        write_text: Callable[[], None],
    ) -> int:
        """Print an answer as cards, JSON, CSV (`columns`, and the rows of `flatten`) or text, or write it as a page."""
        if args.html:
            name = self.workspace.board.name
            page_file.write_page(args, page.report_page.build_report_page(name, self.question, [answer]))
        if args.cards:
            cards = list(dict.fromkeys(answer.list_cards(args.cards)))
            print_cards(self.workspace, cards, json=args.json, csv=args.csv)
        elif args.json:
            output.write_json(answer.encode())
        elif args.csv:
            output.write_csv(columns, flatten())
        elif not args.html:
            write_text()
        return 0

    def write_title(self, title: str) -> None:
        """Print the first line of a report: its name and its days."""
        period = self.period
        days = f"{format_full_date(period.first)} – " if period.first else "Everything until "
        today = " (today)" if period.last == self.workspace.today else ""
        as_of = self.question.as_of
        known = f" · as known on {format_full_date(as_of)}" if as_of else ""
        output.write_line(f"{title} · {days}{format_full_date(period.last)}{today}{known}")

    def format_before(self) -> str:
        """Return the days of the period before: `2 Oct 2026 – 31 Oct 2026`."""
        before = self.period.before
        return f"{format_full_date(before.first)} – {format_full_date(before.last)}" if before and before.first else ""


def read_request(args: Namespace, report: str, *, needs_history: bool = True) -> Request:
    """Open the board and read what a report is asked for.

    Raises Refused where it counts the history and a part of that is not here: its figures would be wrong.
    """
    page_file.check_page(args)
    workspace = open_workspace_of(args)
    if (needs_history or args.as_of) and (missing := describe_missing_history(workspace)):
        raise Refused(f"This report counts the whole history. {missing}")
    query, board = " ".join(args.query), workspace.board
    days = find_days(args.first, args.last, args.as_of, workspace.now(), board.zone)
    question = make_question(REPORTS[report], board, query, days, vars(args))
    watch = partial(draw_progress, "Reading the history")
    return Request(workspace, question, BoardFacts(workspace, query, watch, days.find_known_before(board.zone)))
