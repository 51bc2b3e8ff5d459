"""The styles of the board's lines, made once per theme, so that no line has to look up a stylesheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter


class TextStyles(NamedTuple):
    """The styles of text on one background."""

    text: Style
    title: Style
    muted: Style
    marketing: Style
    sales: Style
    overdue: Style
    unread: Style

    def team(self, name: str | None) -> Style:
        """Return the style of a team's letter."""
        return self.marketing if name == "marketing" else self.sales if name == "sales" else self.muted


class BoardStyles(NamedTuple):
    """Every style of the board under one theme."""

    plain: TextStyles
    """On the board's own background."""
    cursor: TextStyles
    """The card under the cursor."""
    faint: TextStyles
    """The same without the focus; also selected cards."""
    line: Style
    """The thin lines between lanes."""
    door: Style
    """The heavy line where the two teams meet."""
    head: Style
    """The name of a lane."""
    bar: Style
    """Header and footer: muted text on the panel."""
    bar_strong: Style
    """Emphasis in header and footer."""
    target: Style
    """Where a dragged card would land."""
    warning: Style
    error: Style


def make_board_styles(variables: Mapping[str, str], filters: Sequence[LineFilter] = ()) -> BoardStyles:
    """Return the styles for a theme's variables, after Textual's line filters (such as the one for NO_COLOR)."""

    def color(name: str) -> Color:
        return Color.parse(variables[name])

    def style(name: str, ground: str, *, bold: bool = False) -> Style:
        rich_style = Style(color=color(name).rich_color, bgcolor=color(ground).rich_color, bold=bold or None)
        for line_filter in filters:
            segment = line_filter.apply([Segment("x", rich_style)], color(ground))[0]
            rich_style = segment.style or rich_style
        return rich_style

    def text_styles(ground: str, only: str = "") -> TextStyles:
        return TextStyles(
            text=style(only or "foreground", ground),
            title=style(only or "lane-title", ground, bold=True),
            muted=style(only or "muted", ground),
            marketing=style(only or "marketing", ground, bold=True),
            sales=style(only or "sales", ground, bold=True),
            overdue=style(only or "overdue", ground, bold=True),
            unread=style(only or "unread", ground, bold=True),
        )

    return BoardStyles(
        plain=text_styles("background"),
        cursor=text_styles("selection", "selection-text"),
        faint=text_styles("panel"),
        line=style("panel", "background") if color("panel").ansi is None else style("muted", "background"),
        door=style("door", "background", bold=True),
        head=style("lane-title", "background", bold=True),
        bar=style("muted", "background"),
        bar_strong=style("lane-title", "background", bold=True),
        target=style("selection-text", "selection", bold=True),
        warning=style("warning", "background"),
        error=style("error", "background", bold=True),
    )
