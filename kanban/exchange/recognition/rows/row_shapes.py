"""What the ordinary rows of a file are like: which columns they fill, and what these add up to."""

from __future__ import annotations

import re
from itertools import islice
from math import ceil
from typing import TYPE_CHECKING

from kanban.domain.errors import UsageFault
from kanban.domain.values.money import parse_amount
from kanban.exchange.files.any_file import read_blocks
from kanban.exchange.recognition.rows.row_words import (
    FIGURE,
    STAGE_WORDS,
    find_summed,
    is_farewell,
    is_figure,
    is_total_word,
)
from kanban.exchange.recognition.words.headers import squash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kanban.exchange.files.file_table import Table

_BLOCKS = 8
"""Blocks of a file that are looked at."""

_STEADY = 0.9
"""The share of ordinary rows that fill a column which an ordinary row has to fill."""

_USUAL = 0.6
"""The share of a full row's cells that an ordinary row fills at least; three in four rows are no fuller than that."""

_LONE_RUN = 3
"""Rows in a row with a single cell, of which a file has leads that are only a name."""


class RowShapes:
    """The shapes of the first rows of one file."""

    def __init__(self, table: Table) -> None:
        """Look at the rows."""
        rows = [row for block in islice(read_blocks(table), _BLOCKS) for row in block.rows if any(row)]
        counts = sorted(count for row in rows if (count := _count_filled(row)) > 1)
        self.need = max(2, ceil(counts[len(counts) * 3 // 4] * _USUAL)) if counts else 2
        """Cells that an ordinary row fills at least."""
        ordinary = [row for row in rows if self.is_ordinary(row)]
        self._rows = rows
        self.count = len(ordinary)
        """Ordinary rows."""
        width = len(table.header)
        fills = [sum(bool(row[n].strip()) for row in ordinary) for n in range(width)]
        self.steady = frozenset(n for n in range(width) if fills[n] and fills[n] >= _STEADY * self.count)
        """Places of the columns that ordinary rows fill."""
        self.unused = frozenset(n for n in range(width) if not fills[n])
        """Places of the columns that none of them fills."""
        self.words_by_column = [{squash(row[n]) for row in ordinary} - {""} for n in range(width)]
        """What stands in each column, squashed."""
        self.has_lone_leads = self._find_lone_leads()
        """Whether rows with nothing but a name are leads here as well."""
        self.lower_share = self._measure_lower_share(ordinary)
        """For each column the share of cells with a word in small letters."""

    def is_ordinary(self, row: Sequence[str]) -> bool:
        """Tell whether a row is filled like those of leads, and is no total."""
        filled = [cell.strip() for cell in row if cell and not cell.isspace()]
        if len(filled) < self.need:
            return False
        if not all(map(is_figure, filled[1:])):
            return True
        return not is_total_word(filled[0]) and find_summed(filled[0]) is None

    def count_missing(self, row: Sequence[str]) -> int:
        """Return how many of the columns that ordinary rows fill a row leaves empty."""
        return sum(not row[n].strip() for n in self.steady)

    def is_sum(self, row: Sequence[str]) -> bool:
        """Tell whether the figures of a row are the sum, the number or the average of those in the rows above it."""
        place = next((n for n, other in enumerate(self._rows) if list(other) == list(row)), None)
        figures = [n for n, cell in enumerate(row) if FIGURE.fullmatch(cell.strip()) and cell.strip()]
        return place is not None and bool(figures) and all(self._is_sum(place, n) for n in figures)

    def _is_sum(self, place: int, column: int) -> bool:
        figure = _read_figure(self._rows[place][column])
        above: list[float] = []
        for row in reversed(self._rows[:place]):
            if not self.is_ordinary(row):
                if len(above) > 1 and _says(figure, above):
                    return True
                continue
            amount = _read_figure(row[column])
            if amount is not None:
                above.append(amount)
        return len(above) > 1 and _says(figure, above)

    def _find_lone_leads(self) -> bool:
        lone = [_count_filled(row) == 1 and not _is_of_report("".join(row).strip()) for row in self._rows]
        longest = max((len(run) for run in re.findall("1+", "".join("01"[is_lone] for is_lone in lone))), default=0)
        return longest >= _LONE_RUN or sum(lone) > self.count

    def _measure_lower_share(self, ordinary: Sequence[Sequence[str]]) -> list[float]:
        return [_share(map(has_small_word, column)) for column in zip(*ordinary, strict=True)]


def _count_filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell and not cell.isspace())


def _is_of_report(cell: str) -> bool:
    return is_total_word(cell) or is_farewell(cell) or squash(cell) in STAGE_WORDS


def _share(marks: Iterator[bool]) -> float:
    values = list(marks)
    return sum(values) / len(values) if values else 0.0


_SMALL = re.compile(r"(?<![^\s(])[a-zß-ÿа-я]{2,}|\d")
_PARTICLES = re.compile(
    r"\b(?:van|von|der|den|del|della|dos|das|des|und|and|for|the|bin|ibn|zur|zum|per|les|los|de|di|da|do|du|la|le|al|el"
    r"|af|av|ter|ten|te|zu|bat|ben|dr|phd)\b"
)


def has_small_word(cell: str) -> bool:
    """Tell whether a cell has a word in small letters or a figure, as names of people hardly ever have."""
    return bool(_SMALL.search(_PARTICLES.sub("", cell)))


def _says(figure: float | None, above: Sequence[float]) -> bool:
    if figure is None:
        return False
    total = sum(above)
    return any(abs(figure - likely) < _NEAR for likely in (total, len(above), total / len(above)))


_NEAR = 0.006


def _read_figure(cell: str) -> float | None:
    text = cell.strip()
    if not text:
        return None
    try:
        return parse_amount(text).minor / 100
    except UsageFault:
        return None
