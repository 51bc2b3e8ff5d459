"""What stands over the lanes, kept in step by the desk: counts, sums, stale cards, and how long cards wait with each side."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from kanban.domain.card import Face
from kanban.store import read, waiting
from kanban.store.workspace import Workspace
from kanban.tui.deck import Head, Waits


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

    def heads(self, workspace: Workspace, *, anew: bool = True) -> dict[str, Head]:
        """Return what stands over the lanes; `anew` counts all cards again, some 25 ms for 100,000."""
        if anew:
            now, stages = workspace.now(), workspace.board.stages
            self.stale = {stage.id: read.stale_cards(workspace.connection, stage, now) for stage in stages}
            self.waits = waiting.medians(workspace.connection, workspace.board, now)
        return heads_of(workspace, self.stale, self.waits)

    def age(self, face: Face | None, number: int, lane: str | None, before: Mapping[str, str]) -> None:
        """Keep the numbers of stale cards in step with one that was written."""
        for numbers in self.stale.values():
            numbers.discard(number)
        if face and lane in self.stale and face.touched_at < before[lane]:
            self.stale[lane].add(number)
