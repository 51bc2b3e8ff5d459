"""Sections of pages on money: the goal, movement, forecast, win rate, velocity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from kanban.domain.goals.goal import BESIDE, DOOR
from kanban.domain.values.dates import name_month
from kanban.domain.values.money import format_plain_money
from kanban.domain.values.text import clean_line
from kanban.reports.answers.goal_answer import GoalAnswer
from kanban.reports.answers.velocity_answer import VelocityAnswer
from kanban.reports.forecast import SLIPPED, UNDATED, Forecast, round_half_up
from kanban.reports.goals.goal_result import GoalReport
from kanban.reports.goals.goal_words import describe_attainment, describe_coverage, describe_shortfall
from kanban.reports.movement import GAINS, LOSSES, Movement, Part
from kanban.reports.page.charts import Bar, draw_bars
from kanban.reports.page.html import format_percent, write_note, write_section, write_table
from kanban.reports.rates import FEWEST, format_share
from kanban.reports.sales.accuracy import MonthAccuracy
from kanban.reports.winrate import WinRate

PARTS = {
    "start": "open at the start", "new": "+ new", "reopened": "+ reopened", "moved_in": "+ close moved in",
    "increased": "+ increased", "decreased": "− decreased", "won": "− won", "lost": "− lost",
    "returned": "− returned", "moved_out": "− close moved out", "end": "open at the end",
}  # fmt: skip
LINKS = {
    "offers": "offers made", "accepted": "accepted", "sql": "qualified (SQL)", "won": "won", "deals": "deals",
    "value": "mean value",
}  # fmt: skip


def write_movement_sections(movement: Movement) -> Iterator[str]:
    """Yield a section for each currency of a movement; one that says so where nothing was open."""
    currencies = [currency for currency in movement if currency is not None]
    currencies.sort(key=lambda code: (-len(movement[code]["end"].cards), code))  # that of most deals first
    for currency in currencies:
        words = f"Open deals in {currency}: what came to them, and what left them."
        yield write_section(f"Movement · {currency}", words, _write_parts(movement[currency], currency))
    if not currencies:
        yield write_section("Movement", "Open deals: what came to them, and what left them.", "")


def _write_parts(parts: Mapping[str, Part], currency: str) -> str:
    names = [name for name in PARTS if parts[name].cards or name in {"start", "end"}]
    level, bars, most = 0, [], 0
    for name in names:
        value = parts[name].value
        count = len(parts[name].cards)
        text = f"{format_plain_money(value, currency)} · {count:,} deal{'s' * (count != 1)}"
        if name in GAINS:
            begin, level, kind = level, level + value, "gain"
        elif name in LOSSES:
            begin, level, kind = level - value, level - value, "loss"
        else:
            begin, level, kind = 0, value, "whole"
        most = max(most, begin + value)
        # sums below zero have no bar; their number stands all the same
        is_drawn = begin >= 0 <= value
        bars.append(Bar(PARTS[name], value if is_drawn else 0, text, begin if is_drawn else 0, kind))
    return draw_bars(bars, most, f"The open deals in {currency}", f"movement-{currency.lower()}")


def write_forecast_section(forecast: Forecast, accuracy: Sequence[MonthAccuracy]) -> str:
    """Return the section of a forecast, with how right those of the last months were."""
    counts = {code: -total.open_count - total.won_count for code, total in forecast.total.items()}
    currencies = sorted(counts, key=lambda code: (counts[code], code or ""))
    content = "".join(_write_forecast(forecast, currency, is_one=len(currencies) == 1) for currency in currencies)
    for code in dict.fromkeys(one.currency for one in accuracy):
        table = [
            [
                _name_month(one.month), *(format_plain_money(minor, one.currency) for minor in (one.weighted, one.won)),
                "" if one.deviation is None else f"{100 * one.deviation:+.0f} %".replace("-", "−"),
            ]
            for one in accuracy
            if one.currency == code
        ]  # fmt: skip
        content += write_table(("for", "expected on the 1st", "came", "off by"), table)
    words = "Open deals by the month of their close date, and what was won. Currencies are never added up."
    return write_section("Forecast", words, content)


def _write_forecast(forecast: Forecast, currency: str | None, *, is_one: bool) -> str:
    """Return the table of one currency; where it is not the only one, its head says which it is."""
    rows = []
    for name, row in forecast.rows.items():
        words = {SLIPPED: "slipped", UNDATED: "no close date"}.get(name) or _name_month(name)
        if currency in row:
            outlook = row[currency]
            won = [format_plain_money(outlook.won, currency), f"{outlook.won_count:,}"]
            weighed = outlook.weigh_measured(forecast.measured)
            still = [
                format_plain_money(outlook.open, currency), f"{outlook.open_count:,}",
                format_plain_money(outlook.weighted, currency),
                "" if weighed is None else format_plain_money(weighed, currency),
                format_plain_money(outlook.commit, currency) if outlook.commit_count else "",
            ]  # fmt: skip
            won = won if outlook.won_count else [""] * 2
            rows.append([words, *won, *(still if outlook.open_count else [""] * 5)])
    first = "month" if is_one else currency or "no value"
    return write_table((first, "won", "deals", "open", "deals", "weighted", "measured", "commit"), rows)


def _name_month(name: str) -> str:
    return f"{name_month(date.fromisoformat(f'{name}-01'))} {name[:4]}"


def write_win_rate_sections(report: WinRate, groups: Sequence[str]) -> Iterator[str]:
    """Yield a section of the win rate by each of some groups."""
    titles = {"source": "by source", "campaign": "by campaign", "owner": "by sales owner"}
    for group in groups:
        names = report.groups[group]
        if not report.total.rate.whole or (list(names) == [None] and group != groups[0]):
            content = ""
            if group != groups[0]:
                continue
        else:
            bars = [
                Bar(
                    (clean_line(name) if name else f"(no {group})"), closed.rate.share or 0.0,
                    f"{closed.won:,} of {closed.rate.whole:,}{format_percent(closed.rate)}",
                    reach=closed.rate.interval if closed.rate.whole >= FEWEST else None,
                )
                for name, closed in [*names.items(), ("all", report.total)]
            ]  # fmt: skip
            content = draw_bars(
                bars, 1.0, f"Won of all closed deals, {titles[group]}, with 95 % intervals", f"win-{group}"
            )
        words = "Won of all deals that were closed in this time."
        yield write_section(f"Win rate {titles[group]}", words, content)


def write_velocity_section(answer: VelocityAnswer) -> str:
    """Return the section of the velocity."""
    rows = []
    for one in answer.currencies:
        code = one.currency

        def money(minor: Fraction | int | None, code: str | None = code) -> str:
            return "–" if minor is None else format_plain_money(round_half_up(Fraction(minor)), code)

        rows.append([
            code or "no currency", "–" if one.mean_open is None else f"{float(one.mean_open):,.1f}",
            one.win_rate.format_counted() or "–", money(one.mean_won_value),
            "–" if one.mean_days is None else f"{float(one.mean_days):,.1f}", money(one.per_day),
            money(one.won_per_day),
        ])  # fmt: skip
    head = ("", "open deals", "win rate", "mean won value", "mean days", "a day", "won a day")
    content = write_table(head, rows) if rows else ""
    if any(month_of.cards for month_of in answer.months):
        bars = [Bar(_name_month(one.name), len(one.cards), f"{len(one.cards):,}") for one in answer.months]
        most = max(bar.length for bar in bars)
        content += draw_bars(bars, most, "Qualified leads by month", "lead-months")
    words = "What the open deals bring a day: open deals × win rate × mean won value ÷ mean days in sales."
    return write_section("Velocity", words, content)


def write_goal_section(answer: GoalAnswer) -> str:
    """Return the section of the goal."""
    report = answer.report
    if report is None:
        return write_section("Goal", "One number for both teams.", write_note("There is no live goal for these days."))
    return write_goal(report, answer.question.query)


def write_goal(report: GoalReport, query: str = "") -> str:
    """Return the section of what came of a goal; of what the cards of a query did for it, where there is one."""
    plan = report.goal.plan
    share = f" · {format_share(report.won, report.amount)}" if report.amount else ""
    due = f", plan {format_share(report.to_date, report.amount)}" if report.amount and not report.is_part else ""
    of = f"{'of the goal:' if report.is_part else 'of'} {_money(report, report.amount)}"
    words = f"Won {_money(report, report.won)} {of}{share}{due}."
    if report.is_part:
        words += f" Cards: {clean_line(query)}. The plan is for all cards."
    content = "" if report.is_part else _write_shortfall(report)
    flows = []
    for title, names, chain, came in (
        ("", DOOR, plan.door, report.door), (" · beside the door", BESIDE, plan.beside, report.beside)
    ):  # fmt: skip
        for place, name in enumerate(names):
            planned = [float(chain.flows[place]), float(chain.flows[place] * report.share)] if chain else []
            cells = [*(f"{number:,.1f}".removesuffix(".0") for number in planned), *([""] * (2 - len(planned)))]
            label, count = f"{LINKS[name]}{title}", f"{len(came.cards[name]):,}"
            flows.append([label, count] if report.is_part else [label, *cells, count])
    content += write_table(("flow", "actual") if report.is_part else ("flow", "plan", "plan to date", "actual"), flows)
    if attained := describe_attainment(report):
        content += write_note(f"The agreement: {' · '.join(attained)}.")
    if covered := describe_coverage(report, lambda minor: _money(report, minor)):
        content += write_note(f"{covered}.")
    return write_section(f"Goal · {clean_line(plan.name)}", words, content)


def _write_shortfall(report: GoalReport) -> str:
    whole = [
        Bar("won", report.won, _money(report, report.won)),
        Bar("plan to date", report.to_date, _money(report, report.to_date), kind="whole"),
        Bar("goal", report.amount, _money(report, report.amount), kind="whole"),
    ]
    content = draw_bars(whole, max(report.won, report.amount, 1), "The number", "goal")
    short = describe_shortfall(report, lambda minor: _money(report, minor))
    content += write_note(f"{short[0].upper()}{short[1:]}. What each link did:")
    rows = [
        [
            f"{' and '.join(LINKS[name] for name in part.names)}{'' if part.chain == 'door' else ' · beside the door'}",
            _sign(report, part.value), _sign(report, part.alone),
        ]
        for part in report.parts
    ]  # fmt: skip
    rows.append(["together", _sign(report, report.shortfall), ""])
    return content + write_table(("link", "part", "had it been on plan"), rows)


def _money(report: GoalReport, minor: int) -> str:
    currency = report.goal.plan.currency
    return f"{minor:,} deals" if currency is None else format_plain_money(minor, currency)


def _sign(report: GoalReport, minor: int) -> str:
    return f"{'−' if minor < 0 else '+' if minor else ''}{_money(report, abs(minor))}"
