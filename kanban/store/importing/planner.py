"""What an import brings, sorted out: which leads are new, and their cards made ready; it writes nothing.

Another process may do this, so that reading files and writing cards go on at the same time: all that comes of it is plain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from kanban.domain import clock
from kanban.store.importing.merge import Bottoms, Found, Known
from kanban.store.importing.writer import Forms, Newcomer

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.domain.clock import Now
    from kanban.domain.records.arrival import Arrival
    from kanban.store.database import Database

WINDOW = 3_000
"""Leads that are sorted out together. Their cards are written in the order of their ids, or every batch would touch all
pages of the ids' index."""


class Window(NamedTuple):
    """What so many leads come to."""

    newcomers: list[Newcomer]
    """In the order of their ids; none where nothing is to be written."""
    fields: tuple[str, ...]
    """Custom fields that are met for the first time."""
    new: int
    """How many leads have no card yet."""
    twins: dict[str, int]
    """How many more rows told of each newcomer, by the id of its card."""
    found: list[Found]


class Sorter:
    """Sorts out the leads of one import."""

    def __init__(
        self, database: Database, board: Board, bottoms: Bottoms, now: Now, *, importer: str = "", dry: bool = False
    ) -> None:
        """Read what is known of the board; `importer` is the member's id, and `dry` makes no cards ready."""
        self._database = database
        with database.faults():
            self._known = Known(database.connection, board)
        self._forms = Forms(board.id, importer)
        self._bottoms, self._now, self._dry = bottoms, now, dry

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
        if self._dry:
            return Window([], (), len(new), dict(twins), found)
        ranks, now = self._ranks(new), clock.iso(self._now())
        newcomers = [self._forms.fill(card, new[card], ranks[card], now) for card in sorted(new)]
        return Window(newcomers, self._forms.met(), len(new), dict(twins), found)

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
