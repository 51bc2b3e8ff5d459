"""Rows of records that are deleted or archived, and of tests of a form: by a mark, a day, or a status."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kanban.exchange.recognition.cells import is_no, is_yes
from kanban.exchange.recognition.columns import CUSTOM
from kanban.exchange.recognition.marks.removal_words import find_removal_mark
from kanban.exchange.recognition.words.column_labels import read_label
from kanban.exchange.recognition.words.headers import squash
from kanban.exchange.recognition.words.near_words import OBJECTS
from kanban.exchange.recognition.words.side_headers import SIDE_KINDS
from kanban.exchange.recognition.words.stage_vocabulary import REMOVED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from kanban.exchange.recognition.columns import Column, ColumnMapping

    RowFilter = Callable[[Sequence[Sequence[str]], Sequence[Sequence[str]]], dict[int, str]]

_DAY = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|\d{1,2}\.? [^\W\d_]{3,10}\.? \d{4}|[^\W\d_]{3,10} \d{1,2}, \d{4}")
_TEST_LEAD = "<test lead"


def choose_row_filter(mapping: ColumnMapping, stage_words: Collection[str] = ()) -> RowFilter | None:
    """Return a function that says which rows are no leads, and why (a test, deleted); None where no row is marked.

    It takes the rows of a block, and the same by column, and returns the reasons by the places of rows. `stage_words`
    are squashed words that mean a stage here, such as one that is called Archived.
    """
    statuses = [] if mapping.system == "kanban" else [c.index for c in mapping.columns if _is_status(c)]
    explain_row = _choose_row_filter(mapping)
    if not statuses and explain_row is None:
        return None
    known: dict[str, str | None] = {}  # by the word of a status

    def explain(rows: Sequence[Sequence[str]], columns: Sequence[Sequence[str]]) -> dict[int, str]:
        reasons: dict[int, str] = {}
        for index in statuses:
            words = set(columns[index])
            known.update({word: _find_removal(word, stage_words) for word in words.difference(known)})
            removed = {word: reason for word in words if (reason := known[word])}
            if removed:
                reasons.update({n: removed[cell] for n, cell in enumerate(columns[index]) if cell in removed})
        if explain_row:
            reasons.update({n: reason for n, row in enumerate(rows) if (reason := explain_row(row))})
        return reasons

    return explain


def _choose_row_filter(mapping: ColumnMapping) -> Callable[[Sequence[str]], str | None] | None:
    """Return a function that says why a single row is no lead; None where no column marks that."""
    marks = [
        (column.index, word)
        for target, word in (("is_deleted", "deleted"), ("is_archived", "archived"), ("is_private", "private"))
        for column in mapping.all(target)
    ]
    active = [column.index for column in mapping.all("is_active")]
    labelled = [] if mapping.system == "kanban" else _list_marks(mapping)
    is_facebook = mapping.system == "facebook"
    if not marks and not active and not labelled and not is_facebook:
        return None

    def explain(row: Sequence[str]) -> str | None:
        if any(is_no(row[index]) for index in active):
            return "archived"
        if is_facebook and any(cell[:10].casefold() == _TEST_LEAD for cell in row):
            return "test lead"
        reason = next((word for index, word in marks if _is_set(row[index])), None)
        return reason or next((mark for index, mark, of in labelled if _tells_removal(row[index], mark, of)), None)

    return explain


def _list_marks(mapping: ColumnMapping) -> list[tuple[int, str, bool]]:
    """Return the columns that no field takes and whose label says that a record is gone, or is not.

    Each with the reason, and whether a yes means that.
    """
    is_side_file = mapping.kind in SIDE_KINDS
    marks = []
    for column in mapping.columns:
        is_free = column.target == CUSTOM + column.label or (is_side_file and column.target == "ignore")
        if is_free and (mark := find_removal_mark(column.label)):
            marks.append((column.index, *mark))
    return marks


def _is_set(cell: str) -> bool:
    return is_yes(cell) or bool(_DAY.match(cell.strip()))


def _tells_removal(cell: str, reason: str, is_meant_by_yes: bool) -> bool:
    word = squash(cell)
    if word in REMOVED[reason]:
        return True
    return _is_set(cell) if is_meant_by_yes else is_no(cell)


_STATUS_FIELDS = frozenset({"stage", "status", "outcome", "lifecycle"})
_OF_RECORDS = OBJECTS | {"record", "row", "entry", "current", "item", "card", "prospect", "customer", "client", "crm"}


def _is_status(column: Column) -> bool:
    """Tell whether a column may say that its record is deleted or archived: a stage, or a status of the record."""
    if column.target in _STATUS_FIELDS:
        return True
    words = read_label(column.label).words if column.target == CUSTOM + column.label else ()
    return words[-1:] in {("status",), ("state",)} and _OF_RECORDS.issuperset(words[:-1])


def _find_removal(cell: str, stage_words: Collection[str]) -> str | None:
    """Return what a status says of a record that is gone: deleted or archived; None for any other word."""
    word = squash(cell)
    if not word or word in stage_words:
        return None
    return next((reason for reason, words in REMOVED.items() if word in words), None)
