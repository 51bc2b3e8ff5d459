"""A scrolling list of blocks of lines with a cursor on one block: thread, history, fields and lists are made of it.

Only visible lines are drawn. The blocks at the end are wrapped at once, the earlier ones a few at a time when nothing
else is to be done, and put above without moving what is read. So a long thread opens as fast as a short one.
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
"""Seconds spent on wrapping earlier blocks before other events get their turn."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: a comment, an act, a field."""

    key: str
    """Identifies the block when `show_blocks` is called again."""
    stamp: Hashable
    """Everything that its lines depend on, beside the width."""
    draw: Callable[[int], list[Content]]
    """Returns its lines for a width in cells."""
    is_stop: bool = True
    """Whether the cursor stops on it."""
    mark: int = 0
    """The cell in which a list with marks shows its cursor."""


class LineList(ScrollView, can_focus=True):
    """A list of blocks; the cursor and the scroll position stay when the blocks are replaced."""

    DEFAULT_CSS = """
    LineList {
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
    """Whether the cursor is a mark at the left edge; otherwise its line has the selection's colours."""
    FROM_END: ClassVar[bool] = False
    """Whether reading begins at the end."""
    ALWAYS: ClassVar[bool] = False
    """Whether the cursor is drawn in full without the focus too, as in a list below an input."""

    cursor: reactive[str | None] = reactive(None)
    """The key of the block under the cursor."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._blocks: Sequence[Block] = ()
        self._drawn: dict[str, tuple[Hashable, int, list[Content]]] = {}
        self._from = 0
        self._tops: list[int] = []
        self._is_waiting = False
        self._wanted: str | None = None
        self._height = 0
        self.is_quiet = False
        """Whether the cursor is hidden without the focus."""
        self._width = 1  # read once per layout: Textual computes sizes again at every access

    # -- what is shown

    def show_blocks(self, blocks: Sequence[Block], *, anew: bool, start: str | None = None) -> None:
        """Show these blocks: with `anew` where reading begins (or at `start`), otherwise where the reader is now."""
        anchor = self._find_anchor() if not anew else None
        at_end = self.FROM_END and not anew and self.is_vertical_scroll_end
        last = next((block.key for block in reversed(self._blocks) if block.is_stop), None)
        index, whole = self._index, not anew and self._from == 0
        self._blocks = blocks
        keys = {block.key for block in blocks}
        self._drawn = {key: drawn for key, drawn in self._drawn.items() if key in keys}
        stops = [block.key for block in blocks if block.is_stop]
        self._from = len(blocks)
        if anew or not stops:
            self.set_reactive(LineList.cursor, start or (stops[-1 if self.FROM_END else 0] if stops else None))
            self._wanted = start
        elif self.cursor not in stops or (at_end and self.cursor == last):
            near = [n for n, block in enumerate(blocks) if block.is_stop]
            nearest = stops[-1] if at_end else blocks[min(near, key=lambda n: abs(n - index))].key
            self.set_reactive(LineList.cursor, nearest)
        self._lay_out(anchor, at_end=at_end, anew=anew, whole=whole)

    @property
    def block(self) -> Block | None:
        """The block under the cursor."""
        return self._blocks[self._index] if 0 <= self._index < len(self._blocks) else None

    @property
    def _index(self) -> int:
        return next((n for n, block in enumerate(self._blocks) if block.key == self.cursor), -1)

    @property
    def line_width(self) -> int:
        """Cells of a line; one is always left free for the scrollbar, so that nothing moves when it appears."""
        visible = self.scrollable_content_region.width  # without the scrollbar's cells, if it shows
        return max(1, visible + self.scrollbar_size_vertical * self.show_vertical_scrollbar - 1)

    def _draw_block(self, block: Block) -> list[Content]:
        width = self._width
        drawn = self._drawn.get(block.key)
        if drawn is None or drawn[:2] != (block.stamp, width):
            drawn = (block.stamp, width, block.draw(width) or [Content("")])
            self._drawn[block.key] = drawn
        return drawn[2]

    # -- where it is

    def _find_anchor(self) -> tuple[str, int] | None:
        """Return the key of the first visible block and how many of its lines are above the edge."""
        if not self._tops:
            return None
        row = self.scroll_offset.y
        place = max(0, bisect_right(self._tops, row) - 1)
        return self._blocks[self._from + place].key, row - self._tops[place]

    def _lay_out(self, anchor: tuple[str, int] | None, *, at_end: bool, anew: bool, whole: bool = False) -> None:
        """Wrap from the end up to what shows (or the whole), publish the height, and scroll to where the reader was."""
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
        elif anchor and (top := self._find_top(anchor[0])) is not None:
            self._scroll(top + anchor[1])
        elif anew:
            self._scroll(0)
        self._wrap_earlier()

    @property
    def _ahead(self) -> set[str | None]:
        """The keys of the blocks that are not wrapped yet."""
        return {block.key for block in self._blocks[: self._from]}

    def _measure(self, enough: Callable[[int], bool], *, inf: bool = False) -> None:
        """Wrap earlier blocks until `enough(rows wrapped)` is true; all of them with `inf`."""
        rows = self._tops[-1] if self._tops and self._from < len(self._blocks) else 0
        while self._from > 0 and (inf or not enough(rows)):
            self._from -= 1
            rows += len(self._draw_block(self._blocks[self._from]))

    def _publish(self) -> None:
        """Record where each wrapped block begins, and set the height for the scrollbar."""
        self._tops = []
        top = 0
        for block in self._blocks[self._from :]:
            self._tops.append(top)
            top += len(self._draw_block(block))
        self.virtual_size = Size(self.size.width, top)
        self.refresh()

    def _wrap_earlier(self) -> None:
        """Wrap earlier blocks, a slice at a time."""
        if self._from > 0 and not self._is_waiting:
            self._is_waiting = True
            self.set_timer(0.001, self._wrap_slice)

    def _wrap_slice(self) -> None:
        self._is_waiting = False
        end = time.perf_counter() + SLICE
        for block in reversed(self._blocks[: self._from]):
            if time.perf_counter() > end:
                self._wrap_earlier()
                return
            self._draw_block(block)
        self._measure_all()

    def _measure_all(self) -> None:
        """Put the earlier blocks above, without moving what is read."""
        if self._from == 0:
            return
        before = self.virtual_size.height
        self._measure(lambda _: False)
        self._publish()
        self._scroll(self.scroll_offset.y + self.virtual_size.height - before)

    def _find_top(self, key: str | None) -> int | None:
        for place, top in enumerate(self._tops):
            if self._blocks[self._from + place].key == key:
                return top
        return None

    def _scroll(self, row: int) -> None:
        self.scroll_to(y=row, animate=False, immediate=True, force=True)

    def _show_block(self, key: str | None, *, top: bool = False) -> None:
        """Scroll until a block shows; a block that is higher than the screen shows its beginning."""
        start = self._find_top(key)
        if start is None:
            return
        end = start + len(self._drawn[key or ""][2])
        height, row = self.size.height, self.scroll_offset.y
        if top or start < row or end - start >= height:
            self._scroll(start)
        elif end > row + height:
            self._scroll(end - height)

    def show_cursor(self, *, below: int = 0) -> None:
        """Scroll until the block under the cursor shows, and `below` lines after it."""
        self._show_block(self.cursor)
        start = self._find_top(self.cursor)
        if below and start is not None and (over := start + 1 + below - self.scroll_offset.y - self.size.height) > 0:
            self._scroll(self.scroll_offset.y + over)

    def screen_row(self, key: str) -> int | None:
        """Return the line of this widget at which a block begins; None if it is not visible."""
        top = self._find_top(key)
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
        lines = self._draw_block(block)
        if row - self._tops[place] >= len(lines):
            return Strip.blank(width, base.rich_style)
        content = lines[row - self._tops[place]]
        parse = self.app.stylesheet.parse_style
        over, active = Style(), self.has_focus or self.ALWAYS
        if block.key == self.cursor and block.is_stop:
            if self.MARKED and active:
                mark = Content("▌").stylize("$primary")
                content = content[: block.mark] + mark + content[block.mark + 1 :]
            elif not self.MARKED and (active or not self.is_quiet):
                over = parse("$selection-text on $selection" if active else "on $panel")
        segments = [
            Segment(part, (base + style + over).rich_style)
            for part, style in content.render(base, end="", parse_style=parse)
        ]
        return Strip(segments).crop_extend(0, width, (base + over).rich_style)

    def on_resize(self) -> None:
        """Wrap again for the new width, and stay with what was read."""
        anchor = self._find_anchor()
        # Whether the end was visible depends on the height before, which may just have shrunk.
        at_end = self.FROM_END and self.scroll_offset.y + self._height >= self.virtual_size.height
        self._height = self.size.height
        whole = self._from == 0 and self._width == self.line_width
        self._from = len(self._blocks)
        self._lay_out(anchor, at_end=at_end, anew=not self._tops, whole=whole)

    def watch_cursor(self, before: str | None, now: str | None) -> None:
        """Redraw only the block that the cursor left and the one where it is now: over SSH every line counts."""
        for key in (before, now):
            top = self._find_top(key)
            if top is not None and key in self._drawn:
                self.refresh_lines(top, len(self._drawn[key][2]))

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Show that the keys go elsewhere."""
        self.refresh()

    # -- moving about

    def action_step(self, steps: int) -> None:
        """Go to the next block where the cursor stops, or scroll within one that is higher than the screen."""
        start = self._find_top(self.cursor)
        if start is not None and self.cursor in self._drawn:
            end, row, height = start + len(self._drawn[self.cursor][2]), self.scroll_offset.y, self.size.height
            rest = end - row - height if steps > 0 else row - start
            if end - start > height and rest > 0 and start < row + height and end > row:
                self._scroll(row + steps * min(rest, max(1, height // 2)))
                return
        self._measure_all()
        place = self._index + steps
        while 0 <= place < len(self._blocks) and not self._blocks[place].is_stop:
            place += steps
        if 0 <= place < len(self._blocks):
            self.cursor = self._blocks[place].key
            self._show_block(self.cursor)
        else:  # there may be lines beyond the last stop, which the cursor skips
            before = (self.cursor, self.scroll_offset.y)
            self._scroll(before[1] + steps)
            self._report_no_move(before, steps)

    def action_edge(self, way: int) -> None:
        """Go to the first or the last block."""
        self._measure_all()
        before = (self.cursor, self.scroll_offset.y)
        stops = [block.key for block in self._blocks if block.is_stop]
        if stops:
            self.cursor = stops[0 if way < 0 else -1]
        self._scroll(0 if way < 0 else self.virtual_size.height)
        self._report_no_move(before, way)

    def action_page(self, way: int) -> None:
        """Scroll by a screen, and take the cursor along."""
        if way < 0:
            self._measure_all()
        before = (self.cursor, self.scroll_offset.y)
        self._scroll(self.scroll_offset.y + way * max(1, self.size.height - 2))
        visible_rows = range(self.scroll_offset.y, self.scroll_offset.y + self.size.height)
        stops = [
            self._blocks[self._from + place].key
            for place, top in enumerate(self._tops)
            if top in visible_rows and self._blocks[self._from + place].is_stop
        ]
        if stops and self.cursor not in stops:
            self.cursor = stops[0 if way > 0 else -1]
        self._report_no_move(before, way)

    def _report_no_move(self, before: tuple[str | None, int], way: int) -> None:
        """Tell that the key did nothing, if neither the cursor nor the scroll position changed."""
        if (self.cursor, self.scroll_offset.y) == before:
            self.post_message(NothingDone("This is the end." if way > 0 else "This is the top."))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor under the mouse; open a link; a double click acts on the block."""
        if url := event.style.meta.get("url"):
            self.post_message(LinkOpened(url))
        block = self.block_at(event.y)
        if block and block.is_stop:
            self.cursor = block.key
            if event.chain == 2:
                self.activate_block()

    def block_at(self, line: int) -> Block | None:
        """Return the block on a line of this widget; None below the last block."""
        row = line + self.scroll_offset.y
        if not self._tops or not 0 <= row < self.virtual_size.height:
            return None
        return self._blocks[self._from + bisect_right(self._tops, row) - 1]

    def activate_block(self) -> None:
        """Act on the block under the cursor, after a double click; does nothing here."""
