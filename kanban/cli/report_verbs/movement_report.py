"""`kanban report movement`: what came to the open deals of a period, and what left them."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping
from typing import Any

from kanban.cli import output
from kanban.cli.report_verbs.request import Request, read_request
from kanban.domain.values.dates import format_full_date
from kanban.domain.values.money import format_plain_money
from kanban.reports.answers.movement_answer import answer_movement
from kanban.reports.movement import GAINS, LOSSES, PARTS, Movement, Part, encode_movement

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
    request = read_request(args, "movement")
    answer = answer_movement(request.question, request.facts)

    def flatten() -> Iterator[list[Any]]:
        for parts in encode_movement(answer.report):
            for name in PARTS:
                yield [parts["currency"], name, parts[name]["value"], parts[name]["deals"]]

    return request.show(args, answer, CSV_COLUMNS, flatten, lambda: _write_text(request, answer.report, args.period))


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
        output.write_line(f"Open without a value: {output.several(len(report[None]['end'].cards), 'deal')}")


def _list_rows(parts: Mapping[str, Part], currency: str | None, request: Request) -> list[list[str]]:
    first, last = request.period.first, request.period.last
    rows = [[f"open on {format_full_date(first)}", *_format(parts["start"], currency)]] if first else []
    rows += [
        [WORDS[name], *_format(parts[name], currency)]
        for name in (*GAINS, *LOSSES)
        if parts[name].cards or not name.startswith("moved")
    ]
    end = "open now" if last >= request.question.today else f"open at the end of {format_full_date(last)}"
    return [*rows, [end, *_format(parts["end"], currency)]]


def _format(part: Part, currency: str | None) -> list[str]:
    if not part.cards:
        return ["", ""]
    return [format_plain_money(part.value, currency), f"{len(part.cards):,}"]
