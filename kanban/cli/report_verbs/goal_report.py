"""`kanban report goal`: the one number, what came so far, and what the shortfall is made of."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from kanban.cli import output
from kanban.cli.report_verbs.request import read_request
from kanban.domain.goals.goal import BESIDE, DOOR, Chain
from kanban.domain.values.dates import format_full_date
from kanban.domain.values.money import format_plain_money
from kanban.domain.values.text import clean_line
from kanban.reports.answers.goal_answer import GoalAnswer, answer_goal
from kanban.reports.forecast import round_half_up
from kanban.reports.goals.goal_result import Flows, GoalReport
from kanban.reports.goals.goal_words import describe_attainment, describe_coverage, describe_shortfall
from kanban.reports.rates import format_share

WORDS = {
    "offers": "offers made", "accepted": "accepted", "sql": "qualified (SQL)", "won": "won", "deals": "deals",
    "value": "mean value",
}  # fmt: skip
SIGN = "a lead of each team has to sign it (kanban goal sign)."
CSV_COLUMNS = ("chain", "flow", "plan", "plan_to_date", "actual", "part", "alone_on_plan")
COLUMNS = ("plan", "to date", "actual", "part", "alone on plan")
NONE = "No goal yet: kanban goal propose NAME --to DAY amount=600000 … sets one number for both teams."


def run_goal(args: Namespace) -> int:
    """Print what came of a goal, or the cards that a figure of it counts."""
    request = read_request(args, "goal")
    answer = answer_goal(request.question, request.facts)
    return request.show(args, answer, CSV_COLUMNS, lambda: _flatten(answer), lambda: _write_text(answer))


def _write_text(answer: GoalAnswer) -> None:
    report = answer.report
    if report is None:
        waiting = [goal for goal in answer.question.board.goals if not goal.is_live]
        output.write_line(f"“{waiting[-1].plan.name}” is proposed: {SIGN}" if waiting else NONE)
        return
    plan = report.goal.plan
    teams = " and ".join(sorted(report.goal.signatures)) or "nobody"
    state = f"signed by {teams}" if report.goal.is_live else f"proposed, signed by {teams}"
    as_of = f" · as known on {format_full_date(answer.question.as_of)}" if answer.question.as_of else ""
    output.write_line(
        f"Goal {plan.name} · {format_full_date(plan.first)} – {format_full_date(plan.last)} · "
        f"{report.days_over} of {report.days} business days over · {state}{as_of}"
    )
    share = f" · {format_share(report.won, report.amount)}" if report.amount else ""
    if report.is_part:
        output.write_line(f"Cards: {clean_line(answer.question.query)}. The plan is for all cards.")
        output.write_line(f"Won {_format(report, report.won)} of the goal's {_format(report, report.amount)}{share}")
        _write_chains(report)
        return
    due = f", plan {format_share(report.to_date, report.amount)}" if report.amount else ""
    output.write_line(f"Won {_format(report, report.won)} of {_format(report, report.amount)}{share}{due}")
    words = describe_shortfall(report, lambda minor: _format(report, minor))
    output.write_line(f"{words[0].upper()}{words[1:]}")
    _write_chains(report)


def _write_chains(report: GoalReport) -> None:
    """Write both chains; of a part of the cards only what came, for there is no plan for them."""
    plan = report.goal.plan
    for title, name, flows, chain, came in (
        ("through the door", "door", DOOR, plan.door, report.door),
        ("beside the door", "beside", BESIDE, plan.beside, report.beside),
    ):
        output.write_line()
        rows = [*_list_rows(report, name, flows, chain, came)]
        if report.is_part:
            output.write_table((title, "actual"), [[row[0], row[3]] for row in rows], right=COLUMNS)
        else:
            output.write_table((title, *COLUMNS), rows, right=COLUMNS)
    _write_rest(report)


def _list_rows(
    report: GoalReport, name: str, flows: tuple[str, ...], chain: Chain | None, came: Flows
) -> Iterator[list[str]]:
    parts = {part.names[-1]: part for part in report.parts if part.chain == name}

    def changes(flow: str) -> list[str]:
        part = parts.get(flow)
        if part is None:
            return ["", ""]
        joined = f" ({' + '.join(WORDS[one] for one in part.names)})" if len(part.names) > 1 else ""
        return [f"{_sign(report, part.value)}{joined}", _sign(report, part.alone)]

    for place, flow in enumerate(flows):
        count, before = len(came.cards[flow]), len(came.cards[flows[place - 1]]) if place else 0
        rate = f"{count:,}  {format_share(count, before)}" if before else f"{count:,}"
        planned = [_number(chain.flows[place]), _number(chain.flows[place] * report.share)] if chain else ["", ""]
        yield [WORDS[flow], *planned, rate, *changes(flow)]
    won = len(came.cards["won"])
    if report.goal.plan.currency is not None:
        mean = [_mean(report, chain.amount, chain.flows[-1])] * 2 if chain else ["", ""]
        yield [WORDS["value"], *mean, _mean(report, came.amount, won), *changes("value")]
    amounts = (
        [_format(report, chain.amount), _format(report, round_half_up(chain.amount * report.share))]
        if chain
        else ["", ""]
    )
    total = sum(part.value for part in report.parts if part.chain == name)
    yield ["amount", *amounts, _format(report, came.amount), _sign(report, total), ""]


def _write_rest(report: GoalReport) -> None:
    output.write_line()
    for code, cards in report.others.items():
        output.write_line(f"Won in {code}, not counted: {output.several(len(cards), 'deal')}")
    if attained := describe_attainment(report):
        output.write_line(f"Agreement: {' · '.join(attained)}")
    if covered := describe_coverage(report, lambda minor: _format(report, minor)):
        output.write_line(covered)


def _format(report: GoalReport, minor: int) -> str:
    currency = report.goal.plan.currency
    return output.several(minor, "deal") if currency is None else format_plain_money(minor, currency)


def _sign(report: GoalReport, minor: int) -> str:
    return f"{'−' if minor < 0 else '+' if minor else ''}{_format(report, abs(minor))}"


def _number(flow: Fraction) -> str:
    return f"{int(flow):,}" if flow == int(flow) else f"{float(flow):,.1f}"


def _mean(report: GoalReport, amount: int, count: Fraction | int) -> str:
    return _format(report, round_half_up(Fraction(amount) / count)) if count else ""


def _flatten(answer: GoalAnswer) -> Iterator[list[Any]]:
    """Yield a row for each flow and amount of both chains, with what its link did."""
    if answer.report is None:
        return
    record = answer.report.encode()
    for chain in record["chains"]:
        parts = {part["links"][-1]: part for part in record["parts"] if part["chain"] == chain["chain"]}
        for flow in [*chain["flows"], {"flow": "value", **chain["amount"]}]:
            part = parts.get(flow["flow"], {})
            name = "amount" if flow["flow"] == "value" else flow["flow"]
            values = [flow["plan"], flow["plan_to_date"], flow["actual"]]
            yield [chain["chain"], name, *values, part.get("part"), part.get("alone_on_plan")]
