"""`kanban report funnel` and `kanban report conversion`: which stages cards reached, and how many went on."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from kanban.cli import output
from kanban.cli.report_verbs.request import Request, read_request
from kanban.reports.answers.funnel_answers import answer_conversion, answer_funnel
from kanban.reports.funnel import Conversion

COLUMNS = ("stage", "reached", "went on", "rate", "95 %", "still open", "skipped")
CSV_COLUMNS = (
    "from", "to", "reached", "skipped", "converted", "n", "rate", "low", "high", "open", "too_young",
)  # fmt: skip


def run_funnel(args: Namespace) -> int:
    """Print the funnel of a period, or the cards of one of its figures."""
    request = read_request(args, "funnel")
    answer = answer_funnel(request.question, request.facts)

    def write_text() -> None:
        request.write_title("Funnel")
        _write_steps(request, answer.steps, answer.before)

    return request.show(args, answer, CSV_COLUMNS, lambda: map(_flatten, answer.steps), write_text)


def run_conversion(args: Namespace) -> int:
    """Print how many cards went from one stage to another, or those cards."""
    request = read_request(args, "conversion")
    answer = answer_conversion(request.question, request.facts)
    step = answer.step

    def write_text() -> None:
        request.write_title(f"From {step.start.name} to {step.end.name}")
        _write_steps(request, [step], [answer.before] if answer.before else None)

    return request.show(args, answer, CSV_COLUMNS, lambda: [_flatten(step)], write_text)


def _write_steps(request: Request, steps: Sequence[Conversion], before: Sequence[Conversion] | None) -> None:
    if not any(step.reached or step.too_young for step in steps):
        output.write_line("No card reached a stage in this time.")
        return
    columns = (*COLUMNS, *(["before"] if before else []))
    rows = []
    for place, step in enumerate(steps):
        goes_on = step.start is not step.end
        rate = [f"{len(step.converted):,}", step.rate.format(), step.rate.format_interval(), f"{len(step.open):,}"]
        rows.append([
            step.start.name, f"{len(step.reached):,}", *(rate if goes_on else [""] * 4),
            f"{len(step.skipped):,}" if step.skipped else "",
            *([_format_before(before[place], goes_on=goes_on)] if before else []),
        ])  # fmt: skip
    output.write_table(columns, rows, right=columns[1:])
    if too_young := sum(len(step.too_young) for step in steps):
        output.write_line()
        output.write_line(f"Left out, because their days are not over yet: {output.several(too_young, 'card')}")
    if before:
        output.write_line()
        output.write_line(f"Before: {request.format_before()}")


def _format_before(step: Conversion, *, goes_on: bool) -> str:
    return step.rate.format_counted() if goes_on else f"{len(step.reached):,}"


def _flatten(step: Conversion) -> list[Any]:
    record = step.encode()
    low, high = record["interval"] or (None, None)
    return [{**record, "low": low, "high": high}[column] for column in CSV_COLUMNS]
