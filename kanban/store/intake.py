"""Importing: arrivals become cards, in batches that leave room for everyone else who writes.

New cards take a short cut (`newcomers`); cards that are there already take the long way, through the fold.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from kanban.domain import clock
from kanban.domain.arrival import Arrival, Taken
from kanban.domain.errors import Refused
from kanban.domain.ids import new_id
from kanban.domain.rules import may
from kanban.store import log
from kanban.store.newcomers import Forms, Newcomer, enter
from kanban.store.update import Known, Updater
from kanban.store.writing import Pen, as_member

if TYPE_CHECKING:
    from kanban.domain.board import Member
    from kanban.store.workspace import Workspace

WINDOW = 3_000
"""Leads that are sorted out together. Their cards are written in the order of their ids, or every batch would touch all
pages of the ids' index."""

HOLD = 0.02
"""Seconds for which one batch may keep others from writing."""

SMALLEST, LARGEST = 200, 800
"""Leads in one batch; in between, as many as HOLD allows."""

PAUSE = 0.001
"""Seconds between two batches, at least, so that a waiting writer gets in."""

Found = tuple[str, Arrival, bool]
"""A card that is there already, a lead about it, and whether that only fills gaps."""


class _Sorted(NamedTuple):
    """What a window of leads comes to."""

    new: dict[str, Arrival]
    """By the id of the card to be."""
    twins: Counter[str]
    """How many more rows told of each of those."""
    found: list[Found]


class Intake:
    """One import into a board."""

    def __init__(self, workspace: Workspace, said: Callable[[Taken], str], *, dry: bool = False) -> None:
        self.workspace = workspace
        self.said = said
        self.dry = dry
        self.taken = Taken(new_id())
        with workspace.database.faults():
            self._head = log.head(workspace.connection)
            self._known = Known(workspace.connection, workspace.board)
        self._forms = Forms(workspace.board.id)
        self._alone = True
        """Nobody else has written since this began."""
        self._size = SMALLEST
        self._let_go = 0.0

    def run(self, arrivals: Iterable[Arrival], progress: Callable[[Taken], None] = lambda _: None) -> Taken:
        """Take everything in; `progress` is called after every batch and may raise to stop between two.

        Raises Refused where the member may not add cards.
        """
        me = self.workspace.me
        if me is None:
            raise Refused("Say who imports: kanban init --name NAME --team marketing, or --as NAME.")
        may(me, "member", "import")
        connection = self.workspace.connection
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA cache_size=-65536")
        try:
            waiting = iter(arrivals)
            while window := list(islice(waiting, WINDOW)):
                for _ in self._window(window):
                    progress(self.taken)
        finally:
            connection.execute("PRAGMA synchronous=FULL")
            self.workspace.database.checkpoint()
        return self.taken

    def _window(self, window: list[Arrival]) -> Iterator[None]:
        """Take in a window of leads, and stop after every batch."""
        now = clock.iso(self.workspace.now())
        with self.workspace.database.faults():
            new, twins, found = self._sort_out(window)
            ranks = {} if self.dry else self._ranks(new)
        if self.dry:
            self._count(len(new), twins.total())
            self._updater(now).steps(found, self.taken)
            yield
            return
        ids = sorted(new)
        while ids:
            some, ids = ids[: self._size], ids[self._size :]
            self._batch([self._forms.fill(card, new[card], ranks[card], now) for card in some], twins, [])
            yield
        while found:
            few, found = found[: self._size], found[self._size :]
            self._batch([], twins, few)
            yield

    def _sort_out(self, window: list[Arrival]) -> _Sorted:
        """Part a window into leads without a card and others."""
        new: dict[str, Arrival] = {}
        twins: Counter[str] = Counter()
        found: list[Found] = []
        for card, arrival, is_new in self._known.places(window):
            if is_new:
                new[card] = arrival
            elif card in new:
                _fill(new[card], arrival)
                twins[card] += 1
            else:
                found.append((card, arrival, card in self._known.handled))
        return _Sorted(new, twins, found)

    def _ranks(self, new: dict[str, Arrival]) -> dict[str, str]:
        """Give new cards their places below the others of their lanes, in the order in which they came."""
        coming = Counter(arrival.stage for arrival in new.values())
        lanes = {stage: iter(self._known.below(stage, count)) for stage, count in coming.items()}
        return {card: next(lanes[arrival.stage]) for card, arrival in new.items()}

    def _batch(self, newcomers: list[Newcomer], twins: Counter[str], found: list[Found]) -> None:
        """Write some leads in one transaction."""
        gap = time.monotonic() - self._let_go
        if gap < PAUSE:
            time.sleep(PAUSE - gap)
        with self.workspace.database.writing() as connection:
            began = time.monotonic()
            view = as_member(connection, self.workspace.board.id, self.workspace.member_id, self.workspace.now())
            head = log.head(connection)
            further = sum(twins[each.id] for each in newcomers) if twins else 0
            newcomers, met = self._met(newcomers, head)
            self._write(newcomers, [*met, *found], view.actor, view.now)
            self._count(len(newcomers), further)
            self._head = log.head(connection)
            if self._head > head:
                said = self.said(self.taken)
                act, board, actor = self.taken.act, view.board.id, view.actor.id
                log.note_act(connection, act, board, actor, "import", said, view.now, None, head + 1)
        self._let_go = time.monotonic()
        held = self._let_go - began
        self._size = min(LARGEST, max(SMALLEST, int(self._size * min(1.5, HOLD / held))))

    def _met(self, newcomers: list[Newcomer], head: int) -> tuple[list[Newcomer], list[Found]]:
        """Part from the newcomers those whose cards another import has written since they were sorted out."""
        self._alone = self._alone and head == self._head
        if self._alone:
            return newcomers, []
        there = self._known.written_by_others([each.id for each in newcomers])
        met = [(there[each.id], each.arrival, False) for each in newcomers if each.id in there]
        return [each for each in newcomers if each.id not in there], met

    def _write(self, newcomers: list[Newcomer], found: list[Found], actor: Member, now: str) -> None:
        connection, board, act = self.workspace.connection, self.workspace.board.id, self.taken.act
        pen = Pen(connection, board)
        projection = pen.projection()
        enter(newcomers, self._forms.fields, projection, pen, act, actor.id)
        self._forms.fields.clear()
        if updates := self._updater(now).steps(found, self.taken) if found else []:
            changes = pen.changes(act, updates, actor.id, now)
            projection.apply(changes)
            log.append(connection, board, changes)
        projection.finish()
        pen.put_down()

    def _updater(self, now: str) -> Updater:
        return Updater(self.workspace.connection, self.workspace.board, self._known, now)

    def _count(self, created: int, unchanged: int) -> None:
        self.taken.created += created
        self.taken.unchanged += unchanged


def _fill(arrival: Arrival, other: Arrival) -> None:
    """Let a later row of the same lead tell what the first one did not."""
    for name, value in other.registers.items():
        arrival.registers.setdefault(name, value)
    there = {comment.key for comment in arrival.comments}
    arrival.comments += [comment for comment in other.comments if comment.key not in there]
