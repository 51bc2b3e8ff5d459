"""The way in to a file of any format: what it is, and its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kanban.exchange import files
from kanban.exchange.files.csv_files import TextTable, open_text, read_text_blocks
from kanban.exchange.files.encodings import detect_encoding, list_encodings
from kanban.exchange.files.file_kinds import detect_text_kind, is_workbook, read_head
from kanban.exchange.files.file_table import Block, RowTable, Table, read_row_blocks

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

    `encoding` and `delimiter` are a text's; `sheet_name` is a workbook's. Without it the sheet is taken whose header
    `weigh` finds most of. Raises KanbanError with one sentence on what is wrong with the file.
    """
    head = read_head(path)
    if is_workbook(path, head):
        return files.workbooks.open_workbook(path, sheet_name, weigh)
    text = detect_encoding(path, head, encoding)
    with path.open(encoding=text.codec, errors=text.errors, newline="") as stream:
        kind = detect_text_kind(path, stream.read(_START))
    if kind == "json":
        return replace(files.json_tables.open_json(path, text), encodings=list_encodings(text))
    if kind == "vcard":
        return replace(files.vcards.open_vcards(path, text), encodings=list_encodings(text))
    return replace(open_text(path, text, delimiter), encodings=list_encodings(text))


def read_blocks(table: Table) -> Iterator[Block]:
    """Yield the rows of a table in blocks, one in memory at a time where its format allows."""
    if isinstance(table, RowTable):
        return read_row_blocks(table)
    assert isinstance(table, TextTable)  # noqa: S101 - there is no other
    return read_text_blocks(table)
