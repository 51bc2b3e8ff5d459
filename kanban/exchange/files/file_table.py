"""What a file of any format is read as: a header, and rows in blocks with their line numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from kanban.domain.values.text import clean_line, shorten
from kanban.exchange.files.faulty_rows import Unreadable

if TYPE_CHECKING:
    from pathlib import Path

BLOCK = 256
"""Rows in a block: few enough to stay in the processor's cache while they are turned into columns."""

_DATA = re.compile(r"[\W\d_]*|.*\w@\w.*|\d+[.,]?\d*\s?[€$£%]?|(?:l|p|ag|as|c|f):\+?\d+", re.DOTALL)
"""What stands in a row of data and not in a header: empty, numbers, dates in figures, addresses."""

_ADDRESS = re.compile(r"\w@\w")
"""In an e-mail address; the label `Instagram (@)` has none."""

AnyTable = TypeVar("AnyTable", bound="Table")

NumberedRow = tuple[int, list[str] | Unreadable]
"""A row with its line (of a text), its row (of a sheet) or its number (in a list), from 1."""

NumberedRows = Iterator[NumberedRow]


@dataclass(frozen=True, slots=True)
class Assumption:
    """What an import takes for granted where its files leave something open, unless somebody says otherwise."""

    text: str
    """What is assumed and why: a sentence, without a way to change it."""
    option: str
    """The option of `kanban import` that changes it, as it is typed, such as `--sheet NAME`."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer to a question."""

    value: str
    """What the option takes."""
    words: str
    """What it means, such as `Central European`."""
    sample: str = ""
    """What the file looks like with it."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a file does not tell and somebody has to."""

    kind: str
    """`encoding`, `sheet`, `dates`, `title` or `match`."""
    file: str
    """Its name, as it is shown."""
    choices: tuple[Choice, ...]
    option: str
    """The option of `kanban import` that answers it."""
    column: str = ""
    assumed: str | None = None
    """The answer that holds if nobody gives one; with None, nothing may be imported before."""
    words: str = ""
    """The same in other words than `title` finds."""
    names_file: bool = False
    """Whether the option names the file too, as there are others."""
    path: str = ""
    """Of the file, as it was given."""

    @property
    def sentence(self) -> str:
        """What is not known, and how it is answered on the command line."""
        start = f"{self.file}=" if self.names_file else ""
        values = [f"{start}{choice.value}" for choice in self.choices[:6]]
        if start or self.kind in {"sheet", "title"}:
            values = [f"'{value}'" for value in values]
        answers = [f"{self.option} {value}" for value in values]
        if self.kind == "encoding":
            pairs = zip(answers, self.choices, strict=False)
            samples = " or ".join(f"{answer} (“{choice.sample}”)" for answer, choice in pairs)
            return f"{self.title}: say {samples}, or another one."
        return f"{self.title}: say {' or '.join(answers)}."

    @property
    def title(self) -> str:
        """What is not known, as a sentence without its end."""
        return self.words or f"“{self.file}” does not tell its {self.kind}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file that was looked at and can be read as a table."""

    path: Path
    called: str = ""
    """What the file is called where its name does not tell it from another one."""
    header: tuple[str, ...]
    """The labels of the columns as the file has them, cleaned; an empty one is named after its place."""
    encoding: str = ""
    """Of a text."""
    sheet: str = ""
    """The name of the sheet that was chosen, in a workbook."""
    notes: tuple[str, ...] = ()
    """Sentences on what was left out, and what may be wrong."""
    assumptions: tuple[Assumption, ...] = ()
    questions: tuple[Question, ...] = ()
    encodings: tuple[Choice, ...] = ()
    """In which a text may be whose own one is a guess, the likeliest first."""
    sheets: tuple[Choice, ...] = ()
    """Of a workbook that has several."""
    unit: str = "line"
    """What the numbers of its rows count."""
    decimal_columns: frozenset[int] = frozenset()
    """Places of columns whose cells were numbers in the file: a point in them stands before the decimals."""
    title: str = ""
    """The only cell of the last row above the header that is not empty: a report's name, or the first group's."""

    @property
    def name(self) -> str:
        """The file's name as it may be shown."""
        return self.called or clean_line(self.path.name)


def rename_table(table: AnyTable, name: str) -> AnyTable:
    """Return a table of a file that is called otherwise, as another file of the import has its name."""
    if name == table.name:
        return table
    own = f"“{format_name(table.path)}”"
    return replace(
        table,
        called=name,
        notes=tuple(note.replace(own, f"“{name}”", 1) for note in table.notes),
        assumptions=tuple(replace(some, text=some.text.replace(own, f"“{name}”", 1)) for some in table.assumptions),
        questions=tuple(
            replace(some, file=name, words=some.words.replace(own, f"“{name}”", 1)) for some in table.questions
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RowTable(Table):
    """A table whose rows come one by one, from anything but a text with delimiters."""

    read_rows: Callable[[], NumberedRows]
    """Reads the rows from the first one below the header on, of any width."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that does not go in."""

    file: str
    line: int
    """The physical line on which it starts, from 1; in other formats its row."""
    reason: str
    row: tuple[str, ...]
    """Its cells as they stood in the file."""


class Block(NamedTuple):
    """Some rows in the order of the file, all as wide as the header."""

    rows: list[list[str]]
    lines: Sequence[int]
    """The line of each row."""
    rejected: list[Rejected]
    """Rows met on the way that are wider than the header, cut off, or can't be told from those below."""
    footer: int = 0
    """Rows below the table, of another width, that are none of it."""


class HeldFiles:
    """Files that are read as a whole, kept in memory for the next look at them: small ones, or one that is large."""

    def __init__(self) -> None:
        self._held: dict[Hashable, Any] = {}
        self._bytes = 0

    def take(self, key: Hashable, read: Callable[[], tuple[Any, int]]) -> Any:  # noqa: ANN401 - what is read
        """Return what was read under this key, reading it now if it is not here: the thing, and its bytes in memory."""
        if key not in self._held:
            self.make_room()
            self.put(key, *read())
        return self._held[key]

    def put(self, key: Hashable, thing: object, size: int) -> None:
        """Hold something that takes so many bytes."""
        self._held[key] = thing
        self._bytes += size

    def make_room(self, most: int = 64 << 20) -> None:
        """Drop what is held if that is more than so many bytes: a large file comes, maybe."""
        if self._bytes > most:
            self.drop()

    def drop(self) -> None:
        """Forget all: another process reads the files now, or nobody."""
        self._held.clear()
        self._bytes = 0


HELD = HeldFiles()
"""Of this process."""


def read_row_blocks(table: RowTable) -> Iterator[Block]:
    """Yield the rows of a table in blocks; leave out empty ones, and what stands right of the header."""
    width = len(table.header)
    numbered_rows = ((line, row) for line, row in table.read_rows() if isinstance(row, Unreadable) or any(row))
    while block := list(islice(numbered_rows, BLOCK)):
        rows = [(line, row) for line, row in block if not isinstance(row, Unreadable)]
        yield Block(
            [row[:width] + [""] * (width - len(row)) for _, row in rows],
            [line for line, _ in rows],
            [Rejected(table.name, line, row.reason, row.cells) for line, row in block if isinstance(row, Unreadable)],
        )


def format_number(number: float) -> str:
    """Return a number with all its digits and no exponent, so that a phone number stays one; whole ones without `.0`.

    Like a spreadsheet it has at most 15 digits that count, for 0.1 + 0.2 is 0.3.
    """
    if isinstance(number, int):
        return str(number)
    if number != number or number in {float("inf"), float("-inf")}:  # noqa: PLR0124 - NaN is not itself
        return ""
    text = format(number, ".15g")
    if "e" in text:
        text = format(Decimal(text), "f")
    return text


def format_labels(labels: Sequence[str]) -> tuple[str, ...]:
    """Return the labels of a header, cleaned; an empty one is named after its place."""
    return tuple(clean_line(label.lstrip("\ufeff")) or f"Column {n}" for n, label in enumerate(labels, 1))


def format_name(path: Path) -> str:
    """Return a file's name as a sentence shows it."""
    return shorten(clean_line(path.name), 80)


# -- the header


def find_header_row(rows: list[list[str]], width: int) -> tuple[int, list[str]] | None:
    """Return the index and labels of the header of a table of this width; None without one."""
    widest, first = max(map(count_used_cells, rows)), next(n for n, row in enumerate(rows) if any(row))
    used = _measure_width(rows)
    for index, whole in enumerate(rows[:60]):
        if index == first and count_used_cells(whole) == widest > width:  # most rows are short
            width = widest
        row = whole[: max(width, count_used_cells(whole))]
        if len(row) == width or (len(row) == width - 1 and index == 0):
            labels = row[:used]
            filled_labels = [cell.strip() for cell in labels if cell.strip()]
            data = sum(_DATA.fullmatch(cell) is not None for cell in filled_labels)
            if (
                len(filled_labels) * 2 >= len(labels)
                and data * 3 <= len(filled_labels)
                and not any(map(_ADDRESS.search, filled_labels))
            ):
                return index, labels
    return None


def find_title(rows: Sequence[Sequence[str]], header: int) -> str:
    """Return the only cell of the last row above the header that is not empty; nothing where it has several."""
    above = next((row for row in reversed(rows[:header]) if any(map(str.strip, row))), ())
    filled_cells = [cell for cell in above if cell.strip()]
    return clean_line(filled_cells[0]) if len(filled_cells) == 1 else ""


def _measure_width(rows: list[list[str]]) -> int:
    """Return how many columns are used: spreadsheets keep empty ones at the right edge."""
    return max(map(count_used_cells, rows), default=0)


def count_used_cells(row: list[str]) -> int:
    """Return the place of a row's last cell that is not empty, from 1; 0 where all are."""
    return max((n for n, cell in enumerate(row, 1) if cell.strip()), default=0)
