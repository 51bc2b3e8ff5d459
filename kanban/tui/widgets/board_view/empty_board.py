"""What an empty board says: how to begin."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from kanban.tui.commands import Command, find

LINES, CELLS = 7, 52
"""The room that it takes."""


class Start(Widget):
    """A block in the middle of a board without cards."""

    ALLOW_SELECT = False

    def __init__(self, commands: Iterable[Command]) -> None:
        super().__init__()
        known = tuple(commands)
        self._keys = [
            (find(known, name).first, said) for name, said in (("new", "new card"), ("boards", "another board"))
        ]
        self.shows = False

    def render(self) -> RenderResult:
        """Draw the ways to begin; what is typed in a shell says so."""
        rows = [(key, said) for key, said in self._keys if key]
        lines = [
            Content("No cards yet.").stylize("bold"),
            Content(""),
            *(Content.assemble((f"{key:<20}", "bold $primary"), said) for key, said in rows),
            Content.assemble((f"{'kanban import FILE':<20}", "bold $primary"), "in a shell: cards from a file"),
            Content.assemble((f"{'kanban demo':<20}", "bold $primary"), "in a shell: a board to look at"),
        ]
        width = self.size.width
        return Content("\n").join(line.truncate(width, ellipsis=True) for line in lines)
