"""A first look at every row of a file: what its dates and amounts are like, and which rows may belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.exchange.recognition.cells import AmountScan
from kanban.exchange.recognition.date_columns import AskOrder, DateScan
from kanban.exchange.recognition.headers import DATES

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from kanban.exchange.recognition.columns import ColumnMapping
    from kanban.exchange.recognition.date_columns import Order


class Survey:
    """What a file's columns tell when they are seen whole."""

    def __init__(self, mapping: ColumnMapping, decimal_columns: Container[int] = ()) -> None:
        """Take the columns, and the places of those that the file holds as numbers, with a point before decimals."""
        self.rows = 0
        self.dates = {column.index: DateScan() for column in mapping.columns if column.target in DATES}
        """By the place of the column."""
        self.amounts = {
            column.index: AmountScan(points=int(column.index in decimal_columns)) for column in mapping.all("value")
        }
        self._labels = {column.index: column.label for column in mapping.columns}

    def look(self, columns: Sequence[Sequence[str]]) -> None:
        """Survey a block, given as columns."""
        self.rows += len(columns[0])
        for index, dates in self.dates.items():
            dates.look(columns[index])
        for index, amounts in self.amounts.items():
            amounts.look(columns[index])

    @property
    def order(self) -> Order | None:
        """What the columns of dates agree on, which stands for those that don't tell: one program wrote them all."""
        orders = {scan.order for scan in self.dates.values() if scan.day_first or scan.month_first}
        return orders.pop() if len(orders) == 1 else None

    def check(self, file: str) -> None:
        """Raise AskOrder if a column's dates are ambiguous and nothing in the file tells."""
        for index, scan in self.dates.items():
            if scan.samples and not scan.order and not self.order:
                raise AskOrder(file, self._labels[index], scan.samples)
