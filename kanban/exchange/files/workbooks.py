"""Excel workbooks (.xlsx) as tables: the sheet with the leads, its cells as a person sees them.

Read by python-calamine, the extra `excel`; openpyxl needs ten times as long.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from kanban import libraries
from kanban.domain.errors import KanbanError, NothingToImport, UsageFault
from kanban.domain.values.text import clean_line, shorten
from kanban.exchange.files.file_table import (
    HELD,
    Assumption,
    Choice,
    NumberedRows,
    Question,
    RowTable,
    count_used_cells,
    find_header_row,
    find_title,
    format_labels,
    format_name,
    format_number,
)

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

MOST_BYTES = 256 << 20
"""Bytes of an unpacked workbook; 250,000 leads with 15 columns are 180 MiB, and take twice that in memory."""

MOST_TEXTS = 128 << 20
"""Bytes of the texts that its cells share: a short one takes more than twice its size in memory."""

MOST_CELLS = 5_000_000
"""Cells of a sheet, from its first to its last used row and column: each takes memory, even an empty one."""

_CELL = 80
"""Bytes of memory for a cell, about."""

_SAMPLE = 200
"""Rows that the header is found in."""

_PIECE = 1 << 20
_LONGEST_TAG = 1024
"""Bytes of a tag that is put together from two pieces."""

_PLACES = (re.compile(rb' r="([A-Z]{1,3})\d'), re.compile(rb' r="[A-Z]{0,3}(\d{1,10})"'))
"""Column and row of cells as nearly every program writes them."""

_ODD_PLACES = (
    re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,3})\d"),
    re.compile(rb"\sr\s*=\s*[\"'][A-Za-z]{0,3}(\d{1,10})[\"']"),
)
"""The same as XML allows it, four times as slow to find."""

_ODD_MARKS = (b"r='", b"r =", b"r= ", b"\tr=", b"\nr=", b"\rr=", b"r\t=", b"r\n=", b"r=\t", b"r=\n")

CellValue = str | float | bool | date | datetime | time | timedelta
SheetKey = tuple[Path, int, str]
"""The file, when it changed (in nanoseconds), and the name of the sheet."""
Weigh = Callable[[Sequence[str]], int]


def open_workbook(path: Path, sheet_name: str | None, weigh: Weigh) -> RowTable:
    """Look at a workbook: the sheet of this name, else the one whose header `weigh` finds most of.

    Raises KanbanError with one sentence on what is wrong with it.
    """
    name = format_name(path)
    tables, titles = _look_at_sheets(path, name, sheet_name, path.stat().st_mtime_ns)
    if not tables:
        where = f"The sheet “{clean_line(sheet_name)}” of “{name}”" if sheet_name else f"“{name}”"
        raise NothingToImport(
            f"{where} has no rows below a line with the names of columns: there is nothing to import."
        )
    table = tables[0] if len(tables) == 1 else _choose_sheet(tables, name, weigh)
    if len(titles) == 1:
        return table
    labels = {some.sheet: ", ".join(some.header[:6]) for some in tables}
    choices = (Choice(title, labels.get(clean_line(title), "")) for title in titles)
    return replace(table, sheets=tuple(choices))


@lru_cache(maxsize=16)  # an import looks at its files several times
def _look_at_sheets(path: Path, name: str, sheet_name: str | None, changed_ns: int) -> tuple[list[RowTable], list[str]]:
    """Look at the sheet of this name, or at all that are shown; again only where the file has changed.

    Returns also the names of all that are shown.
    """
    try:
        calamine = libraries.python_calamine
    except ImportError:
        raise KanbanError(
            f"“{name}” is an Excel workbook: to read those, "
            'pip install "joint-kanban[excel]", or save the sheet as CSV.'
        ) from None
    _check_size(path, name)
    try:
        with calamine.load_workbook(str(path)) as workbook:
            visible = [
                meta.name
                for meta in workbook.sheets_metadata
                if meta.typ == calamine.SheetTypeEnum.WorkSheet and meta.visible == calamine.SheetVisibleEnum.Visible
            ]
            wanted = titles = visible or workbook.sheet_names
            if sheet_name is not None:
                wanted = [title for title in workbook.sheet_names if title.casefold() == sheet_name.strip().casefold()]
            if sheet_name is not None and not wanted:
                sheet_names = shorten(clean_line(", ".join(workbook.sheet_names)), 300)
                raise UsageFault(
                    f"“{name}” has no sheet “{shorten(clean_line(sheet_name), 60)}”; it has {sheet_names}."
                )
            tables: list[RowTable] = []
            for title in wanted:
                HELD.make_room()
                sheet = workbook.get_sheet_by_name(title)
                key = (path, changed_ns, title)
                if table := _look_at_sheet(sheet, key):
                    HELD.put(key, *_weigh_sheet(sheet))
                    tables.append(table)
            return tables, titles
    except calamine.PasswordError:
        raise KanbanError(f"“{name}” is protected by a password: save it without one, or as CSV.") from None
    except (calamine.CalamineError, OSError) as fault:
        raise _reject_damaged(name, "its parts don't fit together") from fault


def _load_sheet(key: SheetKey) -> tuple[CalamineSheet, int]:
    """Read a sheet that was looked at before, and did not stay in memory; returns also how many bytes it takes."""
    path, changed_ns, title = key
    calamine = libraries.python_calamine
    try:
        if path.stat().st_mtime_ns != changed_ns:
            raise KanbanError(f"“{format_name(path)}” was changed while it was read: start again.")
        with calamine.load_workbook(str(path)) as workbook:
            sheet = workbook.get_sheet_by_name(title)
    except (calamine.CalamineError, OSError) as fault:
        raise _reject_damaged(format_name(path), "its sheet can't be read again") from fault
    return _weigh_sheet(sheet)


def _weigh_sheet(sheet: CalamineSheet) -> tuple[CalamineSheet, int]:
    return sheet, sheet.total_height * sheet.total_width * _CELL


def _look_at_sheet(sheet: CalamineSheet, key: SheetKey) -> RowTable | None:
    """Find the header of a sheet; None where there are no rows below one."""
    sample = [_format_row(row) for row in islice(sheet.iter_rows(), _SAMPLE)]
    filled_rows = [row for row in sample if any(cell.strip() for cell in row)]
    if len(filled_rows) < 2 and sheet.total_height <= _SAMPLE:
        return None
    widths = Counter(map(count_used_cells, filled_rows))
    common_width, _ = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
    others = [width for width, _ in sorted(widths.items(), key=lambda item: (-item[1], -item[0])) if width > 1]
    # cut as a text would be: a row ends with its last cell, or with the header's
    rows = [row[: max(count_used_cells(row), common_width)] for row in sample]
    for wanted in dict.fromkeys([common_width, *others]):
        if place := find_header_row(rows, wanted):
            break
    else:
        return None
    index, labels = place
    if not any(any(cell.strip() for cell in row) for row in sample[index + 1 :]) and len(sample) < _SAMPLE:
        return None
    labels = labels[: count_used_cells(labels)] or labels
    width = max(len(labels), *(count_used_cells(row) for row in sample[index:]))
    labels += [""] * (width - len(labels))
    return RowTable(
        path=key[0],
        header=format_labels(labels),
        sheet=clean_line(sheet.name),
        unit="row",
        decimal_columns=_find_decimals(sheet, index),
        read_rows=partial(_read_rows, key, index + 1),
        title=find_title(sample, index),
    )


def _find_decimals(sheet: CalamineSheet, index: int) -> frozenset[int]:
    rows = islice(sheet.iter_rows(), index + 1, index + _SAMPLE)
    return frozenset(place for row in rows for place, cell in enumerate(row) if isinstance(cell, float))


def _choose_sheet(tables: list[RowTable], name: str, weigh: Weigh) -> RowTable:
    """Choose the sheet that looks most like leads; where two look the same, say that somebody has to."""
    weights = [weigh(table.header) for table in tables]
    best = max(weights)
    equal = [table for table, weight in zip(tables, weights, strict=True) if weight == best]
    chosen = equal[0]
    others = ", ".join(f"“{table.sheet}”" for table in tables if table is not chosen)
    if len(equal) == 1:
        sentence = f"“{name}”: the sheet “{chosen.sheet}” is read, and not {others}."
        return replace(chosen, assumptions=(Assumption(shorten(sentence, 400), "--sheet NAME"),))
    choices = tuple(
        Choice(table.sheet, ", ".join(table.header[:6]), ", ".join(_read_first(table)[:6])) for table in equal
    )
    words = f"“{name}” has {len(choices)} sheets that look like leads"
    return replace(chosen, questions=(Question("sheet", name, choices, "--sheet", words=words),))


def _read_first(table: RowTable) -> list[str]:
    _, row = next(table.read_rows(), (0, []))
    return row if isinstance(row, list) else []


# -- cells


def _read_rows(key: SheetKey, skip: int) -> NumberedRows:
    sheet: CalamineSheet = HELD.take(key, lambda: _load_sheet(key))
    for number, row in enumerate(islice(sheet.iter_rows(), skip, None), skip + 1):
        yield number, _format_row(row)


def _format_row(row: Sequence[CellValue]) -> list[str]:
    return [cell if cell.__class__ is str else _format_cell(cell) for cell in row]


def _format_cell(cell: CellValue) -> str:
    """Return a cell as text: days and times as ISO 8601, whole numbers without `.0`."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return format_number(cell)
    if isinstance(cell, datetime):
        whole = (cell + timedelta(milliseconds=500)).replace(microsecond=0)  # a spreadsheet keeps shares of a day
        return whole.date().isoformat() if whole.time() == time() else whole.isoformat()
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    return cell.isoformat()


# -- what may be read at all


def _check_size(path: Path, name: str) -> None:
    """Raise KanbanError for a workbook that would unpack to more than fits into memory, by mistake or on purpose."""
    unpacked = 0
    part = "its list of parts"
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
        if sum(member.file_size for member in members) > MOST_BYTES:  # what it says itself is no proof, but enough
            raise _reject_large(name)
        for member in members:
            part = f"its part “{clean_line(member.filename)}”"
            sheet = _SheetSize() if "worksheets/" in member.filename else None
            texts = 0
            for piece in _unpack(path, member):
                unpacked += len(piece)
                texts += len(piece) if "sharedStrings" in member.filename else 0
                if unpacked > MOST_BYTES or texts > MOST_TEXTS:
                    raise _reject_large(name)
                if sheet is not None:
                    sheet.look(piece)
            if sheet is not None and sheet.cells > MOST_CELLS:
                raise KanbanError(
                    f"“{name}” has a sheet of more than {MOST_CELLS:,} cells: delete the empty rows and columns "
                    "behind the table, or save the sheet as CSV."
                )
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError) as fault:
        raise _reject_damaged(name, f"{part} can't be read") from fault


def _reject_damaged(name: str, reason: str) -> KanbanError:
    return KanbanError(
        f"“{name}” is a damaged workbook, {reason}: export or copy it again, or open it in a spreadsheet, which may "
        "repair it, and save it as .xlsx or CSV."
    )


def _reject_large(name: str) -> KanbanError:
    return KanbanError(
        f"“{name}” unpacks to more than {MOST_BYTES >> 20:,} MiB, or to more than {MOST_TEXTS >> 20:,} MiB of texts, "
        "which takes too much memory: save the sheet as CSV, which is read in pieces."
    )


def _unpack(path: Path, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the content of a file in an archive, however much it says that it is."""
    with path.open("rb") as stream:
        stream.seek(member.header_offset + 26)
        lengths = stream.read(4)
        stream.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), 1)
        left = member.compress_size
        if member.compress_type == zipfile.ZIP_STORED:
            while left > 0 and (piece := stream.read(min(left, _PIECE))):
                left -= len(piece)
                yield piece
            return
        if member.compress_type != zipfile.ZIP_DEFLATED:
            raise zipfile.BadZipFile("packed in an unusual way")
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        while left > 0 and not inflater.eof and (packed := stream.read(min(left, _PIECE))):
            left -= len(packed)
            yield inflater.decompress(packed, _PIECE)
            while inflater.unconsumed_tail:
                yield inflater.decompress(inflater.unconsumed_tail, _PIECE)


class _SheetSize:
    """Measures a sheet without reading its cells: a cell far away makes it as large as a full one."""

    def __init__(self) -> None:
        self._rows = self._columns = 1
        self._count = 0
        self._rest = b""

    @property
    def cells(self) -> int:
        """Cells from the first to the last used row and column."""
        return max(self._rows, self._count) * self._columns

    def look(self, piece: bytes) -> None:
        """Measure the next piece; a tag that is cut waits for its end."""
        text = self._rest + piece
        end = text.rfind(b">") + 1
        if end == 0 and len(text) < _LONGEST_TAG:
            self._rest = text
            return
        text, self._rest = text[:end] or text, text[end:][-_LONGEST_TAG:]
        columns, rows = _ODD_PLACES if any(mark in text for mark in _ODD_MARKS) else _PLACES
        letters = columns.findall(text)
        self._columns = max(self._columns, *map(_count_columns, set(letters)), 1)
        self._rows = max(self._rows, *map(int, set(rows.findall(text))), 1)
        self._count += text.count(b"<row")
        if text.count(b"<c ") + text.count(b"<c>") > len(letters):  # cells that don't say where they are
            in_rows = [row.count(b"<c ") + row.count(b"<c>") for row in text.split(b"<row")]
            self._columns = max(self._columns, *in_rows, 1)


def _count_columns(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
