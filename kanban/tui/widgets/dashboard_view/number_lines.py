"""The number on top of the dashboard: what was won of the goal, what is short, and why."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kanban import cell_width
from kanban.domain.values.money import count_decimals, format_plain_money
from kanban.domain.values.text import clean_line
from kanban.reports.dashboard import Dashboard
from kanban.reports.forecast import round_half_up
from kanban.reports.goals.goal_result import GoalReport, Part
from kanban.reports.goals.goal_words import describe_shortfall
from kanban.reports.goals.shortfall import round_parts
from kanban.reports.rates import format_share
from kanban.tui.widgets.dashboard_view.figure_lines import BLANK, FigureLine, figure, line

BAR = 60
"""The most cells of the bar."""

WORDS = {
    "offers": "offers", "accepted": "acceptance", "sql": "qualified", "won": "win rate", "value": "deal size",
    "deals": "deals",
}  # fmt: skip
"""What a link is called where it is a reason."""


def draw_number(dashboard: Dashboard, width: int, *, is_low: bool) -> Iterator[FigureLine]:
    """Yield the lines of the number, with a blank one below; one line without a goal, and where lines are few."""
    report = dashboard.goal
    if dashboard.without_goal:
        yield line((f"{clean_line(dashboard.without_goal)}.", "$muted"))
        if not is_low:
            yield BLANK
        return
    if report is None:
        if dashboard.pending:
            yield line(("counting…", "$muted"))
            if not is_low:
                yield BLANK
        elif not dashboard.missing_history and not is_low:
            yield line(("No goal yet · g: set one number for both teams", "$muted"))
            yield BLANK
        return
    cards = [*report.door.cards["won"], *report.beside.cards["won"]]
    name = clean_line(report.goal.plan.name)
    tail = (
        ""
        if report.amount <= 0
        else (f"  {format_share(report.won, report.amount)}, plan {format_share(report.to_date, report.amount)}")
    )
    head = f"{name} · Won"
    won, whole = _format_whole(report, report.won), f"of {_format_whole(report, report.amount)}  "
    room = min(BAR, width - cell_width.cells(head + won + whole + tail) - 4)
    yield line(
        (head, "bold"), figure(won, f"Won for {name}", cards), (whole, ""),
        (_draw_bar(report, room) if room >= 10 else "", "$primary"), (tail, ""),
    )  # fmt: skip
    if is_low:
        return
    words = describe_shortfall(report, lambda minor: _format_whole(report, minor))
    yield line((f"  {words}", "$overdue" if report.shortfall < 0 else ""))
    yield from _draw_reasons(report, width)
    yield BLANK


def _draw_bar(report: GoalReport, room: int) -> str:
    """Return a bar that is filled as far as was won, with a mark where the plan is."""
    whole = max(1, report.amount)
    won, due = (min(room - 1, max(0, room * minor // whole)) for minor in (report.won, report.to_date))
    return "".join("┊" if place == due else "▓" if place < won else "░" for place in range(room))


def _draw_reasons(report: GoalReport, width: int) -> Iterator[FigureLine]:
    """Yield what each link did, the greatest first: all of them, in as many lines as they take, and their sum.

    Where the shortfall is so great that thousands tell it, they are rounded together, so that they add up as shown.
    """
    unit = _find_unit(report)
    whole = round_half_up(Fraction(report.shortfall, unit))
    rounded = round_parts([Fraction(part.value, unit) for part in report.parts], whole)
    parts = [(part, value) for part, value in zip(report.parts, rounded, strict=True) if value]
    parts.sort(key=lambda pair: (-abs(pair[1]), pair[0].chain))
    words = [f"{_name(part)} {_format_part(report, value, unit)}" for part, value in parts]
    if not words:
        return
    rows: list[str] = ["  Why: "]
    for place, one in enumerate(words):
        joint = " · " if place and not rows[-1].isspace() else ""
        if cell_width.cells(rows[-1] + joint + one) > width:
            rows.append("       ")
            joint = ""
        rows[-1] += joint + one
    total = f" = {_format_part(report, whole, unit)}"  # the line above says it too, so it takes no line of its own
    rows[-1] += total if cell_width.cells(rows[-1] + total) <= width else ""
    yield from (line((row, "$muted")) for row in rows)


def _find_unit(report: GoalReport) -> int:
    """Return in how many minor units the parts are told: thousands of the currency where all of them are many."""
    currency = report.goal.plan.currency
    if currency is None:
        return 1
    unit = int(10 ** count_decimals(currency))
    return unit * 1_000 if abs(report.shortfall) >= 20_000 * unit else unit


def _format_part(report: GoalReport, value: int, unit: int) -> str:
    """Return a part with its sign: `−€71k`, `+€450`, `−2`."""
    currency = report.goal.plan.currency
    sign = "+" if value > 0 else "−" if value else ""
    if currency is None:
        return f"{sign}{abs(value):,}"
    decimals = int(10 ** count_decimals(currency))
    return f"{sign}{format_plain_money(abs(value) * decimals, currency)}{'k' if unit > decimals else ''}"


def _name(part: Part) -> str:
    words = " and ".join(WORDS[name] for name in part.names)
    return words if part.chain == "door" else f"{words} beside"


def _format_whole(report: GoalReport, minor: int) -> str:
    currency = report.goal.plan.currency
    return f"{minor:,} deals" if currency is None else format_plain_money(minor, currency)
