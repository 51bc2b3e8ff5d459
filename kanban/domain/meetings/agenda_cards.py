"""The cards that a pipeline review talks about as they stand now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kanban.domain.board import Board


@dataclass(frozen=True, slots=True)
class OverLimit:
    """A stage with more cards than its limit."""

    stage: str
    """Its name."""
    cards: int
    limit: int


@dataclass(frozen=True, slots=True)
class AgendaCards:
    """How the cards stand now: ids, in the order of the board."""

    stale: Sequence[str] = ()
    contested: Sequence[str] = ()
    """Cards with a contested return on which the leads have not agreed."""
    over_limit: Sequence[OverLimit] = ()


def list_over_limit(board: Board, counted: Mapping[str, int]) -> list[OverLimit]:
    """Return the stages with more cards than their limit; `counted` has how many show in each."""
    return [
        OverLimit(stage.name, counted[stage.id], stage.limit)
        for stage in board.stages
        if stage.limit is not None and counted.get(stage.id, 0) > stage.limit
    ]
