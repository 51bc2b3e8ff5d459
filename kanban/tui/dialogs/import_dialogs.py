"""Dialogs of the import page: a rejected row, and where the rejected rows are saved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from kanban.cell_width import pad, shorten
from kanban.domain.values import text
from kanban.tui.dialogs.dialog_frame import Dialog, text_widget
from kanban.tui.dialogs.export_dialog import Target
from kanban.tui.dialogs.form import LineForm
from kanban.tui.widgets.inputs.line_input import LineInput
from kanban.tui.widgets.line_list import Block, LineList

NAME = 20
"""Cells of a column's label."""


class RejectedRow(Dialog[None]):
    """`RejectedRow(heading, reason, cells)`: a row of a file with its labels, and why it was rejected."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "leave", "Close", show=False)]

    def __init__(self, heading: str, reason: str, cells: Sequence[tuple[str, str]]) -> None:
        super().__init__(heading, (), leave="close")
        self._reason, self._cells = reason, cells
        self._list = LineList()

    def content(self) -> Iterable[Widget]:
        """Return the reason, and a line for each filled cell."""
        yield text_widget(self._reason, style="$overdue")
        yield self._list

    def on_mount(self) -> None:
        """Show the cells."""
        cells = [(label, cell) for label, cell in self._cells if cell.strip()]
        blocks = [Block(str(n), pair, partial(_draw_cell, *pair), is_stop=False) for n, pair in enumerate(cells)]
        self._list.styles.height = min(max(1, len(blocks)), 16)
        self._list.show_blocks(blocks, anew=True)
        self._list.focus()


def _draw_cell(label: str, cell: str, width: int) -> list[Content]:
    name = pad(shorten(text.clean_line(label), NAME), NAME)
    return [Content.assemble((name, "$muted"), " ", shorten(text.clean_line(cell), max(8, width - NAME - 2)))]


class SaveRejects(LineForm[str]):
    """`SaveRejects(name)` → the path of the file; a file that is there is replaced after a second enter."""

    def __init__(self, name: str) -> None:
        super().__init__("Save rejected rows", (("enter", "save"), ("tab", "complete")))
        self._line = LineInput(name, paths=True)
        self._target = Target()

    def content(self) -> Iterable[Widget]:
        """Return the line for the path."""
        yield text_widget("Same columns as the file, the reason in the last one.")
        yield self._line

    def on_mount(self) -> None:
        """Begin with the path."""
        self._line.focus()

    def read_answer(self) -> str:
        """Return the path; raises KanbanError for one that can't be written, or is taken."""
        return str(self._target.read(self._line.value))
