"""`kanban report velocity`: what the open deals bring a day, and how the number of qualified leads grows by month."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from datetime import date
from typing import Any

from kanban.cli import output
from kanban.cli.report_verbs.request import Request, read_request
from kanban.domain.values.dates import name_month
from kanban.domain.values.money import format_plain_money
from kanban.reports.answers.velocity_answer import VelocityAnswer, answer_velocity
from kanban.reports.sales.velocity import LeadMonth, Velocity

CSV_COLUMNS = (
    "kind", "name", "mean_open", "won", "n", "rate", "low", "high", "mean_won_value", "mean_days", "per_day",
    "won_per_day", "qualified", "imported", "growth",
)  # fmt: skip


def run_velocity(args: Namespace) -> int:
    """Print the velocity of a period, or the cards that one of its figures counts."""
    request = read_request(args, "velocity")
    answer = answer_velocity(request.question, request.facts)
    return request.show(args, answer, CSV_COLUMNS, lambda: _flatten(answer), lambda: _write_text(request, answer))


def _write_text(request: Request, answer: VelocityAnswer) -> None:
    request.write_title("Velocity")
    if not answer.currencies:
        output.write_line("No deal was open or closed in this time.")
    before = {one.currency: one for one in answer.before}
    for one in answer.currencies:
        output.write_line()
        rows = _list_rows(one, before.get(one.currency))
        columns = (one.currency or "no currency", "", *(["before"] if answer.before else []))
        output.write_table(columns, [row[: len(columns)] for row in rows], right=columns[1:])
    if answer.before:
        output.write_line()
        output.write_line(f"Before: {request.format_before()}")
    if answer.months:
        output.write_line()
        rows = [_format_month(one) for one in answer.months]
        output.write_table(("qualified leads", "count", "growth", ""), rows, right=("count", "growth"))


def _list_rows(one: Velocity, before: Velocity | None) -> list[list[str]]:
    """Return the parts of the velocity, and below them what they make."""
    past = _format_parts(before) if before else {}
    return [[words, value, past.get(words, "")] for words, value in _format_parts(one).items()]


def _format_parts(one: Velocity) -> dict[str, str]:
    code = one.currency

    def money(minor: int | None) -> str:
        return "–" if minor is None else format_plain_money(minor, code)

    value = one.mean_won_value
    return {
        "open deals on average": "–" if one.mean_open is None else f"{float(one.mean_open):,.1f}",
        "× win rate": one.win_rate.format_counted() or "–",
        "× mean won value": money(None if value is None else round(value)),
        "÷ mean days in sales": "–" if one.mean_days is None else f"{float(one.mean_days):,.1f}",
        "= velocity a day": money(one.per_day),
        "actually won a day": money(one.won_per_day),
    }


def _format_month(one: LeadMonth) -> list[str]:
    first = date.fromisoformat(f"{one.name}-01")
    notes = [f"{one.imported:,} imported"] if one.imported else []
    notes += ["agreement changed"] if one.is_agreement_new else []
    growth = "" if one.growth is None else f"{100 * one.growth:+.0f} %".replace("-", "−")
    return [f"{name_month(first)} {first.year}", f"{len(one.cards):,}", growth, " · ".join(notes)]


def _flatten(answer: VelocityAnswer) -> Iterator[list[Any]]:
    """Yield a row for each currency, then one for each month of the qualified leads."""
    for one in answer.currencies:
        record = one.encode()
        rate = record["win_rate"]
        low, high = rate["interval"] or (None, None)
        values = {**record, "won": rate["part"], "n": rate["n"], "rate": rate["rate"], "low": low, "high": high}
        yield ["currency", one.currency, *(values.get(column) for column in CSV_COLUMNS[2:])]
    for month_record in (one.encode() for one in answer.months):
        yield ["month", month_record["month"], *(month_record.get(column) for column in CSV_COLUMNS[2:])]
