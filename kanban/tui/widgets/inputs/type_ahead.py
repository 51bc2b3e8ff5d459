"""Type-ahead: a line to type in and, below it, what begins or sounds so; arrows choose, enter or a click takes."""

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
from kanban.tui.widgets.line_list import Block, Lines


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that can be picked."""

    key: str
    label: str
    note: str = ""
    """Stands quietly at the right."""
    style: str = ""
    """The label's, such as `$marketing`."""
    sign: str = ""
    """Stands before the label, so that nothing is told by colour alone."""
    search: str = ""
    """What is searched beside the label."""

    def drawn(self, width: int) -> list[Content]:
        """Return its line."""
        note = cell_width.shorten(text.clean_line(self.note), max(0, width // 2))
        room = width - cell_width.cells(note) - 3 - cell_width.cells(self.sign)
        label = cell_width.pad(text.clean_line(self.label), max(4, room))
        return [Content.assemble(" ", (self.sign, self.style or "$muted"), (label, self.style), " ", (note, "$muted"))]


Offer = Callable[[str], Sequence[Item]]
"""Gives further items for what is typed, such as adding a member of that name; they come last."""


class Choices(Lines):
    """The list; it never takes the focus from the line above it."""

    ALWAYS = True

    class Clicked(Message):
        """An item was clicked."""

    def on_click(self, event: events.Click) -> None:
        """Take what was clicked."""
        block = self.block_at(event.y)
        if block and block.stop:
            self.cursor = block.key
            self.post_message(self.Clicked())


class Pick(Vertical):
    """The line and the list."""

    DEFAULT_CSS = """
    Pick { height: auto; background: $panel; }
    Pick LineInput { background: $panel; }
    Pick Choices { height: auto; background: $panel; scrollbar-background: $panel; scrollbar-color: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "go(1)", "Down", show=False),
        Binding("up,ctrl+p", "go(-1)", "Up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
    ]

    @dataclass
    class Picked(Message):
        """An item was taken."""

        key: str
        typed: str

    @dataclass
    class Moved(Message):
        """The cursor stands on another item."""

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
        searched: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's name for it
    ) -> None:
        """Take items in their order; `searched`: what is typed is searched elsewhere and given with `show_items`."""
        super().__init__(id=id)
        self._items, self._most, self._offer, self._empty, self._searched = list(items), most, offer, empty, searched
        self._start = start
        self._line = LineInput(placeholder=placeholder)
        self._list = Choices()
        self._list.can_focus = False

    def compose(self) -> ComposeResult:
        """Line and list."""
        yield self._line
        yield self._list

    def on_mount(self) -> None:
        """Show all items."""
        self._list.styles.max_height = self._most
        self._fill(start=self._start)

    @property
    def key(self) -> str | None:
        """The item under the cursor."""
        return self._list.cursor

    @property
    def typed(self) -> str:
        """What is typed."""
        return self._line.value

    def show_items(self, items: Sequence[Item]) -> None:
        """Show other items; the cursor stays on its item where that is still there."""
        self._items = list(items)
        self._fill(start=self.key)

    def ask(self, question: str) -> None:
        """Put the focus on an empty line that asks this."""
        self._line.placeholder = question
        self._line.value = ""
        self._line.focus()

    def grow(self, most: int) -> None:
        """Show at most so many items at once."""
        self._most = max(1, most)
        self._list.styles.max_height = self._most

    def _fill(self, start: str | None = None) -> None:
        found = list(self._items) if self._searched else ranked(self._items, self._line.value)
        if self._offer:
            found += self._offer(self._line.value)
        blocks = [Block(item.key, item, item.drawn) for item in found]
        if not blocks:
            blocks = [Block("", self._empty, partial(_quiet, self._empty), stop=False)]
        keys = [item.key for item in found]
        self._list.styles.height = max(1, min(len(blocks), self._most))
        self._list.show_blocks(blocks, anew=True, start=start if start in keys else None)
        if self.is_attached:
            self.post_message(self.Moved(self.key))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if event.input is self._line and not self._searched:
            event.stop()
            self._fill()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._take()

    @on(Choices.Clicked)
    def _clicked(self, event: Choices.Clicked) -> None:
        event.stop()
        self._take()

    def _take(self) -> None:
        if self.key:
            self.post_message(self.Picked(self.key, self._line.value))

    def action_go(self, steps: int) -> None:
        """Go to another item, round at the ends."""
        before = self.key
        self._list.action_step(steps)
        if self.key == before:
            self._list.action_edge(-1 if steps > 0 else 1)
        self.post_message(self.Moved(self.key))

    def action_page(self, way: int) -> None:
        """Go a page on."""
        self._list.action_page(way)
        self.post_message(self.Moved(self.key))


def ranked(items: Sequence[Item], typed: str) -> list[Item]:
    """Return the items that fit what is typed, the best first: it begins so, a word does, it holds it, letters in order."""
    wanted = text.fold(text.clean_line(typed))
    if not wanted:
        return list(items)
    found = []
    for place, item in enumerate(items):
        label = text.fold(item.label)
        if label.startswith(wanted):
            rank = 0
        elif any(word.startswith(wanted) for word in label.split()):
            rank = 1
        elif wanted in f"{label}\n{text.fold(item.search)}":
            rank = 2
        elif _in_order(wanted, label):
            rank = 3
        else:
            continue
        found.append((rank, place, item))
    return [item for _, _, item in sorted(found, key=lambda each: each[:2])]


def begins(item: Item, wanted: str) -> bool:
    """Whether what an item is called, or a word of it, begins so; `wanted` is folded."""
    label = text.fold(item.label)
    return label.startswith(wanted) or any(word.startswith(wanted) for word in label.split())


def _in_order(wanted: str, label: str) -> bool:
    rest = iter(label)
    return all(char in rest for char in wanted if char != " ")


def _quiet(words: str, width: int) -> list[Content]:
    return [Content(f" {words}").stylize("$muted").truncate(width, ellipsis=True)]
