"""`kanban report movement`: what came to the open deals of a period, and what left them."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping

from kanban.cli import output
from kanban.cli.report_verbs.journey_options import Request, read_request
from kanban.domain.errors import UsageFault
from kanban.domain.values.dates import format_full_date
from kanban.domain.values.money import format_plain_money
from kanban.reports import movement
from kanban.reports.movement import GAINS, LOSSES, PARTS, Counted, Movement, Part
from kanban.reports.period import find_month, find_quarter_start

COLUMNS = ("value", "deals")
CSV_COLUMNS = ("currency", "part", "value", "deals")
WORDS = {
    "new": "+ new",
    "reopened": "+ reopened",
    "moved_in": "+ close moved in",
    "increased": "+ increased",
    "decreased": "− decreased",
    "won": "− won",
    "lost": "− lost",
    "returned": "− returned",
    "moved_out": "− close moved out",
}


def run_movement(args: Namespace) -> int:
    """Print what happened to the open deals of a period, or the cards of one part of it."""
    request = read_request(args, find_quarter_start)
    closing = _read_closing(args.period) if args.period else None
    counted = Counted.of_stages(request.workspace.board.all_stages, closing)
    report = movement.build_movement(request.journeys, request.bounds, counted)
    if args.cards:
        return request.print_cards(args, _list_cards(report, args.cards))
    record = movement.encode_movement(report)
    if args.json:
        days = {"closing": list(closing) if closing else None}
        output.write_json({**request.encode("movement"), **days, "currencies": record})
    elif args.csv:
        rows = [
            [parts["currency"], name, parts[name]["value"], parts[name]["deals"]] for parts in record for name in PARTS
        ]
        output.write_csv(CSV_COLUMNS, rows)
    else:
        _write_text(request, report, args.period)
    return 0


def _read_closing(typed: str) -> tuple[str, str]:
    """Return the first and the last day of a month typed as `2026-12`; raises UsageFault."""
    month = find_month(typed.strip())
    if month is None:
        raise UsageFault(f"Can't read “{typed}” as a month. Try 2026-12.")
    return month.first.isoformat() if month.first else "", month.last.isoformat()


def _list_cards(report: Movement, typed: str) -> list[str]:
    """Return the cards of a part, in all currencies; raises UsageFault for another word."""
    name = " ".join(typed.casefold().split()).replace(" ", "_")
    if name not in PARTS:
        raise UsageFault(f"“{typed}” is no part. Try {', '.join(PARTS)}.")
    return [card for parts in report.values() for card in parts[name].cards]


def _write_text(request: Request, report: Movement, closing: str | None) -> None:
    request.write_title(f"Movement of the open deals{f' that close in {closing}' if closing else ''}")
    if not report:
        output.write_line("No deal was open in this time.")
        return
    currencies = sorted(report, key=lambda code: (code is None, -len(report[code]["end"].cards), code or ""))
    if currencies[-1] is None and len(currencies) > 1 and not any(part.value for part in report[None].values()):
        del currencies[-1]  # these deals have no value: the last line counts them
    for currency in currencies:
        if currency != currencies[0]:
            output.write_line()
        rows = _list_rows(report[currency], currency, request)
        output.write_table((currency or "no currency", *COLUMNS), rows, right=COLUMNS)
    if None in report and None not in currencies and report[None]["end"].cards:
        output.write_line()
        output.write_line(f"Open at the end without a value: {output.several(len(report[None]['end'].cards), 'deal')}")


def _list_rows(parts: Mapping[str, Part], currency: str | None, request: Request) -> list[list[str]]:
    first, last = request.period.first, request.period.last
    rows = [[f"open on {format_full_date(first)}", *_format(parts["start"], currency)]] if first else []
    rows += [
        [WORDS[name], *_format(parts[name], currency)]
        for name in (*GAINS, *LOSSES)
        if parts[name].cards or not name.startswith("moved")
    ]
    end = "open now" if last == request.workspace.today else f"open at the end of {format_full_date(last)}"
    return [*rows, [end, *_format(parts["end"], currency)]]


def _format(part: Part, currency: str | None) -> list[str]:
    if not part.cards:
        return ["", ""]
    return [format_plain_money(part.value, currency), f"{len(part.cards):,}"]
