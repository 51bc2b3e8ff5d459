"""Type-ahead: an input and a list of what matches below it; arrows choose, enter or a click takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from kanban import cell_width
from kanban.domain.values import text
from kanban.tui.widgets.inputs.line_input import LineInput
from kanban.tui.widgets.line_list import Block, LineList


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that can be chosen."""

    key: str
    label: str
    note: str = ""
    """Muted words at the right."""
    style: str = ""
    """The label's style, such as `$marketing`."""
    sign: str = ""
    """Stands before the label, so that nothing is shown by colour alone."""
    search: str = ""
    """Further words to search, beside the label."""

    def draw(self, width: int) -> list[Content]:
        """Return its line for a width in cells."""
        note = cell_width.shorten(text.clean_line(self.note), max(0, width // 2))
        room = width - cell_width.cells(note) - 3 - cell_width.cells(self.sign)
        label = cell_width.pad(text.clean_line(self.label), max(4, room))
        return [Content.assemble(" ", (self.sign, self.style or "$muted"), (label, self.style), " ", (note, "$muted"))]


Offer = Callable[[str], Sequence[Item]]
"""Returns further items for typed text, such as adding a member with that name; they come last."""


Search = Callable[[str], None]
"""Searches for typed text, and calls `show_items` then or later."""


class SearchLine(LineInput):
    """The input above the list: it tells at once what is typed, so that a letter and what it finds are one frame."""

    follow: Callable[[], None] | None = None

    def watch_value(self) -> None:
        """Tell that the value changed."""
        if self.follow:
            self.follow()


class TypeAheadList(LineList):
    """The list; it never takes the focus from the input above it."""

    ALWAYS = True

    class Clicked(Message):
        """An item was clicked."""

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the clicked item and post it."""
        block = self.block_at(event.y)
        if block and block.is_stop:
            self.cursor = block.key
            self.post_message(self.Clicked())


class TypeAhead(Vertical):
    """The input and the list."""

    DEFAULT_CSS = """
    TypeAhead { height: auto; background: $panel; }
    TypeAhead LineInput { background: $panel; }
    TypeAhead TypeAheadList {
        height: auto; background: $panel; scrollbar-background: $panel; scrollbar-color: $surface;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "go(1)", "Down", show=False),
        Binding("up,ctrl+p", "go(-1)", "Up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
    ]

    @dataclass
    class Picked(Message):
        """An item was chosen."""

        key: str
        typed: str

    @dataclass
    class Moved(Message):
        """The cursor moved to another item."""

        key: str | None

    def __init__(
        self,
        items: Sequence[Item] = (),
        *,
        placeholder: str = "type to find",
        start: str | None = None,
        most: int = 10,
        offer: Offer | None = None,
        empty: str = "No matches",
        search: Search | None = None,
        id: str | None = None,  # noqa: A002 - Textual's name for it
    ) -> None:
        """Take the items in order; with `search`, that finds what is shown instead of their labels."""
        super().__init__(id=id)
        self._items, self._most, self._offer, self._empty, self._search = list(items), most, offer, empty, search
        self._start = start
        self._line = SearchLine(placeholder=placeholder)
        self._list = TypeAheadList()
        self._list.can_focus = False

    def compose(self) -> ComposeResult:
        """Yield the input and the list."""
        yield self._line
        yield self._list

    def on_mount(self) -> None:
        """Show all items."""
        self._list.styles.max_height = self._most
        self._fill(start=self._start)
        self._line.follow = self._follow_typed

    @property
    def key(self) -> str | None:
        """The key of the item under the cursor."""
        return self._list.cursor

    @property
    def typed(self) -> str:
        """The text in the input."""
        return self._line.value

    def show_items(self, items: Sequence[Item], *, to_top: bool = False) -> None:
        """Replace the items; the cursor stays on its item if that is still there, unless it is to go to the first."""
        self._items = list(items)
        self._fill(start=None if to_top else self.key)

    def ask(self, question: str) -> None:
        """Clear the input, show a question as its placeholder, and give it the focus."""
        self._line.placeholder = question
        self._line.value = ""
        self._line.focus()

    def grow(self, most: int) -> None:
        """Set how many items show at once."""
        self._most = max(1, most)
        self._list.styles.max_height = self._most

    def set_height(self, lines: int) -> None:
        """Make the list so many lines high, as far as it may grow."""
        self._list.styles.height = max(1, min(lines, self._most))

    def _fill(self, start: str | None = None) -> None:
        items = list(self._items) if self._search else rank_items(self._items, self._line.value)
        if self._offer:
            items += self._offer(self._line.value)
        blocks = [Block(item.key, item, item.draw) for item in items]
        if not blocks:
            blocks = [Block("", self._empty, partial(_draw_muted_line, self._empty), is_stop=False)]
        keys = [item.key for item in items]
        self.set_height(len(blocks))
        self._list.show_blocks(blocks, anew=True, start=start if start in keys else None)
        if self.is_attached:
            self.post_message(self.Moved(self.key))

    def _follow_typed(self) -> None:
        if self._search:
            self._search(self._line.value)
        else:
            self._fill()

    @on(Input.Changed)
    def _keep_message(self, event: Input.Changed) -> None:
        event.stop()  # what was typed is followed already

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        self._take()

    @on(TypeAheadList.Clicked)
    def _take_clicked(self, event: TypeAheadList.Clicked) -> None:
        event.stop()
        self._take()

    def _take(self) -> None:
        if self.key:
            self.post_message(self.Picked(self.key, self._line.value))

    def action_go(self, steps: int) -> None:
        """Move the cursor; from the ends to the other end."""
        before = self.key
        self._list.action_step(steps)
        if self.key == before:
            self._list.action_edge(-1 if steps > 0 else 1)
        self.post_message(self.Moved(self.key))

    def action_page(self, way: int) -> None:
        """Move the cursor by a page."""
        self._list.action_page(way)
        self.post_message(self.Moved(self.key))


def rank_items(items: Sequence[Item], typed: str) -> list[Item]:
    """Return the items that match what is typed, the best first.

    In order: the label begins so; a word of it does; label or search words contain it; its letters occur in order.
    """
    needle = text.fold(text.clean_line(typed))
    if not needle:
        return list(items)
    matches = []
    for place, item in enumerate(items):
        label = text.fold(item.label)
        if label.startswith(needle):
            rank = 0
        elif any(word.startswith(needle) for word in label.split()):
            rank = 1
        elif needle in f"{label}\n{text.fold(item.search)}":
            rank = 2
        elif _has_letters_in_order(needle, label):
            rank = 3
        else:
            continue
        matches.append((rank, place, item))
    return [item for _, _, item in sorted(matches, key=lambda match: match[:2])]


def has_beginning(item: Item, needle: str) -> bool:
    """Return whether an item's label, or a word of it, begins with `needle`, which is case-folded."""
    label = text.fold(item.label)
    return label.startswith(needle) or any(word.startswith(needle) for word in label.split())


def _has_letters_in_order(needle: str, label: str) -> bool:
    rest = iter(label)
    return all(char in rest for char in needle if char != " ")


def _draw_muted_line(words: str, width: int) -> list[Content]:
    return [Content(f" {words}").stylize("$muted").truncate(width, ellipsis=True)]
