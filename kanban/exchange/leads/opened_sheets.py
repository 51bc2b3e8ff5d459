"""The files of an import, opened and recognised, with what was said of all of them or of single ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain.errors import UsageFault
from kanban.domain.values.text import clean_line, shorten
from kanban.exchange.files.per_file import PerFile, choose_for
from kanban.exchange.leads.lookup_files import MAKE_NO_CARDS
from kanban.exchange.leads.row_drafts.titles import is_product, is_site
from kanban.exchange.recognition.own_columns import find_key_columns
from kanban.exchange.recognition.sheet import Sheet
from kanban.exchange.recognition.suggestions import suggest_fields
from kanban.exchange.recognition.words.headers import squash

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from kanban.exchange.recognition.date_columns import Order

_NAMING = frozenset({"title", "contact", "first_name", "last_name", "company", "email", "phone"})
"""Fields that a card can be named by."""


class UnnamedCards(UsageFault):
    """A file has no column by which cards could be called."""

    misspelt: tuple[str, str] | None = None
    """A label with a slip in it, and the field that it seems to mean, by which cards can be called."""


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
            overrides=overrides,
            dates=orders.get(choose_for(path, dates)),
        )
        for path in paths
    ]


def check_columns(sheets: Sequence[Sheet], overrides: Mapping[str, str]) -> None:
    """Raise UsageFault for a column in `overrides` that no file has, or a file of which no column names a card."""
    labels = {squash(column.label) for sheet in sheets for column in sheet.mapping.columns}
    for column in overrides:
        if squash(column) not in labels:
            column_names = ", ".join(
                dict.fromkeys(column.label for sheet in sheets for column in sheet.mapping.columns)
            )
            raise UsageFault(
                f"No file has a column “{shorten(clean_line(column), 60)}”; there are {shorten(column_names, 600)}."
            )
    for sheet in sheets:
        targets = {column.target for column in sheet.mapping.columns}
        is_named = (
            bool(targets & _NAMING)
            or any(is_product(column.label) for column in sheet.mapping.custom)
            or any(is_site(column.label) for column in sheet.mapping.all("link"))
            or find_key_columns(sheet.mapping) != (None, None)
        )
        if sheet.mapping.kind not in MAKE_NO_CARDS and not (is_named or sheet.identity.is_linked):
            header = shorten(", ".join(sheet.table.header), 300)
            fault = UnnamedCards(f"No column of “{sheet.name}” ({header}) names a card.")
            labels_by_place = {column.index: column.label for column in sheet.mapping.columns}
            likely = [(labels_by_place[n], field) for n, field in sorted(suggest_fields(sheet.mapping).items())]
            fault.misspelt = next(((label, field) for label, field in likely if field in _NAMING), None)
            raise fault
