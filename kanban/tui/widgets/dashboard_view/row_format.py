"""What the lines of all sections share: widths, styles, and how rates and bars are written."""

from __future__ import annotations

from kanban.reports.rates import FEWEST, Rate, format_share

NAME = 13
"""Cells of the name at the beginning of a row."""

COUNT = 7
"""Cells of a count that takes the cursor, with the blanks at its sides."""

NARROW = 52
"""Cells below which a row has its counts alone."""

MUTED, BAR = "$muted", "$primary"


def draw_bar(part: int, whole: int, room: int) -> str:
    """Return full cells for a part of the whole, at least one where there is any."""
    if not part or not whole or not room:
        return ""
    return "█" * max(1, round(room * part / whole))


def format_share_cell(rate: Rate) -> str:
    """Return `· 65 %` in eight cells where there are enough cases."""
    return f"{'· ' + format_share(rate.part, rate.whole):<7}" if rate.whole >= FEWEST else " " * 7


def format_percent(rate: Rate) -> str:
    """Return ` · 65 %` where there are enough cases."""
    return f" · {format_share(rate.part, rate.whole)}" if rate.whole >= FEWEST else ""


def format_before(rate: Rate) -> str:
    """Return `  was 61 %`; nothing where there were too few cases."""
    return f"  was {format_share(rate.part, rate.whole)}" if rate.whole >= FEWEST else ""
