"""The line in which a filter is typed: it filters as one types, and says how many cards are left or what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from kanban.cell_width import cells
from kanban.tui.messages import FilterLeft, FilterTyped
from kanban.tui.widgets.bars.bar import Bar, Bit
from kanban.tui.widgets.inputs.line_input import OneLine
from kanban.tui.widgets.styles import Look

SLASH = 3
"""Cells of the sign before the input."""

SHORTEST = 12
"""Cells that the input keeps, however long a problem is."""


class FilterLine(Widget):
    """`/` and an input; enter keeps the filter, escape clears it."""

    hint_place = "filter"

    DEFAULT_CSS = """
    FilterLine { height: 1; layout: horizontal; background: $background; }
    FilterLine .slash { width: 3; }
    FilterLine .note { width: 46%; max-width: 60; }
    FilterLine Input { width: 1fr; background: $background; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave(False)", "Clear", show=False),
        Binding("down", "leave(True)", "Keep", show=False),
    ]

    def __init__(self, source: str, look: Look) -> None:
        super().__init__()
        self._slash, self._note = Bar(), Bar()
        self._problem = ""
        self._slash.add_class("slash")
        self._note.add_class("note")
        self._slash.look = self._note.look = look
        self._slash.say([Bit(" / ", "strong")])
        self._input = OneLine(source, placeholder="words, owner:ana, value>=10000, stale, -label:vip …", compact=True)

    def compose(self) -> Iterable[Widget]:
        """The sign, the input, the answer."""
        yield self._slash
        yield self._input
        yield self._note

    def on_mount(self) -> None:
        """Type at once: what was typed ahead of the line belongs into it."""
        self.screen.set_focus(self._input)

    def answer(self, said: str, problem: str, hint: str = "") -> None:
        """Say how many cards are left, with a hint where there is one, or quietly what is wrong with the words."""
        self._problem = f" {problem} " if problem else ""
        self._make_room()
        if problem:
            self._note.say([Bit(f" {problem}", "warning")])
        elif hint:
            self._note.say([Bit(f" {said}", "text"), Bit(f" · {hint}", "warning")])
        else:
            self._note.say([], [Bit(f"{said} ", "text")])

    def on_resize(self) -> None:
        """Fit the note again."""
        self._make_room()

    def _make_room(self) -> None:
        """Give a problem all the room that what was typed leaves, for at its end it says what would do."""
        if not self._problem:
            self._note.styles.width = self._note.styles.max_width = None
            return
        typed = max(SHORTEST, cells(self._input.value) + 1)
        usual = min(self.size.width * 46 // 100, 60)
        width = min(cells(self._problem), max(usual, self.size.width - SLASH - typed))
        self._note.styles.width = self._note.styles.max_width = width

    def on_input_changed(self, event: Input.Changed) -> None:
        """Ask for what the words leave."""
        event.stop()
        self.post_message(FilterTyped(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the filter and go back to the board."""
        event.stop()
        self.post_message(FilterLeft(kept=True))

    def action_leave(self, kept: bool) -> None:
        """Go back to the board."""
        self.post_message(FilterLeft(kept=kept))
