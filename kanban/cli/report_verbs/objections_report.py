"""`kanban report objections` and `wants`: what prospects objected to, what answered it, and what reps asked for."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from kanban.cli import output
from kanban.cli.report_verbs.request import Request, read_request
from kanban.domain.values.dates import format_day
from kanban.domain.values.money import format_plain_money
from kanban.reports.answers.objections_answer import ObjectionRow, ObjectionsAnswer, answer_objections
from kanban.reports.answers.wants_answer import STATES, WantRow, WantsAnswer, answer_wants

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


# -- wants

WANT_COLUMNS = ("tied", "won", "lost", "open", "would match")
WANT_CSV = (
    "place", "owner", "query", "number", "by", "because", "state", "tied", "won", "lost", "open", "matching",
)  # fmt: skip


def run_wants(args: Namespace) -> int:
    """Print the wants of a period, or the cards that a figure counts."""
    request = read_request(args, "wants", needs_history=False)
    answer = answer_wants(request.question, request.facts)
    return request.show(
        args, answer, WANT_CSV,
        lambda: ([answer.encode_row(row)[column] for column in WANT_CSV] for row in answer.rows),
        lambda: _write_wants(request, answer),
    )  # fmt: skip


def _write_wants(request: Request, answer: WantsAnswer) -> None:
    request.write_title("Wants")
    if not answer.rows:
        output.write_line("No want was open in this time.")
        return
    output.write_table(
        ("", "rep", "wants", "got", "until", "state", *WANT_COLUMNS),
        list(map(partial(_format_want, answer), answer.rows)),
        right=("got", *WANT_COLUMNS), yielding=("wants", "rep"), optional=("lost", "won", "open"),
    )  # fmt: skip
    counts = [f"{count:,} {state}" for state in STATES if (count := answer.states[state])]
    output.write_line(f"\n{' · '.join(counts)}. Cards stand as they are now; a card may be tied to several wants.")


def _format_want(answer: WantsAnswer, row: WantRow) -> list[str]:
    want, board = row.progress.want, answer.question.board
    counts = [row.count(figure) for figure in ("tied", "won", "lost", "open", "matching")]
    return [
        f"{row.progress.place}", board.find_person_name(want.owner), want.query,
        f"{len(row.progress.cards)} of {want.number}",
        format_day(date.fromisoformat(want.by), answer.question.today), row.progress.state,
        *(f"{count:,}" if count else "" for count in counts),
    ]  # fmt: skip
