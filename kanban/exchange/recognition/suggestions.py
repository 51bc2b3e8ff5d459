"""What a person may want to change in how columns were understood: other columns for a field, and slips in labels."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kanban.exchange.files.any_file import read_blocks
from kanban.exchange.recognition.columns import CUSTOM, OWNERS, STAGES, recognise
from kanban.exchange.recognition.date_columns import looks_like_day
from kanban.exchange.recognition.words.column_labels import NO_HINTS, read_label
from kanban.exchange.recognition.words.headers import FIELDS, squash
from kanban.exchange.recognition.words.misspellings import correct_label
from kanban.exchange.recognition.words.stage_words import is_stage_word

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kanban.exchange.files.file_table import Table
    from kanban.exchange.recognition.columns import Column, ColumnMapping


DOUBTED = ("title", "contact")
"""Fields for which a person may choose only where the cells of a column don't tell which of them they are."""


def find_candidates(mapping: ColumnMapping, field: str) -> tuple[Column, ...]:
    """Return the columns that might feed a field but become custom fields, for a person to choose from.

    A column of an owner or stage counts for each kind of owner or stage. So do columns that feed another field and
    whose cells fit this one as well.
    """
    family = _find_family(field)
    columns = () if field in DOUBTED else (*mapping.custom, *mapping.all("outcome"))
    others = tuple(column for column in columns if family.intersection(column.could_be))
    return (*others, *(column for column in mapping.columns if column.or_else in family and column not in others))


def suggest_fields(mapping: ColumnMapping) -> dict[int, str]:
    """Return what custom columns would feed if their labels were spelt right, by their places.

    Nothing is suggested for a field that a column feeds.
    """
    corrected = {column.index: label for column in mapping.custom if (label := correct_label(column.label))}
    if not corrected:
        return {}
    columns = sorted(mapping.columns, key=lambda column: column.index)
    what = None if mapping.kind == "plain" else (mapping.system, mapping.kind)
    spelt_right = recognise([corrected.get(column.index, column.label) for column in columns], what=what)
    fed = {column.target for column in mapping.columns}
    return {
        column.index: column.target
        for column in spelt_right.columns
        if column.index in corrected
        and not column.is_guess
        and column.target in FIELDS
        and column.target != "ignore"
        and fed.isdisjoint(_find_family(column.target))
    }


def mark_possible_columns(
    mapping: ColumnMapping, table: Table, overrides: Mapping[str, str] | None = None
) -> ColumnMapping:
    """Return what columns are, with those marked that may be the stage, value or owner by their cells.

    Only fields that no column feeds are looked for, in columns whose labels tell nothing: in any language.
    """
    missing = [field for field in _BY_CELLS if not any(mapping.all(name) for name in _find_family(field))]
    overridden = {squash(label) for label in overrides or {}}
    free = [
        c
        for c in mapping.custom
        if not c.could_be and c.target == CUSTOM + c.label and squash(c.label) not in overridden
    ]
    if mapping.system == "kanban" or not missing or not free or mapping.kind not in {"plain", "deals", "leads"}:
        return mapping
    block = next(read_blocks(table), None)
    marks: dict[int, tuple[str, ...]] = {}
    for column in free if block else ():
        cells = [cell for row in block.rows if (cell := row[column.index].strip())] if block else []
        fields = tuple(field for field in missing if len(cells) > 1 and _BY_CELLS[field](column.label, cells))
        if fields:
            marks[column.index] = fields[:1]
    columns = tuple(replace(c, could_be=marks[c.index]) if c.index in marks else c for c in mapping.columns)
    return replace(mapping, columns=columns)


def _holds_stages(_: str, cells: Sequence[str]) -> bool:
    words = {squash(cell) for cell in cells}
    return len(words) <= _MOST_STAGES and sum(map(is_stage_word, words)) >= _SHARE_OF_STAGES * len(words)


def _holds_amounts(label: str, cells: Sequence[str]) -> bool:
    if NO_HINTS.intersection(read_label(label).words):
        return False
    amounts = [
        cell for cell in cells if _AMOUNT.fullmatch(cell) and not looks_like_day(cell) and not _YEAR.fullmatch(cell)
    ]
    is_round = any(not cell.isdecimal() or cell.endswith("0") for cell in amounts)  # ids are plain figures
    return len(amounts) >= _SHARE * len(cells) and is_round


def _holds_owners(_: str, cells: Sequence[str]) -> bool:
    names = [cell for cell in cells if _PERSON.fullmatch(cell)]
    return len(cells) > _FEW and len(names) >= _SHARE * len(cells) and len(set(cells)) < len(cells)


_BY_CELLS: dict[str, Callable[[str, Sequence[str]], bool]] = {
    "stage": _holds_stages,
    "value": _holds_amounts,
    "owner": _holds_owners,
}
"""What the cells of a column look like that may feed a field."""

_MOST_STAGES, _SHARE_OF_STAGES, _SHARE, _FEW = 15, 0.6, 0.8, 2
_AMOUNT = re.compile(
    r"(?:[A-Z]{3}|[^\w\s])?\s*[1-9]\d{0,2}(?:(?:[., \u00a0\u202f'’]\d{3})+(?:[.,]\d{1,2})?|\d{0,6}[.,]\d{2}|\d{1,4})"
    r"\s*(?:[A-Z]{3}|[^\W\d_]{2,3}|[^\w\s])?"
)
"""An amount of at least two digits; phone numbers and most ids are longer."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_PERSON = re.compile(r"[^\W\d_a-z][^\W\d_]+(?:[ -](?:[^\W\d_a-z]\.?|[^\W\d_a-z][^\W\d_]+|van|von|de|da|der)){1,3}")


def _find_family(field: str) -> frozenset[str]:
    """Return the fields that stand for a field, with itself."""
    return next((fields for fields in (OWNERS, STAGES) if field in fields), frozenset({field}))
