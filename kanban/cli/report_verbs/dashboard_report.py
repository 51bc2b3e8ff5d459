"""`kanban report dashboard`: the figures of the board's dashboard, as text, JSON or a page to send around."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping
from typing import Any

from kanban.cli import output
from kanban.cli.report_verbs import page_file
from kanban.cli.report_verbs.request import Request, read_request
from kanban.domain.values.money import format_plain_money
from kanban.reports.answers.dashboard_answer import answer_dashboard
from kanban.reports.dashboard import Dashboard
from kanban.reports.goals.goal_words import describe_shortfall
from kanban.reports.page import dashboard_page

CSV_COLUMNS = ("section", "name", "figure", "currency", "count", "value")
RATES = ("acceptance", "kept_in_time", "replies_in_time")


def run_dashboard(args: Namespace) -> int:
    """Print the dashboard of a period, or write its page."""
    request = read_request(args, "dashboard", needs_history=False)
    answer = answer_dashboard(request.question, request.facts)
    dashboard = answer.dashboard
    if args.html:
        page_file.write_page(args, dashboard_page.build_page(dashboard, request.workspace.board.name))
    if args.json:
        output.write_json(answer.encode())
    elif args.csv:
        output.write_csv(CSV_COLUMNS, _flatten(answer.encode()))
    elif not args.html:
        _write_text(request, dashboard)
    return 0


def _flatten(record: Mapping[str, Any]) -> Iterator[list[Any]]:
    """Yield a row for each figure; a rate has its part and its whole, and money its currency."""
    if goal := record["goal"]:
        for name in ("amount", "won", "plan_to_date", "shortfall"):
            yield ["goal", goal["goal"], name, goal["currency"], None, goal[name]]
    if not record["missing_history"]:
        yield from _flatten_history(record)
    for row in record["forecast"]["rows"]:
        for values in row["values"]:
            for name in ("won", "open"):
                yield ["forecast", row["row"], name, values["currency"], values[f"{name}_count"], values[name]]
            yield ["forecast", row["row"], "weighted", values["currency"], None, values["weighted"]]
    sources = [(one["source"] or "(no source)", one) for one in record["winrate"]["by_source"]]
    for name, one in [("all", record["winrate"]), *sources]:
        yield from (["winrate", name, figure, None, one[figure], None] for figure in ("won", "lost"))


def _flatten_history(record: Mapping[str, Any]) -> Iterator[list[Any]]:
    for step in record["funnel"]:
        yield from (["funnel", step["from"], name, None, step[name], None] for name in ("reached", "converted", "open"))
    for name, count in record["handoffs"].items():
        if name in RATES:
            yield ["handoffs", name, "part", None, count["part"], None]
            yield ["handoffs", name, "of", None, count["n"], None]
        elif isinstance(count, int):
            yield ["handoffs", name, "count", None, count, None]
    for parts in record["movement"]:
        for name in (name for name in parts if name != "currency"):
            yield ["movement", name, "deals", parts["currency"], parts[name]["deals"], parts[name]["value"]]


def _write_text(request: Request, dashboard: Dashboard) -> None:
    request.write_title("Dashboard")
    code = dashboard.currency
    answers = [*_answer_goal(dashboard), *_answer_history(dashboard)]
    if outlook := dashboard.forecast.total.get(code):
        weighs = format_plain_money(outlook.weighted, code)
        words = f"{format_plain_money(outlook.open, code)} open, weighs {weighs}"
        if dashboard.is_over:
            words = f"{format_plain_money(outlook.won, code)} won in this time; open deals belong to the present"
        answers.append(["Forecast", words])
    closed = dashboard.win_rate.total.rate
    answers.append(["Win rate", closed.format_counted() or "no deal was closed in this time"])
    for name, words in answers:
        output.write_line(f"{name:<9} {words}")


def _answer_goal(dashboard: Dashboard) -> list[list[str]]:
    goal = dashboard.goal
    if goal is None:
        return [["Goal", f"{dashboard.without_goal}."]] if dashboard.without_goal else []
    code = goal.goal.plan.currency

    def money(minor: int) -> str:
        return format_plain_money(minor, code) if code else output.several(minor, "deal")

    short = describe_shortfall(goal, money)
    return [["Goal", f"{goal.goal.plan.name}: won {money(goal.won)} of {money(goal.amount)}, {short}"]]


def _answer_history(dashboard: Dashboard) -> list[list[str]]:
    """Return the answers that count history; one sentence instead where a part of it is not here."""
    if dashboard.missing_history:
        return [["Funnel", f"funnel, handoffs and movement are not counted. {dashboard.missing_history}."]]
    steps = [f"{len(step.reached):,} {step.start.name}" for step in dashboard.steps if step.reached]
    handoffs = dashboard.handoffs
    rate = handoffs.acceptance.format_counted()
    offers = f"{output.several(handoffs.count('made'), 'offer')} made{f', accepted {rate}' if rate else ''}"
    answers = [
        ["Funnel", " · ".join(steps) or "no card reached a stage in this time"],
        ["Handoffs", offers if handoffs.count("made") else "no offer in this time"],
    ]
    code = dashboard.currency
    if parts := dashboard.movement.get(code):
        money = {name: format_plain_money(parts[name].value, code) for name in ("start", "end", "won", "lost")}
        answers.append(
            ["Movement", f"{money['start']} → {money['end']} open, won {money['won']}, lost {money['lost']}"]
        )
    return answers
