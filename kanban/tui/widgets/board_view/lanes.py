"""The board: its lanes side by side, the cursor, the selection, the mouse. It posts intents and changes no card."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from textual import events
from textual.binding import BindingsMap
from textual.geometry import NULL_OFFSET, Region, Size, Spacing
from textual.layout import Layout, WidgetPlacement
from textual.strip import Strip
from textual.widget import Widget

from kanban.tui import messages, reasons
from kanban.tui.board_model import BoardModel, LaneModel
from kanban.tui.commands import DO, Command, bindings
from kanban.tui.widgets.board_view.bands import Bands
from kanban.tui.widgets.board_view.card_face import FaceContext
from kanban.tui.widgets.board_view.empty_board import CELLS, LINES, EmptyBoard
from kanban.tui.widgets.board_view.folded_lanes import LaneList, LaneStrip
from kanban.tui.widgets.board_view.lane import Lane, choose_heights
from kanban.tui.widgets.board_view.lane_layout import LaneLayout, share_width
from kanban.tui.widgets.board_view.lane_mouse import LaneMouse
from kanban.tui.widgets.styles import BoardStyles


class Lanes(Widget, can_focus=True):
    """All lanes, with the one cursor."""

    hint_place = "board"

    ALLOW_SELECT = False

    def __init__(
        self,
        model: BoardModel,
        commands: Sequence[Command],
        lent: Iterable[Command] = (),
        folded: Collection[str] | None = None,
    ) -> None:
        """Bind the keys of the commands; those in `lent` call the screen's actions.

        All keys are bound `first`, before a child could take them: no child takes letters, and in keys typed ahead
        (`/global` in one go) the filter has to open before the letters arrive.
        """
        super().__init__()
        self.styles.width = self.styles.height = "1fr"
        self.model = model
        self.folded = set(folded) if folded is not None else {s.id for s in model.board.stages if s.is_closed}
        self.lane_layout = LaneLayout({}, ())
        self._board_styles: BoardStyles | None = None
        self._contexts: dict[str, FaceContext] = {}
        self._arrangement = SideBySide()
        self._mouse = LaneMouse(self)
        mine = [command for command in commands if hasattr(self, f"action_{command.id}")]
        keys = [*bindings(mine, first=True), *bindings(lent, DO, first=True)]
        self._bindings = BindingsMap(keys)  # not BINDINGS: the user's keys are known only now
        self.bands = Bands(model)
        self.lane_strip, self.lane_list = LaneStrip(model), LaneList(model)
        self.start = EmptyBoard(commands)
        self.lanes: dict[str, Lane] = {}
        self._make_lanes()

    # -- what Textual asks

    @property
    def layout(self) -> Layout:
        """Return our own layout, which gives each lane its share; a stylesheet can't name it."""
        return self._arrangement

    def compose(self) -> Iterable[Widget]:
        """Yield the bands, then the strip, the lanes and the list from left to right."""
        yield self.bands
        yield self.lane_strip
        yield from self.lanes.values()
        yield self.lane_list
        yield self.start

    def render_lines(self, crop: Region) -> list[Strip]:  # noqa: ARG002 - Textual's
        """Return nothing: the lanes cover everything, and a covered ground would be cut at each of them."""
        return []

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Skip restyling, which would go through all children: only the cursor shows where the keys go."""

    def on_focus(self) -> None:
        """Show the cursor in full colour."""
        self._activate(active=True)

    def on_blur(self) -> None:
        """Show the cursor fainter: keys go elsewhere."""
        self._activate(active=False)

    def _activate(self, *, active: bool) -> None:
        for lane in self.lanes.values():
            lane.is_active = active
        self.lane.draw()

    def share_width(self, size: Size) -> LaneLayout:
        """Share the width of the board among the lanes; called while Textual lays it out."""
        model = self.model
        self.lane_layout = share_width(
            [*model.lane_models], model.lane, self.folded, size.width, self.lane_layout.whole, model.home
        )
        heights = choose_heights(size.height - 1, tabs=self.lane_layout.has_tabs)
        model.rows = max(1, (size.height - 1 - heights.head + heights.gap) // heights.pitch)
        if model.place is not None:
            model.lane_model.reveal(model.place, model.rows)
        layout = self.lane_layout
        leftmost = "" if layout.strip else next(stage for stage, width in layout.widths.items() if width)
        for stage, lane in self.lanes.items():
            first = layout.has_tabs or stage == leftmost
            lane.set_heights(heights, strip=stage not in layout.whole, first=first, tabs=layout.has_tabs)
        self.lane_strip.set_stages(layout.strip)
        self.lane_list.has_door = any(lane.has_door for stage, lane in self.lanes.items() if stage in layout.list[:1])
        self.lane_list.set_stages(layout.list)
        self.bands.lane_layout = layout
        self.start.is_shown = not model.total
        return layout

    # -- what the screen asks

    @property
    def lane(self) -> Lane:
        """Return the lane with the cursor."""
        return self.lanes[self.model.lane]

    def restyle(self, board_styles: BoardStyles, contexts: dict[str, FaceContext]) -> None:
        """Redraw everything: the theme, the day or the board's settings changed. `contexts` are by stage id."""
        self._board_styles, self._contexts = board_styles, contexts
        for stage, lane in self.lanes.items():
            lane.board_styles, lane.context = board_styles, contexts.get(stage)
            lane.clear_cache()
            lane.draw()
        for part in (self.lane_strip, self.lane_list):
            part.board_styles = board_styles
            part.draw()
        self.bands.restyle(board_styles)

    def draw(self, lanes: Iterable[str] | None = None) -> None:
        """Redraw the lines that changed in these lanes (stage ids), or in all."""
        if self._relayout_if_needed():
            return
        for stage in self.lanes if lanes is None else lanes:
            if stage in self.lanes:
                self.lanes[stage].draw()
        for part in (self.lane_strip, self.lane_list, self.bands):
            part.draw()

    def fold(self, stage: str) -> None:
        """Fold a lane and move the cursor to the nearest unfolded one, or unfold it for good."""
        if stage in self.folded:
            self.folded.remove(stage)
        else:
            self.folded.add(stage)
            stages = [*self.lanes]
            at = stages.index(stage)
            nearest = sorted((abs(place - at), place) for place, other in enumerate(stages) if other not in self.folded)
            if nearest:
                self.model.enter(stages[nearest[0][1]])
        self._relayout()
        summary = self.model.card_summary
        self.post_message(messages.CursorMoved(summary.id if summary else None))

    async def replace_lanes(self) -> None:
        """Replace the lanes: the board's stages changed."""
        for lane in self.lanes.values():
            await lane.remove()
        self._make_lanes()
        await self.mount(*self.lanes.values())

    def _make_lanes(self) -> None:
        self.lanes = {stage: Lane(lane_model, self.model) for stage, lane_model in self.model.lane_models.items()}
        before: LaneModel | None = None
        for stage, lane in self.lanes.items():
            side = lane.lane_model.stage.side
            lane.has_door = before is not None and before.stage.side == "marketing" and side != "marketing"
            before = self.model.lane_models[stage]
            lane.is_active = self.has_focus

    def _relayout_if_needed(self) -> bool:
        """Lay out again if the lane with the cursor is not whole, or the board became empty; return whether it did."""
        if self.model.lane in self.lane_layout.whole and self.start.is_shown == (not self.model.total):
            return False
        self._relayout()
        return True

    def _relayout(self) -> None:
        """Lay out the lanes again.

        A child asks for it: Textual keeps a widget's cached arrangement when the widget itself asks.
        """
        for part in (self.lane_strip, *self.lanes.values(), self.lane_list):
            part.invalidate()
        self.bands.refresh(layout=True)

    def _redraw_cursor(self, lane: str) -> None:
        """Redraw the cursor's lane and the lane it came from, and post that it moved."""
        self.draw({lane, self.model.lane})
        summary = self.model.card_summary
        self.post_message(messages.CursorMoved(summary.id if summary else None))

    # -- moving about

    def _step(self, places: int) -> None:
        if self.model.step(places):
            self._redraw_cursor(self.model.lane)
        else:
            self._do_nothing(reasons.explain_no_step(self.model, places))

    def _do_nothing(self, sentence: str) -> None:
        self.post_message(messages.NothingDone(sentence))

    def enter(self, lane: str, place: int | None = None) -> bool:
        """Put the cursor into a lane; return whether it moved."""
        before = self.model.lane
        moved = self.model.enter(lane, place)
        if moved:
            self._redraw_cursor(before)
        return moved

    def action_down(self) -> None:
        """Go to the card below."""
        self._step(1)

    def action_up(self) -> None:
        """Go to the card above."""
        self._step(-1)

    def action_left(self) -> None:
        """Go to the lane on the left."""
        self._enter_beside(-1)

    def action_right(self) -> None:
        """Go to the lane on the right."""
        self._enter_beside(1)

    def _enter_beside(self, steps: int) -> None:
        if not self.enter(self.model.find_lane_beside(steps)):
            self._do_nothing(reasons.explain_no_lane(self.model, steps=steps))

    def action_top(self) -> None:
        """Go to the first card."""
        self._step(-max(1, len(self.model.lane_model)))

    def action_bottom(self) -> None:
        """Go to the last card."""
        self._step(max(1, len(self.model.lane_model)))

    def action_page_up(self) -> None:
        """Go a screen up."""
        self._step(-self.model.rows)

    def action_page_down(self) -> None:
        """Go a screen down."""
        self._step(self.model.rows)

    def action_half_up(self) -> None:
        """Go half a screen up."""
        self._step(-max(1, self.model.rows // 2))

    def action_half_down(self) -> None:
        """Go half a screen down."""
        self._step(max(1, self.model.rows // 2))

    def action_lane(self, place: int) -> None:
        """Go to the lane at a place, counted from 1."""
        stages = [*self.lanes]
        if place > len(stages) or not self.enter(stages[place - 1]):
            self._do_nothing(reasons.explain_no_lane(self.model, place))

    def action_fold(self) -> None:
        """Fold the lane and go to the next one, or unfold it."""
        self.post_message(messages.LaneFolded(self.model.lane))

    # -- intents

    def action_open(self) -> None:
        """Ask the screen to open the card."""
        summary = self.model.card_summary
        if summary:
            self.post_message(messages.CardOpened(summary.id))
        else:
            self._do_nothing(reasons.explain_no_card(self.model))

    def refuse(self, sentence: str) -> None:
        """Post why an act is refused."""
        self.post_message(messages.NothingDone(sentence, is_warning=True))

    def action_select(self) -> None:
        """Select or unselect the card, and go to the next one."""
        summary = self.model.card_summary
        if summary:
            self.model.select([summary])
            self.model.step(1)
            self._redraw_cursor(self.model.lane)
        else:
            self._do_nothing(reasons.explain_no_card(self.model))

    def action_select_all(self) -> None:
        """Select every card that the lane shows."""
        if not len(self.model.lane_model):
            self._do_nothing(reasons.explain_no_card(self.model))
            return
        self.model.select(self.model.fetch(self.model.lane_model.shown))
        self._redraw_cursor(self.model.lane)

    # -- the mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the cursor on a card, and be ready to drag it."""
        self._mouse.press(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show where the dragged card would land."""
        self._mouse.move(event)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go of a dragged card."""
        self._mouse.release(event)

    def drop_drag(self) -> bool:
        """Cancel a drag: the card stays where it is. Return whether a card was dragged."""
        return self._mouse.cancel_drag()

    def on_click(self, event: events.Click) -> None:
        """Open the card that was clicked twice."""
        self._mouse.click(event)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll the lane under the pointer down."""
        self._mouse.wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll the lane under the pointer up."""
        self._mouse.wheel(event, -1)


class SideBySide(Layout):
    """The bands above; below them strip, lanes and list, which cover the board; on an empty board how to begin."""

    name = "side-by-side"

    def arrange(
        self,
        parent: Widget,
        children: list[Widget],
        size: Size,
        greedy: bool = True,  # noqa: ARG002 - Textual's
    ) -> list[WidgetPlacement]:
        """Place every child; widths come from `Lanes.share_width`."""
        assert isinstance(parent, Lanes)  # noqa: S101 - no other widget has this layout
        lane_layout, placements, x = parent.share_width(size), list[WidgetPlacement](), 0
        height = max(0, size.height - 1)
        for child in sorted(children, key=_layout_order):
            if isinstance(child, Bands):
                region = Region(0, 0, size.width, 1)
            elif isinstance(child, EmptyBoard):
                wide, high = (min(CELLS, size.width), min(LINES, height)) if child.is_shown else (0, 0)
                left = max(0, size.width - lane_layout.list_width - wide) // 2
                region = Region(left, 1 + (height - high) // 3, wide, high)
            else:
                if isinstance(child, Lane):
                    width = lane_layout.widths.get(child.lane_model.stage.id, 0)
                else:
                    width = lane_layout.strip_width if isinstance(child, LaneStrip) else lane_layout.list_width
                region = Region(x, 1, width, height)
                x += width
            placements.append(WidgetPlacement(region, NULL_OFFSET, Spacing(), child))
        return placements


def _layout_order(child: Widget) -> int:
    """Return the sort key of a child: strip, lanes, list, start. New lanes may have been mounted after the list."""
    return 3 if isinstance(child, EmptyBoard) else 2 if isinstance(child, LaneList) else int(isinstance(child, Lane))
