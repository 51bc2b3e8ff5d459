"""The frame of the dialogs that list rows and act on the one under the cursor: stages, rules, people, conflicts, inbox.

A dialog says which rows there are and what each key does; the frame binds the keys, shows them as hints, draws the
rows or the sentence of an empty list, and keeps the cursor when the rows change.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.binding import Binding, BindingsMap
from textual.content import Content
from textual.events import Resize
from textual.widget import Widget

from kanban.tui.dialogs.dialog_frame import Dialog, Result
from kanban.tui.widgets.line_list import Block, LineList

if TYPE_CHECKING:
    from kanban.domain.board import Board

Item = TypeVar("Item")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Row(Generic[Item]):
    """An item of the list, with what `Block` needs to draw it."""

    key: str
    item: Item
    stamp: Hashable
    draw: Callable[[int], list[Content]]
    height: int = 1
    """Its lines."""
    is_heading: bool = False
    """Whether it only names the rows below it: the cursor passes it by."""


@dataclass(frozen=True, slots=True)
class RowAct(Generic[Item]):
    """What some keys do."""

    keys: str
    """Separated by commas; the hints show the first."""
    verb: str = ""
    """Its words in the hints; without them it is not shown there."""
    do: Callable[[Item], object] | None = None
    """Acts on the item under the cursor; without an item, the keys do nothing."""
    always: Callable[[], None] | None = None
    """Acts without an item, too."""
    refusal: Callable[[Item], str] = lambda _: ""
    """Returns the sentence why it can't be done with this item; empty if it can."""
    label: str = ""
    """The keys in the hints, if not the first."""


def _list_hints(acts: Iterable[RowAct[Item]]) -> list[tuple[str, str]]:
    """Return the keys of acts with their words."""
    return [(act.label or act.keys.partition(",")[0], act.verb) for act in acts if act.verb]


class ListEditor(Dialog[Result], Generic[Item, Result]):
    """`ListEditor(heading, acts)`; `rows` returns what to list, and `show_rows` shows it as it is now."""

    AROUND: ClassVar[int] = 4
    """Lines of the screen that the list leaves for the frame and a sentence."""
    LEAST: ClassVar[int] = 1
    """The fewest lines of the list."""

    nothing: Content = Content("")
    """What an empty list says."""

    def __init__(self, heading: str, acts: Sequence[RowAct[Item]]) -> None:
        """Take the acts in the order of their hints."""
        super().__init__(heading, _list_hints(acts), leave="close")
        keys = BindingsMap([Binding(act.keys, f"act({n})", act.verb, show=False) for n, act in enumerate(acts)])
        self._bindings = BindingsMap.merge([self._bindings, keys])
        self._acts = acts
        self._items: dict[str, Item] = {}
        self._list = LineList()

    def content(self) -> Iterable[Widget]:
        """Return the list."""
        yield self._list

    @abstractmethod
    def list_rows(self) -> Sequence[Row[Item]]:
        """Return the rows as they are now."""

    def on_mount(self) -> None:
        """Show the rows."""
        self.show_rows()
        self._list.focus()

    def on_resize(self, event: Resize) -> None:
        """Leave lines for the frame and a sentence."""
        self._list.styles.max_height = max(1, event.size.height - self.AROUND)

    def show_rows(self) -> None:
        """Show the rows as they are now; the cursor stays where it is."""
        rows = self.list_rows()
        self._items = {row.key: row.item for row in rows if not row.is_heading}
        blocks = [Block(row.key, row.stamp, row.draw, is_stop=not row.is_heading) for row in rows]
        if not blocks and self.nothing:
            blocks = [Block("", self.nothing.plain, self._draw_nothing, is_stop=False)]
        self._list.styles.height = max(self.LEAST, sum(row.height for row in rows))
        self._list.show_blocks(blocks, anew=not self._list.cursor)
        self.show_hints(_list_hints([act for act in self._acts if act.always or self._items]))

    def _draw_nothing(self, width: int) -> list[Content]:
        return [line.truncate(width, ellipsis=True) for line in self.nothing.split()]

    @property
    def item(self) -> Item | None:
        """The item under the cursor."""
        return self._items.get(self._list.cursor or "")

    def action_act(self, place: int) -> None:
        """Do what the keys of an act stand for, or say why not."""
        act, item = self._acts[place], self.item
        if act.always:
            act.always()
        elif act.do and item is not None:
            if sentence := act.refusal(item):
                self.complain(sentence)
            else:
                act.do(item)

    def ask_first(self, question: Dialog[Answer], act: Callable[[Answer], None]) -> None:
        """Ask a question, and act on its answer unless that is empty."""

        def go_on(answer: Answer | None) -> None:
            if answer:
                act(answer)

        self.app.push_screen(question, go_on)


class BoardEditor(ListEditor[Item, bool]):
    """A list of what a board has: its stages, rules or campaigns. The screen answers with `show` or `complain`."""

    def __init__(self, heading: str, acts: Sequence[RowAct[Item]], board: Board) -> None:
        super().__init__(heading, acts)
        self._board = board

    def show(self, board: Board) -> None:
        """Show the rows of the board as it is now."""
        self._board = board
        self.complain("")
        self.show_rows()
