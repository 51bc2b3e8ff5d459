"""The columns of exports of this program, and those in which a row names its card."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kanban.domain.ids import is_ref
from kanban.domain.records.card_row import COLUMNS
from kanban.exchange.recognition.columns import CUSTOM

if TYPE_CHECKING:
    from kanban.exchange.recognition.columns import ColumnMapping


def find_own_columns(mapping: ColumnMapping) -> tuple[tuple[int, str], ...]:
    """Return place and name (`card_row.COLUMNS`, `field.NAME`) of the columns of an export of this program."""
    placed_names = [
        (column.index, column.label if column.label in COLUMNS else column.target)
        for column in mapping.columns
        if column.target != "ignore" or column.label in COLUMNS
    ]
    return tuple((index, name) for index, name in placed_names if name in COLUMNS or name.startswith(CUSTOM))


def find_key_columns(mapping: ColumnMapping) -> tuple[int | None, int | None]:
    """Return the places of the columns `id` and `ref`, in which a row may name a card of this board, as exports do."""
    places = {column.label: column.index for column in mapping.columns}
    return places.get("id"), places.get("ref")


def may_name_own(card_id: str, ref: str) -> bool:
    """Tell whether these cells look like the id or the ref of a card; whether there is one, the board knows."""
    return _ID.fullmatch(card_id.strip()) is not None or (not card_id.strip() and is_ref(ref.strip()))


_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
