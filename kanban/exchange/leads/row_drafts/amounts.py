"""What deals are worth, in which currency, and who said so."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kanban.exchange.recognition.cells import AmountReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kanban.exchange.leads.row_drafts.column_work import PieceReader, Values
    from kanban.exchange.recognition.columns import ColumnMapping
    from kanban.exchange.recognition.survey import Survey

_SIGN = re.compile(r"[^\d\s.,'’()+-]")
"""What stands beside the figures of an amount that names its currency."""


@dataclass(frozen=True, slots=True)
class FileCurrency:
    """The currency of a file's amounts."""

    file: str
    code: str
    """The most frequent one."""
    source: str
    """Who says so, to stand behind “from”: `the column “Amount Currency”`; empty where it is assumed."""
    rows: int
    """Amounts in it that come from there."""


class AmountColumn:
    """Reads the amounts of one file."""

    def __init__(self, mapping: ColumnMapping, survey: Survey, currency: str, stated: str | None) -> None:
        """Take the board's currency, and the one that was given for what names none (`--set currency=`)."""
        column = next(iter(mapping.all("value")), None)
        currency_column = next(iter(mapping.all("currency")), None)
        self._column = column
        self._sources = {
            "column": f"the column “{currency_column.label}”" if currency_column else "",
            "sign": f"the signs in “{column.label}”" if column else "",
            "label": f"the label “{column.label}”" if column else "",
            "stated": "--set currency",
            "assumed": "",
        }
        unit = column.unit if column else None
        self._otherwise = "label" if unit else "stated" if stated else "assumed"
        if column:
            self._reader = AmountReader(unit or stated or currency, survey.amounts[column.index].decimal)
        self._counts: Counter[tuple[str | None, str]] = Counter()

    def read(self, work: PieceReader) -> tuple[Sequence[int | None], Values]:
        """Read amounts in minor units, and their currencies."""
        column = self._column
        if column is None:
            return (None,) * work.count, work.none
        amounts = work.columns[column.index]
        currencies = work.first("currency")
        minor, codes, troubles = self._reader.amounts(amounts, currencies or ("",) * work.count)
        work.take(column, troubles)
        with_sign = _SIGN.search("".join(amounts)) is not None
        if not currencies and not with_sign:
            self._counts.update((code, self._otherwise) for code in codes if code)
        else:
            for code, amount, currency in zip(codes, amounts, currencies or amounts, strict=True):
                if code:
                    is_signed = with_sign and _SIGN.search(amount) is not None
                    is_named = currencies is not None and bool(currency.strip())
                    self._counts[code, "sign" if is_signed else "column" if is_named else self._otherwise] += 1
        return minor, codes

    def list_currencies(self, file: str) -> list[FileCurrency]:
        """Return the currencies that were met, the most frequent one first."""
        return [
            FileCurrency(file, code, self._sources[who], rows)
            for (code, who), rows in self._counts.most_common()
            if code
        ]
