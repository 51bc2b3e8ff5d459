"""A card's fields as a list of lines: name and value, and below them a sentence if there is one."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.style import Style

from kanban import cell_width
from kanban.tui.commands import bound
from kanban.tui.widgets.card.field_rows import ADD_FIELD, ADD_LINK, FieldRow
from kanban.tui.widgets.line_list import LineList


class FieldList(LineList):
    """The rows, one under another."""

    hint_place = "fields"

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("panel_edit", "edit"),
        bound("panel_clear", "clear"),
    ]

    class EditWanted(Message):
        """Edit the row under the cursor, or open its link."""

    class ClearWanted(Message):
        """Clear the row under the cursor, or remove its link."""

    def action_edit(self) -> None:
        """Edit the row under the cursor."""
        self.post_message(self.EditWanted())

    def action_clear(self) -> None:
        """Clear the row under the cursor."""
        self.post_message(self.ClearWanted())

    def activate_block(self) -> None:
        """Edit the row that was clicked twice."""
        self.action_edit()


def draw_heading(heading: str, width: int, *, first: bool) -> list[Content]:
    """Return the heading of a group of rows, with an empty line above all but the first."""
    line = Content(f" {heading}").stylize("bold $lane-title").truncate(width)
    return [line] if first else [Content(""), line]


def draw_row(row: FieldRow, note: tuple[str, str, bool], wide: int, width: int) -> list[Content]:
    """Return a row's lines: name and value, and below them the sentence of `note` (key, sentence, is an error)."""
    if not row.text and row.key in {ADD_FIELD, ADD_LINK}:
        line = Content(f"  {row.called}").stylize("$muted")
    else:
        value = (
            Content(row.text)
            if row.text
            else Content("asked for here" if row.is_missing else "–").stylize(
                "$overdue" if row.is_missing else "$muted"
            )
        )
        if row.url:
            value = Content.assemble((row.text, "$primary"), "  ", (row.url, "$muted")).stylize(
                Style.from_meta({"url": row.url})
            )
        line = Content.assemble("  ", (cell_width.pad(cell_width.shorten(row.called, wide - 1), wide), "$muted"), value)
    lines = [line.truncate(width, ellipsis=True)]
    _, sentence, wrong = note
    if sentence:
        indent = Content(" " * (wide + 2 if width - wide > 24 else 2))
        style = "$overdue" if wrong else "$muted"
        lines += [(indent + part).stylize(style) for part in Content(sentence).wrap(max(8, width - indent.cell_length))]
    return lines
