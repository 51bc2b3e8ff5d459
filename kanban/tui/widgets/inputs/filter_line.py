"""The input of the filter: it filters while typing, and shows how many cards match or what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from kanban.cell_width import cells
from kanban.tui.messages import FilterLeft, FilterTyped
from kanban.tui.widgets.bars.bar import Bar, BarText
from kanban.tui.widgets.inputs.line_input import OneLine
from kanban.tui.widgets.styles import BoardStyles

SLASH = 3
"""Cells of the `/` before the input."""

SHORTEST = 12
"""The fewest cells of the input beside a long problem."""


class FilterLine(Widget):
    """`/`, an input and a note; enter keeps the filter, escape clears it."""

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

    def __init__(self, source: str, board_styles: BoardStyles) -> None:
        super().__init__()
        self._slash, self._note = Bar(), Bar()
        self._problem = ""
        self._slash.add_class("slash")
        self._note.add_class("note")
        self._slash.board_styles = self._note.board_styles = board_styles
        self._slash.say([BarText(" / ", "strong")])
        self._input = OneLine(source, placeholder="words, owner:ana, value>=10000, stale, -label:vip …", compact=True)

    def compose(self) -> Iterable[Widget]:
        """Yield the `/`, the input and the note."""
        yield self._slash
        yield self._input
        yield self._note

    def on_mount(self) -> None:
        """Take the focus at once: keys that were typed ahead belong into the input."""
        self.screen.set_focus(self._input)

    def answer(self, count: str, problem: str, hint: str = "") -> None:
        """Show the number of matches, with a hint if there is one, or what is wrong with the query."""
        self._problem = f" {problem} " if problem else ""
        self._make_room()
        if problem:
            self._note.say([BarText(f" {problem}", "warning")])
        elif hint:
            self._note.say([BarText(f" {count}", "text"), BarText(f" · {hint}", "warning")])
        else:
            self._note.say([], [BarText(f"{count} ", "text")])

    def on_resize(self) -> None:
        """Fit the note again."""
        self._make_room()

    def _make_room(self) -> None:
        """Give a problem all the room beside the typed text, because its end says what to type instead."""
        if not self._problem:
            self._note.styles.width = self._note.styles.max_width = None
            return
        typed = max(SHORTEST, cells(self._input.value) + 1)
        usual = min(self.size.width * 46 // 100, 60)
        width = min(cells(self._problem), max(usual, self.size.width - SLASH - typed))
        self._note.styles.width = self._note.styles.max_width = width

    def on_input_changed(self, event: Input.Changed) -> None:
        """Post the filter as typed."""
        event.stop()
        self.post_message(FilterTyped(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the filter and go back to the board."""
        event.stop()
        self.post_message(FilterLeft(is_kept=True))

    def action_leave(self, keep: bool) -> None:
        """Go back to the board."""
        self.post_message(FilterLeft(is_kept=keep))
