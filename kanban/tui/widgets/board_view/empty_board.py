"""The hint on an empty board: how to begin."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from kanban.tui.commands import Command, find

LINES, CELLS = 7, 52
"""Its height in lines and its width in cells."""


class EmptyBoard(Widget):
    """A block in the middle of a board without cards."""

    ALLOW_SELECT = False

    def __init__(self, commands: Iterable[Command]) -> None:
        super().__init__()
        known = tuple(commands)
        self._keys = [
            (find(known, name).first, words)
            for name, words in (("new", "new card"), ("import", "cards from files"), ("boards", "another board"))
        ]
        self.is_shown = False

    def render(self) -> RenderResult:
        """Return the ways to begin: keys first, then commands for a shell."""
        rows = [(key, words) for key, words in self._keys if key]
        lines = [
            Content("No cards yet.").stylize("bold"),
            Content(""),
            *(Content.assemble((f"{key:<20}", "bold $primary"), words) for key, words in rows),
            Content.assemble((f"{'kanban demo':<20}", "bold $primary"), "in a shell: a board to look at"),
        ]
        width = self.size.width
        return Content("\n").join(line.truncate(width, ellipsis=True) for line in lines)
