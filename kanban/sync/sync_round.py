"""One round between a board and its server: push what waits, pull what others did.

A round may be cut off anywhere and started again, and two rounds of one board may run at once, in two programs. All
that lasts is in the replica, and each call of it is one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

from kanban.domain.change import Change
from kanban.domain.errors import Offline
from kanban.protocol.types import MOST_CHANGES, PAGE, Code, Older, Page, Pushed, SnapshotPage, Stopped, Verdict
from kanban.protocol.wire import encode_change
from kanban.protocol.wire_fields import Malformed
from kanban.store.replica.conflicts.conflict_notes import ConflictNote
from kanban.store.replica.replica import Replica
from kanban.sync.server_answers import ServerInfo

MOST_BYTES = 900_000
"""Bytes of one push, safely below the megabyte that a server takes."""

FAR = 50_000
"""Changes behind the head from which on a snapshot is faster than the history."""

FRESH_STARTS, MOST_STARTS = 8, 80
"""How often a round starts again (after a fork, a new epoch, a snapshot) before it leaves the rest to the next one.

The first counts starts without anything sent in between, the second all of them: a server that was restored without
notice gets back what it lost page by page.
"""

ODD_ANSWERS = 5
"""Useless answers after which a round gives up."""

GIVEN_UP = 3
"""Transactions that a round returns to their author because the server can't read them at all."""

AHEAD = 10_000
"""Changes that are sent before their results are pulled, so that the outbox never holds many accepted ones."""

OLDER = 1_000
"""Older changes in one request: about 25 ms during which nobody else can write."""

OLDER_PAGES = 10
"""Pages of older history that one round fetches; writes get in between them."""


LITTLE = 2_000
"""So few older changes are fetched at once rather than later."""


class Transport(Protocol):
    """The way to a server; each call is one request, and raises Stopped for anything but the expected answer."""

    def meta(self) -> ServerInfo:
        """Ask what the server is, and what it takes."""
        ...

    def push(self, board: str, body: Mapping[str, Any]) -> Pushed:
        """Offer changes as `{epoch, device, changes}`: whole transactions in the order of their numbers."""
        ...

    def pull(self, board: str, epoch: str, since: int, tip: str | None, limit: int) -> Page:
        """Ask for the changes after `since`; `tip` is the id of that change, where it is known."""
        ...

    def snapshot(self, board: str, after: str | None) -> SnapshotPage:
        """Ask for a page of the board's entities; None for the first page."""
        ...

    def fetch_older(self, board: str, before: int, limit: int) -> Older:
        """Ask for history before a number, newest first."""
        ...


Progress = Callable[[str, int, int | None], None]
"""Called with the phase of a round (`push`, `pull`, `boot` or `older`), how much is done, and of how much if known."""


@dataclass(frozen=True, slots=True)
class RoundResult:
    """What a round did."""

    pushed: int = 0
    """Changes that the server answered, the refused ones included."""
    pulled: int = 0
    """Changes that were new to this machine."""
    is_booted: bool = False
    """The whole board was fetched again: read everything anew."""
    is_forked: bool = False
    """The database goes on under a new device id, because it is a copy of one that the server knows."""
    refused: tuple[ConflictNote, ...] = ()
    """What the server did not take; it waits under “needs attention”."""
    overtaken: tuple[ConflictNote, ...] = ()
    cards: frozenset[str] = frozenset()
    """Ids of the cards to redraw."""
    is_structure_changed: bool = False
    """Stages, members or settings changed."""
    waiting: int = 0
    """Own changes that the server does not have yet."""
    held_changes: int = 0
    """Own changes that the server can't take until it is upgraded."""
    older: int = 0
    """Older changes still to be fetched, at most."""
    stopped: Stopped | None = None
    """Why the round ended early; what waited still waits."""
    copies: tuple[Path, ...] = ()
    """Copies of the database that were deleted, because they held what was erased for good."""


def run_round(
    replica: Replica, transport: Transport, *, progress: Progress | None = None, history: bool = True
) -> RoundResult:
    """Push what waits, pull up to the head, and fetch some older history; never raises Stopped, but returns it.

    Without `history` it ends as soon as the board is current; older history is then fetched only when there is little
    of it.
    """
    return _Round(replica, transport, progress, history=history).run()


def fetch_history(replica: Replica, transport: Transport, *, progress: Progress | None = None) -> Stopped | None:
    """Fetch all older history and nothing else; returns what stopped it. The next call continues."""
    return _Round(replica, transport, progress, history=True).complete()


def fetch_anew(replica: Replica, transport: Transport, *, progress: Progress | None = None) -> Stopped | None:
    """Fetch the board as it is on its server, where that is to be done; what waits is kept and not sent.

    Returns what stopped it: the next round goes on there.
    """
    return _Round(replica, transport, progress, history=False).fetch_anew()


class _Round:
    def __init__(self, replica: Replica, transport: Transport, progress: Progress | None, *, history: bool) -> None:
        self.replica, self.transport, self.history = replica, transport, history
        self.board = replica.board
        self.progress = progress or _ignore_progress
        self.pushed = self.pulled = self.staged = 0
        self.is_booted = self.is_forked = self.is_structure_changed = False
        self.refused: list[ConflictNote] = []
        self.overtaken: list[ConflictNote] = []
        self.cards: set[str] = set()
        self.most = MOST_CHANGES
        self.given_up = 0
        self.odd = 0
        self.has_gap = False
        """The server lacks something between what it has of this device and what comes next."""

    def run(self) -> RoundResult:
        stopped = self._run_until_stopped(self._converse)
        copies = self.replica.scrub()
        return RoundResult(
            self.pushed,
            self.pulled,
            self.is_booted,
            self.is_forked,
            tuple(self.refused),
            tuple(self.overtaken),
            frozenset(self.cards),
            self.is_structure_changed,
            self.replica.count_waiting(),
            self.replica.count_held(),
            self.replica.remote().older_left,
            stopped,
            copies,
        )

    def complete(self) -> Stopped | None:
        def fetch() -> None:
            while self.replica.find_older_needed() is not None:
                if not self._fetch_older():
                    raise Stopped("epoch", "The server was restored meanwhile; run kanban sync.")

        return self._run_until_stopped(fetch)

    def fetch_anew(self) -> Stopped | None:
        return self._run_until_stopped(self._boot)

    def _run_until_stopped(self, talk: Callable[[], None]) -> Stopped | None:
        stopped: Stopped | None = None
        try:
            talk()
        except Stopped as stop:
            stopped = stop
        except Malformed as fault:
            stopped = Stopped("offline", f"Can't read the server's answer: {fault}")
        if stopped is not None and stopped.exit_code == Offline.exit_code:
            self.replica.offline()
        else:
            self.replica.note_end(stopped)
        return stopped

    def _converse(self) -> None:
        left, sent = FRESH_STARTS, self.pushed
        for _ in range(MOST_STARTS):
            try:
                if self.replica.takes_edition() is None:
                    self._learn_what_server_takes()
                if self.replica.remote().state == "booting":
                    self._boot()
                if self._exchange():
                    if self.history:
                        self._fetch_older()
                    elif self.replica.remote().older_left <= LITTLE:
                        with suppress(Stopped):  # the board is here, and that was what was asked for
                            self._fetch_older()
                    return
            except Stopped as stop:
                self._recover(stop)
            # progress earns new starts: only a round that goes in circles is given up
            left, sent = (FRESH_STARTS if self.pushed > sent else left) - 1, self.pushed
            if not left:
                break
        raise Stopped("offline", "Sync makes no progress; it continues with the next try.")

    def _exchange(self) -> bool:
        """Push and pull until both sides are in step; returns False when the round must start again."""
        while True:
            # with a gap, the server may have been restored: a pull learns that before anything more is sent
            if not self.has_gap:
                self._push()
            if not self._pull():
                return False
            if self.has_gap:  # the same epoch, so nothing was restored there: it is we who count otherwise
                self._fork()
                return False
            if not self.replica.list_outgoing(1):
                return True

    def _learn_what_server_takes(self) -> None:
        """Ask what the server takes, and release what waited for it; failing that, the next round asks again."""
        with suppress(Stopped):
            meta = self.transport.meta()
            self.replica.takes(meta.takes, meta.entities)

    def _recover(self, stop: Stopped) -> None:
        """Do what lets the round start again, or raise."""
        match stop.kind:
            case "epoch" if stop.epoch and stop.epoch != self.replica.remote().epoch:
                self.replica.new_epoch(stop.epoch)
                self.has_gap = False
            case "device_forked":
                self._fork()
            case "gap" if not self.has_gap:  # it may have been restored from a backup: a pull tells
                self.has_gap = True
            case _:
                raise stop

    def _fork(self) -> None:
        self.replica.fork()
        self.is_forked, self.has_gap = True, False

    def _count_odd_answer(self) -> None:
        """Count a useless answer; raises Stopped after too many."""
        self.odd += 1
        if self.odd >= ODD_ANSWERS:
            raise Stopped(
                "offline", "The server's answers don't match the requests; a proxy in between may mix them up."
            )

    # -- push

    def _push(self) -> None:
        """Push what waits, up to the point where its results should be pulled first."""
        waits, until = self.replica.count_waiting(), self.pushed + AHEAD
        whole = self.pushed + waits
        while self.pushed < until and (changes := self.replica.list_outgoing(self.most, MOST_BYTES)):
            remote = self.replica.remote()
            try:
                body = {
                    "epoch": remote.epoch,
                    "device": changes[0].device,
                    "changes": list(map(encode_change, changes)),
                }
                pushed = self.transport.push(self.board, body)
            except Stopped as stop:
                if stop.kind not in {"too_large", "invalid"}:
                    raise
                self._send_less(changes, stop)
                continue
            settled = self.replica.note_answer(pushed) if pushed.epoch == remote.epoch else None
            if settled is None or not {change.id for change in changes} & {verdict.id for verdict in pushed.verdicts}:
                self._count_odd_answer()
                continue
            self.pushed += len(pushed.verdicts)
            self.refused += settled.refused
            self.cards |= settled.cards
            self.is_structure_changed |= settled.is_structure_changed
            self.progress("push", self.pushed, max(whole, self.pushed))

    def _send_less(self, changes: Sequence[Change], stop: Stopped) -> None:
        """Send less at once; a transaction refused even alone goes back to its author, so as not to block others."""
        if any(one.tx != other.tx for one, other in pairwise(changes)):
            self.most = max(1, len(changes) // 2)
            return
        if self.given_up >= GIVEN_UP:
            raise stop
        self.given_up += 1
        code: Code = "too_large" if stop.kind == "too_large" else "invalid"
        verdicts = tuple(Verdict(change.id, "rejected", code=code, detail=str(stop)) for change in changes)
        remote = self.replica.remote()
        settled = self.replica.note_answer(Pushed(remote.epoch, self.replica.cursor, verdicts))
        self.refused += settled.refused
        self.cards |= settled.cards
        self.is_structure_changed |= settled.is_structure_changed
        self._fork()  # the server has not seen their numbers, and takes none with a gap before it

    # -- pull

    def _pull(self) -> bool:
        """Take pages up to the head; returns False when the board must be fetched anew first."""
        while True:
            remote, since = self.replica.remote(), self.replica.cursor
            page = self.transport.pull(self.board, remote.epoch, since, remote.tip, PAGE)
            result = self.replica.take(page)
            if result is None or (page.to == page.since and page.to < page.head):
                self._count_odd_answer()
                continue
            self.pulled += result.changes
            self.cards |= result.cards
            self.is_structure_changed |= result.is_structure_changed
            self.overtaken += result.overtaken
            self.progress("pull", page.to, page.head)
            # so far behind, a snapshot is quicker than pages; and where rows differ, pages would not mend them
            if page.head - page.to > FAR or self.replica.has_diverged(page):
                self._begin(self.transport.snapshot(self.board, None), remote.epoch)
                return False
            if page.to == page.head:
                if page.takes != self.replica.takes_edition():
                    self._learn_what_server_takes()
                return True

    # -- boot

    def _boot(self) -> None:
        """Fetch the board's entities, going on where that was broken off."""
        while (remote := self.replica.remote()).state == "booting":
            after = remote.boot_after
            if remote.boot_head is not None and after is None:
                self.is_booted |= self.replica.finish_boot()
                continue
            page = self.transport.snapshot(self.board, after)
            if after is None:
                self._begin(page, remote.epoch)
            elif self.replica.stage(page, after) is None:
                self._count_odd_answer()
                _check_epoch(page, remote.epoch)
            self.staged += len(page.entities)
            self.progress("boot", self.staged, remote.boot_count or page.count)

    def _begin(self, page: SnapshotPage, epoch: str) -> None:
        _check_epoch(page, epoch)
        self.replica.begin_boot(page)

    def _fetch_older(self) -> bool:
        """Fetch some of the history that a snapshot left out; returns False when the server has a new epoch."""
        for _ in range(OLDER_PAGES):
            remote = self.replica.remote()
            before = remote.older
            if before is None:
                break
            older = self.transport.fetch_older(self.board, before, OLDER)
            if older.epoch != remote.epoch:  # the next pull hears of it, and does what is to be done
                return False
            if older.changes and older.changes[0].seq != before - 1:
                self._count_odd_answer()
                continue
            self.replica.take_older(older)
            remote = self.replica.remote()
            whole = remote.cursor - remote.older_floor
            self.progress("older", whole - remote.older_left, whole)
        return True


def _check_epoch(page: SnapshotPage, epoch: str) -> None:
    """Raise Stopped if the server was restored meanwhile: what it lost is offered again before anything else."""
    if page.epoch != epoch:
        raise Stopped("epoch", "The server was restored while the board was fetched.", epoch=page.epoch)


def _ignore_progress(_what: str, _done: int, _all: int | None) -> None:
    """Ignore the progress of a round."""
