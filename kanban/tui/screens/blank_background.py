"""The blank ground of a screen that its widgets cover."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from textual.errors import NoWidget
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget


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
