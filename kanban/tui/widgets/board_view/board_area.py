"""What a board's screen is laid out on: the area between header and status line, and a blank background."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from textual.errors import NoWidget
from textual.geometry import Region
from textual.layouts.horizontal import HorizontalLayout
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget


class BoardArea(Widget):
    """The board, and the card panel beside it or over it."""

    def __init__(self, *children: Widget) -> None:
        super().__init__(*children)
        self.styles.layout = HorizontalLayout()  # its name, "horizontal", would make Textual import all layouts
        self.styles.height = "1fr"

    def render_lines(self, crop: Region) -> list[Strip]:  # noqa: ARG002 - Textual's
        """Return nothing: its children cover it."""
        return []


class BlankBackground:
    """Lines for a screen that has nothing to draw itself; between two layouts, though, it may show for a moment."""

    def __init__(self) -> None:
        self._line: tuple[object, Strip] | None = None

    def render(self, screen: Screen[None], crop: Region, widgets: Iterable[Widget]) -> list[Strip]:
        """Return blank lines if these widgets don't cover the screen, on which Textual stumbles; else none."""
        cells = 0
        for widget in widgets:
            with suppress(NoWidget):
                cells += screen.find_widget(widget).region.area
        if cells >= crop.area:
            return []
        key = (crop.width, screen.styles.background)
        if self._line is None or self._line[0] != key:  # one and the same line is cut up once, not for every frame
            self._line = (key, Strip.blank(crop.width, screen.rich_style))
        return [self._line[1]] * crop.height
