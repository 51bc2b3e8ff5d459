"""A card as a row of a spreadsheet: its columns and cells, and the guard against formulas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kanban.domain.card import CUSTOM, FIELDS, RECORD
from kanban.domain.records.record import card_record

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.domain.card import Card

_COUNTS = ("marketing_comments", "sales_comments")
_UNWRITTEN = ("handoff", "activities", "unread", "commit", "incomplete", "stale", "deleted")
"""What an export leaves out of a card's record: it follows from the rest, or goes out of date."""

COLUMNS = tuple(
    column for name in RECORD if name not in _UNWRITTEN for column in (_COUNTS if name == "comments" else (name,))
)
"""The columns of an export; custom fields follow under their names."""

EDITABLE = tuple(name for name in COLUMNS if name in FIELDS)
"""The columns that are registers. The others are computed, or (stage, labels) have rules of their own."""

_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[\d .,()/-]*")


def guard_cell(value: object) -> str:
    """Return a cell that no spreadsheet runs as a formula: an apostrophe goes before what looks like one."""
    cell = "" if value is None else str(value)
    return f"'{cell}" if _is_formula(cell) else cell


def unguard_cell(cell: str) -> str:
    """Return a cell without the apostrophe of `guard_cell`."""
    return cell[1:] if cell[:1] == "'" and _is_formula(cell[1:]) else cell


def build_cells(card: Card, board: Board, custom: Sequence[str]) -> dict[str, object]:
    """Return a card's cells by column, None for an empty one; `custom` names the wanted custom fields."""
    record = card_record(card, board)
    record["labels"] = ", ".join(record["labels"])
    record["marketing_comments"], record["sales_comments"] = card.marketing_comments, card.sales_comments
    own = card.registers(CUSTOM)
    return {name: record[name] for name in COLUMNS} | {CUSTOM + name: own.get(name) for name in custom}


def _is_formula(cell: str) -> bool:
    return _FORMULA.match(cell) is not None and not _NUMBER.fullmatch(cell)
