"""`kanban report objections`: what prospects objected to, how it ended, and by which play."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from kanban.cli import output
from kanban.cli.report_verbs.request import Request, read_request
from kanban.domain.values.money import format_plain_money
from kanban.reports.answers.objections_answer import ObjectionRow, ObjectionsAnswer, answer_objections

COLUMNS = ("met", "resolved", "stalled", "lost", "open", "won", "lost deals", "open deals", "open value")
CSV_COLUMNS = (
    "play", "met", "resolved", "stalled", "lost", "open", "cards_won", "cards_lost", "cards_open", "open_value",
)  # fmt: skip


def run_objections(args: Namespace) -> int:
    """Print the objections of a period, or the cards that a figure counts."""
    request = read_request(args, "objections", needs_history=False)
    answer = answer_objections(request.question, request.facts)
    return request.show(
        args, answer, CSV_COLUMNS, lambda: map(_flatten, answer.rows), lambda: _write_text(request, answer)
    )


def _write_text(request: Request, answer: ObjectionsAnswer) -> None:
    request.write_title("Objections")
    if not answer.rows:
        output.write_line("No objection was logged in this time.")
        return
    rows = [[row.title, *_format(row)] for row in answer.rows]
    if len(rows) > 1:
        rows.append(["all", *_format(answer.whole)])
    output.write_table(
        ("play", *COLUMNS), rows, right=COLUMNS, yielding=("play",), optional=("lost deals", "won", "open deals")
    )
    output.write_line()
    output.write_line(
        "Counts of objections; deals are the cards that met one, each once, as they stand now. They are not compared "
        "with deals that met none: a deal must live long enough to hear an objection."
    )
    if answer.before is not None:
        output.write_line(f"Before: {answer.before:,} met, {request.format_before()}")


def format_values(values: Mapping[str, int]) -> str:
    """Return amounts of several currencies: `€12,000 + $500`."""
    return " + ".join(format_plain_money(minor, code) for code, minor in values.items())


def _format(row: ObjectionRow) -> list[str]:
    record = row.encode()
    counts = [record[name] for name in ("met", "resolved", "stalled", "lost", "open")]
    cards = [record["cards"][name] for name in ("won", "lost", "open")]
    return [*(f"{count:,}" if count else "" for count in (*counts, *cards)), format_values(row.open_values)]


def _flatten(row: ObjectionRow) -> list[Any]:
    record = row.encode()
    cards = {f"cards_{name}": count for name, count in record["cards"].items()}
    values = " + ".join(f"{amount} {code}" for code, amount in record["open_value"].items())
    return [{**record, **cards, "open_value": values}[column] for column in CSV_COLUMNS]
