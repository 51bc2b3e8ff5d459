"""A first look at every row of a file: what its dates and amounts are like, and which rows may belong together."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date
from typing import TYPE_CHECKING

from kanban.exchange.files.file_table import Choice, Question
from kanban.exchange.recognition.date_columns import DateReader, DateScan, find_orders_by_sign, find_sign
from kanban.exchange.recognition.samples import ColumnSamples
from kanban.exchange.recognition.suggestions import DOUBTED, find_candidates
from kanban.exchange.recognition.words.column_labels import read_label
from kanban.exchange.recognition.words.decimal_signs import AmountScan
from kanban.exchange.recognition.words.headers import DATES

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from kanban.exchange.recognition.columns import Column, ColumnMapping
    from kanban.exchange.recognition.date_columns import Order


CHOSEN = ("value", "stage", "owner")
"""Fields for which a person may choose among columns: a wrong one spoils every figure."""


def list_rivals(mapping: ColumnMapping, field: str) -> tuple[Column, ...]:
    """Return the columns that may feed one of `CHOSEN`: those that do, where others look like it as well, and these.

    Beside a certain one the address of an owner and the name of a pipeline are none.
    """
    others = find_candidates(mapping, field)
    feeding = [column for name in FAMILIES.get(field, (field,)) for column in mapping.all(name)]
    if field != "value" and feeding and not any(column.is_guess for column in feeding):
        others = tuple(column for column in others if not _tells_of_more(read_label(column.label).words))
    return (*feeding, *others) if others else ()


def _tells_of_more(words: Sequence[str]) -> bool:
    return bool(_BESIDE.intersection(words[-1:]) or _ELSE.intersection(words[:1]))


_ELSE = frozenset({"activity", "task", "note", "meeting", "call"})
"""First words of labels that are of something else: `Activity - Assigned to user`."""

_BESIDE = frozenset({"email", "pipeline"})
"""Last words of labels that tell more of an owner or stage."""


FAMILIES = {"owner": ("owner", "marketing_owner", "sales_owner"), "stage": ("stage", "status")}
"""Targets that stand for one field."""


MOST_CHANCES = 5_000
"""Different groups of a stage, an outcome and a chance that are counted: a program has some hundred at most."""


class Survey:
    """What a file's columns tell when they are seen whole."""

    def __init__(self, mapping: ColumnMapping, decimal_columns: Container[int] = ()) -> None:
        """Take the columns, and the places of those that the file holds as numbers, with a point before decimals."""
        self.rows = 0
        amounts = list_rivals(mapping, "value")
        rivals = {column.index for field in (*CHOSEN, *DOUBTED) for column in list_rivals(mapping, field)}
        self.samples = ColumnSamples(rivals, [column.index for column in amounts])
        self.dates = {column.index: DateScan() for column in mapping.columns if column.target in DATES}
        """By the place of the column."""
        self.amounts = {
            column.index: AmountScan(column.index in decimal_columns) for column in {*mapping.all("value"), *amounts}
        }
        self._currency = next((column.index for column in mapping.all("currency")), None)
        stage = next((c.index for name in FAMILIES["stage"] for c in mapping.all(name)), None)
        self._stage = stage
        self._outcome = next((c.index for c in mapping.all("outcome")), None)
        self.chances: dict[int, Counter[tuple[str, str, str]]] = {
            column.index: Counter() for column in mapping.all("probability") if stage is not None
        }
        """Rows by the words for their stage and outcome and their chance, filled ones alone, by the column's place."""
        self.assumed_order: Order | None = None
        """How ambiguous dates are read as long as nobody has answered `find_question`."""
        self._labels = {column.index: column.label for column in mapping.columns}

    def look(self, columns: Sequence[Sequence[str]]) -> None:
        """Survey a block, given as columns."""
        self.rows += len(columns[0])
        self.samples.look(columns)
        for index, dates in self.dates.items():
            dates.look(columns[index])
        for index, amounts in self.amounts.items():
            amounts.look(columns[index], () if self._currency is None else columns[self._currency])
        for index, rows in self.chances.items():
            if self._stage is not None and len(rows) < MOST_CHANCES:
                words = columns[self._stage]
                ends = [""] * len(words) if self._outcome is None else columns[self._outcome]
                triples = zip(words, ends, columns[index], strict=True)
                rows.update((word, end, cell) for word, end, cell in triples if word and cell)

    @property
    def order(self) -> Order | None:
        """What the columns of dates agree on, which stands for those that don't tell: one program wrote them all."""
        orders = {scan.order for scan in self.dates.values() if scan.day_first or scan.month_first}
        return orders.pop() if len(orders) == 1 else None

    @property
    def orders_by_sign(self) -> dict[str, Order]:
        """What each sign between figures tells, where the columns contradict each other otherwise."""
        return find_orders_by_sign(self.dates.values())

    def find_question(self, file: str) -> Question | None:
        """Return the question for the order of a column's dates, if nothing in the file tells it; assume one."""
        known_signs = self.orders_by_sign
        for index, scan in self.dates.items():
            samples = [cell for cell in scan.samples if find_sign(cell) not in known_signs]
            if samples and not scan.order and not self.order:
                self.assumed_order = "dmy"
                return _ask_order(file, self._labels[index], samples)
        return None


def _ask_order(file: str, column: str, samples: Sequence[str]) -> Question:
    sample = samples[0]
    words: tuple[tuple[Order, str], ...] = (("dmy", "day/month/year"), ("mdy", "month/day/year"))
    return Question(
        "dates",
        file,
        tuple(Choice(order, meaning, _say_day(sample, order)) for order, meaning in words),
        "--dates",
        column,
        words=f"In “{file}” the dates of “{column}” ({', '.join(samples[:2])}) could be day/month or month/day",
    )


def _say_day(sample: str, order: Order) -> str:
    day = DateReader(UTC, order).day(sample)
    return f"{sample} is {date.fromisoformat(day):%-d %b %Y}" if day else sample
