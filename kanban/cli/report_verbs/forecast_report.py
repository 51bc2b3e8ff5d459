"""`kanban report forecast`: open deals by the month in which they are expected to close."""

from __future__ import annotations

import contextlib
import re
from argparse import Namespace
from collections.abc import Iterator
from datetime import date
from typing import Any

from kanban.cli import output
from kanban.cli.card_verbs.listing import print_cards
from kanban.cli.open_board import open_workspace_of
from kanban.cli.progress import draw_progress
from kanban.cli.report_verbs.report_options import encode_period, read_deals, read_period
from kanban.domain.errors import UsageFault
from kanban.domain.values.dates import format_full_date, month, parse_day
from kanban.domain.values.money import format_short_money
from kanban.reports import forecast
from kanban.reports.forecast import SLIPPED, UNDATED, Forecast, Outlook
from kanban.reports.measured import MeasuredRates, measure_rates
from kanban.reports.period import Period, find_quarter_start, split_months
from kanban.store.figures.journey_reading import read_journeys
from kanban.store.search.conditions import Condition
from kanban.store.workspace import Workspace

COLUMNS = ("won", "deals won", "open", "open deals", "weighted", "measured")
CSV_COLUMNS = ("row", "currency", "won_count", "won", "open_count", "open", "weighted", "measured", "without_value")
WORDS = {UNDATED: "no close date", SLIPPED: "slipped"}


def run_forecast(args: Namespace) -> int:
    """Print the forecast of today, or the cards of one of its rows."""
    workspace = open_workspace_of(args)
    today, query = workspace.today, " ".join(args.query)
    period = read_period(workspace, args.first, args.last, find_quarter_start)
    months = split_months(period.first or today, period.last, workspace.board.zone)
    deals = read_deals(workspace, query)
    if args.cards:
        row = _read_row(args.cards)
        ids = [deal.card for deal in deals if _is_counted(forecast.find_row(deal, today, months), deal.outcome, row)]
        print_cards(workspace, ids, json=args.json, csv=args.csv)
        return 0
    report = forecast.build_forecast(deals, today, months, _measure_rates(workspace))
    if args.json:
        output.write_json({"report": "forecast", **encode_period(period), "query": query or None, **report.encode()})
    elif args.csv:
        output.write_csv(CSV_COLUMNS, _flatten(report))
    else:
        _write_text(report, Period(period.first or today, period.last), today)
    return 0


def _measure_rates(workspace: Workspace) -> MeasuredRates | None:
    """Return what the board's closed deals tell; None where none is closed, or their history is not all here."""
    if workspace.missing_history():
        return None
    stages = [stage.id for stage in workspace.board.stages if stage.side == "sales" and stage.is_closed]
    closed = Condition(f"lane IN ({','.join('?' * len(stages))})", stages)
    with workspace.database.faults(), draw_progress("Reading the history") as progress:
        journeys = read_journeys(workspace.database, workspace.board, closed, progress)
        return measure_rates(workspace.board.all_stages, journeys)


def _read_row(typed: str) -> str:
    """Return a row by its name; raises UsageFault for another word."""
    plain = " ".join(typed.casefold().split())
    name = next((row for row, words in WORDS.items() if plain == words), plain)
    if name in {SLIPPED, UNDATED, "open", "won"} or re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", name):
        return name
    if re.fullmatch(r"[a-z]+ \d{4}", name):  # as the report shows it: Dec 2026
        with contextlib.suppress(UsageFault):
            return parse_day(f"1 {name}", date.min).isoformat()[:7]
    raise UsageFault(f"“{typed}” is no row. Try slipped, undated, open, won, or a month as 2026-12.")


def _is_counted(row: str | None, outcome: str | None, wanted: str) -> bool:
    """Return whether a deal that stands in a row is among the cards of the wanted one."""
    return row is not None and wanted in {row, "won" if outcome else "open"}


def _write_text(report: Forecast, period: Period, today: date) -> None:
    first, last = format_full_date(period.first or today), format_full_date(period.last)
    won = f"since {first}" if period.last == today else f"{first} – {last}"
    output.write_line(f"Forecast · {format_full_date(today)} · won {won}")
    if not report.rows:
        output.write_line("No open deals, and none was won in this time.")
        return
    currencies = sorted(report.total, key=lambda code: (-report.total[code].open_count, code or ""))
    if len(currencies) > 1 and None in report.total and not report.total[None].won_count:
        currencies.remove(None)  # these deals have no value: the last line counts them
    for currency in currencies:
        rows = [
            [_name_row(name), *_format_row(row[currency], currency, report.measured)]
            for name, row in report.rows.items()
            if currency in row
        ]
        rows.append(["all", *_format_row(report.total[currency], currency, report.measured)])
        if len(currencies) > 1:
            output.write_line()
        output.write_table((currency or "no currency", *COLUMNS), rows, right=COLUMNS)
    without_value = sum(outlook.without_value for outlook in report.total.values())
    if without_value:
        output.write_line()
        output.write_line(f"Open without a value, so they weigh nothing: {output.several(without_value, 'deal')}")
    if report.measured:
        output.write_line()
        rate = report.measured.board
        closed = output.several(rate.whole, "closed deal")
        output.write_line(f"Measured: by the {closed} of the board, of which {rate.part:,} were won.")
        if not report.measured.has_cases:
            output.write_line(
                "No closed deal is known to have stood in an open stage, so the board's win rate counts for all."
            )


def _name_row(name: str) -> str:
    return WORDS.get(name) or f"{month(date.fromisoformat(f'{name}-01'))} {name[:4]}"


def _format_row(outlook: Outlook, currency: str | None, measured: MeasuredRates | None) -> list[str]:
    weighed = outlook.weigh_measured(measured) if outlook.open_count else None
    return [
        format_short_money(outlook.won, currency) if outlook.won_count else "",
        f"{outlook.won_count:,}" if outlook.won_count else "",
        format_short_money(outlook.open, currency) if outlook.open_count else "",
        f"{outlook.open_count:,}" if outlook.open_count else "",
        format_short_money(outlook.weighted, currency) if outlook.open_count else "",
        format_short_money(weighed, currency) if weighed is not None else "",
    ]


def _flatten(report: Forecast) -> Iterator[list[Any]]:
    """Yield a row for each currency of each row, and of all together."""
    for name, row in (*report.rows.items(), ("all", report.total)):
        for currency, outlook in row.items():
            yield [name, *(outlook.encode(currency, report.measured)[column] for column in CSV_COLUMNS[1:])]
