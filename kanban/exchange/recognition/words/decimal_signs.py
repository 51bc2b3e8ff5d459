"""Which of point and comma stands before the decimals of a column's amounts, and which cells leave that open."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from kanban.domain.values.money import count_decimals

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Sign = Literal[".", ","]

_NUMBER = re.compile(r"\d[\d.,\s'’\u00a0\u202f]*")
_STORED = re.compile(r"\s*-?\d+(?:\.\d*[1-9])?\s*")
_AROUND = " \u00a0\u202f()+-−.,'’"


def is_stored_number(cell: str) -> bool:
    """Tell whether a cell looks as a number does that a file holds as one: a point, and no zero at the end."""
    return _STORED.fullmatch(cell) is not None


@dataclass(slots=True)
class AmountScan:
    """What a column's cells tell of their decimal sign, gathered before any of them is read.

    An open cell has exactly three digits behind its only separator (`1.200`): thousands, or three decimals.
    """

    has_numbers: bool = False
    """Whether the file holds cells of this column as numbers, with a point before the decimals."""
    decimals: dict[Sign, str] = field(default_factory=dict)
    """A cell for each sign that surely stands before decimals there."""
    open_cells: dict[Sign, tuple[str, str]] = field(default_factory=dict)
    """An open cell for each sign, with its cell in the column of currencies."""
    units: set[str] = field(default_factory=set)
    """The words and signs for currencies beside amounts that have a separator."""
    uneven: set[Sign] = field(default_factory=set)
    """Signs before another number of decimals than the currency has, in an amount without thousands signs."""
    long: set[Sign] = field(default_factory=set)
    """Those before more decimals than the currency has."""

    def look(self, column: Sequence[str], currencies: Sequence[str] = ()) -> None:
        """Survey some of the column's cells, with those of the column of currencies if there is one."""
        joined = "|".join(set(column))
        if "," not in joined and "." not in joined:
            return
        pairs: Iterable[tuple[str, str]] = (
            sorted(set(zip(column, currencies, strict=True))) if currencies else ((cell, "") for cell in set(column))
        )
        for cell, currency in pairs:
            self._look_at(cell, currency)

    def _look_at(self, cell: str, currency: str) -> None:
        if self.has_numbers and is_stored_number(cell):
            if "." in cell:
                self._keep_decimals(".", cell)
            return
        match = _NUMBER.search(cell)
        if match is None or not ("," in match[0] or "." in match[0]):
            return
        number = match[0].rstrip()
        unit = (cell[: match.start()] + cell[match.end() :]).strip(_AROUND).upper() or currency.strip().upper()
        if sign := _find_open_sign(number):
            self.units.add(unit)
            known = self.open_cells.get(sign)
            self.open_cells[sign] = min(known, (cell, currency)) if known else (cell, currency)
        elif sign := _find_decimal_sign(number):
            self.units.add(unit)
            self._keep_decimals(sign, cell)
            _, separator, behind = number.rpartition(sign)
            if separator and number.replace(sign, "").isdigit() and len(behind) != count_decimals(unit):
                self.uneven.add(sign)
                if len(behind) > count_decimals(unit):
                    self.long.add(sign)

    def _keep_decimals(self, sign: Sign, cell: str) -> None:
        known = self.decimals.get(sign)
        self.decimals[sign] = min(known, cell) if known else cell

    @property
    def _agreed(self) -> Sign | None:
        return next(iter(self.decimals)) if len(self.decimals) == 1 else None

    @property
    def _is_uneven(self) -> bool:
        """Whether amounts without thousands signs have any number of decimals, so that open ones may have three."""
        return self._agreed in self.uneven and len(self.units) < 2 and not self.has_numbers

    @property
    def decimal(self) -> Sign | None:
        """What the cells agree on; None if they don't tell, contradict each other, or leave open ones to their shape.

        Where amounts have as many decimals as their currency, three digits behind a sign are none.
        """
        return None if self._agreed in self.open_cells and not self._is_uneven else self._agreed

    @property
    def contradicting(self) -> tuple[str, str] | None:
        """A cell with a decimal point and one with a decimal comma, if the column has both."""
        return (self.decimals["."], self.decimals[","]) if len(self.decimals) == 2 else None

    @property
    def guessed(self) -> list[tuple[str, str]]:
        """Open cells that the others don't settle, with their cells in the column of currencies."""
        if self._agreed:
            is_certain = self._agreed not in self.open_cells or (self._is_uneven and self._agreed in self.long)
            return [] if is_certain else [self.open_cells[self._agreed]]
        is_alone = not self.decimals and len(self.open_cells) < 2
        return [] if is_alone else [self.open_cells[sign] for sign in sorted(self.open_cells)]


def _find_open_sign(number: str) -> Sign | None:
    """Return the only separator of a number if exactly three digits stand behind it and at most three before it."""
    signs: tuple[Sign, Sign] = (".", ",")
    sign = next((sign for sign in signs if sign in number), None)
    if sign is None or number.count(".") + number.count(",") > 1:
        return None
    whole, _, behind = number.partition(sign)
    groups = len(behind) == 3 and behind.isdigit() and whole.isdigit() and len(whole) <= 3 and whole[0] != "0"
    return sign if groups else None


def _find_decimal_sign(number: str) -> Sign | None:
    """Return the decimal sign of a number, None where it tells nothing."""
    point, comma = number.rfind("."), number.rfind(",")
    if point >= 0 and comma >= 0:
        return "." if point > comma else ","
    sign: Sign = "." if point >= 0 else ","
    other: Sign = "," if sign == "." else "."
    if number.count(sign) > 1:  # `12.00.50` is no number, and tells nothing of the others
        sizes = [len(group) for group in number.split(sign)[1:]]
        is_grouped = set(sizes) == {3} or (sign == "," and set(sizes) == {2, 3} and sizes[-1] == 3)
        return other if is_grouped else None
    return sign if sign in number else None
