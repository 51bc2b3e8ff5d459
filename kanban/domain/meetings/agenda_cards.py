"""The cards that a pipeline review talks about as they stand now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


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
