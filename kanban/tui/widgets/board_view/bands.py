"""The line above the lanes: whose they are, marketing's or sales', with the door between.

Where one lane has all the room, it holds tabs with counts instead.
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
from kanban.tui.widgets.board_view.lane_layout import Spread
from kanban.tui.widgets.styles import Look


class Bands(Widget):
    """One line over all lanes."""

    ALLOW_SELECT = False

    def __init__(self, model: BoardModel) -> None:
        super().__init__()
        self.model = model
        self.look: Look | None = None
        self.spread = Spread({}, ())
        self._drawn: tuple[object, Strip] = (None, Strip([]))

    def draw(self) -> None:
        """Draw it anew where it changed; bands alone change with the spread only."""
        if self.spread.tabs:
            self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return its one line."""
        look, width = self.look, crop.width
        if look is None:
            return [Strip.blank(width)]
        if self.spread.tabs:
            return [self._tabs(look, width)]
        sides = self._sides()
        key = (look, width, tuple(sides))
        if self._drawn[0] != key:
            self._drawn = (key, self._bands(look, width, sides))
        return [self._drawn[1]]

    def _bands(self, look: Look, width: int, sides: Sequence[tuple[str, int]]) -> Strip:
        segments: list[Segment] = []
        styles = {"marketing": look.plain.marketing, "door": look.door, "sales": look.plain.sales}
        for place, (side, room) in enumerate(sides):
            left = room
            if place:
                door = sides[place - 1][0] == "marketing"
                segments.append(Segment(DOOR_LINE, look.door) if door else Segment("─", look.line))
                left -= 1
            said = _called(side, left)
            segments.append(Segment(said, styles[side]))
            segments.append(Segment("─" * (left - cells(said)), look.line))
        return Strip(segments, width)

    def _sides(self) -> list[tuple[str, int]]:
        """Return (side, width) of each run of lanes of one side, those in the strip and in the list with them."""
        side_of = {stage.id: stage.side for stage in self.model.board.stages}
        spread, runs = self.spread, list[tuple[str, int]]()
        strip = [side_of[stage] for stage in spread.strip if stage in side_of]
        rows = [side_of[stage] for stage in spread.list if stage in side_of]
        parts = [(strip[-1], spread.strip_width)] if strip else []
        parts += [(side_of[stage], width) for stage, width in spread.widths.items() if width and stage in side_of]
        if rows:
            parts.append((next((side for side in rows if side != "door"), "door"), spread.list_width))
        for side, width in parts:
            if runs and runs[-1][0] == side:
                runs[-1] = (side, runs[-1][1] + width)
            else:
                runs.append((side, width))
        return runs

    def _tabs(self, look: Look, width: int) -> Strip:
        """Return the lanes' names with counts, as many as fit around the one that shows."""
        lane_models = [*self.model.lane_models.values()]
        here = [*self.model.lane_models].index(self.model.lane)
        said = [
            f" {clean_line(lane_model.stage.name)} {len(lane_model) if self.model.filtered else lane_model.summary.cards:,} "
            for lane_model in lane_models
        ]
        first, last, used = here, here, cells(said[here]) + 4
        while True:
            if last + 1 < len(said) and used + cells(said[last + 1]) <= width:
                last += 1
                used += cells(said[last])
            elif first > 0 and used + cells(said[first - 1]) <= width:
                first -= 1
                used += cells(said[first])
            else:
                break
        segments = [Segment("‹ " if first else "  ", look.bar)]
        for place in range(first, last + 1):
            style = look.target if place == here else look.plain.team(_side(lane_models[place].stage.side))
            segments.append(Segment(shorten(said[place], width - 4), style))
        tail = "›" if last + 1 < len(said) else ""
        taken = sum(cells(segment.text) for segment in segments)
        segments.append(Segment(" " * max(0, width - taken - len(tail)) + tail, look.bar))
        return Strip(segments).adjust_cell_length(width, look.bar)


def _called(side: str, room: int) -> str:
    """Return what stands over the lanes of a side in so many cells: letter and name, the name, or the letter alone."""
    name, letter = f" {side.upper()} ", LETTERS.get(side, "")
    for said in (f" {letter}{name}" if letter else name, name, f" {letter} " if letter else ""):
        if cells(said) <= room:
            return said
    return ""


def _side(side: str) -> str | None:
    return side if side != "door" else None
