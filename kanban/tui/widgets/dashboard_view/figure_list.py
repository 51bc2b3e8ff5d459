"""A list of lines in which the cursor goes from figure to figure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message

from kanban.tui.widgets.dashboard_view.figure_lines import Figure, FigureLine
from kanban.tui.widgets.line_list import Block, LineList


class FigureList(LineList):
    """Lines with figures; `h j k l` and the arrows go from one to the next, enter opens it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "go_line(1)", show=False),
        Binding("k,up", "go_line(-1)", show=False),
        Binding("l,right", "go_figure(1)", show=False),
        Binding("h,left", "go_figure(-1)", show=False),
        Binding("enter,o", "open_figure", show=False),
        Binding("g", "screen.goal", show=False),
    ]

    class Opened(Message):
        """A figure is to be opened."""

        def __init__(self, figure: Figure) -> None:
            super().__init__()
            self.figure = figure

    class Moved(Message):
        """The cursor may be on another figure."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[FigureLine] = ()
        self._row = 0
        self._place = 0
        """The figure under the cursor: its line, and its place in the line."""

    @property
    def row(self) -> int:
        """The line of the figure under the cursor."""
        return self._row

    @property
    def place(self) -> tuple[int, int]:
        """The line of the figure under the cursor, and its place in the line."""
        return self._row, self._place

    def go_to_place(self, place: tuple[int, int]) -> None:
        """Put the cursor on a figure before lines are shown."""
        self._row, self._place = place

    @property
    def figures(self) -> list[Figure]:
        """The figures of the line under the cursor."""
        return [figure for _, figure in self._list_figures(self._row)]

    @property
    def figure(self) -> Figure | None:
        """The figure under the cursor; None where there is none."""
        figures = self._list_figures(self._row)
        return figures[min(self._place, len(figures) - 1)][1] if figures else None

    def show_lines(self, lines: Sequence[FigureLine]) -> None:
        """Show these lines; the cursor stays where it is, or goes to the nearest figure."""
        self._lines = lines
        stops = [row for row in range(len(lines)) if self._list_figures(row)]
        if stops and self._row not in stops:
            self._row = min(stops, key=lambda row: (abs(row - self._row), row))
        self._clip()
        self._draw()

    def go_to_line(self, row: int) -> None:
        """Put the cursor on the first figure of a line, or of the next one that has any."""
        stops = [stop for stop in range(len(self._lines)) if self._list_figures(stop)]
        if stops:
            self._row, self._place = next((stop for stop in stops if stop >= row), stops[-1]), 0
            self._draw()
            self._show_block(str(self._row))

    def action_go_line(self, step: int) -> None:
        """Go to the nearest figure of the next line that has any; without one, scroll."""
        figures = self._list_figures(self._row)
        column = figures[self._place][0] if figures else 0
        row = self._row + step
        while 0 <= row < len(self._lines) and not self._list_figures(row):
            row += step
        if not 0 <= row < len(self._lines):
            self.scroll_relative(y=step, animate=False, immediate=True)
            return
        places = [place for place, _ in self._list_figures(row)]
        self._row, self._place = row, min(range(len(places)), key=lambda place: abs(places[place] - column))
        self._draw()
        self._show_block(str(row))

    def action_go_figure(self, step: int) -> None:
        """Go to the figure before or after, on this line."""
        self._place += step
        self._clip()
        self._draw()

    def find_offset(self) -> Offset | None:
        """Return where the figure under the cursor is on the screen; None without one."""
        figures = self._list_figures(self._row)
        if not figures:
            return None
        left, _ = figures[min(self._place, len(figures) - 1)]
        return Offset(self.region.x + left, self.region.y + self._row - self.scroll_offset.y)

    def action_open_figure(self) -> None:
        """Open the figure under the cursor."""
        if figure := self.figure:
            self.post_message(self.Opened(figure))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the figure under the mouse; a double click opens it."""
        event.prevent_default()
        row = event.y + self.scroll_offset.y
        for place, (left, figure) in enumerate(self._list_figures(row) if row < len(self._lines) else ()):
            if left <= event.x <= left + len(figure.text) + 1:
                self._row, self._place = row, place
                self._draw()
                if event.chain == 2:
                    self.action_open_figure()

    def _list_figures(self, row: int) -> list[tuple[int, Figure]]:
        return list(self._lines[row].list_figures()) if 0 <= row < len(self._lines) else []

    def _clip(self) -> None:
        self._place = max(0, min(self._place, len(self._list_figures(self._row)) - 1))

    def _draw(self) -> None:
        blocks = [
            Block(
                str(row),
                (line, self._place if row == self._row else None),
                partial(_draw_line, line, self._place if row == self._row else None),
                is_stop=False,
            )
            for row, line in enumerate(self._lines)
        ]
        self.show_blocks(blocks, anew=not self._tops)
        self.post_message(self.Moved())


def _draw_line(line: FigureLine, place: int | None, width: int) -> list[Content]:
    return [line.draw(place).truncate(width)]
