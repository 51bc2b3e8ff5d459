"""Columns of cells made into values: text made harmless, amounts, shares, addresses; what can't be read is told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kanban.domain.errors import UsageFault
from kanban.domain.values import money
from kanban.domain.values.dates import parse_time
from kanban.domain.values.text import clean, clean_line, fold, is_blank
from kanban.exchange.recognition.words.currency_words import CurrencyReading, read_currency
from kanban.exchange.recognition.words.decimal_signs import is_stored_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kanban.exchange.recognition.words.decimal_signs import Sign

LONGEST = 2_000
"""Characters of a one-line field; a longer cell is cut."""

_MARK = "|"
"""Joins the cells of a block so that one look tells whether any of them needs care."""


class CellFault(NamedTuple):
    """A cell that could not be read as what its column holds."""

    row: int
    """Its row's place in the block."""
    raw: str
    fatal: str | None = None
    """Why the whole row can't go in; None if the cell is kept as it is and the rest goes in."""


# -- text

NOTHING = frozenset(
    "N/A n/a N/a n.a. N.A. k.A. NULL null Null NONE none None - -- --- – — "  # noqa: SIM905 - a list of many
    "(none) (None) (NONE) NONE --None-- --none-- -None- -none- (blank) (Blank) (leer) (Leer) (vide) (vuoto) (leeg)"
    " (vazio) (empty) (Empty) (null) (NULL) (unset) [blank] [none] <none> <blank> <null> "
    "[] {} #N/A #NV #REF! #VALUE! #DIV/0! #NAME? #NULL! #NUM! 000000000000000 000000000000000AAA".split()
) | frozenset(
    "(not set)|(Not set)|(Not Set)|not set|Not set|Not Set|NOT SET|(no value)|(No value)"  # noqa: SIM905 - many
    "|(No Value)|no value|No value|No Value"
    "|(not provided)|(Not provided)|not specified|Not specified|Not Specified|(not specified)|not provided"
    "|Not provided|(nicht gesetzt)|nicht gesetzt|nicht angegeben|Nicht angegeben|(kein Wert)|kein Wert|keine Angabe"
    "|Keine Angabe|non renseigné|Non renseigné|(non renseigné)|non défini|Non défini|sin especificar|Sin especificar"
    "|(sin valor)|sin valor|no definido|No definido|(en blanco)|não definido|Não definido|(em branco)|sem valor"
    "|non impostato|Non impostato|non specificato|Non specificato|niet ingesteld|Niet ingesteld|niet opgegeven"
    "|Niet opgegeven|(brak)|nie określono|Nie określono|nie podano|Nie podano".split("|")
)
"""Cells that say that there is nothing; the zeros are what Salesforce writes where no record is named."""

_LONGEST_NOTHING = 18

_NOBODY = frozenset(
    "unassigned|not assigned|no owner|nobody|no one|(none)|(no owner)|nicht zugewiesen"  # noqa: SIM905 - a list of many
    "|niemand|kein besitzer|non attribué|non assigné|sin asignar|no asignado|sin propietario|não atribuído"
    "|sem responsável|non assegnato|niet toegewezen|nieprzypisane|nieprzypisany|не назначен|не назначено".split("|")
)
"""Cells of owners that say that there is none."""

_ROUNDED = re.compile(r"\s*\d(?:[.,]\d+)?E\+?\d+\s*", re.IGNORECASE)


def drop_nothings(column: Sequence[str]) -> Sequence[str]:
    """Return a block of cells with those empty that say `N/A`, `NULL`, `-` or the like."""
    if NOTHING.isdisjoint(column):
        return column
    return ["" if cell in NOTHING else cell for cell in column]


def drop_short_nothings(column: Sequence[str]) -> Sequence[str]:
    """Do the same for a block of long texts, of which only the short ones are looked at."""
    words = {cell for cell in column if len(cell) <= _LONGEST_NOTHING and cell.strip() in NOTHING}
    return ["" if cell in words else cell for cell in column] if words else column


_NO_WORD = frozenset(
    "none|nothing|empty|blank|unset|undefined|keine|keiner|kein|leer|aucun|aucune|vide"  # noqa: SIM905 - many
    "|ninguno|ninguna|vacío|nenhum|nenhuma|vazio|nessuno|nessuna|vuoto|geen|leeg|brak".split("|")
)
"""Cells that say that there is nothing where a word names something, such as a source."""


def drop_no_words(names: Sequence[str | None]) -> Sequence[str | None]:
    """Return a block of names with None for those that say `none` or the like."""
    empty = {name for name in set(names) if name and name.casefold() in _NO_WORD}
    return [None if name in empty else name for name in names] if empty else names


def drop_nobody(owners: Sequence[str | None]) -> Sequence[str | None]:
    """Return a block of owners with None for those that say `Unassigned` or the like."""
    nobody = {owner for owner in set(owners) if owner and owner.casefold() in _NOBODY}
    return [None if owner in nobody else owner for owner in owners] if nobody else owners


def find_rounded(column: Sequence[str]) -> dict[int, str]:
    """Return the cells in which a spreadsheet has rounded a long number (`4.91512E+12`), by their places."""
    if "E+" not in "".join(column):
        return {}
    return {row: cell.strip() for row, cell in enumerate(column) if "E+" in cell and _ROUNDED.fullmatch(cell)}


def clean_lines(column: Sequence[str]) -> Sequence[str | None]:
    """Clean a block of cells to one line each, without control characters; None for empty ones."""
    return _clean_column(column, clean_line)


def clean_texts(column: Sequence[str]) -> Sequence[str | None]:
    """Clean a block of cells, keeping line breaks and tabs; None for empty ones."""
    return _clean_column(column, _clean_text)


def _clean_text(cell: str) -> str:
    return clean(cell).strip()


def _clean_column(column: Sequence[str], clean_cell: Callable[[str], str]) -> Sequence[str | None]:
    """Clean the few cells that need more than stripping; bisect the column to find them fast."""
    if not _is_tidy(column):
        column = drop_nothings(list(map(str.strip, column)))
        if len(column) > 16 and not _is_tidy(column):
            size = len(column) // 8
            parts = [_clean_column(column[start : start + size], clean_cell) for start in range(0, len(column), size)]
            return [cell for part in parts for cell in part]
        if len(column) <= 16:
            return [clean_cell(cell) or None for cell in column]
    return [cell or None for cell in column] if "" in column else column


def _is_tidy(column: Sequence[str]) -> bool:
    """Tell whether no cell has anything to clean: one look at all of them together."""
    joined = _MARK.join(column)
    if not joined.isprintable() or "  " in joined or joined[:1] == " " or joined[-1:] == " ":
        return False
    return " |" not in joined and "| " not in joined


def cut_column(column: Sequence[str], size: int) -> tuple[Sequence[str], list[CellFault]]:
    """Cut cells to `size` characters; each cut one is a trouble."""
    if max(map(len, column), default=0) <= size:
        return column, []
    troubles = [CellFault(row, cell) for row, cell in enumerate(column) if len(cell) > size]
    return [_cut_cell(cell, size) for cell in column], troubles


def _cut_cell(cell: str, size: int) -> str:
    return cell if len(cell) <= size else cell[: size - 1] + "…"


def is_visible(text: str) -> bool:
    """Tell whether anything of a cleaned line shows."""
    return text.isprintable() or not is_blank(text)


# -- amounts

_NO_NUMBER = re.compile(r"\s*[+-]?\s*(?:nan|inf(?:inity)?|[\d.,]+e[+-]?\d+)\s*", re.IGNORECASE)


class AmountReader:
    """Reads the cells of an amount's column with those of the currency's, each different pair once."""

    def __init__(
        self, currency: str, decimal: Sign | None = None, *, is_own: bool = False, has_numbers: bool = False
    ) -> None:
        """Take the currency of amounts that name none, the column's decimal sign, and whether this program wrote it.

        `has_numbers` says that the file holds numbers there, with a point before the decimals.
        """
        self._currency = currency
        self._has_numbers = has_numbers
        self._is_own = is_own
        self._decimal = decimal
        self._read: dict[tuple[str, str], tuple[int | None, str | None, str | None]] = {}
        self._has_fault = False

    def amounts(
        self, column: Sequence[str], currencies: Sequence[str]
    ) -> tuple[Sequence[int | None], Sequence[str | None], list[CellFault]]:
        """Give minor units and currencies of a block, None where a cell is empty or unreadable, and those troubles."""
        digits = "".join(column)
        if digits.isdecimal() and digits.isascii() and "" not in column and max(map(len, column)) < 12:
            return self._read_whole(column, currencies)
        read = self._read
        if len(read) > 50_000:
            read.clear()
        pairs = list(zip(column, currencies, strict=True))
        for pair in set(pairs).difference(read):
            read[pair] = self._amount(*pair)
            self._has_fault |= read[pair][2] is not None
        results = [read[pair] for pair in pairs]
        troubles = []
        if self._has_fault:
            troubles = [
                CellFault(row, column[row], fault or None)
                for row, (_, _, fault) in enumerate(results)
                if fault is not None
            ]
        return [minor for minor, _, _ in results], [currency for _, currency, _ in results], troubles

    def _read_whole(
        self, column: Sequence[str], currencies: Sequence[str]
    ) -> tuple[Sequence[int], Sequence[str], list[CellFault]]:
        """Read a block of figures alone."""
        codes = {currency: self.find_default(currency) for currency in set(currencies)}
        units = {currency: 10 ** money.count_decimals(code) for currency, code in codes.items()}
        minors = [int(cell) * units[currency] for cell, currency in zip(column, currencies, strict=True)]
        return minors, [codes[currency] for currency in currencies], []

    def _amount(self, cell: str, currency: str) -> tuple[int | None, str | None, str | None]:
        """Read one: minor units, currency, and the fault, which is empty for a cell that is kept as it stands."""
        text = cell.strip()
        if not text or text in NOTHING:  # an accountant's format pads the dash with spaces
            return None, None, None
        code = self.find_default(currency)
        if _NO_NUMBER.fullmatch(text):
            return None, None, f"“{_cut_cell(clean_line(text), 40)}” is not an amount that a card can hold"
        try:
            decimal: Sign | None = "." if self._has_numbers and is_stored_number(text) else self._decimal
            amount = money.parse_amount(text, code, decimal=decimal)
        except UsageFault as fault:
            return None, None, str(fault).rstrip(".") if "more than" in str(fault) else ""
        return amount.minor, amount.currency or code, None

    def read_currency(self, cell: str) -> CurrencyReading | None:
        """Return what a cell of the currencies' column says; None of an empty one, and of what names no currency."""
        if not cell.strip() or cell.strip() in NOTHING:
            return None
        if self._is_own:
            return _read_own_code(cell)
        return read_currency(cell, self._currency)

    def find_default(self, currency: str) -> str:
        """Return the currency of an amount that names none, given its cell in the currencies' column."""
        reading = self.read_currency(currency)
        return reading.code if reading else self._currency


def _read_own_code(cell: str) -> CurrencyReading | None:
    """Read a code that this program wrote, which may be one that somebody typed."""
    try:
        return CurrencyReading(money.currency_code(cell), is_guess=False)
    except UsageFault:
        return None


# -- shares, addresses, words

_ADDRESS = re.compile(r"(?<![^\s,;<>\"':])[^@\s,;<>\"':]+@[^@\s,;<>\"':]+(?![^\s,;<>\"':])")


def read_shares(column: Sequence[str]) -> tuple[list[float | None], list[CellFault]]:
    """Read `40%`, `40` or `0.4` as 0.4; what is none of them is a trouble.

    Where one cell of the column is more than 1, all are percent: there 1 is one percent.
    """
    values = {cell: _read_number(cell) for cell in set(column)}
    is_percent = any(value is not None and value > 1 for value in values.values())
    shares = {
        cell: round(value / 100 if is_percent or "%" in cell else value, 4)
        for cell, value in values.items()
        if value is not None and 0 <= value <= (100 if is_percent or "%" in cell else 1)
    }
    faults = [CellFault(row, cell) for row, cell in enumerate(column) if cell.strip() and cell not in shares]
    return [shares.get(cell) for cell in column], faults


def read_times(column: Sequence[str]) -> tuple[list[str | None], list[CellFault]]:
    """Read times of day as `14:30`; what is none is a trouble."""
    times = {cell: _read_time(cell) for cell in set(column)}
    faults = [CellFault(row, cell) for row, cell in enumerate(column) if cell.strip() and times[cell] is None]
    return [times[cell] for cell in column], faults


def _read_time(cell: str) -> str | None:
    try:
        return parse_time(cell) if cell.strip() else None
    except UsageFault:
        return None


def _read_number(cell: str) -> float | None:
    try:
        return float(cell.strip().strip("%").strip().replace(",", "."))
    except ValueError:
        return None


def read_addresses(column: Sequence[str]) -> tuple[Sequence[str | None], list[CellFault]]:
    """Return the first e-mail address of each cell; a cell with more than that, or with none, is also a trouble."""
    lines = clean_lines(column)
    joined = "".join(filter(None, lines))
    if any(mark in joined for mark in " ,;<:"):
        odd = [row for row, cell in enumerate(lines) if cell and not _ADDRESS.fullmatch(cell)]
    else:
        odd = [row for row, cell in enumerate(lines) if cell and cell.count("@") != 1]
    if not odd:
        return lines, []
    lines = list(lines)
    troubles = []
    for row in odd:
        cell = lines[row] or ""
        match = _ADDRESS.search(cell)
        lines[row] = match[0] if match else None
        if match is None or _ADDRESS.search(cell, match.end()):
            troubles.append(CellFault(row, cell))
    return lines, troubles


_IN_A_NAME = re.compile(r"[^@\s()\[\]<>,;:\"']+@[^@\s()\[\]<>,;:\"']+")


def split_person(cell: str) -> tuple[str, str | None]:
    """Split `Ada Byron (ada@acme.example)` into name and e-mail address; of several people take the first."""
    first = cell.partition(";")[0] if "@" in cell else cell
    match = _IN_A_NAME.search(first)
    if match is None:
        return cell, None
    return (first[: match.start()] + " " + first[match.end() :]).strip(" \t()[]<>,:-\"'"), match[0]


def is_yes(cell: str) -> bool:
    """Tell whether a cell says yes."""
    return cell.strip().casefold() in _YES


def is_no(cell: str) -> bool:
    """Tell whether a cell says no."""
    return cell.strip().casefold() in _NO


_YES = frozenset((
    "1", "true", "yes", "y", "x", "ja", "wahr", "oui", "vrai", "sí", "si", "sì", "verdadero", "sim",
    "verdadeiro", "vero",
    "waar", "tak", "prawda", "igen", "igaz", "sant", "да", "истина", "checked", "✓", "✔", "☑", "✅",
))  # fmt: skip
_NO = frozenset((
    "0", "false", "no", "n", "nein", "non", "nee", "nej", "nem", "hamis", "falskt", "não",
    "falsch", "faux", "falso", "onwaar", "nie", "fałsz", "нет",
    "ложь", "unchecked", "✗", "✘", "☐", "❌",
))  # fmt: skip


def split_labels(cell: str) -> tuple[str, ...]:
    """Split a cell into labels of at most 40 characters; of two that differ only in case, keep the first."""
    labels: dict[str, str] = {}
    for part in re.split(r"[,;|\n]", cell):
        if label := clean_line(part).strip(' "“”')[:40].strip():
            labels.setdefault(fold(label), label)
    return tuple(labels.values())
