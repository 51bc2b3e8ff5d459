"""What a person may want to change in how columns were understood: other columns for a field, and slips in labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.exchange.recognition.columns import OWNERS, STAGES, recognise
from kanban.exchange.recognition.words.headers import FIELDS
from kanban.exchange.recognition.words.misspellings import correct_label

if TYPE_CHECKING:
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


def _find_family(field: str) -> frozenset[str]:
    """Return the fields that stand for a field, with itself."""
    return next((fields for fields in (OWNERS, STAGES) if field in fields), frozenset({field}))
