"""Blocks of lines under one another with a cursor on one of them: what thread, history and fields are drawn with.

Only the lines that show are drawn. The blocks at the end are wrapped at once, the earlier ones a few at a time while nothing
else is to be done; they are put above without moving what is read, so a long thread opens as fast as a short one.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from kanban.tui.commands import bound
from kanban.tui.messages import LinkOpened, NothingDone

SLICE = 0.012
"""Seconds that are spent on earlier blocks before other events have their turn."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: a comment, an act, a field."""

    key: str
    """What it is known by when the blocks are given anew."""
    stamp: Hashable
    """Changes whenever it is to be drawn differently at the same width."""
    draw: Callable[[int], list[Content]]
    """Gives its lines for a width in cells."""
    stop: bool = True
    """Whether the cursor may stand on it."""


class Lines(ScrollView, can_focus=True):
    """A list of blocks; where it is scrolled to and the cursor stay when the blocks are given anew."""

    DEFAULT_CSS = """
    Lines {
        height: 1fr;
        background: $surface;
        color: $foreground;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        scrollbar-background: $surface;
        scrollbar-background-hover: $surface;
        scrollbar-background-active: $surface;
        scrollbar-color: $panel;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("panel_down", "step(1)"),
        bound("panel_up", "step(-1)"),
        bound("panel_top", "edge(-1)"),
        bound("panel_bottom", "edge(1)"),
        bound("panel_page_down", "page(1)"),
        bound("panel_page_up", "page(-1)"),
    ]
    MARKED: ClassVar[bool] = False
    """Whether the cursor is a mark at the left edge; else the line under it stands on the selection."""
    FROM_END: ClassVar[bool] = False
    """Whether one begins to read at the end."""
    ALWAYS: ClassVar[bool] = False
    """Whether the cursor is drawn as chosen without the focus too: a list below a line where one types."""

    cursor: reactive[str | None] = reactive(None)
    """The key of the block under the cursor."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._blocks: Sequence[Block] = ()
        self._drawn: dict[str, tuple[Hashable, int, list[Content]]] = {}
        self._from = 0
        self._tops: list[int] = []
        self._waiting = False
        self._wanted: str | None = None
        self._height = 0
        self.quiet = False
        """Without the focus no cursor is drawn."""
        self._width = 1  # asked for once a layout: Textual works sizes out anew at every asking

    # -- what is shown

    def show_blocks(self, blocks: Sequence[Block], *, anew: bool, start: str | None = None) -> None:
        """Show these blocks: from the beginning of the reading (or at `start`), or in place of those that are there."""
        stayed = self._anchor() if not anew else None
        at_end = self.FROM_END and not anew and self.is_vertical_scroll_end
        last = next((block.key for block in reversed(self._blocks) if block.stop), None)
        index, whole = self._index, not anew and self._from == 0
        self._blocks = blocks
        keys = {block.key for block in blocks}
        self._drawn = {key: drawn for key, drawn in self._drawn.items() if key in keys}
        stops = [block.key for block in blocks if block.stop]
        self._from = len(blocks)
        if anew or not stops:
            self.set_reactive(Lines.cursor, start or (stops[-1 if self.FROM_END else 0] if stops else None))
            self._wanted = start
        elif self.cursor not in stops or (at_end and self.cursor == last):
            near = [n for n, block in enumerate(blocks) if block.stop]
            chosen = stops[-1] if at_end else blocks[min(near, key=lambda n: abs(n - index))].key
            self.set_reactive(Lines.cursor, chosen)
        self._lay_out(stayed, at_end=at_end, anew=anew, whole=whole)

    @property
    def block(self) -> Block | None:
        """The block under the cursor."""
        return self._blocks[self._index] if 0 <= self._index < len(self._blocks) else None

    @property
    def _index(self) -> int:
        return next((n for n, block in enumerate(self._blocks) if block.key == self.cursor), -1)

    @property
    def line_width(self) -> int:
        """Cells of a line; the scrollbar's are always left free, so that it moves nothing when it appears."""
        shown = self.scrollable_content_region.width  # its size counts the scrollbar's cells too
        return max(1, shown + self.scrollbar_size_vertical * self.show_vertical_scrollbar - 1)

    def _lines_of(self, block: Block) -> list[Content]:
        width = self._width
        drawn = self._drawn.get(block.key)
        if drawn is None or drawn[:2] != (block.stamp, width):
            drawn = (block.stamp, width, block.draw(width) or [Content("")])
            self._drawn[block.key] = drawn
        return drawn[2]

    # -- where it is

    def _anchor(self) -> tuple[str, int] | None:
        """Return the first block that shows and how many of its lines are above the edge."""
        if not self._tops:
            return None
        row = self.scroll_offset.y
        place = max(0, bisect_right(self._tops, row) - 1)
        return self._blocks[self._from + place].key, row - self._tops[place]

    def _lay_out(self, anchor: tuple[str, int] | None, *, at_end: bool, anew: bool, whole: bool = False) -> None:
        """Wrap from the end up to what shows (or the whole), say how long that is, and go where one was."""
        if not self.size.width:
            self._tops = []
            return
        wanted, most = {anchor[0] if anchor else None, self.cursor}, 3 * self.size.height
        self._width = self.line_width
        self._measure(lambda rows: rows > most and not (wanted & self._ahead), inf=whole or not self.FROM_END)
        self._publish()
        if anew and self._wanted:
            self._show_block(self._wanted, top=self.FROM_END)
        elif at_end or (anew and self.FROM_END):
            self._scroll(self.virtual_size.height)
        elif anchor and (top := self._top_of(anchor[0])) is not None:
            self._scroll(top + anchor[1])
        elif anew:
            self._scroll(0)
        self._go_on()

    @property
    def _ahead(self) -> set[str | None]:
        """The keys of the blocks that were not wrapped yet."""
        return {block.key for block in self._blocks[: self._from]}

    def _measure(self, enough: Callable[[int], bool], *, inf: bool = False) -> None:
        rows = self._tops[-1] if self._tops and self._from < len(self._blocks) else 0
        while self._from > 0 and (inf or not enough(rows)):
            self._from -= 1
            rows += len(self._lines_of(self._blocks[self._from]))

    def _publish(self) -> None:
        """Say where each measured block begins, and how long all are."""
        self._tops = []
        top = 0
        for block in self._blocks[self._from :]:
            self._tops.append(top)
            top += len(self._lines_of(block))
        self.virtual_size = Size(self.size.width, top)
        self.refresh()

    def _go_on(self) -> None:
        """Wrap earlier blocks, a slice at a time."""
        if self._from > 0 and not self._waiting:
            self._waiting = True
            self.set_timer(0.001, self._slice)

    def _slice(self) -> None:
        self._waiting = False
        end = time.perf_counter() + SLICE
        for block in reversed(self._blocks[: self._from]):
            if time.perf_counter() > end:
                self._go_on()
                return
            self._lines_of(block)
        self._measure_all()

    def _measure_all(self) -> None:
        """Put the earlier blocks above, without moving what shows."""
        if self._from == 0:
            return
        before = self.virtual_size.height
        self._measure(lambda _: False)
        self._publish()
        self._scroll(self.scroll_offset.y + self.virtual_size.height - before)

    def _top_of(self, key: str | None) -> int | None:
        for place, top in enumerate(self._tops):
            if self._blocks[self._from + place].key == key:
                return top
        return None

    def _scroll(self, row: int) -> None:
        self.scroll_to(y=row, animate=False, immediate=True, force=True)

    def _show_block(self, key: str | None, *, top: bool = False) -> None:
        """Scroll so far that a block shows; its beginning, where it is higher than the screen."""
        start = self._top_of(key)
        if start is None:
            return
        end = start + len(self._drawn[key or ""][2])
        height, row = self.size.height, self.scroll_offset.y
        if top or start < row or end - start >= height:
            self._scroll(start)
        elif end > row + height:
            self._scroll(end - height)

    def show_cursor(self, *, below: int = 0) -> None:
        """Scroll so far that the block under the cursor shows, and so many lines below it."""
        self._show_block(self.cursor)
        start = self._top_of(self.cursor)
        if below and start is not None and (over := start + 1 + below - self.scroll_offset.y - self.size.height) > 0:
            self._scroll(self.scroll_offset.y + over)

    def screen_row(self, key: str) -> int | None:
        """Return the line of this widget at which a block begins; None where it does not show."""
        top = self._top_of(key)
        row = None if top is None else top - self.scroll_offset.y
        return row if row is not None and 0 <= row < self.size.height else None

    # -- drawing

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        width = self.size.width
        base = self.visual_style
        row = y + self.scroll_offset.y
        if not self._tops or not 0 <= row < self.virtual_size.height:
            return Strip.blank(width, base.rich_style)
        place = bisect_right(self._tops, row) - 1
        block = self._blocks[self._from + place]
        lines = self._lines_of(block)
        if row - self._tops[place] >= len(lines):
            return Strip.blank(width, base.rich_style)
        content = lines[row - self._tops[place]]
        parse = self.app.stylesheet.parse_style
        over, chosen = Style(), self.has_focus or self.ALWAYS
        if block.key == self.cursor and block.stop:
            if self.MARKED and chosen:
                content = Content("▌").stylize("$primary") + content[1:]
            elif not self.MARKED and (chosen or not self.quiet):
                over = parse("$selection-text on $selection" if chosen else "on $panel")
        segments = [
            Segment(part, (base + style + over).rich_style)
            for part, style in content.render(base, end="", parse_style=parse)
        ]
        return Strip(segments).crop_extend(0, width, (base + over).rich_style)

    def on_resize(self) -> None:
        """Wrap anew for another width, and stay with what was read."""
        anchor = self._anchor()
        # Whether the end showed is a matter of the height before: it may just have become lower.
        at_end = self.FROM_END and self.scroll_offset.y + self._height >= self.virtual_size.height
        self._height = self.size.height
        whole = self._from == 0 and self._width == self.line_width
        self._from = len(self._blocks)
        self._lay_out(anchor, at_end=at_end, anew=not self._tops, whole=whole)

    def watch_cursor(self, before: str | None, now: str | None) -> None:
        """Draw anew the block that the cursor left and the one where it is now, and no other: over SSH it shows."""
        for key in (before, now):
            top = self._top_of(key)
            if top is not None and key in self._drawn:
                self.refresh_lines(top, len(self._drawn[key][2]))

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Show that the cursor is elsewhere."""
        self.refresh()

    # -- moving about

    def action_step(self, steps: int) -> None:
        """Go to the next block that the cursor may stand on, or on within one that is higher than the screen."""
        start = self._top_of(self.cursor)
        if start is not None and self.cursor in self._drawn:
            end, row, height = start + len(self._drawn[self.cursor][2]), self.scroll_offset.y, self.size.height
            rest = end - row - height if steps > 0 else row - start
            if end - start > height and rest > 0 and start < row + height and end > row:
                self._scroll(row + steps * min(rest, max(1, height // 2)))
                return
        self._measure_all()
        place = self._index + steps
        while 0 <= place < len(self._blocks) and not self._blocks[place].stop:
            place += steps
        if 0 <= place < len(self._blocks):
            self.cursor = self._blocks[place].key
            self._show_block(self.cursor)
        else:  # lines that the cursor skips may still stand beyond the last stop
            before = (self.cursor, self.scroll_offset.y)
            self._scroll(before[1] + steps)
            self._say_if_still(before, steps)

    def action_edge(self, way: int) -> None:
        """Go to the first or the last block."""
        self._measure_all()
        before = (self.cursor, self.scroll_offset.y)
        stops = [block.key for block in self._blocks if block.stop]
        if stops:
            self.cursor = stops[0 if way < 0 else -1]
        self._scroll(0 if way < 0 else self.virtual_size.height)
        self._say_if_still(before, way)

    def action_page(self, way: int) -> None:
        """Go a screen on, and the cursor with it."""
        if way < 0:
            self._measure_all()
        before = (self.cursor, self.scroll_offset.y)
        self._scroll(self.scroll_offset.y + way * max(1, self.size.height - 2))
        shown = range(self.scroll_offset.y, self.scroll_offset.y + self.size.height)
        stops = [
            self._blocks[self._from + place].key
            for place, top in enumerate(self._tops)
            if top in shown and self._blocks[self._from + place].stop
        ]
        if stops and self.cursor not in stops:
            self.cursor = stops[0 if way > 0 else -1]
        self._say_if_still(before, way)

    def _say_if_still(self, before: tuple[str | None, int], way: int) -> None:
        """Say so where neither the cursor nor what shows is elsewhere than before."""
        if (self.cursor, self.scroll_offset.y) == before:
            self.post_message(NothingDone("This is the end." if way > 0 else "This is the top."))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; open the link under it."""
        if url := event.style.meta.get("url"):
            self.post_message(LinkOpened(url))
        block = self.block_at(event.y)
        if block and block.stop:
            self.cursor = block.key
            if event.chain == 2:
                self.picked()

    def block_at(self, line: int) -> Block | None:
        """Return the block on a line of this widget; None below the last one."""
        row = line + self.scroll_offset.y
        if not self._tops or not 0 <= row < self.virtual_size.height:
            return None
        return self._blocks[self._from + bisect_right(self._tops, row) - 1]

    def picked(self) -> None:
        """Do what a double click on the block under the cursor means; nothing here."""
