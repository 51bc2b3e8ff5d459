"""Importing: arrivals become cards, in batches that leave room for everyone else who writes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from kanban.domain import clock
from kanban.domain.errors import Refused
from kanban.domain.ids import new_id
from kanban.domain.permissions import require_role
from kanban.domain.records.arrival import Taken
from kanban.store import log
from kanban.store.acts.writing import Pen, as_member
from kanban.store.database import CHECKPOINT_PAGES
from kanban.store.importing.merge import Bottoms, Found, Updater, there
from kanban.store.importing.planner import Planner, Window
from kanban.store.importing.writer import Prepared, Preparer, enter

if TYPE_CHECKING:
    from datetime import datetime

    from kanban.domain.board import Member
    from kanban.domain.records.arrival import Arrival
    from kanban.store.workspace import Workspace

HOLD, ALONE = 0.02, 0.08
"""Seconds for which one batch may keep others from writing: while somebody does, and while nobody has for a while."""

QUIET = 5.0
"""Seconds without a foreign write after which one writes alone."""

SMALLEST, LARGEST = 200, 3_000
"""Leads in one batch; in between, as many as that allows. The fewer batches, the fewer pages are written twice."""

PAUSE = 0.001
"""Seconds between two batches, at least, so that a waiting writer gets in."""


class Intake:
    """One import into a board."""

    def __init__(self, workspace: Workspace, said: Callable[[Taken], str], *, dry: bool = False) -> None:
        self.workspace = workspace
        self.said = said
        self.dry = dry
        self.taken = Taken(new_id())
        with workspace.database.faults():
            self._head = log.head(workspace.connection)
        self.bottoms = Bottoms(workspace.connection)
        self._alone = True
        """Nobody else has written since this began."""
        self._disturbed = -QUIET
        """When somebody else was last seen to have written."""
        self._size = SMALLEST
        self._let_go = 0.0

    def run(self, arrivals: Iterable[Arrival], progress: Callable[[Taken], None] = lambda _: None) -> Taken:
        """Plan everything and take it in; see `take`."""
        workspace = self.workspace
        preparer = None if self.dry else Preparer(workspace.board.id, workspace.member_id or "")
        planner = Planner(workspace.database, workspace.board, self.bottoms, preparer, workspace.now)
        return self.take(planner.windows(arrivals), progress)

    def take(self, windows: Iterable[Window], progress: Callable[[Taken], None] = lambda _: None) -> Taken:
        """Take in what was planned; `progress` is called after every batch and may raise to stop between two.

        Raises Refused where the member may not add cards.
        """
        workspace = self.workspace
        me = workspace.me
        if me is None:
            raise Refused("Say who imports: kanban init --name NAME --team marketing, or --as NAME.")
        require_role(me, "member", "import")
        connection = workspace.connection
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA cache_size=-40960")
        connection.execute(f"PRAGMA wal_autocheckpoint={4 * CHECKPOINT_PAGES}")  # most pages are written to again soon
        try:
            for window in windows:
                for _ in self._batches(window):
                    progress(self.taken)
        finally:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
            workspace.database.checkpoint()
        return self.taken

    def _batches(self, window: Window) -> Iterator[None]:
        """Take in a window of leads, and stop after every batch."""
        cards, found = window.cards, window.found
        if self.dry:
            self._count(window.new, window.twins)
            self._updater(clock.iso(self.workspace.now())).steps(found, self.taken)
            yield
            return
        while cards:
            some, cards = cards[: self._size], cards[self._size :]
            self._batch(some, [])
            yield
        while found:
            few, found = found[: self._size], found[self._size :]
            self._batch([], few)
            yield

    def _batch(self, cards: list[Prepared], found: list[Found]) -> None:
        """Write some leads in one transaction."""
        gap = time.monotonic() - self._let_go
        if gap < PAUSE:
            time.sleep(PAUSE - gap)
        with self.workspace.database.writing() as connection:
            began = time.monotonic()
            view = as_member(connection, self.workspace.board.id, self.workspace.member_id, self.workspace.now())
            head = log.head(connection)
            further = sum(card.twins for card in cards)
            cards, met = self._split_known(cards, head)
            self._write(cards, [*met, *found], view.actor, view.moment)
            self._count(len(cards), further)
            self._head = log.head(connection)
            if self._head > head:
                said = self.said(self.taken)
                act, board, actor = self.taken.act, view.board.id, view.actor.id
                log.note_act(connection, act, board, actor, "import", said, view.now, None, head + 1)
        self._let_go = time.monotonic()
        held = self._let_go - began
        hold = HOLD if self._let_go - self._disturbed < QUIET else ALONE
        self._size = min(LARGEST, max(SMALLEST, int(self._size * min(1.5, hold / held))))

    def _split_known(self, cards: list[Prepared], head: int) -> tuple[list[Prepared], list[Found]]:
        """Part from new cards those that another import has written since they were planned."""
        if head != self._head:
            self._alone, self._disturbed = False, time.monotonic()
        if self._alone:
            return cards, []
        present = there(self.workspace.connection, [card.id for card in cards])
        met = [(present[card.id], card.arrival(), False) for card in cards if card.id in present]
        return [card for card in cards if card.id not in present], met

    def _write(self, cards: list[Prepared], found: list[Found], actor: Member, now: datetime) -> None:
        connection, board, act = self.workspace.connection, self.workspace.board.id, self.taken.act
        pen = Pen(connection, board, now)
        projection = pen.projection()
        enter(cards, projection, pen, act, actor.id)
        if found:
            changes = pen.changes(act, self._updater(clock.iso(now)).steps(found, self.taken), actor.id)
            projection.apply(changes)
            log.append(connection, board, changes)
        projection.finish()
        pen.put_down()

    def _updater(self, now: str) -> Updater:
        return Updater(self.workspace.connection, self.workspace.board, self.bottoms, now, self.workspace.me)

    def _count(self, created: int, unchanged: int) -> None:
        self.taken.created += created
        self.taken.unchanged += unchanged
