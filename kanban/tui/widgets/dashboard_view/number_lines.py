"""The number on top of the dashboard: what was won of the goal, what is short, and why."""

from __future__ import annotations

from collections.abc import Iterator

from kanban import cell_width
from kanban.domain.values.money import format_plain_money, format_short_money
from kanban.domain.values.text import clean_line
from kanban.reports.dashboard import Dashboard
from kanban.reports.goals.goal_result import GoalReport, Part
from kanban.reports.rates import format_share
from kanban.tui.widgets.dashboard_view.figure_lines import BLANK, FigureLine, figure, line

BAR = 60
"""The most cells of the bar."""

WORDS = {
    "offers": "offers", "accepted": "acceptance", "sql": "qualified", "won": "win rate", "value": "deal size",
    "deals": "deals beside the door",
}  # fmt: skip
"""What a link is called where it is a reason."""


def draw_number(dashboard: Dashboard, width: int, *, is_low: bool) -> Iterator[FigureLine]:
    """Yield the lines of the number, with a blank one below; one line without a goal, and where lines are few."""
    report = dashboard.goal
    if report is None:
        if not dashboard.missing_history and not is_low:
            yield line(("No goal yet · leads set one number for both teams", "$muted"))
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
    short = _format_whole(report, abs(report.shortfall))
    words = f"{short} {'short of' if report.shortfall < 0 else 'ahead of'} the plan to date, "
    yield line((f"  {words}{_format_whole(report, report.to_date)}", "$overdue" if report.shortfall < 0 else ""))
    yield from _draw_reasons(report, width)
    yield BLANK


def _draw_bar(report: GoalReport, room: int) -> str:
    """Return a bar that is filled as far as was won, with a mark where the plan is."""
    whole = max(1, report.amount)
    won, due = (min(room - 1, max(0, room * minor // whole)) for minor in (report.won, report.to_date))
    return "".join("┊" if place == due else "▓" if place < won else "░" for place in range(room))


def _draw_reasons(report: GoalReport, width: int) -> Iterator[FigureLine]:
    """Yield what each link did, the greatest first, as many as fit in two lines."""
    parts = sorted((part for part in report.parts if part.value), key=lambda part: (-abs(part.value), part.chain))
    rows: list[str] = ["  Why: "]
    for place, part in enumerate(parts):
        words = f"{_name(part)} {'+' if part.value > 0 else '−'}{_format(report, abs(part.value))}"
        joint = " · " if place and not rows[-1].isspace() else ""
        if cell_width.cells(rows[-1] + joint + words) > width:
            if len(rows) == 2:
                break
            rows.append("       ")
            joint = ""
        rows[-1] += joint + words
    if parts:
        yield from (line((row, "$muted")) for row in rows)


def _name(part: Part) -> str:
    words = " and ".join(WORDS[name] for name in part.names)
    return words if part.chain == "door" or part.names[0] == "deals" else f"{words} beside the door"


def _format(report: GoalReport, minor: int) -> str:
    currency = report.goal.plan.currency
    return f"{minor:,}" if currency is None else format_short_money(minor, currency)


def _format_whole(report: GoalReport, minor: int) -> str:
    currency = report.goal.plan.currency
    return f"{minor:,} deals" if currency is None else format_plain_money(minor, currency)
