"""The way in to a file of any format: what it is, and its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kanban.exchange import files
from kanban.exchange.files.csv_files import TextTable, open_text, read_text_blocks
from kanban.exchange.files.encodings import detect_encoding, list_encodings
from kanban.exchange.files.faulty_rows import (
    count_own_columns,
    describe_width,
    find_lasting_fault,
    read_corrected_object,
    split_reject,
)
from kanban.exchange.files.file_kinds import detect_text_kind, is_workbook, read_head
from kanban.exchange.files.file_table import Block, Rejected, RowTable, Table, read_row_blocks

_START = 1024
"""Characters from which a text's format is told."""


def open_table(
    path: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet_name: str | None = None,
    weigh: Callable[[Sequence[str]], int] = len,
) -> Table:
    """Look at a file of any format: where its table is and what its columns are called.

    `encoding` and `delimiter` are a text's; `sheet_name` is a workbook's, or names a list in a JSON document. Without
    it the sheet is taken whose header `weigh` finds most of, or the longest list. Raises
    KanbanError with one sentence on what is wrong with the file.
    """
    head = read_head(path)
    if is_workbook(path, head):
        return files.workbooks.open_workbook(path, sheet_name, weigh)
    text = detect_encoding(path, head, encoding)
    with path.open(encoding=text.codec, errors=text.errors, newline="") as stream:
        kind = detect_text_kind(path, stream.read(_START))
    if kind == "json":
        return replace(files.json_tables.open_json(path, text, sheet_name), encodings=list_encodings(text))
    if kind == "vcard":
        return replace(files.vcards.open_vcards(path, text), encodings=list_encodings(text))
    return replace(open_text(path, text, delimiter), encodings=list_encodings(text))


def read_blocks(table: Table) -> Iterator[Block]:
    """Yield the rows of a table in blocks, one in memory at a time where its format allows.

    Rows of a file of rejects that nobody corrected are rejected again.
    """
    if isinstance(table, RowTable):
        blocks = read_row_blocks(table)
    else:
        assert isinstance(table, TextTable)  # noqa: S101 - there is no other
        blocks = read_text_blocks(table)
    width = count_own_columns(table.header)
    return blocks if width is None else (_reject_again(table, width, block) for block in blocks)


def _reject_again(table: Table, width: int, block: Block) -> Block:
    """Return a block of a file of rejects with what was corrected as rows, and what was not as rejected."""
    full = len(table.header)
    numbered = dict(zip(block.lines, block.rows, strict=True))
    rejected: list[Rejected] = []
    for odd in block.rejected:  # too wide with its reason, and maybe not without
        if odd.reason == describe_width(len(odd.row), full):
            numbered[odd.line] = list(odd.row)
        else:
            rejected.append(odd)
    rows: list[list[str]] = []
    lines: list[int] = []
    for line, row in sorted(numbered.items()):
        cells, fault = find_lasting_fault(row, width)
        if not fault and (record := read_corrected_object(row, width)) is not None:
            cells, fault = files.json_tables.read_object(record, table.header[:width], cells)
        if fault:
            rejected.append(Rejected(table.name, line, fault, (*cells, fault)))
        elif any(cells):
            rows.append([*cells, split_reject(row, width)[1], *[""] * (full - width - 1)])
            lines.append(line)
    return Block(rows, lines, sorted(rejected, key=lambda some: some.line), block.footer)
