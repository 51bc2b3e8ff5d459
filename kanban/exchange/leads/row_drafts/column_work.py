"""Reads a piece of a sheet column by column, and records cells that could not be read."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from kanban.domain.values.text import MAX_TEXT
from kanban.exchange.recognition import cells
from kanban.exchange.recognition.cells import CellFault

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Sequence

    from kanban.exchange.recognition.columns import Column, ColumnMapping
    from kanban.exchange.recognition.sheet import Piece

    Values = Sequence[str | None]


SAMPLES = 2
"""Unreadable cells of a column that are named."""


class PieceReader:
    """The columns of a piece, by the fields that they feed; `Drafter` reads them one after the other."""

    def __init__(self, mapping: ColumnMapping, piece: Piece, unread: Counter[str]) -> None:
        """Take the columns' mapping, the piece, and the counter of unreadable cells by column label."""
        self.mapping = mapping
        self.columns = piece.columns
        self.count = len(piece.rows)
        self.none: Values = (None,) * self.count
        """A column that the file does not have."""
        self.raw: dict[int, dict[str, str]] = {}
        """Cells that are kept as they stand, by row and label."""
        self.fatal: dict[int, str] = {}
        """Rows that can't go in, with the reason."""
        self.several_contacts: set[int] = set()
        """Rows that name more contacts than one; the others are kept as a custom field."""
        self.numeric_titles = 0
        """Rows that nothing but a number names."""
        self.samples: dict[str, list[str]] = {}
        """The first unreadable cells, by column label."""
        self._unread = unread

    def first(self, target: str) -> Sequence[str] | None:
        """Return the cells of the best column that feeds a target, None if there is no such column."""
        index = self.mapping.index(target)
        return None if index is None else self.columns[index]

    def line(self, target: str) -> Values:
        """Read a one-line field from all its columns: the first filled cell counts, others become custom fields."""
        cells_so_far = self.none
        for column in self.mapping.all(target):
            cut_cells, troubles = cells.cut_column(self.columns[column.index], cells.LONGEST)
            cells_so_far = self._join_cells(column, cells_so_far, cells.clean_lines(cut_cells), troubles)
        return cells_so_far

    def email(self) -> Values:
        """Read the e-mail address in the same way."""
        addresses = self.none
        for column in self.mapping.all("email"):
            values, troubles = cells.read_addresses(self.columns[column.index])
            addresses = self._join_cells(column, addresses, values, troubles)
        return addresses

    def take(self, column: Column, troubles: Iterable[CellFault]) -> None:
        """Record a column's unreadable cells: keep them as custom fields, or reject the row."""
        for row, raw, fatal in troubles:
            if fatal:
                self.fatal.setdefault(row, fatal)
            else:
                self._unread[column.label] += 1
                samples = self.samples.setdefault(column.label, [])
                if len(samples) < SAMPLES:
                    samples.append(raw)
                self.keep(row, column.label, raw)

    def keep(self, row: int, label: str, cell: str) -> None:
        """Keep a cell as a custom field of its column's label."""
        text = cells.clean_texts([cell])[0]
        if text:
            self.raw.setdefault(row, {})[label] = text[:MAX_TEXT]

    def _join_cells(
        self, column: Column, first_values: Values, further_values: Values, troubles: Sequence[CellFault]
    ) -> Values:
        if troubles:
            self.take(column, troubles)
        if first_values is self.none:
            return further_values
        for row, (first, second) in enumerate(zip(first_values, further_values, strict=True)):
            if first and second and first != second and not _is_same(column.target, first, second):
                self.keep(row, column.label, second)
        return fill_gaps(first_values, further_values)


def _is_same(target: str, first: str, second: str) -> bool:
    """Tell whether two cells say the same in other letters: an address in capitals, a number with other gaps."""
    if target == "email":
        return first.casefold() == second.casefold()
    return target == "phone" and _GAPS.sub("", first) == _GAPS.sub("", second)


_GAPS = re.compile(r"[\s()./-]")


def fill_gaps(first: Sequence[str | None], second: Sequence[str | None]) -> Sequence[str | None]:
    """Return the first column, with its gaps filled from the second."""
    if None not in first:
        return first
    if first.count(None) == len(first):
        return second
    return [two if one is None else one for one, two in zip(first, second, strict=True)]


def digest(text: str) -> str:
    """Return a short name for a text, the same at every import."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


_PLAIN_OUTCOMES = frozenset({"pipedrive", "copper", "close"})
"""Programs whose outcomes say nothing but won, lost and open."""


def list_kept_columns(mapping: ColumnMapping, *, has_companies: bool, is_lead: bool) -> tuple[Column, ...]:
    """Return the columns that become custom fields, with those that feed something else as well.

    `has_companies` says whether a file of companies is among the files, `is_lead` whether the rows are leads.
    """
    beside = ("campaign_id", "lifecycle", "is_active", *(["status"] if is_lead else ()))
    if not has_companies and mapping.system not in {"hubspot", "zoho"}:
        beside += ("company_id",)
    if mapping.system not in _PLAIN_OUTCOMES:
        beside += ("outcome",)
    return mapping.custom + tuple(column for target in beside for column in mapping.all(target))
