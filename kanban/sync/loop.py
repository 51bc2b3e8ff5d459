"""The background of an open board: rounds with its server, started by local writes, by pokes and by a timer.

One thread runs the rounds, another one reads the stream. Both sleep until something rings; nothing polls. They end when
the board is closed, whatever they wait for. What they report goes to one callback, called in their own thread.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from threading import Condition, Thread
from typing import Literal, Protocol

from kanban.domain.errors import KanbanError
from kanban.protocol.types import Stopped
from kanban.store.replica.replica import FOR_PEOPLE
from kanban.sync import event_stream
from kanban.sync.backoff import wait
from kanban.sync.event_stream import Poke, Streams
from kanban.sync.status import RoundProgress, SyncStatus
from kanban.sync.sync_round import Progress, RoundResult

LOG = logging.getLogger(__name__)

ACTIVE, IDLE = 30.0, 120.0
"""Seconds between two rounds that nothing asked for: while somebody uses the board, and while nobody does."""

ATTENDED = 300.0
"""Seconds after a key or a change during which somebody counts as using the board."""

GATHER = 0.02
"""Seconds that a write waits for others to come with it."""

AT_ONCE = 0.2
"""Seconds until the next round when the last one left something to do."""

ODD = "Unexpected error while syncing. Nothing is lost. The log (kanban locate log) has the details."

Ring = Literal["write", "poke", "asked", "stop", ""]
"""Why a wait ended: a local write, a poke, somebody asked for a round, the end, or "" when the time is up."""


_WISH: tuple[Ring, ...] = ("asked",)
_REASONS: tuple[Ring, ...] = ("asked", "write", "poke")


class WakeSignal:
    """What the loop sleeps on."""

    def __init__(self) -> None:
        self._condition = Condition()
        self._rung: set[Ring] = set()

    def ring(self, why: Ring) -> None:
        """Wake the loop, if it waits for this reason."""
        with self._condition:
            self._rung.add(why)
            self._condition.notify_all()

    def hush(self, why: Ring) -> None:
        """Drop a reason that has been dealt with."""
        with self._condition:
            self._rung.discard(why)

    @property
    def is_stopped(self) -> bool:
        """Whether the loop is to end."""
        return "stop" in self._rung

    def wait(self, seconds: float, among: Collection[Ring]) -> Ring:
        """Sleep until one of these reasons, the end, or the time is up; the reason is then forgotten."""
        with self._condition:
            self._condition.wait_for(lambda: self._rung & {*among, "stop"}, seconds)
            if "stop" in self._rung:
                return "stop"
            # one round answers whatever rang; a wish goes first, because a write would wait for others to come with it
            woken = next((why for why in _REASONS if why in self._rung and why in among), None)
            if woken is None:
                return ""
            self._rung.difference_update(_REASONS)
            return woken


class SyncTarget(Protocol):
    """A board and its server, opened for the loop's own thread."""

    board: str

    def round(self, progress: Progress) -> RoundResult:
        """Run one round."""
        ...

    def status(self) -> SyncStatus:
        """Return the sync status, as far as this machine knows."""
        ...

    def cursor(self) -> int:
        """Return the number up to which this machine has the board."""
        ...

    def streams(self) -> Streams:
        """Return what opens streams of events."""
        ...

    def tidy(self, rest: Callable[[], bool]) -> None:
        """Compact the database once a day; `rest` says whether to go on."""
        ...

    def abort(self) -> None:
        """End what waits for the server, from another thread."""
        ...


@dataclass(frozen=True, slots=True)
class LoopReport:
    """What the loop reports."""

    status: SyncStatus
    has_changes: bool = False
    """Something came from the server: read the board again."""
    outcome: RoundResult | None = None
    """The round that has just ended; None in the middle of one."""


class Loop:
    """The threads of one open board."""

    def __init__(
        self,
        begin: Callable[[], AbstractContextManager[SyncTarget]],
        tell: Callable[[LoopReport], None],
        *,
        bell: WakeSignal | None = None,
        clock: Callable[[], float] = time.monotonic,
        share: Callable[[], float] = random.random,
    ) -> None:
        """Take a function that opens the board in the loop's thread, and the callback for reports."""
        self._begin, self._tell, self._clock, self._share = begin, tell, clock, share
        self._bell = bell or WakeSignal()
        self._thread = Thread(target=self.run, name="sync", daemon=True)
        self._side: SyncTarget | None = None
        self._listening: Thread | None = None
        self._attended = clock()
        self._failures = 0
        self._poked = self._cursor = -1
        self._told_at = 0.0

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def nudge(self) -> None:
        """Note that something was written here."""
        self.attend()
        self._bell.ring("write")

    def ask(self) -> None:
        """Ask for a round now, even one that would have waited: somebody signed in again, or pressed the key."""
        self.attend()
        self._bell.ring("asked")

    def attend(self) -> None:
        """Note that somebody uses the board."""
        self._attended = self._clock()

    def close(self, patience: float = 1.0) -> None:
        """End both threads; what waits for the server is broken off, and continues after the next start."""
        self._bell.ring("stop")
        side = self._side
        if side is not None:
            side.abort()
        if self._thread.is_alive():
            self._thread.join(patience)

    # -- the thread of the rounds

    def run(self) -> None:
        """Run rounds until the end."""
        try:
            with self._begin() as side:
                self._side = side
                if not self._bell.is_stopped:
                    self._tell(LoopReport(side.status()))
                while not self._bell.is_stopped:
                    outcome = self._round(side)
                    if self._bell.is_stopped or self._pause(outcome) == "stop":
                        return
        except KanbanError as fault:
            self._tell(LoopReport(SyncStatus(stopped="offline", sentence=str(fault))))
        except Exception:
            LOG.exception("the loop of a board ended")
            self._tell(LoopReport(SyncStatus(stopped="offline", sentence=ODD)))

    def _round(self, side: SyncTarget) -> RoundResult:
        def progress(what: str, done: int, of: int | None) -> None:
            if self._clock() - self._told_at >= AT_ONCE and not self._bell.is_stopped:
                self._told_at = self._clock()
                self._tell(LoopReport(replace(side.status(), busy=RoundProgress(what, done, of)), has_changes=True))

        outcome = self._try_round(side, progress)
        if self._bell.is_stopped:
            return outcome
        with suppress(KanbanError):
            self._cursor = side.cursor()
            status = side.status()
            if outcome.stopped:
                stop = outcome.stopped
                status = replace(status, stopped=stop.kind, sentence=str(stop), moved_to=stop.to)
            changed = bool(
                outcome.cards or outcome.is_structure_changed or outcome.is_booted or outcome.pushed or outcome.refused
            )
            self._tell(LoopReport(status, changed, outcome))
        # only after a round that worked: a stream with a token that is refused would ring again and again
        if outcome.stopped is None and self._listening is None:
            self._listening = Thread(target=self._listen, args=(side,), name="sync stream", daemon=True)
            self._listening.start()
        return outcome

    def _try_round(self, side: SyncTarget, progress: Progress) -> RoundResult:
        try:
            return side.round(progress)
        except Stopped as fault:
            return RoundResult(stopped=fault)
        except KanbanError as fault:
            return RoundResult(stopped=Stopped("offline", str(fault)))
        except Exception:
            LOG.exception("a round went wrong")
            return RoundResult(stopped=Stopped("offline", ODD))

    def _pause(self, outcome: RoundResult) -> Ring:
        """Wait for the next reason to run a round."""
        stopped = outcome.stopped
        if stopped is None:
            self._failures = 0
            # what the poke told of has come with this round; else each own write would bring a second, empty one
            if self._poked == self._cursor:
                self._bell.hush("poke")
            if outcome.older:
                # history comes in small rounds, so that a write or the end never waits for all of it
                return self._bell.wait(AT_ONCE, ())
            attended = self._clock() - self._attended < ATTENDED
            if not attended:
                self._tidy()
            woken = self._bell.wait(ACTIVE if attended else IDLE, ("write", "poke", "asked"))
            # keys come in bursts: a moment's wait sends them as one push
            return self._bell.wait(GATHER, ()) if woken == "write" else woken
        if stopped.kind in _FOR_PEOPLE:
            return self._bell.wait(IDLE, _WISH)
        self._failures += 1
        pause = wait(self._failures, stopped.retry_after, share=self._share)
        # a server that asked for rest gets it, whoever presses a key
        reasons: tuple[Ring, ...] = () if stopped.kind == "slow_down" else ("asked", "poke")
        return self._bell.wait(pause, reasons)

    def _tidy(self) -> None:
        """Compact while nobody waits; a failure can wait until another day."""
        try:
            if self._side is not None:
                self._side.tidy(lambda: not self._bell.is_stopped and self._clock() - self._attended >= ATTENDED)
        except KanbanError as fault:
            LOG.warning("the database was not compacted: %s", fault)
        except Exception:
            LOG.exception("the database was not compacted")

    # -- the thread of the stream

    def _listen(self, side: SyncTarget) -> None:
        try:
            event_stream.listen(side.streams(), self._on_poke, self._rest)
        except Exception:
            LOG.exception("the stream of a board ended; its timer goes on")

    def _rest(self, seconds: float, news: bool) -> bool:
        """Wait before the next stream. A refused or ended stream is news: the board may be gone from this machine."""
        if news:
            self._bell.ring("poke")
        return self._bell.wait(seconds, ()) == "stop"

    def _on_poke(self, poke: Poke) -> None:
        side = self._side
        if side is not None and poke.board == side.board and (poke.head != self._cursor or self._failures):
            self._poked = poke.head  # to hear anything at all is news after a failure: the server is back
            self._bell.ring("poke")


_FOR_PEOPLE = FOR_PEOPLE - {"moved"}
"""Errors that trying again does not fix. A redirect is not among them: it may come from a network that one leaves."""
