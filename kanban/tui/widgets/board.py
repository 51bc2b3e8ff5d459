"""The board: its lanes side by side, the cursor, the selection, the mouse. It posts intents and changes no card."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingsMap
from textual.geometry import NULL_OFFSET, Region, Size, Spacing
from textual.layout import Layout, WidgetPlacement
from textual.strip import Strip
from textual.widget import Widget

from kanban.domain.card import Face
from kanban.tui import messages
from kanban.tui.commands import Command, bindings
from kanban.tui.deck import Deck, Pile
from kanban.tui.widgets.bands import Bands
from kanban.tui.widgets.face import Eyes
from kanban.tui.widgets.lane import Lane, shape_for
from kanban.tui.widgets.look import Look
from kanban.tui.widgets.spread import Spread, spread


class SideBySide(Layout):
    """The bands above, the lanes below, so that together they cover the board exactly."""

    name = "side-by-side"

    def arrange(
        self,
        parent: Widget,
        children: list[Widget],
        size: Size,
        greedy: bool = True,  # noqa: ARG002 - Textual's
    ) -> list[WidgetPlacement]:
        """Give every lane the width of its share."""
        assert isinstance(parent, Lanes)  # noqa: S101 - no other widget has this layout
        widths, placements, x = parent.share(size), [], 0
        for child in children:
            if isinstance(child, Lane):
                width = widths.get(child.pile.stage.id, 0)
                region = Region(x, 1, width, max(0, size.height - 1))
                x += width
            else:
                region = Region(0, 0, size.width, 1)
            placements.append(WidgetPlacement(region, NULL_OFFSET, Spacing(), child))
        return placements


class Lanes(Widget, can_focus=True):
    """All lanes, with the one cursor."""

    ALLOW_SELECT = False
    CLOSED_FOLDED: ClassVar[bool] = True
    """Won and lost lanes are strips at first."""

    def __init__(
        self,
        deck: Deck,
        commands: Sequence[Command],
        lent: Iterable[Command] = (),
        folded: Collection[str] | None = None,
    ) -> None:
        """Take the commands, and those of them that are `lent` by the screen.

        No widget is asked before their keys count: nothing here takes letters, and what is typed ahead (`/global` in one go)
        finds the filter open.
        """
        super().__init__()
        self.styles.width = self.styles.height = "1fr"
        self.deck = deck
        self.folded = set(folded) if folded is not None else {s.id for s in deck.board.stages if s.closed}
        self.spread = Spread({}, ())
        self._look: Look | None = None
        self._eyes: dict[str, Eyes] = {}
        self._arrangement = SideBySide()
        self._drag: _Drag | None = None
        mine = [command for command in commands if hasattr(self, f"action_{command.id}")]
        keys = [*bindings(mine, first=True), *bindings(lent, "screen.", first=True)]
        self._bindings = BindingsMap(keys)  # not BINDINGS: the user's keys are known only now
        self.bands = Bands(deck)
        self.lanes: dict[str, Lane] = {}
        self._make_lanes()

    # -- what Textual asks

    @property
    def layout(self) -> Layout:
        """Lanes are laid out by their shares; a stylesheet knows no such layout."""
        return self._arrangement

    def compose(self) -> Iterable[Widget]:
        """The bands, then the lanes from left to right."""
        yield self.bands
        yield from self.lanes.values()

    def render_lines(self, crop: Region) -> list[Strip]:  # noqa: ARG002 - Textual's
        """Return nothing: the lanes cover everything, and a covered ground would be cut at each of them."""
        return []

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Style nothing anew, as every widget would with all that it holds: the cursor alone shows where the keys go."""

    def on_focus(self) -> None:
        """Show the cursor in full."""
        self._activate(active=True)

    def on_blur(self) -> None:
        """Show the cursor fainter: keys go elsewhere."""
        self._activate(active=False)

    def _activate(self, *, active: bool) -> None:
        for lane in self.lanes.values():
            lane.active = active
        self.lane.draw()

    def share(self, size: Size) -> dict[str, int]:
        """Share out the width of the board; called while it is laid out."""
        deck = self.deck
        self.spread = spread([*deck.piles], deck.lane, self.folded, size.width, self.spread.whole)
        shape = shape_for(size.height - 1, tabs=self.spread.tabs)
        deck.rows = max(1, (size.height - 1 - shape.head + shape.gap) // shape.pitch)
        if deck.place is not None:
            deck.pile.reveal(deck.place, deck.rows)
        for number, (stage, lane) in enumerate(self.lanes.items()):
            lane.shape = shape
            lane.strip = stage not in self.spread.whole
            lane.first = number == 0 or self.spread.tabs
            lane.tabs = self.spread.tabs
        self.bands.spread = self.spread
        return self.spread.widths

    # -- what the screen asks

    @property
    def lane(self) -> Lane:
        """The lane with the cursor."""
        return self.lanes[self.deck.lane]

    def dress(self, look: Look, eyes: dict[str, Eyes]) -> None:
        """Draw everything anew: in another theme, on another day, or for a board that was set up otherwise."""
        self._look, self._eyes = look, eyes
        for stage, lane in self.lanes.items():
            lane.look, lane.eyes = look, eyes.get(stage)
            lane.forget()
            lane.draw()
        self.bands.look = look
        self.bands.refresh()

    def draw(self, lanes: Iterable[str] | None = None) -> None:
        """Draw what changed in these lanes, or in all."""
        if self._moved_on():
            return
        for stage in self.lanes if lanes is None else lanes:
            if stage in self.lanes:
                self.lanes[stage].draw()
        self.bands.draw()

    def fold(self, stage: str) -> None:
        """Fold a lane and go to the nearest one that is whole, or keep it unfolded from now on."""
        if stage in self.folded:
            self.folded.remove(stage)
        else:
            self.folded.add(stage)
            stages = [*self.lanes]
            at = stages.index(stage)
            others = sorted((abs(place - at), place) for place, other in enumerate(stages) if other not in self.folded)
            if others:
                self.deck.enter(stages[others[0][1]])
        self._share_anew()
        face = self.deck.face
        self.post_message(messages.CursorMoved(face.id if face else None))

    async def restage(self) -> None:
        """Take other stages."""
        for lane in self.lanes.values():
            await lane.remove()
        self._make_lanes()
        await self.mount(*self.lanes.values())

    def _make_lanes(self) -> None:
        self.lanes = {stage: Lane(pile, self.deck) for stage, pile in self.deck.piles.items()}
        before: Pile | None = None
        for stage, lane in self.lanes.items():
            side = lane.pile.stage.side
            lane.door = before is not None and before.stage.side == "marketing" and side != "marketing"
            before = self.deck.piles[stage]
            lane.active = self.has_focus

    def _moved_on(self) -> bool:
        """Lay out anew where the lane with the cursor has no room yet; tell whether that was so."""
        if self.deck.lane in self.spread.whole:
            return False
        self._share_anew()
        return True

    def _share_anew(self) -> None:
        """Lay out the lanes again; asked for by a child, because a widget's own wish leaves its arrangement as it was."""
        for lane in self.lanes.values():
            lane.outdate()
        self.bands.refresh(layout=True)

    def _cursor_from(self, lane: str) -> None:
        """Show the cursor where it is now, and no longer in the lane where it was."""
        self.draw({lane, self.deck.lane})
        face = self.deck.face
        self.post_message(messages.CursorMoved(face.id if face else None))

    # -- moving about

    def _step(self, places: int) -> None:
        if self.deck.step(places):
            self._cursor_from(self.deck.lane)

    def enter(self, lane: str, place: int | None = None) -> None:
        """Put the cursor into a lane."""
        before = self.deck.lane
        if self.deck.enter(lane, place):
            self._cursor_from(before)

    def action_down(self) -> None:
        """To the card below."""
        self._step(1)

    def action_up(self) -> None:
        """To the card above."""
        self._step(-1)

    def action_left(self) -> None:
        """To the lane on the left."""
        self.enter(self.deck.beside(-1))

    def action_right(self) -> None:
        """To the lane on the right."""
        self.enter(self.deck.beside(1))

    def action_top(self) -> None:
        """To the first card."""
        self._step(-len(self.deck.pile))

    def action_bottom(self) -> None:
        """To the last card."""
        self._step(len(self.deck.pile))

    def action_page_up(self) -> None:
        """A screen up."""
        self._step(-self.deck.rows)

    def action_page_down(self) -> None:
        """A screen down."""
        self._step(self.deck.rows)

    def action_half_up(self) -> None:
        """Half a screen up."""
        self._step(-max(1, self.deck.rows // 2))

    def action_half_down(self) -> None:
        """Half a screen down."""
        self._step(max(1, self.deck.rows // 2))

    def action_lane(self, place: int) -> None:
        """To the lane at a place, from 1."""
        stages = [*self.lanes]
        if place <= len(stages):
            self.enter(stages[place - 1])

    def action_fold(self) -> None:
        """Fold the lane and go to the next one, or unfold it."""
        self.post_message(messages.LaneFolded(self.deck.lane))

    # -- intents

    def action_open(self) -> None:
        """Ask for the card to be shown."""
        face = self.deck.face
        if face:
            self.post_message(messages.CardOpened(face.id))

    def action_select(self) -> None:
        """Select the card and go on to the next, or drop it from the selection."""
        face = self.deck.face
        if face:
            self.deck.select([face])
            self.deck.step(1)
            self._cursor_from(self.deck.lane)

    def action_select_all(self) -> None:
        """Select every card that the lane shows."""
        self.deck.select(self.deck.fetch(self.deck.pile.shown))
        self._cursor_from(self.deck.lane)

    # -- the mouse

    def _at(self, event: events.MouseEvent) -> tuple[Lane, int] | None:
        """Return the lane under the pointer, and the line of it."""
        x, y = event.screen_x - self.region.x, event.screen_y - self.region.y - 1
        for lane in self.lanes.values():
            if lane.size.width and lane.region.x - self.region.x <= x < lane.region.right - self.region.x:
                return lane, int(y)
        return None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the cursor on a card, and be ready to drag it."""
        found = self._at(event)
        if found is None or event.button != 1 or found[1] < 0:
            return
        lane, y = found
        place = lane.place_at(y)
        self.enter(lane.pile.stage.id, place)
        face = self.deck.face
        if place is not None and face:
            self._drag = _Drag(face, self.deck.lane, place)
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show where the dragged card would land."""
        if self._drag is None:
            return
        found = self._at(event)
        lane, y = found or (self.lane, 0)
        place = lane.place_at(y)
        here = lane.pile.stage.id == self._drag.lane and place == self._drag.place
        if here and not self._drag.begun:
            return
        self._drag.begun = True
        self._drag.target = None if here or found is None else lane
        self._drag.at = place
        for other in self.lanes.values():
            other.land((place or 0) if other is self._drag.target else None)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go: ask for the card to go where it was dropped."""
        drag, self._drag = self._drag, None
        if drag is None:
            return
        self.capture_mouse(capture=False)
        event.stop()
        for lane in self.lanes.values():
            lane.land(None)
        if drag.target is None:
            return
        pile = drag.target.pile
        before = self.deck.window([pile.shown[drag.at]]) if drag.at is not None else []
        cards = self.deck.ids() if drag.face.n in self.deck.selected else (drag.face.id,)
        self.post_message(messages.MoveAsked(cards, stage=pile.stage.id, before=before[0].id if before else None))

    def on_click(self, event: events.Click) -> None:
        """Open the card that was clicked twice."""
        found = self._at(event)
        if event.chain == 2 and found and found[0].place_at(found[1]) is not None:
            self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll the lane under the pointer down."""
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll the lane under the pointer up."""
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, places: int) -> None:
        event.stop()
        found = self._at(event)
        if found and not found[0].strip:
            pile = found[0].pile
            pile.top = max(0, min(pile.top + places, len(pile) - self.deck.rows))
            found[0].draw()


class _Drag:
    """A card held by the mouse."""

    def __init__(self, face: Face, lane: str, place: int) -> None:
        self.face, self.lane, self.place = face, lane, place
        self.begun = False
        self.target: Lane | None = None
        self.at: int | None = None
