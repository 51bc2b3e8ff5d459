"""The movement of the pipeline: what came to the open deals of a period, what left them, and what they gained or lost.

Open at the start + new + reopened + increased − decreased − won − lost − returned = open at the end, exact in minor
units, in each currency. It tells events: its won and lost differ from the win rate's by what was reopened or corrected.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kanban.domain.journeys.card_list import CardList
from kanban.domain.journeys.journey import Journey
from kanban.domain.journeys.movement_steps import END, START, Counted, list_steps
from kanban.domain.journeys.tally_counts import Tallies
from kanban.domain.values.money import decimal_text
from kanban.reports.rates import Bounds

GAINS = ("new", "reopened", "moved_in", "increased")
LOSSES = ("decreased", "won", "lost", "returned", "moved_out")
PARTS = (START, *GAINS, *LOSSES, END)
"""What can be opened as cards. `moved_in` and `moved_out` are deals whose expected close changed, where only those of a
period count."""


@dataclass
class Part:
    """One part of the movement, in one currency."""

    value: int = 0
    """In minor units; of losses what was lost."""
    cards: Sequence[str] = ()
    """The cards, one for each time."""


Movement = dict[str | None, dict[str, Part]]
"""The parts of the movement by currency, each with all of `PARTS`; currencies are never added up."""


def build_movement(journeys: Iterable[Journey], bounds: Bounds, counted: Counted) -> Movement:
    """Return what happened to the open deals in a period."""
    movement: Movement = {}
    lists: dict[tuple[str | None, str], list[str]] = {}
    for journey in journeys:
        for step in list_steps(journey, bounds, counted):
            parts = movement.setdefault(step.currency, {part: Part() for part in PARTS})
            parts[step.part].value += step.value
            lists.setdefault((step.currency, step.part), []).append(journey.card)
    for (currency, name), cards in lists.items():
        movement[currency][name].cards = cards
    return movement


def count_movement(tallies: Tallies, bounds: Bounds) -> Movement:
    """Return what happened to all open deals in a period, as the store counts it."""
    counts = [
        *tallies.count_changes(bounds),
        *tallies.count_open(bounds[0], START),
        *tallies.count_open(bounds[1], END),
    ]
    movement: Movement = {}
    for count in counts:
        parts = movement.setdefault(count.currency, {part: Part() for part in PARTS})
        part = parts[count.part]
        parts[count.part] = Part(part.value + count.value, CardList.join([part.cards, count.cards]))
    return movement


def encode_movement(movement: Movement) -> list[dict[str, Any]]:
    """Return its record: for each currency the parts, with value and number."""
    return [
        {
            "currency": currency,
            **{
                name: {"value": decimal_text(part.value, currency), "deals": len(part.cards)}
                for name, part in parts.items()
            },
        }
        for currency, parts in sorted(movement.items(), key=lambda pair: pair[0] or "")
    ]
