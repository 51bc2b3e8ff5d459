"""Plans what an import writes: which leads are new, and where their cards go; nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from kanban.domain import clock
from kanban.store.importing.merge import Bottoms, Found, Known
from kanban.store.importing.writer import Newcomer

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.domain.clock import Now
    from kanban.domain.records.arrival import Arrival
    from kanban.store.database import Database
    from kanban.store.importing.writer import Prepared, Preparer

WINDOW = 2_000
"""Leads that are planned together. Their cards are written in the order of their ids, or every batch would touch all
pages of the ids' index."""


class Window(NamedTuple):
    """What so many leads come to."""

    cards: list[Prepared]
    """New ones, in the order of their ids; none where nothing is to be written."""
    found: list[Found]
    new: int
    """How many leads have no card yet."""
    twins: int
    """How many more rows told of these."""


class Planner:
    """Plans the import of leads into one board."""

    def __init__(self, database: Database, board: Board, bottoms: Bottoms, preparer: Preparer | None, now: Now) -> None:
        """Read what is known of the board; without a `preparer` new leads are only counted."""
        self._database = database
        with database.faults():
            self._known = Known(database.connection, board)
        self._bottoms, self._preparer, self._now = bottoms, preparer, now

    def windows(self, arrivals: Iterable[Arrival]) -> Iterator[Window]:
        """Yield what leads come to, some thousand at a time."""
        waiting = iter(arrivals)
        while some := list(islice(waiting, WINDOW)):
            with self._database.faults():
                window = self._window(some)
            yield window

    def _window(self, some: list[Arrival]) -> Window:
        new: dict[str, Arrival] = {}
        twins: Counter[str] = Counter()
        found: list[Found] = []
        for card, arrival, is_new in self._known.places(some):
            if is_new:
                new[card] = arrival
            elif card in new:
                _fill(new[card], arrival)
                twins[card] += 1
            else:
                found.append((card, arrival, self._known.joined or card in self._known.handled))
        ranks = self._ranks(new)
        newcomers = [Newcomer(card, new[card], ranks[card], twins[card]) for card in sorted(new)]
        preparer, now = self._preparer, clock.iso(self._now())
        cards = [preparer.prepare(newcomer, now) for newcomer in newcomers] if preparer else []
        return Window(cards, found, len(newcomers), twins.total())

    def _ranks(self, new: dict[str, Arrival]) -> dict[str, str]:
        """Give new cards their places below the others of their lanes, in the order in which they came."""
        coming = Counter(arrival.stage for arrival in new.values())
        lanes = {stage: iter(self._bottoms.below(stage, count)) for stage, count in coming.items()}
        return {card: next(lanes[arrival.stage]) for card, arrival in new.items()}


def _fill(arrival: Arrival, other: Arrival) -> None:
    """Let a later row of the same lead tell what the first one did not."""
    for name, value in other.registers.items():
        arrival.registers.setdefault(name, value)
    there = {comment.key for comment in arrival.comments}
    arrival.comments += [comment for comment in other.comments if comment.key not in there]
