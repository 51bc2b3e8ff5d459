"""Measure, cut and pad lines in terminal cells, for the screen and for tables of the command line.

Rich does the counting, as Textual draws by it and columns have to agree. It is loaded for the first text with more than
Western letters, because importing it would delay every listing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from kanban import libraries


def cells(text: str) -> int:
    """Return the width of one cleaned line in terminal cells; joined emoji count as one."""
    return len(text) if text.isascii() else _measure(text)


@lru_cache(4096)  # the same few words are measured each time that they are cut, set apart and drawn
def _measure(text: str) -> int:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return libraries.rich_cells.cell_len(text)
    return len(text)  # every sign of this code page takes one cell


def shorten(text: str, width: int) -> str:
    """Cut one line to at most `width` cells, the last an ellipsis; never between a letter and its accents."""
    if width <= 0:
        return ""
    if cells(text) <= width:
        return text
    if text.isascii():
        return text[: width - 1].rstrip() + "…"
    cut_at = width_taken = 0
    for _, end, size in libraries.rich_cells.split_graphemes(text)[0]:
        if width_taken + size > width - 1:
            break
        cut_at, width_taken = end, width_taken + size
    return text[:cut_at].rstrip() + "…"


def pad(text: str, width: int, align: Literal["left", "right", "center"] = "left") -> str:
    """Return one line exactly `width` cells wide: cut, or padded with spaces."""
    line = shorten(text, width)
    room = width - cells(line)
    if room <= 0:
        return line
    left_room = {"left": 0, "right": room, "center": room // 2}[align]
    return " " * left_room + line + " " * (room - left_room)
