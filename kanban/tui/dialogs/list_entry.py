"""A line of a form with a list of values: the list is open while it has the focus, and typing searches it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from kanban.domain.errors import KanbanError, UsageFault
from kanban.domain.values import text
from kanban.tui.dialogs.entry import Entry, Reading
from kanban.tui.widgets.inputs.line_input import LineInput
from kanban.tui.widgets.inputs.options import NO_MATCH, Options, block_key, list_blocks, value_of_key
from kanban.tui.widgets.inputs.type_ahead import Item, TypeAheadList

MOST = 7
"""The most lines of the list."""

ON, OFF = "✓ ", "  "
"""The signs before chosen and other values of a list that allows several."""

Option = tuple[str, str]
"""A value and its label."""


class SearchInput(LineInput):
    """The input that searches the list; if several values are allowed, space turns one on or off."""

    class Flipped(Message):
        """Space was pressed."""

    flips = False

    async def _on_key(self, event: events.Key) -> None:
        if self.flips and event.key == "space":
            event.stop()
            event.prevent_default()
            self.post_message(self.Flipped())
        else:
            await super()._on_key(event)


class ListEntry(Entry):
    """One value of a list, or several: arrows choose, letters search, and with several `space` turns one on or off."""

    hint_place = "list"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "go(1)", "Down", show=False),
        Binding("up", "go(-1)", "Up", show=False),
    ]

    class Chosen(Message):
        """Another value is chosen."""

    def __init__(
        self,
        name: str,
        called: str,
        options: Iterable[Option] | Options,
        value: str = "",
        *,
        several: bool = False,
        none: str = "",
        needed: bool = False,
        reading: Reading | None = None,
        above: str = "",
    ) -> None:
        """Take the values with their labels; with `several`, the value is a list with commas.

        `none` is the placeholder of the empty value. If a value is `needed`, enter takes the one under the cursor.
        """
        if not isinstance(options, Options):
            options = Options(tuple(Item(key, label, search=key) for key, label in options))
        self._several, self._needed, self._none = several, needed, none or options.none
        keys = {item.key for item in options.items}
        present = [part.strip() for part in value.split(",")] if several else [value]
        self._chosen = [part for part in present if part or part in keys]
        for part in self._chosen:
            options = options.add_value(part)  # a value from a newer version, or one that somebody typed
        self._options = options
        super().__init__(name, called, self._line_text, reading=reading, above=above)
        self._before = self.value
        self._list = TypeAheadList()
        self._list.can_focus = False
        self._list.display = False
        self._line = line = SearchInput(self._line_text, placeholder=self._none)
        line.flips = several
        self.keys = (("↑ ↓", "choose"), ("space", "on or off")) if several else (("↑ ↓", "choose"),)

    def compose(self) -> ComposeResult:
        """Yield the line of every entry, and the list below it."""
        yield from super().compose()
        yield self._list

    @property
    def value(self) -> str:
        """The chosen value; with several all of them, in the order of the list, with commas."""
        if not self._several:
            return self._chosen[0] if self._chosen else ""
        return ", ".join(item.key for item in self._options.items if item.key in self._chosen)

    @property
    def _line_text(self) -> str:
        """The text of the line while the list is closed."""
        if self._several:
            labels = [item.label for item in self._options.items if item.key in self._chosen]
            return text.clean_line(", ".join(labels))
        label = text.clean_line(self._options.label(self._chosen[0])) if self._chosen else ""
        return "" if label == self._none else label  # the empty value is shown as a placeholder

    def on_descendant_focus(self) -> None:
        """Open the list with the cursor on the chosen value, which becomes the placeholder."""
        self._line.placeholder = self._line_text or self._none
        self._line.value = ""
        self._list.display = True
        self._fill(self._chosen[0] if self._chosen else None)
        self.call_after_refresh(self._list.scroll_visible, animate=False)

    def on_descendant_blur(self) -> None:
        """Close the list; the line shows the chosen value."""
        self._list.display = False
        self._line.value = self._line_text

    def _fill(self, start: str | None) -> None:
        items = self._options.find_items(self._line.value)
        if self._several:
            items = [replace(item, sign=ON if item.key in self._chosen else OFF) for item in items]
        blocks = list_blocks(items, self._none)
        self._list.styles.height = max(1, min(len(blocks), MOST))
        here = any(item.key == start for item in items)
        self._list.show_blocks(blocks, anew=True, start=block_key(start) if start is not None and here else None)

    @property
    def _here(self) -> str | None:
        """The value under the cursor."""
        return value_of_key(self._list.cursor)

    def _take(self) -> None:
        """Choose the value under the cursor, if only one is allowed."""
        here = self._here
        if not self._several and here is not None and self._chosen != [here]:
            self._chosen = [here]
            self._line.placeholder = self._line_text or self._none
            self.post_message(self.Chosen())

    def action_go(self, steps: int) -> None:
        """Move along the list; from its ends to the other end."""
        before = self._list.cursor
        self._list.action_step(steps)
        if self._list.cursor == before:
            self._list.action_edge(-1 if steps > 0 else 1)
        self._take()

    def check(self) -> None:
        """Raise KanbanError for a refused value, and for typed text that matches no value of the list."""
        typed = self._line.value.strip()
        if self._line.has_focus and typed and self._here is None:
            try:
                if self._reading:
                    self._reading(typed)
            except KanbanError as error:
                self.say(str(error), wrong=True)
                raise
            self.say(NO_MATCH, wrong=True)
            raise UsageFault(NO_MATCH)
        super().check()

    @on(Input.Submitted)
    def _take_if_needed(self) -> None:
        """Take the value under the cursor if one is needed and none is chosen."""
        if self._needed and not self.value:
            self._take()

    @on(SearchInput.Flipped)
    def _flip(self, event: Message) -> None:
        event.stop()
        here = self._here
        if here:
            self._chosen = (
                [key for key in self._chosen if key != here] if here in self._chosen else [*self._chosen, here]
            )
            self._line.value = ""
            self._line.placeholder = self._line_text or self._none
            self._fill(here)

    @on(Input.Changed)
    def _filter_items(self, event: Input.Changed) -> None:
        event.stop()
        event.prevent_default()
        if self._line.has_focus:
            self.say("")
            self._fill(self._chosen[0] if self._chosen and not self._line.value else None)
            if self._line.value:
                self._take()

    @on(TypeAheadList.Clicked)
    def _take_clicked(self, event: TypeAheadList.Clicked) -> None:
        event.stop()
        if self._several:
            self._flip(event)
        else:
            self._take()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Keep the focus on the input when the list is clicked."""
        if self._list.display and self._list.region.contains(int(event.screen_x), int(event.screen_y)):
            event.prevent_default()


def list_plain_options(keys: Sequence[str]) -> list[Option]:
    """Return options whose labels are the values themselves."""
    return [(key, text.clean_line(key)) for key in keys]
