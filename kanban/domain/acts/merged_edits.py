"""Edits of a card that was merged into another one meanwhile: what of them goes to the kept card.

An empty field there is filled. A filled one stays, and whoever edited it decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kanban.domain.card import CUSTOM, FIELDS, LABEL, LINK, OF_OUTCOME, Card, is_absent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kanban.domain.board import Board
    from kanban.domain.change import Json

_TOGETHER = (("value", "currency"), ("next_step", "next_on", "next_time"))
"""Fields that belong together: where one of them can't go over, none does."""


@dataclass(frozen=True, slots=True)
class MergedEdits:
    """What becomes of the edits on a merged card."""

    moved: dict[str, Json]
    """What the kept card gains."""
    contrary: dict[str, Json]
    """Values that differ from what the kept card has."""


def carry(board: Board, keep: Card, registers: Mapping[str, Json]) -> MergedEdits:
    """Return which registers go to the kept card; its stage and handoff never change."""
    outcome = board.lane_of(keep.stage).outcome
    fields = {
        name: value
        for name, value in registers.items()
        if (name in FIELDS or name.startswith((CUSTOM, LABEL, LINK))) and OF_OUTCOME.get(name, outcome) == outcome
    }
    if "value" not in fields and is_absent(keep.value):
        fields.pop("currency", None)  # it says nothing without an amount
    moved: dict[str, Json] = {}
    contrary: dict[str, Json] = {}
    for row in _group_fields(fields):
        values = {name: fields[name] for name in row}
        if all(_has_value(keep, name, value) for name, value in values.items()):
            continue
        # A currency alone says nothing: whether its place is free, the amount beside it decides.
        names_to_fill = [name for name in row if name != "currency"] or ["value"]
        is_free = all(is_absent(keep.value_of(name)) for name in names_to_fill)
        (moved if is_free else contrary).update(values)
    return MergedEdits(moved, contrary)


def _group_fields(names: Iterable[str]) -> list[list[str]]:
    """Group names into rows that go over as a whole or not at all."""
    names_left = list(names)
    rows = [[name for name in together if name in names_left] for together in _TOGETHER]
    return [row for row in rows if row] + [[name] for name in names_left if not any(name in row for row in rows)]


def _has_value(keep: Card, name: str, value: Json) -> bool:
    present = keep.value_of(name)
    return present == value or (is_absent(present) and is_absent(value))
