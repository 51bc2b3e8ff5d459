"""Rows that can't be read, and files of rejects: which rows of those somebody has corrected.

Most reasons follow from the cells, and a row that nobody corrected is rejected again for the same one. Where they
don't (the file ended in the row), the reason quotes or counts what there was, and holds as long as that is so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kanban.domain.records.card_row import unguard_cell
from kanban.domain.values.text import clean_line, shorten

REASON = "kanban_reason"
"""The label of the column in which a file of rejects tells why; it is never imported."""

UNCLOSED = "a quote is opened and never closed"

_QUOTED = 40
"""Characters of a value that a reason quotes."""

_CUT_ROW = re.compile(r"the file ends in this row, after (\d+) of (\d+) cells?")
_CUT_CARD = re.compile(
    r"the card is cut off: it has no (?:END|BEGIN):VCARD, and (\d+) characters? of it (?:is|are) here"
)
_NO_OBJECT = re.compile(r"(?:a number|a text|null|true|false|a list|damaged JSON) where an object is expected: (“.*”)")
_UNNAMED = re.compile(r"Column \d+")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What stands where a row should, with the reason why it is none."""

    reason: str
    cells: tuple[str, ...]


def describe_width(count: int, width: int) -> str:
    """Return the reason for a row that is wider or narrower than its header."""
    return f"{count} column{'s' * (count != 1)} where the header has {width}"


def describe_cut_row(count: int, width: int) -> str:
    """Return the reason for the last row of a file that ends after so many cells of it."""
    return f"the file ends in this row, after {count} of {width} cells"


def describe_cut_card(missing: str, cells: Sequence[str]) -> str:
    """Return the reason for a card of an address book without its first or last line."""
    count = _count_characters(cells)
    part = "1 character of it is" if count == 1 else f"{count} characters of it are"
    return f"the card is cut off: it has no {missing}:VCARD, and {part} here"


def build_no_object(value: object, *, is_json: bool = True) -> Unreadable:
    """Return what stands for a JSON value where an object is expected, or for a line that is no JSON."""
    cell = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if not is_json:
        kind = "damaged JSON"
    elif isinstance(value, list):
        kind = "a list"
    elif isinstance(value, str):
        kind = "a text"
    else:
        kind = cell if value is None or isinstance(value, bool) else "a number"
    return Unreadable(f"{kind} where an object is expected: {_quote(cell)}", (cell,))


def _quote(cell: str) -> str:
    return f"“{shorten(clean_line(cell), _QUOTED)}”"


def _count_characters(cells: Sequence[str]) -> int:
    return sum(len(clean_line(cell)) for cell in cells)  # spreadsheets write line breaks differently


# -- files of rejects


def count_own_columns(header: Sequence[str]) -> int | None:
    """Return how many columns of a file of rejects are the first file's; None for another file.

    The reason stands behind them. What a spreadsheet puts behind that, under rows that are too wide, has no name.
    """
    try:
        place = len(header) - 1 - header[::-1].index(REASON)
    except ValueError:
        return None
    return place if all(map(_UNNAMED.fullmatch, header[place + 1 :])) else None


def split_reject(row: Sequence[str], width: int) -> tuple[tuple[str, ...], str]:
    """Return the cells and the reason of a row of rejects whose first file had so many columns."""
    last = max((n for n, cell in enumerate(row) if cell.strip()), default=-1)
    cells, reason = (row[:last], row[last]) if last >= width else (row, "")
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    return tuple(cells) + ("",) * (width - len(cells)), reason


def find_lasting_fault(row: Sequence[str], width: int) -> tuple[tuple[str, ...], str | None]:
    """Return the cells of a row of rejects and why it is still wrong; None where the cells alone can tell."""
    cells, reason = split_reject(row, width)
    if len(cells) > width:
        return cells, describe_width(len(cells), width)
    return cells, reason if _is_unchanged(reason, [unguard_cell(cell) for cell in cells]) else None


def _is_unchanged(reason: str, cells: Sequence[str]) -> bool:
    """Tell whether cells still are what a reason says that does not follow from them."""
    if reason == UNCLOSED:
        return any(cell.startswith('"') and cell.count('"') % 2 for cell in cells)
    if match := _CUT_ROW.fullmatch(reason):
        return not any(cell.strip() for cell in cells[int(match[1]) : int(match[2])])
    if match := _CUT_CARD.fullmatch(reason):
        return _count_characters(cells) == int(match[1])
    if match := _NO_OBJECT.fullmatch(reason):
        return _quote(cells[0]) == match[1] and not any(cells[1:])
    return False


def read_corrected_object(row: Sequence[str], width: int) -> dict[str, Any] | None:
    """Return the object that somebody made of a line of JSON in a row of rejects; None where it is none."""
    cells, reason = split_reject(row, width)
    text = unguard_cell(cells[0]).strip() if cells else ""
    if not text.startswith("{") or any(cells[1:]) or (reason and not _NO_OBJECT.fullmatch(reason)):
        return None
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def number_elements(items: Sequence[object]) -> Iterator[tuple[int, dict[str, Any] | Unreadable]]:
    """Yield the elements of a JSON list with their numbers from 1; what is no object as `Unreadable`."""
    for number, item in enumerate(items, 1):
        yield number, item if isinstance(item, dict) else build_no_object(item)
