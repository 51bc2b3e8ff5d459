"""The room between header and status line: the board, and the card panel beside it or over it."""

from __future__ import annotations

from textual.geometry import Region
from textual.layouts.horizontal import HorizontalLayout
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
