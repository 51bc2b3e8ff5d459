"""The mouse on the board: click, double click, wheel, and drag to a card, a lane or a row of the list."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from textual import events
from textual.app import App
from textual.geometry import Offset, Region
from textual.message import Message

from kanban.domain.card import CardSummary
from kanban.tui import messages
from kanban.tui.board_model import BoardModel
from kanban.tui.widgets.board_view.folded_lanes import LaneList, LaneStrip
from kanban.tui.widgets.board_view.lane import Lane

SEVERAL = "Several lanes are folded there. h or the lane's number: open it · m: choose a stage"
"""Why a card can't be dropped on a strip that stands for more than one lane."""


class PointerTarget(NamedTuple):
    """What is under the pointer."""

    stage: str | None
    """The lane's stage; None for a strip of several lanes, and between rows of the list."""
    lane: Lane | None = None
    """The lane, if it is whole or has a strip of its own."""
    place: int | None = None
    """The place of the card under the pointer, if there is one."""


class MouseHost(Protocol):
    """What the mouse needs from the board."""

    model: BoardModel
    lanes: dict[str, Lane]
    lane_strip: LaneStrip
    lane_list: LaneList

    @property
    def region(self) -> Region:
        """Return its region on the screen."""

    def enter(self, lane: str, place: int | None = None) -> bool:
        """Put the cursor into a lane; return whether it moved."""

    def action_open(self) -> None:
        """Ask the screen to open the card."""

    def capture_mouse(self, capture: bool = True) -> None:
        """Start or stop getting all mouse events."""

    def post_message(self, message: Message) -> bool:
        """Post a message to the screen."""

    def refuse(self, sentence: str) -> None:
        """Post why an act is refused."""


class LaneMouse:
    """Turns mouse events into steps of the cursor and into intents."""

    def __init__(self, lanes: MouseHost) -> None:
        self._lanes = lanes
        self._drag: _Drag | None = None
        self._pressed: int | None = None
        """The number of the card on which the button was pressed last."""
        self._is_second_click = False
        """The press before was on the same card; lanes may move between two clicks, so `chain` alone can't tell."""
        self._opened: tuple[Offset, float] | None = None
        """Where and when a folded lane was opened by a press."""

    def _find_target(self, event: events.MouseEvent) -> PointerTarget | None:
        """Return what is under the pointer; None on the bands and outside the lanes."""
        board = self._lanes
        x, y = event.screen_x - board.region.x, int(event.screen_y - board.region.y - 1)
        if y < 0:
            return None
        parts: list[Lane | LaneStrip | LaneList] = [*board.lanes.values(), board.lane_strip, board.lane_list]
        for part in parts:
            left = part.region.x - board.region.x
            if not part.size.width or not left <= x < left + part.region.width:
                continue
            if isinstance(part, Lane):
                return PointerTarget(part.lane_model.stage.id, part, part.place_at(y))
            if isinstance(part, LaneList):
                return PointerTarget(part.stage_at(y))
            return PointerTarget(part.stages[0] if len(part.stages) == 1 else None)
        return None

    def press(self, event: events.MouseDown) -> None:
        """Put the cursor on a card, and be ready to drag it; open a folded lane."""
        target = self._find_target(event)
        self._pressed, before = None, self._pressed
        if target is None or event.button != 1 or self._is_second_press(event):
            return
        board, model = self._lanes, self._lanes.model
        if target.lane is None:
            self._opened = (event.screen_offset, event.time)
            stage = target.stage or (board.lane_strip.stages[-1] if self._is_on_strip(event) else None)
            if stage:
                board.enter(stage)
            return
        board.enter(target.lane.lane_model.stage.id, target.place)
        summary = model.card_summary
        if target.place is not None and summary:
            self._pressed, self._is_second_click = summary.n, summary.n == before
            self._drag = _Drag(summary, model.lane, target.place)
            board.capture_mouse()

    def _is_second_press(self, event: events.MouseDown) -> bool:
        """Return whether this is the second press of a double click that opened a lane.

        It was meant for the folded lane, not for the card that is under the pointer now.
        """
        opened, self._opened = self._opened, None
        if opened is None or opened[0] != event.screen_offset:
            return False
        return event.time - opened[1] <= App.CLICK_CHAIN_TIME_THRESHOLD

    def move(self, event: events.MouseMove) -> None:
        """Show where the dragged card would land."""
        drag = self._drag
        if drag is None:
            return
        target = self._find_target(event)
        here = target is not None and (target.stage, target.place) == (drag.lane, drag.place)
        if here and not drag.has_begun:
            return
        drag.has_begun = True
        drag.target = None if here else target
        self._show_landing(drag.target)

    def _show_landing(self, target: PointerTarget | None) -> None:
        """Show where a card would land, and nowhere else."""
        for lane in self._lanes.lanes.values():
            lane.show_landing((target.place or 0) if target and target.lane is lane else None)
        folded = target.stage if target and target.lane is None else None
        self._lanes.lane_list.show_landing(folded)

    def release(self, event: events.MouseUp) -> None:
        """End a drag: ask for the card to be moved where it was dropped."""
        drag, self._drag = self._drag, None
        if drag is None:
            return
        board, model = self._lanes, self._lanes.model
        board.capture_mouse(capture=False)
        event.stop()
        self._show_landing(None)
        target = drag.target
        if target is None:
            return
        if target.stage is None:
            if self._is_on_strip(event):
                board.refuse(SEVERAL)
            return
        lane_model = model.lane_models[target.stage]
        before = model.list_window([lane_model.shown[target.place]]) if target.place is not None else []
        cards = model.list_ids() if drag.summary.n in model.selected else (drag.summary.id,)
        board.post_message(messages.MoveAsked(cards, stage=target.stage, before=before[0].id if before else None))

    def cancel_drag(self) -> bool:
        """Cancel a drag: the card stays where it is. Return whether a card was dragged."""
        drag, self._drag = self._drag, None
        if drag is None:
            return False
        self._lanes.capture_mouse(capture=False)
        self._show_landing(None)
        return drag.has_begun

    def _is_on_strip(self, event: events.MouseEvent) -> bool:
        strip = self._lanes.lane_strip
        return bool(strip.size.width) and event.screen_x < self._lanes.region.x + strip.size.width

    def click(self, event: events.Click) -> None:
        """Open the card that was clicked twice."""
        if event.chain == 2 and self._pressed is not None and self._is_second_click:
            self._lanes.action_open()

    def wheel(self, event: events.MouseEvent, places: int) -> None:
        """Scroll the lane under the pointer."""
        event.stop()
        target = self._find_target(event)
        if target and target.lane and not target.lane.has_strip:
            lane_model = target.lane.lane_model
            lane_model.top = max(0, min(lane_model.top + places, len(lane_model) - self._lanes.model.rows))
            target.lane.draw()


class _Drag:
    """A card held by the mouse."""

    def __init__(self, summary: CardSummary, lane: str, place: int) -> None:
        self.summary, self.lane, self.place = summary, lane, place
        self.has_begun = False
        self.target: PointerTarget | None = None
