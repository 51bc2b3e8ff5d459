"""The goal as a table: plan, plan to date, what came, what each link did, and what it would have brought alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from kanban import cell_width
from kanban.domain.goals import goal_verbs
from kanban.domain.goals.goal import BESIDE, DOOR, Chain
from kanban.domain.values.money import count_decimals, format_plain_money
from kanban.reports.forecast import round_half_up
from kanban.reports.goals.goal_result import Flows, GoalReport, Part
from kanban.reports.goals.goal_words import describe_attainment, describe_coverage, describe_shortfall
from kanban.reports.goals.shortfall import round_parts
from kanban.reports.rates import format_share
from kanban.tui.widgets.dashboard_view.figure_lines import (
    BLANK,
    EditableFigure,
    Figure,
    FigureLine,
    Piece,
    figure,
    line,
)

MUTED = "$muted"
NAME, CELL, LAST = 13, 12, 14
"""Cells of a row's name, of each of its numbers, and of the last one."""

LINKS = {
    "offers": "offers made", "accepted": "accepted", "sql": "qualified", "won": "won", "deals": "deals",
    "value": "mean value", "amount": "amount",
}  # fmt: skip
NONE = "–"
"""Stands where nothing is planned, so that something can be typed there."""

Cell = str | EditableFigure

TITLES = {
    "door": {"offers": "Offers made", "accepted": "Accepted offers", "sql": "Qualified", "won": "Won"},
    "beside": {"deals": "Deals beside the door", "sql": "Qualified beside the door", "won": "Won beside the door"},
}


def draw_goal(report: GoalReport, width: int) -> Iterator[FigureLine]:
    """Yield the lines of a goal and what came of it, as many columns as there is room for."""
    plan = report.goal.plan
    columns = ["plan ", "to date", "actual", "part", "alone on plan"]
    count = 5 if width >= 2 + NAME + 4 * CELL + LAST else max(2, min(4, (width - NAME - 2) // CELL))
    head = "".join(
        cell_width.pad(name, LAST if place == 4 else CELL, "right") for place, name in enumerate(columns[:count])
    )
    yield line((f"  {cell_width.pad(plan.currency or 'deals', NAME)}{head}", MUTED))
    for title, chain, names, planned, came in (
        ("Through the door", "door", DOOR, plan.door, report.door),
        ("Beside the door (deals that sales took or placed)", "beside", BESIDE, plan.beside, report.beside),
    ):
        yield line((f" {cell_width.shorten(title, width - 2)}", "bold $lane-title"))
        yield from _draw_chain(report, chain, names, planned, came, count)
    together: list[Cell] = [
        _editable(_format(report, report.amount), "amount"), _format(report, report.to_date),
        _format(report, report.won), _sign(report, report.shortfall), "",
    ]  # fmt: skip
    yield BLANK
    yield _draw_row("Together", together[:count], style="bold")
    yield line((f"  {describe_shortfall(report, lambda minor: _format(report, minor))}",
                "$overdue" if report.shortfall < 0 else ""))  # fmt: skip
    attained = describe_attainment(report)
    if len(attained) > 1:
        yield line((f"  Agreement {attained[0]}", ""))
        attained = attained[1:]
    for words in (*attained, describe_coverage(report, lambda minor: _format(report, minor))):
        if words:
            yield line((f"  {cell_width.shorten(words, width - 3)}", MUTED))


def _draw_chain(
    report: GoalReport, chain: str, names: tuple[str, ...], planned: Chain | None, came: Flows, count: int
) -> Iterator[FigureLine]:
    links = goal_verbs.DOOR_LINKS if chain == "door" else goal_verbs.BESIDE_LINKS
    values = _round_parts(report)
    parts = {part.names[-1]: (part, value) for part, value in zip(report.parts, values, strict=True)
             if part.chain == chain}  # fmt: skip
    for place, name in enumerate(names):
        cards = came.cards[name]
        before = len(came.cards[names[place - 1]]) if place else 0
        share = f" {format_share(len(cards), before)}" if before >= 8 else ""
        cells: list[Cell] = [
            _editable(_number(planned.flows[place]) if planned else NONE, links[place]),
            _number(planned.flows[place] * report.share) if planned else "",
        ]
        yield _draw_row(
            LINKS[name], [*cells, f"{len(cards):,}{share}", *_list_parts(report, parts.get(name))][:count],
            title=TITLES[chain][name], cards=cards,
        )  # fmt: skip
    won = len(came.cards["won"])
    if report.goal.plan.currency is not None:
        mean = _mean(report, planned.amount, planned.flows[-1]) if planned else ""
        came_of_each = _mean(report, came.amount, Fraction(won))
        cells = [_editable(mean or NONE, links[-1]), mean, came_of_each, *_list_parts(report, parts.get("value"))]
        yield _draw_row(LINKS["value"], cells[:count])
    total = sum(value for _, value in parts.values())
    due = _format(report, round_half_up(planned.amount * report.share)) if planned else ""
    whole = f"{_format(report, planned.amount)} " if planned else ""
    yield _draw_row(LINKS["amount"], [whole, due, _format(report, came.amount), _sign(report, total), ""][:count])


def _draw_row(
    name: str, cells: Sequence[Cell], *, title: str = "", cards: list[str] | None = None, style: str = ""
) -> FigureLine:
    """Return a row; its number of what came counts cards, where it has any."""
    pieces: list[Piece] = [(f"  {cell_width.pad(name, NAME)}", style)]
    for place, cell in enumerate(cells):
        if isinstance(cell, Figure):
            pieces.append(cell)
        elif place == 2 and cards:
            count, blank, share = cell.partition(" ")
            room = CELL - cell_width.cells(blank + share)
            pieces += [figure(count, title, cards, room), (f"{blank}{share}", "")]
        else:
            pieces.append((cell_width.pad(cell, LAST if place == 4 else CELL, "right"), style))
    return line(*pieces)


def _editable(text: str, name: str) -> EditableFigure:
    return EditableFigure(cell_width.pad(text, CELL - 2, "right"), "", (), "", name)


def _list_parts(report: GoalReport, part: tuple[Part, int] | None) -> list[str]:
    return [_sign(report, part[1]), _sign(report, part[0].alone)] if part else ["", ""]


def _round_parts(report: GoalReport) -> list[int]:
    """Return what each link did in whole units of the currency, in minor ones: together they are the shortfall."""
    unit = _find_unit(report)
    whole = round_half_up(Fraction(report.shortfall, unit))
    return [value * unit for value in round_parts([Fraction(part.value, unit) for part in report.parts], whole)]


def _find_unit(report: GoalReport) -> int:
    currency = report.goal.plan.currency
    return 1 if currency is None else int(10 ** count_decimals(currency))


def _format(report: GoalReport, minor: int) -> str:
    currency = report.goal.plan.currency
    if currency is None:
        return f"{minor:,}"
    unit = _find_unit(report)
    return format_plain_money(round_half_up(Fraction(minor, unit)) * unit, currency)


def _sign(report: GoalReport, minor: int) -> str:
    return f"{'−' if minor < 0 else '+' if minor else ''}{_format(report, abs(minor))}"


def _number(flow: Fraction) -> str:
    return f"{int(flow):,}" if flow == int(flow) else f"{float(flow):,.1f}"


def _mean(report: GoalReport, amount: int, count: Fraction) -> str:
    return _format(report, round_half_up(Fraction(amount) / count)) if count else ""
