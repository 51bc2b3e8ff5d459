"""The figures in the heads of the lanes, kept up to date by the worker.

Counts, sums, stale cards, what is new or late, and how long cards wait with each side.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from kanban import lazy
from kanban.domain.card import CardSummary
from kanban.domain.staleness import find_quiet_day, find_stale_limit, is_stale, read_again
from kanban.store import reading
from kanban.store.reading import read
from kanban.store.search.conditions import match_any_of
from kanban.store.workspace import Workspace
from kanban.tui.board_model import LaneSummary, Waits

LARGE, RARELY = 10_000, timedelta(minutes=10)
"""Cards past which the waits are measured, and all cards looked through because time passes, this rarely."""

Numbers = Mapping[str, AbstractSet[int]]
"""Numbers of cards by lane."""


def read_summaries(
    workspace: Workspace,
    stale: Numbers,
    waits: Mapping[str, Waits] | None = None,
    fresh: Numbers | None = None,
    late: Numbers | None = None,
) -> dict[str, LaneSummary]:
    """Return the figures of each lane, given the numbers of its stale, unread and overdue cards."""
    sums = read.sum_values(workspace.connection, workspace.board)
    waiting_times, fresh, late = waits or {}, fresh or {}, late or {}
    return {
        lane: LaneSummary(
            cards,
            values,
            len(stale.get(lane, ())),
            waiting_times.get(lane, ()),
            len(fresh.get(lane, ())),
            len(late.get(lane, ())),
        )
        for lane, (cards, values) in sums.items()
    }


class LaneSummaries:
    """The figures that are too slow to read for every frame, kept between frames."""

    def __init__(self) -> None:
        self.stale: dict[str, set[int]] = {}
        self.fresh: dict[str, set[int]] = {}
        self.late: dict[str, set[int]] = {}
        self.waits: dict[str, Waits] = {}
        self._reader: str | None = None
        self._is_counted = False
        self._measured: datetime | None = None
        self._read_at: datetime | None = None
        """When the stale cards were counted last, in the board's time zone."""

    def read(self, workspace: Workspace, *, anew: bool = True) -> dict[str, LaneSummary]:
        """Return the figures of the lanes; `anew` counts the stale cards again, some 20 ms for 100,000 cards.

        What is new or late is then counted again by the next `measure`.
        """
        if anew:
            now, stages = workspace.now(), workspace.board.stages
            self._read_at = _localize(workspace, now)
            self.stale = {
                stage.id: read.find_stale(workspace.connection, stage, now, workspace.board.timezone)
                for stage in stages
            }
            self._is_counted = False
        return read_summaries(workspace, self.stale, self.waits, self.fresh, self.late)

    def age(self, workspace: Workspace) -> dict[str, LaneSummary]:
        """Return the figures of the lanes after some time has passed.

        A large board, where counting takes some 150 ms, is only counted on a new day and every few minutes. Between,
        only answers at the door become late.
        """
        now = _localize(workspace, workspace.now())
        is_recent = (
            self._read_at and now.date() == self._read_at.date() and timedelta(0) <= now - self._read_at < RARELY
        )
        if not (is_recent and self._is_counted and _count_cards(workspace) > LARGE):
            return self.read(workspace)
        compiler, doors = workspace.compiler(), [stage for stage in workspace.board.stages if stage.side == "door"]
        late = compiler.compile_lanes(doors).join_all(compiler.flag("overdue"))
        numbers = read.numbers_by_lane(workspace.connection, late, few=True)
        self.late |= {door.id: numbers.get(door.id, set()) for door in doors}
        return self.read(workspace, anew=False)

    def measure(self, workspace: Workspace) -> bool:
        """Count unread and overdue cards where that may have changed, and measure how long cards wait.

        That takes some 50 and 150 ms for 100,000 cards; the waits of so large a board are not measured again within a
        few minutes. Tells whether the summaries say something else now.
        """
        changed = self._count(workspace)
        now = workspace.now()
        if self._measured and _count_cards(workspace) > LARGE and timedelta(0) <= now - self._measured < RARELY:
            return changed
        before, self.waits = self.waits, reading.waiting.compute_medians(workspace.connection, workspace.board, now)
        self._measured = now
        return changed or self.waits != before

    def _count(self, workspace: Workspace) -> bool:
        if self._is_counted and self._reader == workspace.member_id:
            return False
        before = (self.fresh, self.late)
        compiler = workspace.compiler()
        self.fresh = read.numbers_by_lane(workspace.connection, compiler.compile_unread())
        self.late = read.numbers_by_lane(workspace.connection, compiler.flag("overdue"))
        self._reader, self._is_counted = workspace.member_id, True
        return before != (self.fresh, self.late)

    def keep(self, workspace: Workspace, places: Mapping[int, tuple[str | None, CardSummary | None]]) -> None:
        """Update all figures after cards were written; `places` holds (lane, summary) by card number."""
        now = workspace.now()
        board = workspace.board
        before = {stage.id: "" if stage.is_closed else find_stale_limit(stage, now) for stage in board.stages}
        days = {lane: find_quiet_day(moment, board.timezone) for lane, moment in before.items()}
        for lanes in (self.stale, self.fresh, self.late):
            for numbers in lanes.values():
                numbers.difference_update(places)
        for number, (lane, summary) in places.items():
            if summary and lane in self.stale:
                again = read_again({"state": summary.handoff, "again": summary.again})
                silent = is_stale(before[lane], days[lane], summary.touched_at, summary.next_on, again)
                self.stale[lane] |= {number} if silent else set()
        if self._is_counted and places:
            compiler, these = workspace.compiler(), match_any_of("n", places)
            for lanes, condition in ((self.fresh, compiler.compile_unread()), (self.late, compiler.flag("overdue"))):
                for lane, numbers in read.numbers_by_lane(
                    workspace.connection, these.join_all(condition), few=True
                ).items():
                    lanes.setdefault(lane, set()).update(numbers)


def _localize(workspace: Workspace, now: datetime) -> datetime:
    return now.astimezone(lazy.zoneinfo.ZoneInfo(workspace.board.timezone))


def _count_cards(workspace: Workspace) -> int:
    return sum(cards for cards, _ in read.sum_values(workspace.connection, workspace.board).values())
