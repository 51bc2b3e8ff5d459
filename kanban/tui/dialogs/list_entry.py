"""A line of a form whose value is chosen: the list opens below it while it has the focus, and typing finds in it."""

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
from kanban.tui.widgets.inputs.options import NO_MATCH, Options, block_key, blocks_of, value_at
from kanban.tui.widgets.inputs.type_ahead import Choices, Item

MOST = 7
"""Lines of the list."""

ON, OFF = "✓ ", "  "
"""What stands before the values of a list that takes several."""

Option = tuple[str, str]
"""A value as it is kept, and what it is called."""


class Finder(LineInput):
    """The line in which one looks for a value; in a list of several a blank puts the one under the cursor on or off."""

    class Flipped(Message):
        """The blank was pressed."""

    flips = False

    async def _on_key(self, event: events.Key) -> None:
        if self.flips and event.key == "space":
            event.stop()
            event.prevent_default()
            self.post_message(self.Flipped())
        else:
            await super()._on_key(event)


class ListEntry(Entry):
    """One value of a list, or several: arrows choose, letters find, and in a list of several `space` puts one on or off."""

    hint_place = "list"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "go(1)", "Down", show=False),
        Binding("up", "go(-1)", "Up", show=False),
    ]

    class Chosen(Message):
        """Another value was chosen."""

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
        """Take the values with what they are called; of `several` the value is all of them, with commas.

        `none` stands for no value. Where one is `needed`, enter takes the one under the cursor.
        """
        if not isinstance(options, Options):
            options = Options(tuple(Item(key, label, search=key) for key, label in options))
        self._several, self._needed, self._none = several, needed, none or options.none
        keys = {item.key for item in options.items}
        given = [part.strip() for part in value.split(",")] if several else [value]
        self._chosen = [part for part in given if part or part in keys]
        for part in self._chosen:
            options = options.with_value(part)  # what a newer version knows, or somebody typed
        self._options = options
        super().__init__(name, called, self._said, reading=reading, above=above)
        self._before = self.value
        self._list = Choices()
        self._list.can_focus = False
        self._list.display = False
        self._line = line = Finder(self._said, placeholder=self._none)
        line.flips = several
        self.keys = (("↑ ↓", "choose"), ("space", "on or off")) if several else (("↑ ↓", "choose"),)

    def compose(self) -> ComposeResult:
        """The line as every entry has it, and the list below it."""
        yield from super().compose()
        yield self._list

    @property
    def value(self) -> str:
        """The chosen value; of several all, with commas between them, in the order of the list."""
        if not self._several:
            return self._chosen[0] if self._chosen else ""
        return ", ".join(item.key for item in self._options.items if item.key in self._chosen)

    @property
    def _said(self) -> str:
        """What the line says while the list is closed."""
        if self._several:
            said = [item.label for item in self._options.items if item.key in self._chosen]
            return text.clean_line(", ".join(said))
        label = text.clean_line(self._options.label(self._chosen[0])) if self._chosen else ""
        return "" if label == self._none else label  # what stands for no value is a hint

    def on_descendant_focus(self) -> None:
        """Open the list: what is chosen stands in the line as a hint, and under the cursor."""
        self._line.placeholder = self._said or self._none
        self._line.value = ""
        self._list.display = True
        self._fill(self._chosen[0] if self._chosen else None)
        self.call_after_refresh(self._list.scroll_visible, animate=False)

    def on_descendant_blur(self) -> None:
        """Close the list; the line says what was chosen."""
        self._list.display = False
        self._line.value = self._said

    def _fill(self, start: str | None) -> None:
        found = self._options.fitting(self._line.value)
        if self._several:
            found = [replace(item, sign=ON if item.key in self._chosen else OFF) for item in found]
        blocks = blocks_of(found, self._none)
        self._list.styles.height = max(1, min(len(blocks), MOST))
        here = any(item.key == start for item in found)
        self._list.show_blocks(blocks, anew=True, start=block_key(start) if start is not None and here else None)

    @property
    def _here(self) -> str | None:
        """The value under the cursor."""
        return value_at(self._list.cursor)

    def _take(self) -> None:
        """Choose what is under the cursor, in a list of one."""
        here = self._here
        if not self._several and here is not None and self._chosen != [here]:
            self._chosen = [here]
            self._line.placeholder = self._said or self._none
            self.post_message(self.Chosen())

    def action_go(self, steps: int) -> None:
        """Go along the list, round at its ends."""
        before = self._list.cursor
        self._list.action_step(steps)
        if self._list.cursor == before:
            self._list.action_edge(-1 if steps > 0 else 1)
        self._take()

    def check(self) -> None:
        """Raise KanbanError for what won't do, also for what is typed and stands in no list."""
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
    def _entered(self) -> None:
        """Take what is under the cursor where something has to be chosen and nothing was."""
        if self._needed and not self.value:
            self._take()

    @on(Finder.Flipped)
    def _flip(self, event: Message) -> None:
        event.stop()
        here = self._here
        if here:
            self._chosen = (
                [key for key in self._chosen if key != here] if here in self._chosen else [*self._chosen, here]
            )
            self._line.value = ""
            self._line.placeholder = self._said or self._none
            self._fill(here)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        event.prevent_default()
        if self._line.has_focus:
            self.say("")
            self._fill(self._chosen[0] if self._chosen and not self._line.value else None)
            if self._line.value:
                self._take()

    @on(Choices.Clicked)
    def _clicked(self, event: Choices.Clicked) -> None:
        event.stop()
        if self._several:
            self._flip(event)
        else:
            self._take()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Keep the focus on the line when the list is clicked."""
        if self._list.display and self._list.region.contains(int(event.screen_x), int(event.screen_y)):
            event.prevent_default()


def named(keys: Sequence[str]) -> list[Option]:
    """Return values that are called what they are."""
    return [(key, text.clean_line(key)) for key in keys]
