"""What deals are worth, in which currency, and who said so."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kanban.domain.values.money import count_decimals, format_money, list_currencies, list_meanings
from kanban.domain.values.text import clean_line, shorten
from kanban.exchange.recognition.cells import NOTHING, AmountReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kanban.exchange.leads.row_drafts.column_work import PieceReader, Values
    from kanban.exchange.recognition.columns import ColumnMapping
    from kanban.exchange.recognition.survey import Survey

_SIGN = re.compile(r"[^\d\s.,'’()+-]")
"""What stands beside the figures of an amount that names its currency."""

_SIGNS = re.compile(rf"{_SIGN.pattern}+")
_CODES = frozenset(list_currencies())
_CLEAR_SIGNS = frozenset({"£"})
"""Signs of several currencies of which nobody doubts the first."""


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
    column: str = ""
    """The label of the column that has a word for the currency which is a guess or can't be read."""
    word: str = ""
    """That word."""

    @property
    def is_guess(self) -> bool:
        """Whether the word stands for several currencies; else it is none that is known."""
        return bool(self.word) and self.source.startswith(("the column", "the signs"))


@dataclass(frozen=True, slots=True)
class AmountDoubt:
    """What is uncertain of the decimals in a file's amounts."""

    file: str
    text: str
    """A sentence with the amounts as they stand, and what they were taken for."""
    is_guess: bool
    """Whether an amount could be read otherwise; else the column only mixes signs."""


class AmountColumn:
    """Reads the amounts of one file."""

    def __init__(self, mapping: ColumnMapping, survey: Survey, currency: str, stated: str | None) -> None:
        """Take the board's currency, and the one that was given for what names none (`--set currency=`)."""
        column = next(iter(mapping.all("value")), None)
        self._currency_column = next(iter(mapping.all("currency")), None)
        self._column = column
        self._sources = {
            "column": f"the column “{self._currency_column.label}”" if self._currency_column else "",
            "sign": f"the signs in “{column.label}”" if column else "",
            "label": f"the label “{column.label}”" if column else "",
            "stated": "--set currency",
            "assumed": "",
        }
        unit = column.unit if column else None
        self._otherwise = "label" if unit else "stated" if stated else "assumed"
        self._is_stated = stated is not None
        if column:
            self._scan = scan = survey.amounts[column.index]
            self._reader = AmountReader(
                unit or stated or currency,
                scan.decimal,
                is_own=mapping.system == "kanban",
                has_numbers=scan.has_numbers,
            )
        self._counts: Counter[tuple[str | None, str, str]] = Counter()
        """Amounts by currency, by who says so, and by the word that is a guess or can't be read."""

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
            self._counts.update((code, self._otherwise, "") for code in codes if code)
            return minor, codes
        named_by = {cell: self._name_source(cell) for cell in set(currencies)} if currencies else {}
        for row, (code, amount, currency) in enumerate(zip(codes, amounts, currencies or amounts, strict=True)):
            if code:
                is_signed = with_sign and _SIGN.search(amount) is not None
                who, word = named_by.get(currency, (self._otherwise, ""))
                if is_signed:
                    default = self._reader.find_default(currency if currencies else "")
                    who, word = "sign", _find_vague_sign(amount, default)
                self._counts[code, who, word] += 1
                if word and who not in {"column", "sign"} and self._currency_column:
                    work.keep(row, self._currency_column.label, currency)
        return minor, codes

    def _name_source(self, cell: str) -> tuple[str, str]:
        """Return who says what the currency of an amount is, and the word of a cell that does not say it for sure."""
        reading = self._reader.read_currency(cell)
        word = clean_line(cell)
        if reading is None:
            return self._otherwise, "" if word in NOTHING else word
        return "column", word if reading.is_guess and not self._is_stated else ""

    def list_currencies(self, file: str) -> list[FileCurrency]:
        """Return the currencies that were met, the most frequent one first."""
        labels = dict.fromkeys(self._sources, self._currency_column.label if self._currency_column else "")
        labels["sign"] = self._column.label if self._column else ""
        return [
            FileCurrency(file, code, self._sources[who], rows, labels[who] if word else "", word)
            for (code, who, word), rows in self._counts.most_common()
            if code
        ]

    def list_doubts(self, file: str) -> list[AmountDoubt]:
        """Return what the column's amounts leave open about their decimals."""
        if self._column is None:
            return []
        name = f"“{self._column.label}” of “{file}”"
        mixed = self._scan.contradicting
        doubts = []
        for cell, currency in self._scan.guessed:
            (minor,), (code,), _ = self._reader.amounts([cell], [currency])
            if minor is not None and count_decimals(code) == 2:
                words = f"{_quote(cell)} in {name} is taken for {format_money(minor, code)}: that is a guess"
                doubts.append(AmountDoubt(file, f"{words}{self._explain(cell)}.", is_guess=True))
        if mixed and not doubts:
            points, commas = map(_quote, mixed)
            words = f"{name} has decimals behind a point ({points}) and behind a comma ({commas})"
            doubts.append(AmountDoubt(file, f"{words}: each amount is read by its own form.", is_guess=False))
        return doubts

    def _explain(self, cell: str) -> str:
        """Return why a cell is a guess: what other cells of the column look like."""
        if mixed := self._scan.contradicting:
            points, commas = map(_quote, mixed)
            return f", as other amounts have decimals behind a point ({points}) and behind a comma ({commas})"
        for sign, sample in self._scan.decimals.items():
            return f", as other amounts have decimals behind a {_SIGN_NAMES[sign]} ({_quote(sample)})"
        others = [other for other, _ in self._scan.open_cells.values() if other != cell]
        return "".join(f", as {_quote(other)} has another sign" for other in others)


_SIGN_NAMES = {".": "point", ",": "comma"}


def _quote(cell: str) -> str:
    return f"“{shorten(clean_line(cell), 40)}”"


def _find_vague_sign(amount: str, default: str) -> str:
    """Return the sign of an amount where several currencies have it, and nothing else tells which; else nothing.

    `default` is the currency of amounts that name none: a sign that it has means it.
    """
    words = _SIGNS.findall(unicodedata.normalize("NFKC", amount))
    if any(word.upper() in _CODES for word in words):
        return ""
    vague = (word for word in words if len(list_meanings(word)) > 1 and word not in _CLEAR_SIGNS)
    return next((word for word in vague if default not in list_meanings(word)), "")
