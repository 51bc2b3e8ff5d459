"""`kanban report handoffs` and `kanban report recycle`: what became of offers, and of the cards that came back."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from kanban.cli import output
from kanban.cli.report_verbs.journey_options import Request, read_request
from kanban.domain.errors import UsageFault
from kanban.domain.values.business_time import make_calendar
from kanban.reports import handoffs, recycle
from kanban.reports.first_responses import FirstResponses, build_first_responses
from kanban.reports.handoffs import Handoffs
from kanban.reports.pipeline import Pipeline
from kanban.reports.rates import Rate
from kanban.reports.recycle import Recycling
from kanban.reports.survival import Median
from kanban.store.reading import activity_rows

COUNTS = {
    "made": "offers made",
    "accepted": "accepted",
    "returned": "returned",
    "expired": "expired",
    "open": "open",
    "withdrawn": "withdrawn",
    "overturned": "overturned by the leads",
}
RATES = {
    "acceptance": "accepted, of those answered or expired",
    "kept_in_time": "sales answered in time",
    "replies_in_time": "marketing answered questions in time",
}
WITHOUT = "without response"
"""The figure of the offers that sales never tried to answer by an activity."""

REASONS = 11
"""How many reasons the text shows; --csv has all."""


def run_handoffs(args: Namespace) -> int:
    """Print what became of the offers of a period, or the cards that one of the figures counts."""
    request = read_request(args)
    report = handoffs.build_handoffs(request.journeys, request.bounds, request.now)
    responses = _measure_responses(request)
    if args.cards:
        figure = " ".join(args.cards.casefold().split())
        cards = responses.without if figure == WITHOUT else _list_cards(report, args.cards)
        return request.print_cards(args, cards)
    before = handoffs.build_handoffs(request.journeys, request.before, request.now) if request.before else None
    if args.json:
        earlier = {**request.encode_before(), **before.encode()} if before else None
        output.write_json({**request.encode("handoffs"), **report.encode(), **responses.encode(), "before": earlier})
    elif args.csv:
        output.write_csv(("figure", "name", "count", "n", "rate", "low", "high"), _flatten(report))
    else:
        _write_handoffs(request, report, before)
        _write_responses(responses)
    return 0


def _measure_responses(request: Request) -> FirstResponses:
    """Return how long the offers of the period waited for sales to try, in the board's business hours of today."""
    workspace, board = request.workspace, request.workspace.board
    offered = [journey.card for journey in request.journeys if journey.offers]
    with workspace.database.faults():
        activities = activity_rows.read_by_card(workspace.connection, board.id, offered)
    calendar = make_calendar(board.hours, board.timezone, board.holidays)
    pipeline = Pipeline(board.all_stages)
    return build_first_responses(pipeline, request.journeys, activities, request.bounds, request.now, calendar)


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
    return f"{'> ' if median.value is None else ''}{hours:.1f} h" if hours is not None else ""


def _list_cards(report: Handoffs, figure: str) -> list[str]:
    """Return the cards of a figure, or those returned for a reason; raises UsageFault for another word."""
    plain = " ".join(figure.casefold().split())
    if plain in report.by_figure:
        return report.by_figure[plain]
    for reason, cards in report.by_reason.items():
        if reason.casefold() == plain:
            return cards
    raise UsageFault(f"“{figure}” is no figure. Try {', '.join(handoffs.FIGURES)}, or a reason of a return.")


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
    request = read_request(args)
    pipeline = Pipeline(request.workspace.board.all_stages)
    mark = request.workspace.board.marked.get("sql")
    place = pipeline.places.get(mark.id) if mark else None

    def build(bounds: tuple[str, str]) -> Recycling:
        return recycle.build_recycling(pipeline, request.journeys, bounds, place)

    report = build(request.bounds)
    if args.cards:
        return request.print_cards(args, getattr(report, args.cards))
    before = build(request.before) if request.before else None
    if args.json:
        earlier = {**request.encode_before(), **before.encode()} if before else None
        output.write_json({**request.encode("recycle"), **report.encode(), "before": earlier})
    elif args.csv:
        output.write_csv(("returned", "recycled", "open", "rate", "low", "high"), [_flatten_recycling(report)])
    else:
        request.write_title("Recycling")
        if not report.returned:
            output.write_line("No card was returned in this time (those returned for good, and overturned, left out).")
            return 0
        stage = f"“{mark.name}”" if mark else "the stage marked sql"
        output.write_line(f"{output.several(len(report.returned), 'card')} came back from sales (first return).")
        output.write_line(
            f"Reached {stage} afterwards: {report.rate.format()} {report.rate.format_interval()}".rstrip()
        )
        output.write_line(f"Still open: {len(report.open):,}")
        if before:
            output.write_line()
            output.write_line(
                f"Before ({request.format_before()}): {before.rate.format_counted() or 'no card came back'}"
            )
    return 0


def _flatten_recycling(report: Recycling) -> list[Any]:
    low, high = report.rate.interval or (None, None)
    return [len(report.returned), len(report.recycled), len(report.open), report.rate.share, low, high]
