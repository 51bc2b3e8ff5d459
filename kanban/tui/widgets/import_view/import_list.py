"""The list of the import page, and lists that open in it below a row: the rest stays readable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

from textual.content import Content
from textual.message import Message

from kanban.cell_width import cells, pad, shorten
from kanban.domain.values.text import clean_line
from kanban.tui.widgets.bars.hints import Hint, frame_hints
from kanban.tui.widgets.line_list import Block, LineList

INDENT = 4
"""Cells before the frame of a list in place."""

WIDEST = 84
"""Cells of such a frame."""


class ImportList(LineList):
    """Rows with a mark at the cursor."""

    MARKED: ClassVar[bool] = True

    class Activated(Message):
        """A row was clicked twice."""

    def activate_block(self) -> None:
        """Post that the row is to be acted on."""
        self.post_message(self.Activated())


@dataclass(frozen=True, slots=True)
class Choice:
    """A row of a list in place."""

    key: str
    label: str
    note: str = ""
    """What tells it from the others: how many cells are filled."""
    sample: str = ""


@dataclass(frozen=True, slots=True)
class Picker:
    """A list in place: what it asks, what can be chosen, and what is done with the answer."""

    below: str
    """The key of the row below which it opens."""
    title: str
    choices: tuple[Choice, ...]
    take: Callable[[str], None]
    """Is given the key of the chosen row."""
    start: str = ""
    """The key of the row on which the cursor begins."""
    verb: str = "choose"

    def blocks(self) -> list[Block]:
        """Return the frame with its rows."""
        stamp = (self.title, self.choices)
        rows = [
            Block(choice_key(choice.key), (choice, stamp), partial(self._draw_row, choice), mark=INDENT + 2)
            for choice in self.choices
        ]
        top = Block("picker-top", stamp, self._draw_top, is_stop=False)
        return [top, *rows, Block("picker-end", (stamp, self.verb), self._draw_end, is_stop=False)]

    def _draw_top(self, width: int) -> list[Content]:
        room = _find_room(width)
        title = shorten(clean_line(self.title), room - 4)
        line = "─" * max(0, room - 3 - cells(title))
        return [Content.assemble(" " * INDENT, ("╭─ ", "$primary"), (title, "bold"), (f" {line}╮", "$primary"))]

    def _draw_end(self, width: int) -> list[Content]:
        room = _find_room(width)
        hints = frame_hints([Hint("enter", self.verb), Hint("esc", "back")], room - 4)
        line = "─" * max(0, room - 3 - cells(hints))
        return [Content.assemble(" " * INDENT, (f"╰{line} ", "$primary"), (hints, "$muted"), (" ─╯", "$primary"))]

    def _draw_row(self, choice: Choice, width: int) -> list[Content]:
        room = _find_room(width)
        columns = [clean_line(text) for text in (choice.label, choice.note, choice.sample)]
        widths = measure([(row.label, row.note, row.sample) for row in self.choices], room - 3)
        row = "  ".join(pad(text, wide) for text, wide in zip(columns, widths, strict=True) if wide)
        return [Content.assemble(" " * INDENT, ("│", "$primary"), pad(f"  {row}", room), ("│", "$primary"))]


def choice_key(key: str) -> str:
    """Return the key of a row of a list in place."""
    return f"choice:{key}"


def measure(rows: Sequence[Sequence[str]], room: int, gap: int = 2) -> list[int]:
    """Return the widths of columns that fit into so many cells; the last ones give way first."""
    widths = [max((cells(clean_line(row[n])) for row in rows), default=0) for n in range(len(rows[0]))] if rows else []
    for n in range(len(widths) - 1, -1, -1):
        over = sum(wide + gap for wide in widths if wide) - gap - room
        if over > 0:
            widths[n] = max(0 if n else 8, widths[n] - over)
    return widths


def insert_picker(blocks: Sequence[Block], picker: Picker | None) -> list[Block]:
    """Return the blocks with a list in place, in which the cursor then stays."""
    if picker is None:
        return list(blocks)
    result: list[Block] = []
    for block in blocks:
        result.append(replace(block, is_stop=False))
        if block.key == picker.below:
            result += picker.blocks()
    return result


def _find_room(width: int) -> int:
    """Return the cells between the sides of a frame."""
    return max(20, min(width - INDENT, WIDEST) - 2)
