"""A widget that keeps its drawn lines and sends only those that changed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget


class DrawnLines(Widget):
    """Lines for the whole of the widget; its owner calls `draw` when they may have changed."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Strip] = []
        self._drawn: Size | None = None
        self._is_outdated = False

    @abstractmethod
    def draw_lines(self, size: Size, before: Size | None) -> list[Strip]:
        """Return the lines for a size; `before` is the size of the last drawing, None before the first."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the kept lines: Textual asks for all of them whenever a neighbour changed."""
        fits = self._drawn == crop.size  # compared first: `self.size` walks up to the screen
        if self._is_outdated or (not fits and self._drawn != self.size):
            self._lines = self._draw_all()
        return self._lines if crop.height == len(self._lines) else self._lines[crop.y : crop.bottom]

    def invalidate(self) -> None:
        """Draw all lines at the next frame, at whatever size the widget has by then."""
        self._is_outdated = True
        self.refresh()

    def draw(self) -> None:
        """Draw the lines again, and send only those that changed."""
        size = self.size
        if self._drawn != size:
            if self._drawn:  # a widget that was never drawn is about to be
                self.refresh()
            return
        before, self._lines = self._lines, self._draw_all()
        changed = [
            y for y, (old, new) in enumerate(zip(before, self._lines, strict=True)) if old is not new and old != new
        ]
        if changed:
            self.refresh(*_group_lines(changed, size.width))

    def _draw_all(self) -> list[Strip]:
        size, before = self.size, self._drawn
        self._drawn, self._is_outdated = size, False
        return self.draw_lines(size, before)


def _group_lines(lines: Sequence[int], width: int) -> list[Region]:
    """Return a region for each run of consecutive line numbers."""
    begins = [y for before, y in zip((-2, *lines), lines, strict=False) if y != before + 1]
    ends = [y for y, after in zip(lines, (*lines[1:], -2), strict=True) if after != y + 1]
    return [Region(0, begin, width, end - begin + 1) for begin, end in zip(begins, ends, strict=True)]
