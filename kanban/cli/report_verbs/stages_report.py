"""`kanban report stages`: how long cards stay in each stage, and which are stale now."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from kanban.cli import output
from kanban.cli.report_verbs.request import Request, read_request
from kanban.reports.answers.stages_answer import answer_stages
from kanban.reports.stages import StageTimes
from kanban.reports.survival import Median

COLUMNS = ("stage", "stays", "median", "in all", "still there", "stale now")
CSV_COLUMNS = (
    "stage", "n", "ended", "median_days", "more_than_days", "cards", "median_days_in_all", "imported", "stale",
)  # fmt: skip


def run_stages(args: Namespace) -> int:
    """Print how long cards stay in each stage, or the cards of one of them."""
    request = read_request(args, "stages")
    answer = answer_stages(request.question, request.facts)
    records = answer.list_records()
    rows = ([record[column] for column in CSV_COLUMNS] for record in records)
    return request.show(args, answer, CSV_COLUMNS, lambda: rows, lambda: _write_text(request, answer.times, records))


def _write_text(request: Request, times: Sequence[StageTimes], records: Sequence[dict[str, Any]]) -> None:
    request.write_title("Time in stage")
    rows = [
        [
            time.stage.name,
            f"{record['n']:,}",
            format_median(time.median),
            format_median(time.median_in_all),
            f"{record['n'] - record['ended']:,}" if record["n"] else "",
            f"{record['stale']:,}" if record["stale"] else "",
        ]
        for time, record in zip(times, records, strict=True)
    ]
    output.write_table(COLUMNS, rows, right=COLUMNS[1:])
    output.write_line()
    output.write_line("Median days of stays that began in this time; those that go on count as far as they have come.")
    if imported := sum(time.imported for time in times):
        output.write_line(f"Left out, because an import placed the card there: {output.several(imported, 'stay')}")


def format_median(median: Median) -> str:
    """Return a median in days: `11 d`, `0.4 d`, or `> 41 d` where less than half has ended."""
    if median.value is None:
        return f"> {_format_days(median.longest)}" if median.longest is not None else ""
    return _format_days(median.value)


def _format_days(days: float) -> str:
    return f"{days:.1f} d" if days < 10 else f"{days:,.0f} d"
