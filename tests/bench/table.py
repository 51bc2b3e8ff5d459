"""The table of the bench: what, measured, floor, ratio, at most."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """One line: a measure beside its floor."""

    what: str
    measured: float
    floor: float | None
    most: float
    """The greatest ratio, or the greatest measure where there is no floor."""
    unit: str
    least: bool = False
    """The bound is a least one."""

    @property
    def ratio(self) -> float:
        return self.measured / self.floor if self.floor else self.measured

    @property
    def within(self) -> bool:
        return self.ratio >= self.most if self.least else self.ratio <= self.most


@dataclass
class Table:
    """Rows as they come, printed to stderr at once and as a table in the end."""

    rows: list[Row] = field(default_factory=list)

    def add(
        self, what: str, measured: float, floor: float | None, most: float, unit: str, *, least: bool = False
    ) -> None:
        row = Row(what, measured, floor, most, unit, least)
        self.rows.append(row)
        print(self._line(row), file=sys.stderr, flush=True)

    @property
    def all_within(self) -> bool:
        return all(row.within for row in self.rows)

    def _line(self, row: Row) -> str:
        floor = f"{row.floor:10.2f}" if row.floor else " " * 9 + "–"
        ratio = f"{row.ratio:7.2f}×" if row.floor else f"{row.measured:8.2f}"
        bound = f"{'≥' if row.least else '≤'} {row.most:g}{'×' if row.floor else ''}"
        return (
            f"{row.what:58} {row.measured:10.2f} {floor} {row.unit:4} {ratio} {bound:>8} "
            f"{'' if row.within else '  ← over'}"
        )

    def text(self) -> str:
        head = f"{'what':58} {'measured':>10} {'floor':>10} {'':4} {'ratio':>8} {'bound':>8}"
        return "\n".join([head, "─" * len(head), *map(self._line, self.rows)])
