"""What columns hold, so that a person sees it: a filled cell of each, and counts of those that a field may be."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kanban.domain.values.text import clean_line, shorten

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

LONGEST = 120
"""Characters of a sample."""

MOST = 50_000
"""Different cells of a column of amounts that are remembered; with more there is no sum."""


class ColumnSamples:
    """The first filled cell of each column of a file, and counts of some."""

    def __init__(self, counted: Collection[int] = (), summed: Collection[int] = ()) -> None:
        """Take the places of columns of which filled cells are counted, and of those that hold amounts."""
        self._filled = dict.fromkeys(counted, 0)
        self._amounts: dict[int, Counter[str]] = {index: Counter() for index in summed}
        self._samples: dict[int, str] = {}
        self._waiting: list[int] | None = None
        """Columns of which every cell so far was empty."""

    def look(self, columns: Sequence[Sequence[str]]) -> None:
        """Take samples from a block, given as columns."""
        waiting = range(len(columns)) if self._waiting is None else self._waiting
        still_waiting = []
        for index in waiting:
            cell = next(filter(str.strip, columns[index]), None)
            if cell is None:
                still_waiting.append(index)
            else:
                self._samples[index] = shorten(clean_line(cell), LONGEST)
        self._waiting = still_waiting
        for index in self._filled:
            self._filled[index] += len(columns[index]) - columns[index].count("")
        for index, amounts in self._amounts.items():
            if len(amounts) <= MOST:
                amounts.update(columns[index])

    def of(self, index: int) -> str:
        """Return the sample of a column, empty if it is never filled."""
        return self._samples.get(index, "")

    def count_filled(self, index: int) -> int:
        """Return how many cells of a column are filled."""
        return self._filled[index]

    def list_amounts(self, index: int) -> Counter[str] | None:
        """Return the different cells of a column of amounts with their numbers; None of too many."""
        amounts = self._amounts.get(index)
        return None if amounts is None or len(amounts) > MOST else amounts
