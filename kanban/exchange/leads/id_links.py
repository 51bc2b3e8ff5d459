"""Which columns of ids name records of other files of an import, told by the ids themselves.

Files of one program are joined by what their columns are called. Here it does not matter who wrote them: where the
ids of a column stand in another file's column of ids, its rows name those records.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from kanban.domain.records.outside_ids import complete_id, strip_mark
from kanban.domain.values.text import fold
from kanban.exchange.recognition.id_columns import (
    NAMING_FIELDS,
    find_noun_of_file,
    find_nouns,
    is_id_label,
    is_list_of_companies,
    is_list_of_deals,
)
from kanban.exchange.recognition.name_links import link_by_name
from kanban.exchange.recognition.words.headers import squash

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kanban.exchange.recognition.columns import Column
    from kanban.exchange.recognition.id_columns import Noun
    from kanban.exchange.recognition.sheet import Sheet

_WITHOUT_IDS = frozenset({"comments", "activities", "roles", "campaigns", "products", "invoices", "tickets", "stages"})
"""Kinds of files whose rows name others, and which others don't name."""

_TARGETS: dict[Noun, str] = {"people": "contact_id", "deals": "deal_id", "companies": "company_id"}
_BY_NAME = frozenset({"contact", "company"})
"""Fields whose column may hold ids instead of names."""

_LOOKS, _FEW_IDS = 4, 3_000
"""Pieces of a file, and different ids of a column, that are compared."""

_LIKELY, _SURE = 0.5, 0.9
"""Shares of a column's ids that stand in the other file."""

_TELLING = 6
"""Characters of an id by which alone records are known: 17 may be anything."""


@dataclass(frozen=True, slots=True)
class _NamedFile:
    """A file whose records others may name."""

    sheet: Sheet
    noun: Noun | None
    ids: Mapping[str, str]
    """Its ids, by these without the mark of its program."""


def link_files(sheets: Sequence[Sheet], *, by_name: bool = True) -> None:
    """Let rows find the records of other files that they name by id, and lists of companies those by name.

    `by_name` tells whether people may be found by their names alone.
    """
    for sheet in sheets:
        sheet.identity.expect_names({other.identity.own for other in sheets if other is not sheet})
    _link_by_id(sheets)
    for sheet in sheets:
        if sheet.mapping.system == "file" and is_plain_list_of_companies(sheet):
            _settle_companies(sheet, [other for other in sheets if other is not sheet])
    if by_name:
        link_by_name(sheets)


def _link_by_id(sheets: Sequence[Sheet]) -> None:
    candidates = [(sheet, columns) for sheet in sheets if (columns := list(_list_candidates(sheet, sheets)))]
    if not candidates:
        return
    books = [book for sheet in sheets if (book := _read_own_ids(sheet)) is not None]
    for sheet, columns in candidates:
        others = [book for book in books if book.sheet is not sheet]
        samples = _read_samples(sheet, columns) if others else {}
        for column in columns:
            ids = samples.get(column.index)
            best = max(
                ((share, book) for book in others if ids and (share := _compare(sheet, column, ids, book))),
                key=lambda pair: pair[0],
                default=None,
            )
            if best:
                _link(sheet, column, best[1])


def _list_candidates(sheet: Sheet, sheets: Sequence[Sheet]) -> Iterator[Column]:
    """Yield the columns of a file that may name records of others, and are not joined with them by name."""
    mapping = sheet.mapping
    if len(sheets) < 2 or mapping.system == "kanban" or mapping.kind in _WITHOUT_IDS | {"companies"}:
        return
    systems = {other.mapping.system for other in sheets if other is not sheet}
    for column in mapping.columns:
        if column.target in NAMING_FIELDS:
            if systems != {mapping.system} or mapping.system == "file":
                yield column
        elif column.target in {*_BY_NAME, "id"} or (column.target.startswith("field.") and is_id_label(column.label)):
            yield column


def _read_own_ids(sheet: Sheet) -> _NamedFile | None:
    mapping = sheet.mapping
    if mapping.index("id") is None or mapping.system == "kanban" or mapping.kind in _WITHOUT_IDS:
        return None
    noun = None if _may_list_companies(sheet) else find_noun_of_file(mapping.kind, _list_targets(sheet))
    ids = {name for piece in sheet.pieces() if piece.rows for name in sheet.identity.ids(piece.columns) if name}
    return _NamedFile(sheet, noun, {strip_mark(name): name for name in ids})


def _read_samples(sheet: Sheet, columns: Sequence[Column]) -> dict[int, set[str]]:
    """Return different ids of each column."""
    samples: dict[int, set[str]] = {column.index: set() for column in columns}
    for piece in islice(sheet.pieces(), _LOOKS):
        for index, ids in samples.items():
            if len(ids) < _FEW_IDS and piece.rows:
                ids.update(
                    strip_mark(complete_id(part)) for cell in set(piece.columns[index]) for part in split_ids(cell)
                )
    return samples


def split_ids(cell: str) -> list[str]:
    """Split a cell into ids; several may stand in one."""
    return [part for part in cell.replace(";", ",").replace("|", ",").replace(",", " ").split() if part]


def _compare(sheet: Sheet, column: Column, ids: set[str], book: _NamedFile) -> float:
    """Return the share of a column's ids that are those of a file's records; 0 where it does not name them."""
    share = len(ids & book.ids.keys()) / len(ids)
    if not share:
        return 0
    is_telling = sum(len(name) >= _TELLING for name in ids) >= _SURE * len(ids)
    mine = find_noun_of_file(sheet.mapping.kind, {other.target for other in sheet.mapping.columns})
    if column.target == "id":  # two lists of the same records, of which another program wrote one
        theirs = next(other.label for other in book.sheet.mapping.columns if other.target == "id")
        is_same = squash(theirs) == squash(column.label) and (mine is None or mine == book.noun or book.noun is None)
        is_other = sheet.identity.own != book.sheet.identity.own and sheet.mapping.system == "file"
        return share if is_other and is_same and is_telling and share >= _LIKELY and book.noun != "companies" else 0
    if column.target in _BY_NAME and not is_id_label(column.label):
        has_figures = all(any(map(str.isdigit, name)) for name in ids)
        return share if has_figures and share >= _SURE and _fits(column, book) else 0
    if not _fits(column, book):
        return 0
    if is_telling:
        return share
    return share if share >= _LIKELY and _is_named(column) else 0


def _is_named(column: Column) -> bool:
    return column.target in NAMING_FIELDS or bool(find_nouns(column.label))


def _fits(column: Column, book: _NamedFile) -> bool:
    """Tell whether a column's label may mean the records of a file."""
    nouns = find_nouns(column.label) or {NAMING_FIELDS.get(column.target)}
    return None in nouns or book.noun is None or book.noun in nouns


def _link(sheet: Sheet, column: Column, book: _NamedFile) -> None:
    noun, other = book.noun, book.sheet
    if noun is None and other.mapping.kind == "companies":  # read so for the sake of a file before this one
        noun = "companies"
    elif noun is None and find_nouns(column.label) == {"companies"} and _may_list_companies(other):
        other.read_as("companies")
        noun = "companies"
    if column.target not in {"id", *NAMING_FIELDS} or noun == "companies":
        sheet.retarget(column.index, _TARGETS[noun or "people"])
    if (sheet.mapping.system, sheet.mapping.kind) == ("file", "plain") and is_list_of_deals(_list_targets(sheet), ()):
        sheet.read_as("deals")
    if noun == "companies":
        sheet.identity.name_companies(column.index, other.identity.own, book.ids)
    else:
        sheet.identity.name_records(column.index, other.identity.own, book.ids)


def is_plain_list_of_companies(sheet: Sheet) -> bool:
    """Tell whether a plain file lists companies and nothing else, in a column that is called so."""
    return sheet.mapping.kind == "plain" and is_list_of_companies(_list_targets(sheet))


def _settle_companies(sheet: Sheet, others: Sequence[Sheet]) -> None:
    """Let a list of companies fill the cards of other files that name them; alone, each company is a card."""
    names = _read_companies(sheet)
    for other in others:
        theirs = _read_companies(other) if not is_plain_list_of_companies(other) else set()
        if theirs and len(theirs & names) >= _LIKELY * len(theirs):
            sheet.read_as("companies")
            return
    sheet.remarks.append(
        f"“{sheet.name}” lists companies without people: each becomes a card. Import it together with people or deals "
        "that name them, and it fills their cards instead."
    )


def _read_companies(sheet: Sheet) -> set[str]:
    """Return the names of companies in the first pieces of a file, folded."""
    columns = sheet.mapping.all("company")[:1]
    pieces = islice(sheet.pieces(), _LOOKS) if columns else ()
    return {
        fold(cell) for piece in pieces if piece.rows for column in columns for cell in set(piece.columns[column.index])
    } - {""}


def _list_targets(sheet: Sheet) -> set[str]:
    return {column.target for column in sheet.mapping.columns}


def _may_list_companies(sheet: Sheet) -> bool:
    """Tell whether a plain file holds nothing but companies; what is called `Name` there may be theirs."""
    if sheet.mapping.kind != "plain":
        return False
    targets = _list_targets(sheet)
    names = [column for column in sheet.mapping.all("contact") if squash(column.label) == "name"]
    return is_list_of_companies(targets - {"contact"} | {"company"} if names else targets)
