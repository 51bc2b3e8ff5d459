"""A filled cell of each column, so that a person sees what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain.values.text import clean_line, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 120
"""Characters of a sample."""


class ColumnSamples:
    """The first filled cell of each column of a file."""

    def __init__(self) -> None:
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

    def of(self, index: int) -> str:
        """Return the sample of a column, empty if it is never filled."""
        return self._samples.get(index, "")
