"""`kanban report forecast`: open deals by the month in which they are expected to close."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from kanban.cli import output
from kanban.cli.report_verbs.request import read_request
from kanban.domain.values.dates import format_full_date, name_month
from kanban.domain.values.money import format_short_money
from kanban.reports.answers.forecast_answer import WORDS, answer_forecast
from kanban.reports.forecast import Forecast, Outlook
from kanban.reports.measured import MeasuredRates
from kanban.reports.period import Period
from kanban.reports.sales.accuracy import MonthAccuracy

COLUMNS = ("won", "deals won", "open", "open deals", "weighted", "measured", "commit")
WON_COLUMNS = 2
"""How many of them a time has that is over."""
ACCURACY_COLUMNS = (
    "month", "currency", "expected_count", "weighted", "commit", "won_count", "won", "unforeseen", "deviation",
)  # fmt: skip
CSV_COLUMNS = (
    "row", "currency", "won_count", "won", "open_count", "open", "weighted", "measured", "without_value",
    "commit_count", "commit",
)  # fmt: skip


def run_forecast(args: Namespace) -> int:
    """Print the forecast of today (of a time that is over, what was won in it), or the cards of one of its rows."""
    request = read_request(args, "forecast", needs_history=args.accuracy)
    answer = answer_forecast(request.question, request.facts)
    period, today = request.period, request.question.today
    days = Period(period.first or today, period.last)

    def write_text() -> None:
        _write_text(answer.report, days, today)
        if answer.accuracy is not None:
            _write_accuracy(answer.accuracy)

    if args.csv and answer.accuracy is not None:
        rows = [one.encode() for one in answer.accuracy]
        return request.show(
            args,
            answer,
            ACCURACY_COLUMNS,
            lambda: ([row[name] for name in ACCURACY_COLUMNS] for row in rows),
            write_text,
        )
    return request.show(args, answer, CSV_COLUMNS, lambda: _flatten(answer.report), write_text)


def _write_text(report: Forecast, period: Period, today: date) -> None:
    first, last = format_full_date(period.first or today), format_full_date(period.last)
    is_over = period.last < today
    won = f"since {first}" if period.last == today else f"{first} – {last}"
    output.write_line(f"Forecast · {format_full_date(today)} · won {won}")
    if is_over:
        output.write_line("This time is over: what was won in it. Open deals belong to the present.")
    if not report.rows:
        output.write_line(
            "No deal was won in this time." if is_over else "No open deals, and none was won in this time."
        )
        return
    counts = {code: outlook.open_count + outlook.won_count * is_over for code, outlook in report.total.items()}
    currencies = sorted(counts, key=lambda code: (-counts[code], code or ""))
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
        columns = COLUMNS[:WON_COLUMNS] if is_over else COLUMNS
        rows = [row[: len(columns) + 1] for row in rows]
        output.write_table((currency or "no currency", *columns), rows, right=columns)
    without_value = sum(outlook.without_value for outlook in report.total.values())
    if without_value:
        output.write_line()
        output.write_line(f"Open without a value, so they weigh nothing: {output.several(without_value, 'deal')}")
    if report.measured and not is_over:
        output.write_line()
        rate = report.measured.board
        closed = output.several(rate.whole, "closed deal")
        output.write_line(f"Measured: by the {closed} of the board, of which {rate.part:,} were won.")
        if not report.measured.has_cases:
            output.write_line(
                "No closed deal is known to have stood in an open stage, so the board's win rate counts for all."
            )


def _write_accuracy(accuracy: Sequence[MonthAccuracy]) -> None:
    output.write_line()
    if not accuracy:
        output.write_line("How right forecasts were can't be told yet: no month is over that began with open deals.")
        return
    rows = [
        [
            _name_row(one.month),
            *(format_short_money(minor, one.currency) for minor in (one.weighted, one.commit, one.won)),
            f"{len(one.cards):,}",
            "" if one.deviation is None else f"{100 * one.deviation:+.0f} %".replace("-", "−"),
            format_short_money(one.unforeseen, one.currency) if one.unforeseen else "",
        ]
        for one in accuracy
    ]  # fmt: skip
    columns = ("for", "on the 1st", "commit", "came", "deals", "off by", "not open then")
    output.write_table(columns, rows, right=columns[1:])


def _name_row(name: str) -> str:
    return WORDS.get(name) or f"{name_month(date.fromisoformat(f'{name}-01'))} {name[:4]}"


def _format_row(outlook: Outlook, currency: str | None, measured: MeasuredRates | None) -> list[str]:
    weighed = outlook.weigh_measured(measured) if outlook.open_count else None
    return [
        format_short_money(outlook.won, currency) if outlook.won_count else "",
        f"{outlook.won_count:,}" if outlook.won_count else "",
        format_short_money(outlook.open, currency) if outlook.open_count else "",
        f"{outlook.open_count:,}" if outlook.open_count else "",
        format_short_money(outlook.weighted, currency) if outlook.open_count else "",
        format_short_money(weighed, currency) if weighed is not None else "",
        format_short_money(outlook.commit, currency) if outlook.commit_count else "",
    ]


def _flatten(report: Forecast) -> Iterator[list[Any]]:
    """Yield a row for each currency of each row, and of all together."""
    for name, row in (*report.rows.items(), ("all", report.total)):
        for currency, outlook in row.items():
            yield [name, *(outlook.encode(currency, report.measured)[column] for column in CSV_COLUMNS[1:])]
