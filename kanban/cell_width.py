"""Measure, cut and pad lines in terminal cells, for the screen and for tables of the command line.

Rich does the counting, as Textual draws by it and columns have to agree. It and its tables are loaded for the first
text with letters or signs that may not take one cell, because that would delay every listing and the first frame.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from kanban import libraries

_SINGLE = re.compile(
    "[ -~\u00a0-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u20a0-\u20cf"
    "\u2190-\u22ff\u2400-\u2426\u2500-\u25fc✎✓✗]*"
)
"""Text whose every sign takes one cell: Latin, Greek and Cyrillic letters, punctuation, currencies, arrows, lines,
shapes and the board's own signs. Nothing in it joins or widens a neighbour."""


def cells(text: str) -> int:
    """Return the width of one cleaned line in terminal cells; joined emoji count as one."""
    return len(text) if text.isascii() else _measure(text)


@lru_cache(4096)  # the same few words are measured each time that they are cut, set apart and drawn
def _measure(text: str) -> int:
    return len(text) if _SINGLE.fullmatch(text) else libraries.rich_cells.cell_len(text)


def shorten(text: str, width: int) -> str:
    """Cut one line to at most `width` cells, the last an ellipsis; never between a letter and its accents."""
    if width <= 0:
        return ""
    if cells(text) <= width:
        return text
    if _SINGLE.fullmatch(text):
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
