"""`kanban report funnel` and `kanban report conversion`: which stages cards reached, and how many went on."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from kanban.cli import output
from kanban.cli.report_verbs.journey_options import Request, read_request
from kanban.domain.board import Board
from kanban.domain.errors import UsageFault
from kanban.domain.values.text import fold
from kanban.reports import funnel
from kanban.reports.funnel import Conversion, Counting
from kanban.reports.pipeline import Pipeline
from kanban.reports.rates import Bounds

COLUMNS = ("stage", "reached", "went on", "rate", "95 %", "still open", "skipped")
CSV_COLUMNS = (
    "from", "to", "reached", "skipped", "converted", "n", "rate", "low", "high", "open", "too_young",
)  # fmt: skip


def run_funnel(args: Namespace) -> int:
    """Print the funnel of a period, or the cards of one of its figures."""
    request = read_request(args)
    pipeline = Pipeline(request.workspace.board.all_stages)

    def build(bounds: Bounds) -> Sequence[Conversion]:
        return funnel.build_funnel(pipeline, request.journeys, _read_counting(args, request, bounds))

    steps = build(request.bounds)
    if args.cards:
        name, _, figure = args.cards.partition(":")
        step = next((step for step in steps if fold(step.start.name) == fold(name.strip())), None)
        return request.print_cards(args, _list_cards(step, figure.strip() or "reached", args.cards))
    before = build(request.before) if request.before else None
    if args.json:
        earlier = {**request.encode_before(), "stages": [step.encode() for step in before]} if before else None
        record = {"strict": args.strict, "within_days": _read_days(args.within)}
        stages = [step.encode() for step in steps]
        output.write_json({**request.encode("funnel"), **record, "stages": stages, "before": earlier})
    elif args.csv:
        output.write_csv(CSV_COLUMNS, [_flatten(step) for step in steps])
    else:
        request.write_title("Funnel")
        _write_steps(request, steps, before)
    return 0


def run_conversion(args: Namespace) -> int:
    """Print how many cards went from one stage to another, or those cards."""
    request = read_request(args)
    board = request.workspace.board
    pipeline = Pipeline(board.all_stages)
    start, end = _read_places(board, pipeline, args.start, args.end)

    def build(bounds: Bounds) -> Conversion:
        counting = _read_counting(args, request, bounds)
        return funnel.build_conversion(pipeline, request.journeys, start, end, counting)

    step = build(request.bounds)
    if args.cards:
        return request.print_cards(args, _list_cards(step, args.cards, args.cards))
    before = build(request.before) if request.before else None
    if args.json:
        record = {"strict": args.strict, "within_days": _read_days(args.within), **step.encode()}
        earlier = {**request.encode_before(), **before.encode()} if before else None
        output.write_json({**request.encode("conversion"), **record, "before": earlier})
    elif args.csv:
        output.write_csv(CSV_COLUMNS, [_flatten(step)])
    else:
        request.write_title(f"From {step.start.name} to {step.end.name}")
        _write_steps(request, [step], [before] if before else None)
    return 0


def _read_places(board: Board, pipeline: Pipeline, start: str | None, end: str | None) -> tuple[int, int]:
    """Return the places of two stages; raises UsageFault where the second does not follow the first."""
    first = board.find_stage(start) if start else board.marked.get("mql", board.stages[0])
    won = next((stage for stage in board.stages if stage.outcome == "won"), board.stages[-1])
    last = board.find_stage(end) if end else won
    for stage in (first, last):
        if stage.id not in pipeline.places:
            raise UsageFault(f"“{stage.name}” is where cards end, not a stage on the way. Try another stage.")
    places = pipeline.places[first.id], pipeline.places[last.id]
    if places[0] >= places[1]:
        raise UsageFault(f"“{last.name}” does not follow “{first.name}”. Give an earlier --start or a later --end.")
    return places


def _read_counting(args: Namespace, request: Request, bounds: Bounds) -> Counting:
    return Counting(bounds, request.now, is_strict=args.strict, within_days=_read_days(args.within))


def _read_days(typed: str | None) -> int | None:
    """Return a number of days typed as `30d` or `30`; raises UsageFault."""
    if typed is None:
        return None
    match = re.fullmatch(r"(\d{1,4})\s*d?", typed.strip(), re.ASCII)
    if not match or not int(match[1]):
        raise UsageFault(f"Can't read “{typed}” as a number of days. Try 30d.")
    return int(match[1])


def _list_cards(step: Conversion | None, figure: str, typed: str) -> list[str]:
    plain = figure.replace(" ", "_")
    if step is None or plain not in funnel.FIGURES:
        names = ", ".join(funnel.FIGURES)
        raise UsageFault(f"“{typed}” is no figure. Figures are {names}; the funnel's stand behind a stage: MQL:open.")
    cards: list[str] = getattr(step, plain)
    return cards


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
