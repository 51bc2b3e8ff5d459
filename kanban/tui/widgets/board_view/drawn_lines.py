"""A widget that keeps the lines it has drawn, and has only those sent that changed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget


class DrawnLines(Widget):
    """The lines of its whole size; who owns it tells it when to draw them anew."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Strip] = []
        self._drawn: Size | None = None
        self._outdated = False

    @abstractmethod
    def lines_of(self, size: Size, before: Size | None) -> list[Strip]:
        """Return the lines for a size; `before` is the size for which lines were drawn last."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines that were drawn; Textual asks for all of them whenever a neighbour has changed."""
        fits = self._drawn == crop.size  # asked first: one's own size is a walk up to the screen
        if self._outdated or (not fits and self._drawn != self.size):
            self._lines = self._all_lines()
        return self._lines if crop.height == len(self._lines) else self._lines[crop.y : crop.bottom]

    def outdate(self) -> None:
        """Draw all lines at the next frame, whatever the size is by then: what they show or how may be another."""
        self._outdated = True
        self.refresh()

    def draw(self) -> None:
        """Draw what changed, and have only those lines sent."""
        size = self.size
        if self._drawn != size:
            if self._drawn:  # before it was ever drawn it is about to be
                self.refresh()
            return
        before, self._lines = self._lines, self._all_lines()
        changed = [
            y for y, (old, new) in enumerate(zip(before, self._lines, strict=True)) if old is not new and old != new
        ]
        if changed:
            self.refresh(*_runs(changed, size.width))

    def _all_lines(self) -> list[Strip]:
        size, before = self.size, self._drawn
        self._drawn, self._outdated = size, False
        return self.lines_of(size, before)


def _runs(lines: Sequence[int], width: int) -> list[Region]:
    """Return the regions of lines that follow each other."""
    begins = [y for before, y in zip((-2, *lines), lines, strict=False) if y != before + 1]
    ends = [y for y, after in zip(lines, (*lines[1:], -2), strict=True) if after != y + 1]
    return [Region(0, begin, width, end - begin + 1) for begin, end in zip(begins, ends, strict=True)]
