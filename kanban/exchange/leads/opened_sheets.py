"""The files of an import, opened and recognised, with what was said of all of them or of single ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain.errors import UsageFault
from kanban.domain.values.fields import format_column
from kanban.domain.values.text import clean_line, shorten
from kanban.exchange.files.file_table import Choice, Question
from kanban.exchange.leads.lookup_files import MAKE_NO_CARDS
from kanban.exchange.leads.per_file import PerFile, choose_for, name_files
from kanban.exchange.leads.row_drafts.titles import is_product, is_site
from kanban.exchange.recognition.own_columns import find_key_columns
from kanban.exchange.recognition.sheet import Sheet
from kanban.exchange.recognition.suggestions import suggest_fields
from kanban.exchange.recognition.words.headers import squash

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from kanban.exchange.recognition.date_columns import Order
    from kanban.exchange.recognition.samples import ColumnSamples

_NAMING = frozenset({"title", "contact", "first_name", "last_name", "company", "email", "phone"})
"""Fields that a card can be named by."""

MOST_CHOICES = 60
"""Columns among which somebody may look for the title."""


def open_sheets(
    paths: Sequence[Path],
    overrides: Mapping[str, str] | None = None,
    *,
    dates: PerFile = None,
    encoding: PerFile = None,
    delimiter: str | None = None,
    sheet_name: PerFile = None,
) -> list[Sheet]:
    """Look at all files of an import; see `fold_files`."""
    orders: dict[str | None, Order] = {"dmy": "dmy", "mdy": "mdy"}
    return [
        Sheet(
            path,
            encoding=choose_for(path, encoding),
            delimiter=delimiter,
            sheet_name=choose_for(path, sheet_name),
            name=name,
            overrides=overrides,
            dates=orders.get(choose_for(path, dates)),
        )
        for path, name in zip(paths, name_files(paths), strict=True)
    ]


def check_columns(sheets: Sequence[Sheet], overrides: Mapping[str, str]) -> None:
    """Raise UsageFault for a column in `overrides` that no file has."""
    labels = {squash(column.label) for sheet in sheets for column in sheet.mapping.columns}
    for column in overrides:
        if squash(column) not in labels:
            column_names = ", ".join(
                dict.fromkeys(column.label for sheet in sheets for column in sheet.mapping.columns)
            )
            raise UsageFault(
                f"No file has a column “{shorten(clean_line(column), 60)}”; there are {shorten(column_names, 600)}."
            )


def find_nameless(sheets: Sequence[Sheet]) -> list[int]:
    """Return the places of files of which no column names a card."""
    nameless = []
    for n, sheet in enumerate(sheets):
        targets = {column.target for column in sheet.mapping.columns}
        is_named = (
            bool(targets & _NAMING)
            or any(is_product(column.label) for column in sheet.mapping.custom)
            or any(is_site(column.label) for column in sheet.mapping.all("link"))
            or find_key_columns(sheet.mapping) != (None, None)
        )
        if sheet.mapping.kind not in MAKE_NO_CARDS and not (is_named or sheet.identity.is_linked):
            nameless.append(n)
    return nameless


def ask_title(sheet: Sheet, samples: ColumnSamples) -> Question:
    """Return the question which column of a file is the title of its cards, a label with a slip in it first."""
    width = len(sheet.table.header)
    columns = {column.index: column for column in sheet.mapping.columns if column.index < width}
    likely = ((columns[n], field) for n, field in sorted(suggest_fields(sheet.mapping).items()))
    misspelt, likely_field = next(((column, field) for column, field in likely if field in _NAMING), (None, "title"))
    pairs = [(misspelt, likely_field)] if misspelt else []
    pairs += [(column, "title") for column in columns.values() if (column, "title") != (misspelt, likely_field)]
    choices = tuple(
        Choice(
            f"{column.label}={field}",
            column.label if field == "title" else f"{column.label}, as {format_column(field)}",
            samples.of(column.index),
        )
        for column, field in pairs[:MOST_CHOICES]
    )
    words = f"No column of “{sheet.name}” ({shorten(', '.join(sheet.table.header), 300)}) names a card"
    if misspelt:
        words += f" (did you mean {format_column(likely_field)} by “{misspelt.label}”?)"
    return Question("title", sheet.name, choices, "--map", words=words)
