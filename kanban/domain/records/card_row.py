"""A card as a row of a spreadsheet: its columns, its cells, and the guard that keeps a cell from being a formula."""

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
_UNWRITTEN = ("handoff", "unread", "incomplete", "stale", "deleted")
"""What of a card's record no file has: it is made of the rest, or grows old."""

COLUMNS = tuple(
    column for name in RECORD if name not in _UNWRITTEN for column in (_COUNTS if name == "comments" else (name,))
)
"""The columns of an export; custom fields follow under their names."""

EDITABLE = tuple(name for name in COLUMNS if name in FIELDS)
"""The columns that are a register of the card; the others are derived, or (stage, labels) have rules of their own."""

_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[\d .,()/-]*")


def guard_cell(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula: what looks like one gets an apostrophe before it."""
    cell = "" if value is None else str(value)
    return f"'{cell}" if _is_formula(cell) else cell


def unguard_cell(cell: str) -> str:
    """Return a cell without the apostrophe that `guard_cell` put before it."""
    return cell[1:] if cell[:1] == "'" and _is_formula(cell[1:]) else cell


def build_cells(card: Card, board: Board, custom: Sequence[str]) -> dict[str, object]:
    """Return a card's cells by column, None where one is empty; `custom` names the custom fields wanted."""
    record = card_record(card, board)
    record["labels"] = ", ".join(record["labels"])
    record["marketing_comments"], record["sales_comments"] = card.marketing_comments, card.sales_comments
    own = card.registers(CUSTOM)
    return {name: record[name] for name in COLUMNS} | {CUSTOM + name: own.get(name) for name in custom}


def _is_formula(cell: str) -> bool:
    return _FORMULA.match(cell) is not None and not _NUMBER.fullmatch(cell)
