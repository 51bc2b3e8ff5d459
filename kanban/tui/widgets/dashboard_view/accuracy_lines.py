"""What the forecasts of the last months said, and what came: shown where there is room for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kanban import cell_width
from kanban.domain.values.dates import name_month
from kanban.domain.values.money import format_short_money
from kanban.reports.dashboard import Dashboard
from kanban.tui.widgets.dashboard_view.figure_lines import FigureLine, figure, line

MONEY = 9
COUNT = 6


def draw_accuracy(dashboard: Dashboard, _: int) -> Iterator[FigureLine]:
    """Yield a head and a line for each month in the currency that is shown; nothing where no month can be told."""
    rows = [row for row in dashboard.accuracy if row.currency == dashboard.currency]
    if not rows:
        return
    yield line((f"  {'for':<10}{'on the 1st':>11}{'came':>{MONEY}}{'':{COUNT}}{'off by':>8}", "$muted"))
    for row in rows:
        first = date.fromisoformat(f"{row.month}-01")
        off = "" if row.deviation is None else f"{100 * row.deviation:+.0f} %".replace("-", "−")
        expected, won = (format_short_money(minor, row.currency) for minor in (row.weighted, row.won))
        name = f"{name_month(first)} {first.year}"
        yield line(
            (f"  {cell_width.pad(name, 10)}{cell_width.pad(expected, 11, 'right')}", ""),
            (cell_width.pad(won, MONEY, "right"), ""),
            figure(f"{len(row.cards):,}" if row.cards else "", f"Won in {name}", row.cards, COUNT),
            (cell_width.pad(off, 8, "right"), ""),
        )
