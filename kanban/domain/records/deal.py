"""A deal as figures need it: a card on the sales side, open or closed, with what it is worth today."""

# no annotations from __future__: named tuples would compile each as text, 1 ms for which every verb waits

from typing import NamedTuple

from kanban.domain.board import Outcome


class Deal(NamedTuple):
    """A card that stands in a stage of the sales side. A named tuple: reports read them by the hundred thousand."""

    card: str
    """Its id."""
    outcome: Outcome | None
    value: int | None
    """In minor units of its currency."""
    currency: str | None
    closed_at: str | None
    """When it entered the closed stage that it stands in, UTC; None while it is open."""
    source: str | None
    campaign: str | None
    owner: str | None
    """The name to show for its sales owner."""
    close_on: str | None = None
    """The day on which it is expected to close."""
    probability: float = 0.0
    """The chance that it is won, 0 to 1: its own, else its stage's."""
    stage: str = ""
    """The id of the stage where it shows."""
    is_committed: bool = False
    """Its sales owner, or a lead, says that it will be won by its close date."""
