"""The folded lanes: those at the left share a strip, those at the right are a list with one row each."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip

from kanban.cell_width import cells, pad, shorten
from kanban.domain.values.text import clean_line
from kanban.tui.board_model import BoardModel, LaneModel
from kanban.tui.widgets.board_view.card_face import LETTERS, OVERDUE, UNREAD, Part
from kanban.tui.widgets.board_view.drawn_lines import DrawnLines
from kanban.tui.widgets.board_view.lane import DOOR_LINE, SIDES, THIN_LINE, cut_to_width, format_count
from kanban.tui.widgets.styles import BoardStyles

BACK = "‹"
"""The sign for lanes to the left."""

LEAST_NAME = 6
"""The fewest cells of a lane's name; the counts of unread and overdue cards make room for it."""


class FoldedLanes(DrawnLines):
    """Folded lanes that share one widget, in the order of the board."""

    def __init__(self, model: BoardModel) -> None:
        super().__init__()
        self.model = model
        self.board_styles: BoardStyles | None = None
        self.stages: tuple[str, ...] = ()
        """The ids of the folded stages."""
        self.landing: str | None = None
        """The stage where a dragged card would land."""

    def set_stages(self, stages: tuple[str, ...]) -> None:
        """Set the folded lanes, by stage id."""
        if stages != self.stages:
            self.stages = stages
            self.invalidate()

    def show_landing(self, stage: str | None) -> None:
        """Show or hide where a dragged card would land."""
        if self.landing != stage:
            self.landing = stage
            self.draw()

    @property
    def _lane_models(self) -> list[LaneModel]:
        return [self.model.lane_models[stage] for stage in self.stages if stage in self.model.lane_models]

    def _count_cards(self, lane_model: LaneModel) -> int:
        return len(lane_model) if self.model.is_filtered else lane_model.summary.cards


class LaneStrip(FoldedLanes):
    """All lanes left of the first whole one: their number of cards, their team, and a sign that `h` opens them."""

    def draw_lines(self, size: Size, before: Size | None) -> list[Strip]:  # noqa: ARG002 - four cells are drawn at once
        """Return three lines at the top: the number of cards, the team or the name, and the sign."""
        board_styles = self.board_styles
        if board_styles is None or not size or not self._lane_models:
            return [Strip.blank(size.width)] * size.height
        room = size.width
        total = format_count(sum(map(self._count_cards, self._lane_models)))
        rows = [
            (f"{total:>{room}}", board_styles.head),
            (f"{self._fit_name(room - 1):>{room}}", board_styles.plain.muted),
        ]
        rows.append((f"{BACK:^{room}}", board_styles.plain.muted))
        lines = [Strip([Segment(pad(text, room), style)], room) for text, style in rows]
        blank = Strip([Segment(" " * room, board_styles.plain.text)], room)
        return (lines + [blank] * size.height)[: size.height]

    def _fit_name(self, room: int) -> str:
        """Return a title of at most `room` cells: a single lane's name, the team, or letters around the door's line."""
        stages = [lane_model.stage for lane_model in self._lane_models]
        if len(stages) == 1:
            return cut_to_width(clean_line(stages[0].name), room)
        sides = list(dict.fromkeys(stage.side for stage in stages))
        only = next((name for side, name in SIDES.items() if sides == [side]), "")
        name = only or "".join(LETTERS.get(side, DOOR_LINE) for side in sides)
        return name if cells(name) <= room else name[:1].upper()


class LaneList(FoldedLanes):
    """All lanes right of the last whole one, a row each: count, name, unread and overdue cards."""

    def __init__(self, model: BoardModel) -> None:
        super().__init__(model)
        self.has_door = False
        """The heavy line is at its left, because the two teams meet here."""
        self._rows: list[str | None] = []

    def stage_at(self, y: int) -> str | None:
        """Return the stage on a line of the list, None between and below the rows."""
        return self._rows[y] if 0 <= y < len(self._rows) else None

    def draw_lines(self, size: Size, before: Size | None) -> list[Strip]:  # noqa: ARG002 - a few rows
        """Return a row for each lane; empty rows part the groups if they fit."""
        board_styles, lane_models = self.board_styles, self._lane_models
        self._rows = []
        if board_styles is None or not size or not lane_models:
            return [Strip.blank(size.width)] * size.height
        edge = Segment(DOOR_LINE, board_styles.door) if self.has_door else Segment(THIN_LINE, board_styles.line)
        room = size.width - 1
        blank = Strip([edge, Segment(" " * room, board_styles.plain.text)], size.width)
        digits = max(3, *(len(f"{self._count_cards(lane_model):,}") for lane_model in lane_models))
        lines: list[Strip] = []
        for lane_model in self._part_groups(lane_models, size.height):
            self._rows.append(None if lane_model is None else lane_model.stage.id)
            lines.append(
                Strip([edge, *self._draw_row(board_styles, lane_model, room, digits)], size.width)
                if lane_model is not None
                else blank
            )
        if len(lines) > size.height:
            del self._rows[size.height - 1 :], lines[size.height - 1 :]
            more = f" {len(lane_models) - len(lines)} more"
            lines.append(Strip([edge, Segment(pad(more, room), board_styles.plain.muted)], size.width))
        return (lines + [blank] * size.height)[: size.height]

    @staticmethod
    def _part_groups(lane_models: Sequence[LaneModel], height: int) -> list[LaneModel | None]:
        """Return the lanes, with None between door, a side's open lanes and closed lanes if `height` allows it."""
        rows: list[LaneModel | None] = []
        for before, lane_model in zip((None, *lane_models), lane_models, strict=False):
            if before is not None and _find_group(before) != _find_group(lane_model):
                rows.append(None)
            rows.append(lane_model)
        return rows if len(rows) <= height else list(lane_models)

    def _draw_row(self, board_styles: BoardStyles, lane_model: LaneModel, room: int, digits: int) -> list[Segment]:
        styles, here = board_styles.plain, lane_model.stage.id == self.landing
        count = f" {self._count_cards(lane_model):>{digits},} "
        left = room - cells(count)
        name = clean_line(lane_model.stage.name)
        fresh: list[Part] = (
            [(f" {UNREAD}{lane_model.summary.fresh:,}", styles.unread)] if lane_model.summary.fresh else []
        )
        late: list[Part] = (
            [(f" {OVERDUE}{lane_model.summary.late:,}", styles.overdue)] if lane_model.summary.late else []
        )
        marks = next(
            (parts for parts in ([*fresh, *late], late, fresh) if cells(name) + _count_cells(parts) <= left),
            late or fresh if left - _count_cells(late or fresh) >= LEAST_NAME else [],
        )
        name = shorten(name, left - _count_cells(marks))
        rest = " " * (left - cells(name) - _count_cells(marks))
        if here:
            return [Segment(count + name + "".join(text for text, _ in marks) + rest, board_styles.target)]
        row: list[tuple[str, Style]] = [(count, styles.muted), (name, styles.text), *marks, (rest, styles.text)]
        return [Segment(text, style) for text, style in row if text]


def _count_cells(parts: Sequence[Part]) -> int:
    return sum(cells(text) for text, _ in parts)


def _find_group(lane_model: LaneModel) -> str:
    return "closed" if lane_model.stage.is_closed else lane_model.stage.side
