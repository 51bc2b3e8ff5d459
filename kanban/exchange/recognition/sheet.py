"""A file that was recognised: its rows by columns, freed of what its program does to cells."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from kanban.exchange.files.any_file import open_table, read_blocks
from kanban.exchange.files.faulty_rows import count_own_columns
from kanban.exchange.files.file_table import Rejected, rename_table
from kanban.exchange.recognition.by_cells import settle_by_cells, settle_members
from kanban.exchange.recognition.cells import drop_nothings, drop_short_nothings
from kanban.exchange.recognition.columns import CUSTOM, Column, count_known_columns, find_field, recognise
from kanban.exchange.recognition.id_columns import NAMING_FIELDS
from kanban.exchange.recognition.identity import Identity
from kanban.exchange.recognition.rows import stage_titles
from kanban.exchange.recognition.rows.other_rows import FOOTER, GROUP, Above, OtherRows
from kanban.exchange.recognition.rows.removed_rows import choose_row_filter
from kanban.exchange.recognition.suggestions import mark_possible_columns
from kanban.exchange.recognition.vendors import choose_tidiers
from kanban.exchange.recognition.words.headers import squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kanban.exchange.recognition.columns import ColumnMapping
    from kanban.exchange.recognition.date_columns import Order
    from kanban.exchange.recognition.words.headers import Kind


class Piece(NamedTuple):
    """Some rows of a sheet."""

    columns: list[Sequence[str]]
    """The cells by column; all empty where there is no row."""
    rows: list[list[str]]
    """The same by row, as the file has them."""
    lines: Sequence[int]
    """The physical line on which each row starts."""
    rejected: list[Rejected]
    """Rows that were refused on the way."""
    passed_over: list[str]
    """Why rows were left out that are no leads at all, such as tests."""


_LOOKS = 4
"""Blocks of a file that are looked at for titles of groups."""

_TITLES = squash(stage_titles.LABEL)


class Sheet:
    """One file of an import."""

    def __init__(
        self,
        path: Path,
        *,
        encoding: str | None = None,
        delimiter: str | None = None,
        sheet_name: str | None = None,
        name: str = "",
        overrides: Mapping[str, str] | None = None,
        dates: Order | None = None,
    ) -> None:
        """Look at a file; see `open_table` and `recognise` for what is given and what may be raised.

        `name` is what it is called where its own name does not tell it from the other files.
        """
        self.dates = dates
        """The order of its days in figures, where somebody said it."""
        table = open_table(
            path,
            encoding=encoding,
            delimiter=delimiter,
            sheet_name=sheet_name,
            weigh=lambda header: count_known_columns(header, overrides),
        )
        self.table = rename_table(table, name) if name else table
        self.remarks: list[str] = []
        """Sentences on columns that are not what their labels say."""
        self._overrides = overrides
        settled = settle_by_cells(recognise(self.table.header, overrides), self.table, overrides)
        settled = self._settle_rejected_titles(settled)
        self.mapping = mark_possible_columns(settled, self.table, overrides)
        self.identity = Identity(self.mapping)
        is_own = self.mapping.system == "kanban"
        self._short = [c.index for c in self.mapping.columns if c.target not in {"comment", "ignore"} and not is_own]
        """Columns that may say `N/A`."""
        self._long = [column.index for column in self.mapping.all("comment") if not is_own]
        """The same of whole comments: to look at all of each takes long."""
        self._tidying = choose_tidiers(self.mapping)
        self._stage_words: frozenset[str] = frozenset()
        self._explain_skip = choose_row_filter(self.mapping)
        self._other_rows = OtherRows(self.mapping, self.table)
        self._has_stage_titles = False
        """Whether the titles of groups tell the stages of their rows."""
        self._titles_by_line: list[tuple[int, str]] = []
        """Titles of groups that have been read, each with its line."""

    def name_stages(self, words: Iterable[str]) -> None:
        """Learn which words mean a stage of the board, even where they would say that a record is gone."""
        self._stage_words = frozenset(map(squash, words))
        self._explain_skip = choose_row_filter(self.mapping, self._stage_words)
        if stage_titles.may_have_titles(self.mapping) and stage_titles.are_stages(
            self._list_titles(), self._stage_words
        ):
            self._has_stage_titles = True
            self._take_mapping(self.mapping)

    def _list_titles(self) -> list[str]:
        """Return the titles of groups that stand in the first blocks of the file, and the one above its header."""
        titles, above = [], Above()
        for block in islice(read_blocks(self.table), _LOOKS):
            columns = list(zip(*block.rows, strict=True)) or [()] * len(self.table.header)
            reasons = self._other_rows.explain(block.rows, columns, block.lines, (), above)
            titles += [stage_titles.read_title(block.rows[n]) for n, reason in reasons.items() if reason == GROUP]
        first = stage_titles.read_title([self.table.title])
        return [first, *titles] if stage_titles.are_stages([first], self._stage_words) else titles

    def name_members(self, names: Iterable[str]) -> None:
        """Learn who the members of the board are: a column in which one stands is of owners."""
        mapping = settle_members(self.mapping, self.table, frozenset(map(squash, names)))
        if mapping != self.mapping:
            self._take_mapping(mapping)

    def retarget(self, index: int, target: str) -> None:
        """Let a column feed another field."""
        columns = tuple(replace(c, target=target) if c.index == index else c for c in self.mapping.columns)
        self._take_mapping(replace(self.mapping, columns=columns))

    def keep_as_custom(self, index: int) -> None:
        """Let a column become a custom field of its label; whose rows they are has been told already and stays."""
        columns = tuple(replace(c, target=CUSTOM + c.label) if c.index == index else c for c in self.mapping.columns)
        self.mapping = replace(self.mapping, columns=columns)

    def read_as(self, kind: Kind) -> None:
        """Take what the file is from the other files of its import; columns that were said otherwise stay so."""
        mapping = recognise(self.table.header, self._overrides, (self.mapping.system, kind))
        id_columns = {column.index: column for column in self.mapping.columns if column.target in NAMING_FIELDS}
        self._take_mapping(replace(mapping, columns=tuple(id_columns.get(c.index, c) for c in mapping.columns)))

    def _take_mapping(self, mapping: ColumnMapping) -> None:
        past_identity = self.identity
        mapping = self._add_titles(mapping)
        self.mapping = mapping
        self._tidying = choose_tidiers(mapping)
        self._explain_skip = choose_row_filter(mapping, self._stage_words)
        self.identity = Identity(mapping)
        self.identity.take_links(past_identity)

    def _add_titles(self, mapping: ColumnMapping) -> ColumnMapping:
        """Return a mapping with the column that stands for the titles of groups, where these tell the stage."""
        index = len(self.table.header)
        if not self._has_stage_titles or any(column.index == index for column in mapping.columns):
            return mapping
        field = next((name for label, name in (self._overrides or {}).items() if squash(label) == _TITLES), None)
        target = find_field(field) if field else stage_titles.find_target(mapping)
        return replace(mapping, columns=(*mapping.columns, Column(index, stage_titles.LABEL, target)))

    def _settle_rejected_titles(self, mapping: ColumnMapping) -> ColumnMapping:
        """Let the titles that `add_titles` put into a file of rejects tell the stage, as they did in the first file."""
        if count_own_columns(self.table.header) is None or not stage_titles.may_have_titles(mapping):
            return mapping
        is_said = any(squash(label) == _TITLES for label in self._overrides or {})
        target = stage_titles.find_target(mapping)
        columns = tuple(
            replace(c, target=target) if c.label == stage_titles.LABEL and not is_said else c for c in mapping.columns
        )
        return replace(mapping, columns=columns)

    def add_titles(self, rejected: Sequence[Rejected]) -> tuple[Sequence[str], Sequence[Rejected]]:
        """Return the header and rejected rows; behind their cells the titles of groups where these tell the stage.

        What makes a row too wide stands behind that. All pieces must have been read.
        """
        header = self.table.header
        if not self._has_stage_titles:
            return header, rejected
        rows = []
        for row in rejected:
            place = bisect_right(self._titles_by_line, row.line, key=lambda title: title[0])
            cells = row.row + ("",) * (len(header) - len(row.row))
            with_title = (*cells[: len(header)], self._titles_by_line[place - 1][1], *cells[len(header) :])
            rows.append(replace(row, row=with_title))
        return (*header, stage_titles.LABEL), rows

    @property
    def name(self) -> str:
        """The file's name as it may be shown."""
        return self.table.name

    def pieces(self) -> Iterator[Piece]:
        """Read the file from its start."""
        blocks = read_blocks(self.table)
        block = next(blocks, None)
        above = Above()
        title = stage_titles.read_title([self.table.title])
        self._titles_by_line = [(0, title)]
        while block is not None:
            following = next(blocks, None)
            columns: list[Sequence[str]] = list(zip(*block.rows, strict=True)) or [()] * len(self.table.header)
            rows, lines = block.rows, block.lines
            reasons = self._other_rows.explain(rows, columns, lines, following.rows if following else (), above)
            titles: list[str] = []
            if self._has_stage_titles:
                for n, row in enumerate(rows):
                    if reasons.get(n) == GROUP:
                        title = stage_titles.read_title(row)
                        self._titles_by_line.append((lines[n], title))
                    titles.append(title)
                columns.append(titles)
            if self._explain_skip:
                reasons |= self._explain_skip(rows, columns)
            if reasons:
                places = [n for n in range(len(rows)) if n not in reasons]
                rows, lines = [rows[n] for n in places], [lines[n] for n in places]
                columns = list(zip(*rows, strict=True)) or [()] * len(self.table.header)
                columns += [[titles[n] for n in places]] if self._has_stage_titles else []
            for index in self._short:
                columns[index] = drop_nothings(columns[index])
            for index in self._long:
                columns[index] = drop_short_nothings(columns[index])
            for index, tidy in self._tidying.items():
                columns[index] = tidy(columns[index])
            yield Piece(
                columns, rows, lines, block.rejected, [*filter(None, reasons.values()), *[FOOTER] * block.footer]
            )
            block = following
