"""A line of a form with a closed set of values: the list opens below it while it has the focus, and typing finds in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from kanban.domain import text
from kanban.tui.dialogs.entry import Entry
from kanban.tui.widgets.line_input import LineInput
from kanban.tui.widgets.lines import Block
from kanban.tui.widgets.pick import Choices, Item, ranked

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
        options: Iterable[Option],
        value: str = "",
        *,
        several: bool = False,
        none: str = "–",
    ) -> None:
        """Take the values with what they are called; of `several` the value is all of them, with commas. `none` stands for no value."""
        self._options = dict(options)
        self._several, self._none = several, none
        given = [part.strip() for part in value.split(",")] if several else [value]
        self._chosen = [part for part in given if part or part in self._options]
        self._options |= {
            part: part for part in self._chosen if part not in self._options
        }  # what a newer version knows
        super().__init__(name, called, self._said)
        self._before = self.value
        self._list = Choices()
        self._list.can_focus = False
        self._list.display = False
        self._line = line = Finder(self._said)
        line.flips = several

    def compose(self) -> ComposeResult:
        """The line as every entry has it, and the list below it."""
        yield from super().compose()
        yield self._list

    @property
    def value(self) -> str:
        """The chosen value; of several all, with commas between them, in the order of the list."""
        if not self._several:
            return self._chosen[0] if self._chosen else ""
        return ", ".join(key for key in self._options if key in self._chosen)

    @property
    def _said(self) -> str:
        """What the line says while the list is closed."""
        said = [label for key, label in self._options.items() if key in self._chosen]
        return text.clean_line(", ".join(said)) if said else ""

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
        items = [
            Item(key, label or self._none, sign=self._sign(key), search=key) for key, label in self._options.items()
        ]
        wanted = text.fold(self._line.value.strip())
        found = sorted(ranked(items, wanted), key=lambda item: text.fold(item.key) != wanted)
        blocks = [Block(item.key or "none", item, item.drawn) for item in found]
        if not blocks:
            blocks = [Block("", "no matches", partial(_quiet, "No matches"), stop=False)]
        self._list.styles.height = max(1, min(len(blocks), MOST))
        keys = [item.key for item in found]
        self._list.show_blocks(blocks, anew=True, start=(start or "none") if start in keys else None)

    def _sign(self, key: str) -> str:
        return (ON if key in self._chosen else OFF) if self._several else ""

    @property
    def _here(self) -> str | None:
        """The value under the cursor."""
        key = self._list.cursor
        return None if not key else "" if key == "none" and "none" not in self._options else key

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


def _quiet(words: str, width: int) -> list[Content]:
    return [Content(f" {words}").stylize("$muted").truncate(width, ellipsis=True)]
