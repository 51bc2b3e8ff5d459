"""The lanes that are not whole: at the left end together in a strip, at the right end in a list, one row each."""

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
from kanban.tui.widgets.board_view.lane import DOOR_LINE, SIDES, THIN_LINE, short_count, shorten_hard
from kanban.tui.widgets.styles import Look

BACK = "‹"
"""Says that there are lanes to the left."""

LEAST_NAME = 6
"""Cells of a lane's name below which what is new or late in it is left out instead."""


class FoldedLanes(DrawnLines):
    """Lanes that share a place, in the order of the board."""

    def __init__(self, model: BoardModel) -> None:
        super().__init__()
        self.model = model
        self.look: Look | None = None
        self.stages: tuple[str, ...] = ()
        """The ids of its stages."""
        self.landing: str | None = None
        """The stage in which a dragged card would land."""

    def lay(self, stages: tuple[str, ...]) -> None:
        """Hold these lanes."""
        if stages != self.stages:
            self.stages = stages
            self.outdate()

    def land(self, stage: str | None) -> None:
        """Show or hide where a dragged card would land."""
        if self.landing != stage:
            self.landing = stage
            self.draw()

    @property
    def _lane_models(self) -> list[LaneModel]:
        return [self.model.lane_models[stage] for stage in self.stages if stage in self.model.lane_models]

    def _count(self, lane_model: LaneModel) -> int:
        return len(lane_model) if self.model.filtered else lane_model.summary.cards


class LaneStrip(FoldedLanes):
    """All lanes left of the first whole one: how many cards, whose, and that one gets there."""

    def lines_of(self, size: Size, before: Size | None) -> list[Strip]:  # noqa: ARG002 - four cells are drawn at once
        """Return the sum of cards, the side or the name, and a sign at the top; nothing below."""
        look = self.look
        if look is None or not size or not self._lane_models:
            return [Strip.blank(size.width)] * size.height
        room = size.width
        total = short_count(sum(map(self._count, self._lane_models)))
        rows = [(f"{total:>{room}}", look.head), (f"{self._called(room - 1):>{room}}", look.plain.muted)]
        rows.append((f"{BACK:^{room}}", look.plain.muted))
        lines = [Strip([Segment(pad(said, room), style)], room) for said, style in rows]
        blank = Strip([Segment(" " * room, look.plain.text)], room)
        return (lines + [blank] * size.height)[: size.height]

    def _called(self, room: int) -> str:
        """Return what the lanes are called in so many cells: the one's name, the team of all, or letters around the door's line."""
        stages = [lane_model.stage for lane_model in self._lane_models]
        if len(stages) == 1:
            return shorten_hard(clean_line(stages[0].name), room)
        sides = list(dict.fromkeys(stage.side for stage in stages))
        only = next((said for side, said in SIDES.items() if sides == [side]), "")
        said = only or "".join(LETTERS.get(side, DOOR_LINE) for side in sides)
        return said if cells(said) <= room else said[:1].upper()


class LaneList(FoldedLanes):
    """All lanes right of the last whole one: count first, then the name, then what is new there or late."""

    def __init__(self, model: BoardModel) -> None:
        super().__init__(model)
        self.door = False
        """The heavy line is at its left: here the two teams meet."""
        self._rows: list[str | None] = []

    def stage_at(self, y: int) -> str | None:
        """Return the stage on a line of the list, None between and below the rows."""
        return self._rows[y] if 0 <= y < len(self._rows) else None

    def lines_of(self, size: Size, before: Size | None) -> list[Strip]:  # noqa: ARG002 - a row a lane is drawn at once
        """Return a row for each lane, an empty one between the sides where there is room."""
        look, lane_models = self.look, self._lane_models
        self._rows = []
        if look is None or not size or not lane_models:
            return [Strip.blank(size.width)] * size.height
        edge = Segment(DOOR_LINE, look.door) if self.door else Segment(THIN_LINE, look.line)
        room = size.width - 1
        blank = Strip([edge, Segment(" " * room, look.plain.text)], size.width)
        digits = max(3, *(len(f"{self._count(lane_model):,}") for lane_model in lane_models))
        lines: list[Strip] = []
        for lane_model in self._apart(lane_models, size.height):
            self._rows.append(None if lane_model is None else lane_model.stage.id)
            lines.append(
                Strip([edge, *self._row(look, lane_model, room, digits)], size.width)
                if lane_model is not None
                else blank
            )
        if len(lines) > size.height:
            del self._rows[size.height - 1 :], lines[size.height - 1 :]
            more = f" {len(lane_models) - len(lines)} more"
            lines.append(Strip([edge, Segment(pad(more, room), look.plain.muted)], size.width))
        return (lines + [blank] * size.height)[: size.height]

    @staticmethod
    def _apart(lane_models: Sequence[LaneModel], height: int) -> list[LaneModel | None]:
        """Return the lanes with None between door, open lanes of a side, and closed ones, where so many lines allow it."""
        rows: list[LaneModel | None] = []
        for before, lane_model in zip((None, *lane_models), lane_models, strict=False):
            if before is not None and (before.stage.closed, before.stage.side) != (
                lane_model.stage.closed,
                lane_model.stage.side,
            ):
                rows.append(None)
            rows.append(lane_model)
        return rows if len(rows) <= height else list(lane_models)

    def _row(self, look: Look, lane_model: LaneModel, room: int, digits: int) -> list[Segment]:
        tone, here = look.plain, lane_model.stage.id == self.landing
        count = f" {self._count(lane_model):>{digits},} "
        left = room - cells(count)
        name = clean_line(lane_model.stage.name)
        fresh: list[Part] = (
            [(f" {UNREAD}{lane_model.summary.fresh:,}", tone.unread)] if lane_model.summary.fresh else []
        )
        late: list[Part] = [(f" {OVERDUE}{lane_model.summary.late:,}", tone.overdue)] if lane_model.summary.late else []
        marks = next(
            (some for some in ([*fresh, *late], late, fresh) if cells(name) + _wide(some) <= left),
            late or fresh if left - _wide(late or fresh) >= LEAST_NAME else [],
        )
        name = shorten(name, left - _wide(marks))
        rest = " " * (left - cells(name) - _wide(marks))
        if here:
            return [Segment(count + name + "".join(said for said, _ in marks) + rest, look.target)]
        parts: list[tuple[str, Style]] = [(count, tone.muted), (name, tone.text), *marks, (rest, tone.text)]
        return [Segment(said, style) for said, style in parts if said]


def _wide(parts: Sequence[Part]) -> int:
    return sum(cells(said) for said, _ in parts)
