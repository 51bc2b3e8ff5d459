"""`kanban report handoffs` and `kanban report recycle`: what became of offers, and of the cards that came back."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from kanban.cli import output
from kanban.cli.report_verbs.request import Request, read_request
from kanban.reports import handoffs
from kanban.reports.answers.handoff_answers import RecycleAnswer, answer_handoffs, answer_recycle
from kanban.reports.first_responses import FirstResponses
from kanban.reports.handoffs import Handoffs
from kanban.reports.rates import Rate
from kanban.reports.recycle import Recycling
from kanban.reports.survival import LEAST, Median

CSV_COLUMNS = ("figure", "name", "count", "n", "rate", "low", "high")
RECYCLE_COLUMNS = ("returned", "recycled", "open", "rate", "low", "high")
COUNTS = {
    "made": "offers made",
    "accepted": "accepted",
    "returned": "returned",
    "expired": "expired",
    "open": "open",
    "withdrawn": "withdrawn",
    "returned_later": "accepted, and returned later",
    "overturned": "overturned by the leads",
}
RATES = {
    "acceptance": "accepted, of those answered or expired",
    "kept_in_time": "sales answered in time",
    "replies_in_time": "marketing answered questions in time",
}
REASONS = 11
"""How many reasons the text shows; --csv has all."""


def run_handoffs(args: Namespace) -> int:
    """Print what became of the offers of a period, or the cards that one of the figures counts."""
    request = read_request(args, "handoffs")
    answer = answer_handoffs(request.question, request.facts)

    def write_text() -> None:
        _write_handoffs(request, answer.report, answer.before)
        _write_responses(answer.responses)

    return request.show(args, answer, CSV_COLUMNS, lambda: _flatten(answer.report), write_text)


def _write_responses(responses: FirstResponses) -> None:
    if not responses.attempts:
        return
    output.write_line()
    rows = [
        [words, _format_hours(median), f"{median.ended:,} of {median.n:,}"]
        for words, median in (("first attempt of sales", responses.attempt), ("first contact", responses.contact))
    ]
    output.write_table(("after the offer", "median", "so far"), rows, right=("median", "so far"))


def _format_hours(median: Median) -> str:
    """Return a median in business hours: `3.5 h`, or `> 20 h` where less than half has ended."""
    hours = median.longest if median.value is None else median.value
    if median.value is None and (hours or 0) < LEAST:
        return "–"
    return f"{'> ' if median.value is None else ''}{hours:.1f} h" if hours is not None else ""


def _write_handoffs(request: Request, report: Handoffs, before: Handoffs | None) -> None:
    request.write_title("Handoffs")
    if not any(report.by_figure.values()) and not report.in_time:
        output.write_line("No offer was made or due in this time.")
        return
    was = [[f"{before.count(figure):,}"] if before else [] for figure in COUNTS]
    rows = [
        [words, f"{report.count(figure):,}", *earlier]
        for (figure, words), earlier in zip(COUNTS.items(), was, strict=True)
        if figure in {"made", "accepted", "returned", "expired"} or report.count(figure) or earlier not in ([], ["0"])
    ]
    columns = ("", "count", *(["before"] if before else []))
    output.write_table(columns, rows, right=columns[1:])
    output.write_line()
    rates = [
        [words, *_format(getattr(report, name)), *([getattr(before, name).format_counted()] if before else [])]
        for name, words in RATES.items()
    ]
    columns = ("", "rate", "of", "95 %", *(["before"] if before else []))
    output.write_table(columns, rates, right=columns[1:])
    if report.by_reason:
        output.write_line()
        reasons = [[reason, f"{len(cards):,}"] for reason, cards in report.list_reasons()[:REASONS]]
        output.write_table(("returned because", "offers"), reasons, right=("offers",))
    if before:
        output.write_line()
        output.write_line(f"Before: {request.format_before()}")


def _format(rate: Rate) -> list[str]:
    return [rate.format() or "–", f"{rate.whole:,}", rate.format_interval()]


def _flatten(report: Handoffs) -> list[list[Any]]:
    """Return a row for each count, each rate and each reason."""
    rows: list[list[Any]] = [["count", figure, report.count(figure)] for figure in handoffs.FIGURES]
    for name in RATES:
        rate: Rate = getattr(report, name)
        rows.append(["rate", name, rate.part, rate.whole, rate.share, *(rate.interval or (None, None))])
    rows += [["reason", reason, len(cards)] for reason, cards in report.list_reasons()]
    return [[*row, *[None] * (7 - len(row))] for row in rows]


def run_recycle(args: Namespace) -> int:
    """Print how many returned cards became real after all, or the cards that one of the figures counts."""
    request = read_request(args, "recycle")
    answer = answer_recycle(request.question, request.facts)
    rows = [_flatten_recycling(answer.report)]
    return request.show(args, answer, RECYCLE_COLUMNS, lambda: rows, lambda: _write_recycling(request, answer))


def _write_recycling(request: Request, answer: RecycleAnswer) -> None:
    report, before, mark = answer.report, answer.before, answer.mark
    request.write_title("Recycling")
    if not report.returned:
        output.write_line("No card was returned in this time (those returned for good, and overturned, left out).")
        return
    stage = f"“{mark.name}”" if mark else "the stage marked sql"
    output.write_line(f"{output.several(len(report.returned), 'card')} came back from sales (first return).")
    output.write_line(f"Reached {stage} afterwards: {report.rate.format()} {report.rate.format_interval()}".rstrip())
    output.write_line(f"Still open: {len(report.open):,}")
    if before:
        output.write_line()
        output.write_line(f"Before ({request.format_before()}): {before.rate.format_counted() or 'no card came back'}")


def _flatten_recycling(report: Recycling) -> list[Any]:
    low, high = report.rate.interval or (None, None)
    return [len(report.returned), len(report.recycled), len(report.open), report.rate.share, low, high]
