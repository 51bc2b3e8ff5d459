"""Rows that could not be imported, as files that can be corrected in a spreadsheet and imported as they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kanban.domain.errors import KanbanError, NotFound, Refused
from kanban.domain.records.card_row import guard_cell, unguard_cell
from kanban.exchange.files import json_lines
from kanban.exchange.files.any_file import open_table, read_blocks
from kanban.exchange.files.faulty_rows import REASON, count_own_columns, split_reject
from kanban.store import whole_file

if TYPE_CHECKING:
    from kanban.cli.data_verbs.reader_process import FileRejects

SUFFIX = ".rejects"
JSON_LINES = "\n"
"""What stands for a delimiter in rejects of JSON lines."""
_DELIMITERS = frozenset(",;")
"""What spreadsheets take for delimiters of a CSV file; other files' rejects get a comma."""

Row = tuple[str, ...]


def write_rejects(rejects: Sequence[FileRejects], target: str | None) -> list[Path]:
    """Write the rows of each file beside it, or to the file `target`; returns where they are.

    An older file is overwritten if all its rows are in the new one too; else the new one gets another name.
    """
    paths: list[Path] = []
    for some in rejects:
        if some.delimiter == JSON_LINES:
            paths.append(_write_lines(some, target, paths))
            continue
        start = Path(target) if target else some.path.with_name(f"{_find_stem(some.path)}{SUFFIX}.csv")
        header, rows = build_rows(some)
        path = next(path for path in _list_names(start) if path not in paths and _may_write(path, rows))
        try:
            with whole_file.open_draft(path, force=True) as raw:
                opened = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="")
                delimiter = some.delimiter if some.delimiter in _DELIMITERS else ","
                csv.writer(opened, delimiter=delimiter).writerows([header, *rows])
                opened.flush()
                opened.detach()
        except (Refused, NotFound) as error:
            raise Refused(f"The rejected rows were not kept: {error} --rejects names another file.") from error
        paths.append(path)
    return paths


def _write_lines(some: FileRejects, target: str | None, others: Sequence[Path]) -> Path:
    """Write lines of an export below its first one, each below the reason; returns where they are."""
    start = Path(target) if target else some.path.with_name(f"{_find_stem(some.path, '.jsonl')}{SUFFIX}.jsonl")
    lines = [row.row[0] for row in some.rows]
    path = next(path for path in _list_names(start) if path not in others and _may_write_lines(path, lines))
    pairs = (line for row in some.rows for line in (json_lines.describe_reject(row.reason), row.row[0]))
    try:
        with whole_file.open_draft(path, force=True) as raw:
            raw.write("\n".join([some.header[0], *pairs, ""]).encode("utf-8", "replace"))
    except (Refused, NotFound) as error:
        raise Refused(f"The rejected lines were not kept: {error} --rejects names another file.") from error
    return path


def _may_write_lines(path: Path, lines: Sequence[str]) -> bool:
    """Tell whether nothing is lost if a file is here: none is there, or each of its lines is among these."""
    if not path.is_file():
        return True
    if not json_lines.is_export(path):
        return path.stat().st_size == 0
    present = path.read_text("utf-8-sig", "replace").splitlines()[1:]
    return all(line in lines for line in present if line.strip() and not json_lines.is_reason(line))


def build_rows(rejects: FileRejects) -> tuple[Row, list[Row]]:
    """Return the header and the rows of a file of rejects; the reason is always the last cell.

    Cells that a spreadsheet would take for a formula are guarded; the import takes that off again.
    """
    header = tuple(rejects.header)
    width = count_own_columns(header)
    if width is not None:
        header = header[:width]
    rows = []
    for row in rejects.rows:
        cells = row.row
        if width is not None:
            cells = tuple(map(unguard_cell, split_reject(cells, width)[0]))
        cells += ("",) * (len(header) - len(cells))
        rows.append((*map(guard_cell, cells), row.reason))
    return (*map(guard_cell, header), REASON), rows


def _find_stem(path: Path, ending: str = ".csv") -> str:
    """Return the name to which the suffix is added: of a file of rejects that of the first file."""
    name = path.name.removesuffix(ending)
    stem, sign, number = name.rpartition(SUFFIX)
    return stem if sign and (not number or number.removeprefix("-").isdecimal()) else path.name


def _list_names(path: Path) -> Iterator[Path]:
    yield path
    number = 2
    while True:
        yield path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1


def _may_write(path: Path, rows: Sequence[Row]) -> bool:
    """Tell whether nothing is lost if a file is paths: none is there, or each of its rows is among these."""
    if not path.is_file():
        return True
    try:
        table = open_table(path)
        present = [
            tuple(row) for block in read_blocks(table) for row in (*block.rows, *(odd.row for odd in block.rejected))
        ]
    except (KanbanError, OSError):
        return path.stat().st_size == 0
    width = count_own_columns(table.header)
    if width is None:
        return False
    coming = {row[:-1] for row in rows}
    return all(split_reject(row, width)[0] in coming for row in present)
