"""The line above the lanes: which are marketing's and which are sales', with the door between them.

On a narrow terminal that shows one lane, it holds tabs with counts instead.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from kanban.cell_width import cells, shorten
from kanban.domain.values.text import clean_line
from kanban.tui.board_model import BoardModel
from kanban.tui.widgets.board_view.card_face import LETTERS
from kanban.tui.widgets.board_view.lane import DOOR_LINE
from kanban.tui.widgets.board_view.lane_layout import LaneLayout
from kanban.tui.widgets.styles import BoardStyles


class Bands(Widget):
    """One line over all lanes."""

    ALLOW_SELECT = False

    def __init__(self, model: BoardModel) -> None:
        super().__init__()
        self.model = model
        self.board_styles: BoardStyles | None = None
        self.lane_layout = LaneLayout({}, ())
        self._drawn: tuple[object, Strip] = (None, Strip([]))

    def restyle(self, board_styles: BoardStyles) -> None:
        """Redraw the line in other styles, or where the stages are others; else nothing is sent."""
        self.board_styles = board_styles
        if self.lane_layout.has_tabs or self._drawn[0] != self._make_key(board_styles, self.size.width):
            self.refresh()

    def draw(self) -> None:
        """Redraw the tabs, whose counts change; bands change only with the layout, which refreshes them anyway."""
        if self.lane_layout.has_tabs:
            self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the one line, drawn again only if its content or its width changed."""
        board_styles, width = self.board_styles, crop.width
        if board_styles is None:
            return [Strip.blank(width)]
        if self.lane_layout.has_tabs:
            return [self._draw_tabs(board_styles, width)]
        key = self._make_key(board_styles, width)
        if self._drawn[0] != key:
            self._drawn = (key, self._draw_bands(*key))
        return [self._drawn[1]]

    def _make_key(self, board_styles: BoardStyles, width: int) -> tuple[BoardStyles, int, Sequence[tuple[str, int]]]:
        return board_styles, width, self._measure_sides()

    def _draw_bands(self, board_styles: BoardStyles, width: int, sides: Sequence[tuple[str, int]]) -> Strip:
        segments: list[Segment] = []
        styles = {
            "marketing": board_styles.plain.marketing,
            "door": board_styles.door,
            "sales": board_styles.plain.sales,
        }
        for place, (side, room) in enumerate(sides):
            left = room
            if place:
                door = sides[place - 1][0] == "marketing"
                segments.append(Segment(DOOR_LINE, board_styles.door) if door else Segment("─", board_styles.line))
                left -= 1
            title = _fit_side_name(side, left)
            segments.append(Segment(title, styles[side]))
            segments.append(Segment("─" * (left - cells(title)), board_styles.line))
        return Strip(segments, width)

    def _measure_sides(self) -> list[tuple[str, int]]:
        """Return (side, width in cells) of each run of neighbouring lanes of one side, folded lanes included."""
        side_of = {stage.id: stage.side for stage in self.model.board.stages}
        lane_layout, runs = self.lane_layout, list[tuple[str, int]]()
        strip = [side_of[stage] for stage in lane_layout.strip if stage in side_of]
        rows = [side_of[stage] for stage in lane_layout.list if stage in side_of]
        parts = [(strip[-1], lane_layout.strip_width)] if strip else []
        parts += [(side_of[stage], width) for stage, width in lane_layout.widths.items() if width and stage in side_of]
        if rows:
            parts.append((next((side for side in rows if side != "door"), "door"), lane_layout.list_width))
        for side, width in parts:
            if runs and runs[-1][0] == side:
                runs[-1] = (side, runs[-1][1] + width)
            else:
                runs.append((side, width))
        return runs

    def _draw_tabs(self, board_styles: BoardStyles, width: int) -> Strip:
        """Return the lanes' names with counts, as many as fit around the lane with the cursor."""
        lane_models = [*self.model.lane_models.values()]
        here = [*self.model.lane_models].index(self.model.lane)
        labels = [
            f" {clean_line(model.stage.name)} {len(model) if self.model.is_filtered else model.summary.cards:,} "
            for model in lane_models
        ]
        first, last, used = here, here, cells(labels[here]) + 4
        while True:
            if last + 1 < len(labels) and used + cells(labels[last + 1]) <= width:
                last += 1
                used += cells(labels[last])
            elif first > 0 and used + cells(labels[first - 1]) <= width:
                first -= 1
                used += cells(labels[first])
            else:
                break
        segments = [Segment("‹ " if first else "  ", board_styles.bar)]
        for place in range(first, last + 1):
            style = (
                board_styles.target
                if place == here
                else board_styles.plain.team(_team_of_side(lane_models[place].stage.side))
            )
            segments.append(Segment(shorten(labels[place], width - 4), style))
        tail = "›" if last + 1 < len(labels) else ""
        used_cells = sum(cells(segment.text) for segment in segments)
        segments.append(Segment(" " * max(0, width - used_cells - len(tail)) + tail, board_styles.bar))
        return Strip(segments).adjust_cell_length(width, board_styles.bar)


def _fit_side_name(side: str, room: int) -> str:
    """Return the title of a side that fits into `room` cells: letter and name, the name, the letter, or nothing."""
    name, letter = f" {side.upper()} ", LETTERS.get(side, "")
    for title in (f" {letter}{name}" if letter else name, name, f" {letter} " if letter else ""):
        if cells(title) <= room:
            return title
    return ""


def _team_of_side(side: str) -> str | None:
    return side if side != "door" else None
