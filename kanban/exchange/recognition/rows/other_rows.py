"""Rows of a table that are no leads.

Totals, titles of groups, headers that come again, the ends of reports, and the subitems of Monday.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from kanban.exchange.files.faulty_rows import count_own_columns
from kanban.exchange.recognition.rows.row_shapes import RowShapes, has_small_word
from kanban.exchange.recognition.rows.row_words import (
    AMBIGUOUS,
    FIGURE,
    STAGE_WORDS,
    TOTAL_WORDS,
    find_summed,
    has_own_figure,
    is_farewell,
    is_figure,
    is_grouping_pair,
    is_signed,
    is_total_of,
    is_total_word,
    split_count,
)
from kanban.exchange.recognition.words.headers import squash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kanban.exchange.files.file_table import Table
    from kanban.exchange.recognition.columns import ColumnMapping

TOTAL, GROUP, HEADER, FOOTER = "total", "title of a group", "header that comes again", "end of a report"
SUBITEM = "subitem"
"""Why a row is left out."""

BLANK = ""
"""Why an empty row is: nobody needs to hear of it."""

FEW = 4
"""Filled cells up to which a row may be a total without being called so alone."""

_SUBITEMS = "subitems"
"""What stands before the header of an item's subitems."""
_NAMING = ("title", "contact", "first_name", "last_name", "company", "email", "phone", "id", "lead_id", "deal_id")
_PEOPLE = ("contact", "first_name", "last_name", "email", "company")
_OF_RECORD = (
    "stage", "status", "owner", "marketing_owner", "sales_owner", "value", "close_on", "created_at", "entered_at",
    "closed_at", "outcome", "probability",
)  # fmt: skip
"""Fields that a program fills for every deal."""

_NO_TITLES = frozenset(
    {"comments", "activities", "campaigns", "roles", "companies", "products", "invoices", "tickets", "stages"}
)
"""Kinds of files of which rows with a single cell are no titles of groups."""


class OtherRows:
    """Tells which rows of one file are no leads."""

    def __init__(self, mapping: ColumnMapping, table: Table) -> None:
        """Take the columns, and the table as the file has it."""
        header = table.header
        self._table = table
        self._header = [label.casefold() for label in header]
        places = sorted({*range(min(2, len(header))), len(header) // 2, len(header) - 1} - {len(header)} - {-1})
        self._labels = [(n, header[n]) for n in places if header[n].strip()]
        self._squashed = frozenset(map(squash, header))
        self._width = len(header)
        self._naming = [column.index for target in _NAMING for column in mapping.all(target)]
        self._people = frozenset(column.index for target in _PEOPLE for column in mapping.all(target))
        self._names = self._people | {column.index for column in mapping.all("title")}
        self._of_record = frozenset(column.index for target in _OF_RECORD for column in mapping.all(target))
        self._own = mapping.system == "kanban"
        self._has_titles = (
            mapping.kind not in _NO_TITLES and table.unit in {"line", "row"} and count_own_columns(header) is None
        )
        self._has_subitems = mapping.system == "monday" and _SUBITEMS in self._header

    @cached_property
    def _shapes(self) -> RowShapes:
        return RowShapes(self._table)

    def explain(
        self,
        rows: Sequence[Sequence[str]],
        columns: Sequence[Sequence[str]],
        lines: Sequence[int],
        following: Sequence[Sequence[str]],
        before: Above | None = None,
    ) -> dict[int, str]:
        """Return why rows of a block are left out, by their places.

        `lines` are those on which they start, `following` the rows of the next block, `before` is what the block before
        ended with; it is changed to what this one does.
        """
        if self._own or self._width < 2 or not rows:
            return {}
        above = before or Above()
        empty_most = self._width - FEW
        places = {n for n, row in enumerate(rows) if row.count("") >= empty_most}
        first_column = columns[0]
        if not TOTAL_WORDS.isdisjoint(map(str.casefold, first_column)):
            places.update(n for n, cell in enumerate(first_column) if cell.casefold() in TOTAL_WORDS)
        if any(label in columns[n] for n, label in self._labels):
            places.update(n for n, row in enumerate(rows) if self._is_header(row))
        reasons: dict[int, str] = {}
        if self._has_subitems:
            reasons = {n: SUBITEM for n, cell in enumerate(first_column) if _is_subitem(cell, rows[n][1])}
        block = _Block(rows, lines, following, above)
        for n in sorted(places.difference(reasons)):
            reason = self._explain(rows[n], n, block, reasons)
            if reason is not None:
                reasons[n] = reason
        above.learn(rows, lines, reasons)
        return reasons

    def _explain(self, row: Sequence[str], place: int, block: _Block, reasons: dict[int, str]) -> str | None:
        filled = [(n, cell.strip()) for n, cell in enumerate(row) if cell and not cell.isspace()]
        if not filled:
            return BLANK
        if len(filled) > 1 and self._is_header(row):
            return HEADER
        label, figures = filled[0][1], [cell for _, cell in filled[1:]]
        if all(map(is_figure, figures)) and self._is_total(row, label, figures, place, block):
            return TOTAL
        after = block.find_reason_above(place, reasons)
        if not figures and is_grouping_pair(label, self._squashed) and self._is_followed(place, block):
            return GROUP
        if self._is_end(row, label, figures, place, block, after):
            return TOTAL if figures and all(map(is_figure, figures)) else FOOTER
        if figures:
            return None
        if self._width > 2 and squash(label) in STAGE_WORDS:
            return GROUP
        if self._is_before_header(block, place):
            return GROUP
        if not self._has_titles:
            return None
        beside = after if after is not None else next((reason for reason in reasons.values() if reason == GROUP), None)
        return GROUP if self._is_title(row, filled[0][0], label, place, block, beside) else None

    # -- totals

    def _is_total(self, row: Sequence[str], label: str, figures: list[str], place: int, block: _Block) -> bool:
        if is_total_word(label):
            if figures and squash(label) not in AMBIGUOUS:
                return True
            is_name = not figures and squash(label) in AMBIGUOUS and not has_own_figure(label)
            if self._shapes.count_missing(row) and not self._is_lone_lead(figures):
                return not is_name or self._is_at_the_end(place, block)
            if squash(label) in AMBIGUOUS:
                return bool(figures) and len(self._shapes.steady) > 1 and self._shapes.is_sum(row)
            return has_own_figure(label) or self._is_at_the_end(place, block)
        if is_total_of(label):
            return bool(figures) or bool(self._shapes.count_missing(row))
        if FIGURE.fullmatch(label):
            is_nameless = not any(row[n].strip() for n in self._naming)
            return is_nameless and (self._width > FEW or self._is_sum_below(row, place, block))
        if self._shapes.count < 2 or not self._shapes.count_missing(row):
            return False
        return self._is_total_of_group(label, place, block) or (
            bool(figures) and len(self._shapes.steady) > 2 and self._shapes.is_sum(row)
        )

    def _is_lone_lead(self, figures: list[str]) -> bool:
        return not figures and self._shapes.has_lone_leads

    def _is_sum_below(self, row: Sequence[str], place: int, block: _Block) -> bool:
        """Tell whether a row of nothing but figures stands at the end and adds up those of the others."""
        return self._is_at_the_end(place, block) and self._shapes.is_sum(row)

    def _is_total_of_group(self, label: str, place: int, block: _Block) -> bool:
        """Tell whether a label names records in general, or a group of them, with a word for a total."""
        name = find_summed(label)
        if name is None:
            return False
        return not name or self._is_known_word(name, has_names=True) or self._shapes.is_sum(block.rows[place])

    def _is_known_word(self, word: str, *, has_names: bool = False) -> bool:
        """Tell whether a squashed word is a stage, or stands in a column of which rows may be grouped."""
        if word in STAGE_WORDS or word in self._squashed:
            return True
        columns = self._shapes.words_by_column
        return any(word in words for n, words in enumerate(columns) if has_names or n not in self._names)

    # -- ends

    def _is_at_the_end(self, place: int, block: _Block) -> bool:
        """Tell whether no ordinary row follows."""
        return not any(map(self._shapes.is_ordinary, block.list_below(place)))

    def _is_end(
        self, row: Sequence[str], label: str, others: list[str], place: int, block: _Block, after: str | None
    ) -> bool:
        """Tell whether a row is a sentence below the table."""
        missing = self._shapes.count_missing(row)
        if is_farewell(label) and len(others) < FEW:
            if missing and not self._shapes.has_lone_leads:
                return not others or is_signed(label) or not self._names_all(row)
            return not others and is_signed(label) and self._is_at_the_end(place, block)
        if not missing or self._shapes.has_lone_leads or not self._is_at_the_end(place, block):
            return False
        if after in {TOTAL, FOOTER}:
            return not others or all(map(is_figure, others))
        return not others and after == BLANK and is_signed(label) and has_small_word(label)

    def _names_all(self, row: Sequence[str]) -> bool:
        """Tell whether a row fills all columns that name its record."""
        naming = [n for n in self._naming if n in self._shapes.steady]
        return bool(naming) and all(row[n].strip() for n in naming)

    # -- titles of groups

    def _is_title(
        self, row: Sequence[str], index: int, label: str, place: int, block: _Block, after: str | None
    ) -> bool:
        """Tell whether a row with a single cell is the title of the rows below it."""
        shapes = self._shapes
        if (
            self._width < 3
            or index > 1
            or not _LETTER.search(label)
            or shapes.count_missing(row) < 2 - (shapes.count == 1)
        ):
            return False
        if is_grouping_pair(label, self._squashed):
            return True
        name, count = split_count(label)
        if count is not None and (squash(name) in STAGE_WORDS or count == self._count_below(place, block)):
            return True
        follows = self._is_followed(place, block)
        if not follows:
            return False
        if count is not None or self._is_known_word(squash(name)) or index in shapes.unused:
            return True
        if shapes.has_lone_leads or shapes.count < 2:
            return False
        if index not in self._people:
            return index == 0 and (
                after is not None or index not in self._naming or bool(shapes.steady & self._of_record)
            )
        is_unlike = has_small_word(label) and shapes.lower_share[index] < _HARDLY
        return is_unlike or after == GROUP or (after is not None and self._has_more_titles(block))

    def _has_more_titles(self, block: _Block) -> bool:
        """Tell whether rows with a single cell stand above other rows more than once."""
        return sum(self._is_followed(n, block) for n, row in enumerate(block.rows) if sum(map(bool, row)) == 1) > 1

    def _is_followed(self, place: int, block: _Block) -> bool:
        """Tell whether an ordinary row is the next one, or the one behind a second title."""
        below = [row for row in block.list_below(place, most=4) if any(row)][:2]
        return any(map(self._shapes.is_ordinary, below[:1])) or (
            len(below) > 1 and sum(map(bool, below[0])) == 1 and self._shapes.is_ordinary(below[1])
        )

    def _count_below(self, place: int, block: _Block) -> int:
        """Return how many ordinary rows follow, up to the next other one."""
        count = 0
        for row in block.list_below(place):
            if not self._shapes.is_ordinary(row):
                break
            count += 1
        return count

    # -- headers

    def _is_header(self, row: Sequence[str]) -> bool:
        """Tell whether a row says what the header says; empty cells don't count, nor does one among many."""
        pairs = [(cell.strip().casefold(), label) for cell, label in zip(row, self._header, strict=False) if cell]
        same = sum(cell == label for cell, label in pairs)
        return len(pairs) > 1 and (same == len(pairs) or (same >= FEW and same >= len(pairs) - 1))

    def _is_before_header(self, block: _Block, place: int) -> bool:
        """Tell whether the next row that is not empty is the header again."""
        below = next((row for row in block.list_below(place) if any(row)), None)
        return below is not None and self._is_header(below)


_LETTER = re.compile(r"[^\W\d_]")
_HARDLY = 0.1
"""The share of cells below which hardly any are so."""


class Above:
    """What stands above a row in the block before its own, or above the first one."""

    def __init__(self) -> None:
        self.reason: str | None = BLANK
        """Why the last row was left out: BLANK above the first one, None for a row that was not."""
        self.next_line: int | None = None
        """The line that follows it."""

    def learn(self, rows: Sequence[Sequence[str]], lines: Sequence[int], reasons: dict[int, str]) -> None:
        """Take what a block ends with."""
        last = len(rows) - 1
        self.reason, self.next_line = reasons.get(last), _find_next_line(rows[last], lines[last])


class _Block:
    """Rows of a block with what stands around them."""

    def __init__(
        self, rows: Sequence[Sequence[str]], lines: Sequence[int], following: Sequence[Sequence[str]], above: Above
    ) -> None:
        self.rows, self._lines, self._following, self._above = rows, lines, following, above

    def list_below(self, place: int, most: int | None = None) -> list[Sequence[str]]:
        """Return the rows below one, in its block and the next."""
        below = [*self.rows[place + 1 :], *self._following]
        return below[:most]

    def find_reason_above(self, place: int, reasons: dict[int, str]) -> str | None:
        """Return why the row above one was left out; BLANK also where lines between them are empty, None if it was not.

        Of empty rows that one counts which stands above them, where it is a total or an end.
        """
        row = place - 1
        is_blank = False
        next_line = self._lines[place]
        while row >= 0:
            is_blank = is_blank or _find_next_line(self.rows[row], self._lines[row]) < next_line
            reason = reasons.get(row)
            if reason != BLANK:
                return reason if reason or not is_blank else BLANK
            is_blank, next_line, row = True, self._lines[row], row - 1
        if self._above.next_line is not None and self._above.next_line < next_line:
            is_blank = True
        return self._above.reason if self._above.reason or not is_blank else BLANK


def _find_next_line(row: Sequence[str], line: int) -> int:
    """Return the line behind a row that starts on a line; cells may have several."""
    return line + 1 + sum(cell.count("\n") for cell in row)


def _is_subitem(first: str, second: str) -> bool:
    """Tell whether a row of Monday stands below its item: it leaves the item's column empty, or says Subitems there."""
    return first.strip().casefold() == _SUBITEMS or (not first.strip() and bool(second.strip()))
