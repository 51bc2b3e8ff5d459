"""What stands over the lanes, kept in step by the desk: counts, sums, stale cards, and how long cards wait with each side."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from kanban.domain.card import Face
from kanban.store import read
from kanban.store.workspace import Workspace
from kanban.tui.deck import Head, Waits

LARGE, RARELY = 10_000, timedelta(minutes=10)
"""Cards past which the waits are measured this rarely."""


def heads_of(
    workspace: Workspace, stale: Mapping[str, AbstractSet[int]], waits: Mapping[str, Waits] | None = None
) -> dict[str, Head]:
    """Return what stands over each lane; `stale` are the numbers of the stale cards of each."""
    found = read.sums(workspace.connection, workspace.board)
    known = waits or {}
    return {
        lane: Head(cards, values, len(stale.get(lane, ())), known.get(lane, ()))
        for lane, (cards, values) in found.items()
    }


class Overhead:
    """What of it takes longer to read than a frame may wait for."""

    def __init__(self) -> None:
        self.stale: dict[str, set[int]] = {}
        self.waits: dict[str, Waits] = {}
        self._measured: datetime | None = None

    def heads(self, workspace: Workspace, *, anew: bool = True) -> dict[str, Head]:
        """Return what stands over the lanes; `anew` counts the stale cards again, some 20 ms for 100,000 cards."""
        if anew:
            now, stages = workspace.now(), workspace.board.stages
            self.stale = {stage.id: read.stale_cards(workspace.connection, stage, now) for stage in stages}
        return heads_of(workspace, self.stale, self.waits)

    def measure(self, workspace: Workspace) -> bool:
        """Find out how long cards wait, some 150 ms for 100,000; not again within a few minutes on so large a board.

        Tells whether the heads say something else now.
        """
        now, cards = (
            workspace.now(),
            sum(count for count, _ in read.sums(workspace.connection, workspace.board).values()),
        )
        if self._measured and cards > LARGE and timedelta(0) <= now - self._measured < RARELY:
            return False
        from kanban.store import waiting  # noqa: PLC0415 - the first frame would wait for it

        before, self.waits = self.waits, waiting.medians(workspace.connection, workspace.board, now)
        self._measured = now
        return self.waits != before

    def age(self, face: Face | None, number: int, lane: str | None, before: Mapping[str, str]) -> None:
        """Keep the numbers of stale cards in step with one that was written."""
        for numbers in self.stale.values():
            numbers.discard(number)
        if face and lane in self.stale and face.touched_at < before[lane]:
            self.stale[lane].add(number)
