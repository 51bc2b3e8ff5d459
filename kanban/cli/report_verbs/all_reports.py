"""`kanban report --all --html FILE`: all reports of a period on one page."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

from kanban.cli.report_verbs import page_file
from kanban.cli.report_verbs.request import Request, read_request
from kanban.domain.errors import UsageFault
from kanban.reports.answers.catalog import REPORTS, make_question
from kanban.reports.answers.question import Answer, AskedDays
from kanban.reports.page.report_page import ORDER, build_report_page


def run_all(args: Namespace) -> int:
    """Write the page."""
    if not args.html:
        raise UsageFault("--all writes a page; name its file: kanban report --all --html FILE.")
    args.query, args.cards = [], None
    request = read_request(args, "dashboard")  # its period: this quarter unless another one is given
    page = build_report_page(request.workspace.board.name, request.question, _answer(request))
    page_file.write_page(args, page)
    return 0


def _answer(request: Request) -> Iterator[Answer]:
    question = request.question
    days = AskedDays(question.period.first, question.period.last, question.today, question.now, question.as_of)
    for name in ORDER:
        report = REPORTS[name]
        options = {option: option == "accuracy" or None for option in report.options}
        yield report.answer(make_question(report, question.board, "", days, options), request.facts)
