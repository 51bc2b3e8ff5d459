"""The client's side of a board that goes to a server: what the round of syncing holds. One thread uses it at a time."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from kanban.domain import clock
from kanban.domain.change import Change
from kanban.domain.clock import Now
from kanban.protocol.types import Older, Page, Pushed, SnapshotPage, Stopped
from kanban.store.acts.writing import Written, as_member
from kanban.store.database import Database, StoreFault
from kanban.store.disk import scrubbing
from kanban.store.replica import backfill, held_changes, new_identity, outbox, pull, push_result, remote, snapshot
from kanban.store.replica.conflicts import conflict_notes, retrying
from kanban.store.replica.conflicts.conflict_notes import ConflictNote
from kanban.store.replica.joining import attaching, publishing
from kanban.store.replica.pull import PullResult
from kanban.store.replica.push_result import PushResult
from kanban.store.replica.remote import Remote

LOG = logging.getLogger("kanban.store")

FOR_PEOPLE = frozenset({"unauthorized", "forbidden", "unknown_board", "too_old", "moved"})
"""Kinds of `Stopped` that trying again does not mend: somebody has to do something."""

MOST_BYTES = 900_000
"""Bytes of a push before it is compressed, so that a server's limit of 1 MiB is kept whatever the encoding adds."""


class Replica:
    """One board of a database, as its server sees it. Every method that writes is one transaction."""

    def __init__(self, database: Database, board: str, now: Now) -> None:
        self.database = database
        self.connection = database.connection
        self.board = board
        self.now = now
        """This machine's clock, which the server's corrects."""

    def now_ms(self) -> int:
        """Return the milliseconds since 1970 by this machine's clock."""
        return clock.to_ms(self.now())

    # -- where it stands

    def remote(self) -> Remote:
        """Return what is known of the server; raises NotFound for a board that stays here."""
        with self.database.faults():
            return remote.get(self.connection, self.board)

    def find_remote(self) -> Remote | None:
        """Return what is known of the server, None for a board that stays here."""
        with self.database.faults():
            return remote.find(self.connection, self.board)

    @property
    def cursor(self) -> int:
        """The highest server number that was taken."""
        return self.remote().cursor

    @property
    def tip(self) -> str | None:
        """The id of the change that the cursor stands on."""
        return self.remote().tip

    def count_waiting(self) -> int:
        """Return how many changes the server has not accepted yet."""
        with self.database.faults():
            place = remote.get(self.connection, self.board)
            if place.state == "publishing":
                return publishing.count_waiting(self.connection, place)
            return outbox.count_waiting(self.connection, self.board)

    def offline(self) -> None:
        """Note that the server could not be reached, unless it is noted already."""
        with self.database.writing() as connection:
            if remote.get(connection, self.board).offline_since is None:
                remote.change(connection, self.board, offline_since=remote.format_now(self.now_ms()))

    def note_end(self, stopped: Stopped | None) -> None:
        """Note what a round was stopped by, where a person has to see to it; None where it came to its end."""
        kind = stopped.kind if stopped and stopped.kind in FOR_PEOPLE else ""
        noted = (kind, str(stopped), stopped.to) if stopped and kind else ("", "", "")
        with self.database.faults():
            known = remote.read_stop(self.connection, self.board)
        if noted != known and (kind or stopped is None):
            with self.database.writing() as connection:
                remote.stop(connection, self.board, *noted)

    def scrub(self) -> tuple[Path, ...]:
        """Erase from the disk what was erased for good; returns the copies of the database that had to go for it.

        What can't be done now, on a full disk or while somebody reads, is done after a later round.
        """
        try:
            copies = scrubbing.scrub(self.database)
        except StoreFault as fault:
            LOG.warning("What was erased for good is not yet erased from the disk: %s", fault)
            return ()
        for copy in copies:
            LOG.warning("Deleted the copy %s: it held a card that was erased for good.", copy)
        return tuple(copies)

    # -- push

    def list_outgoing(self, most: int = 500, most_bytes: int = MOST_BYTES) -> list[Change]:
        """Return the next changes to push, whole transactions in the order in which they were made.

        None where none wait.
        """
        while True:
            with self.database.faults():
                place = remote.get(self.connection, self.board)
                if place.state == "publishing":
                    changes = publishing.list_outgoing(self.connection, place, most, most_bytes)
                    fit, late = publishing.trim_changes(self.connection, self.board, changes), []
                else:
                    fit = outbox.list_outgoing(self.connection, self.board, most, most_bytes)
                    changes, late = fit, held_changes.to_hold(self.connection, self.board, fit)
            if late:
                with self.database.writing() as connection:
                    held_changes.hold_back(connection, self.board, late)
            elif changes and not fit:
                with self.database.writing() as connection:
                    publishing.skip(connection, self.board, changes)
            else:
                return fit

    def count_held(self) -> int:
        """Return how many changes wait for a newer server."""
        with self.database.faults():
            return outbox.count_held(self.connection, self.board)

    def takes_edition(self) -> str | None:
        """Return the edition of the server's list of what it takes, empty for none; None where nobody has asked yet."""
        with self.database.faults():
            return held_changes.read_edition(self.connection, self.board)

    def takes(self, edition: str, entities: Mapping[str, Collection[str]] | None) -> int:
        """Note what the server takes; returns how many changes that waited for it go out by now."""
        with self.database.writing() as connection:
            held_changes.note_edition(connection, self.board, edition, entities)
            return held_changes.release(connection, self.board)

    def find_newer_edition(self) -> str | None:
        """Return something on the board that this program writes and the server does not know yet; None for nothing."""
        with self.database.faults():
            return held_changes.find_newer_edition(self.connection, self.board)

    def note_answer(self, pushed: Pushed) -> PushResult:
        """Note a server's answer to a push; what it refused leaves the board and is kept under attention."""
        with self.database.writing() as connection:
            place = remote.get(connection, self.board)
            if place.state == "publishing" and pushed.epoch == place.epoch:
                return publishing.note_answer(connection, place, pushed, self.now_ms())
            return push_result.note_verdicts(connection, self.board, pushed, self.now_ms())

    # -- pull

    def take(self, page: Page) -> PullResult | None:
        """Take a page of changes; None, with nothing changed, for one that does not go on where this device stands."""
        with self.database.writing() as connection:
            return pull.take(connection, self.board, page, self.now_ms())

    def has_diverged(self, page: Page) -> bool:
        """Whether what is confirmed here is not what the server has, as of a page that was just taken."""
        place = self.remote()
        return page.digest is not None and place.cursor == page.to and place.digest != page.digest

    # -- boot and history

    def begin_boot(self, page: SnapshotPage) -> bool:
        """Begin to fetch the board as it is, with a snapshot's first page; tells whether it is the last one too.

        What was here stays as it is until `finish_boot`; pages of changes are left aside until then.
        """
        with self._fetching() as connection:
            return snapshot.begin(connection, self.board, page)

    def stage(self, page: SnapshotPage, after: str) -> bool | None:
        """Put the page behind `after` (`remote().boot_after`) beside the others; tells whether it was the last.

        Returns None, with nothing changed, where it is not the next one.
        """
        with self._fetching() as connection:
            return snapshot.stage(connection, self.board, page, after)

    def finish_boot(self) -> bool:
        """Put what was fetched in the place of the board, the outbox folded over it; everything is to be read anew.

        False, with nothing changed, where the last page is not there, or where another program has done it.
        """
        self.connection.execute("PRAGMA cache_size=-131072")  # or pages would be written twice, and more
        try:
            with self.database.writing() as connection:
                done = snapshot.finish(connection, self.board)
        finally:
            self.connection.execute("PRAGMA cache_size=-2000")
        self.database.checkpoint()
        return done

    def find_older_needed(self) -> int | None:
        """Return what to ask the next page of older history with; None where history is whole."""
        return self.remote().older

    def take_older(self, page: Older) -> int:
        """Take a page of older history; returns how many of its changes were new."""
        with self._fetching() as connection:
            return backfill.take(connection, self.board, page, self.now_ms())

    @contextmanager
    def _fetching(self) -> Iterator[sqlite3.Connection]:
        """Write what can be fetched again without waiting for the disk.

        Where the power fails, it is asked for once more.
        """
        self.connection.execute("PRAGMA synchronous=NORMAL")
        try:
            with self.database.writing() as connection:
                yield connection
        finally:
            self.connection.execute("PRAGMA synchronous=FULL")

    # -- who this device is

    @property
    def device(self) -> str:
        """The id that this database signs with; empty before its first write."""
        with self.database.faults():
            return remote.read_device(self.connection)

    def fork(self) -> str:
        """Take a new device id, and count what waits from 1 again; for all boards of the database. Returns the id."""
        with self.database.writing() as connection:
            return new_identity.fork(connection)

    def new_epoch(self, epoch: str) -> None:
        """Begin anew with a server that was restored.

        Under a new device id, the board to be booted, own changes offered again.
        """
        with self.database.writing() as connection:
            new_identity.new_epoch(connection, self.board, epoch)

    # -- joining and leaving

    def attach(self, url: str, account: str, member: str, name: str, epoch: str) -> None:
        """Let this board come from a server that has it: it is to be booted.

        Raises Refused where it goes to one already.
        """
        with self.database.writing() as connection:
            attaching.attach(connection, self.board, url=url, account=account, member=member, name=name, epoch=epoch)

    def publish(self, url: str, account: str, member: str, name: str, epoch: str) -> None:
        """Begin to take this local board to a server: `outgoing` gives its whole log, then `published` ends it.

        Raises Refused where it goes to one already, or part of its history is not here.
        """
        with self.database.writing() as connection:
            publishing.attach(connection, self.board, url=url, account=account, member=member, name=name, epoch=epoch)

    def find_last_sent(self) -> int:
        """Return the number that this device gave the last change of a board being published that was accepted."""
        with self.database.faults():
            return publishing.find_last_sent(self.connection, remote.get(self.connection, self.board))

    def finish_publishing(self, head: int) -> bool:
        """Let the board be live after all of its log was accepted; False where something was written meanwhile.

        Push on.

        `head` is the server's newest number before anybody else wrote; what it has beyond is pulled.

        """
        with self.database.writing() as connection:
            return publishing.finish(connection, self.board, head)

    def move(self, url: str) -> None:
        """Go to the server at another address; raises NotFound for a board that stays here."""
        with self.database.writing() as connection:
            remote.get(connection, self.board)
            attaching.move(connection, self.board, url)

    def belong_to(self, account: str, name: str) -> None:
        """Let this board be that of another account, which is the same member of it."""
        with self.database.writing() as connection:
            remote.change(connection, self.board, account=account, name=name)

    def detach(self) -> None:
        """Leave the server and keep the board as it is, what waits included: from now on it stays here."""
        with self.database.writing() as connection:
            attaching.detach(connection, self.board)

    def forget(self) -> None:
        """Leave the server and take the board off this database, what waits included."""
        with self.database.writing() as connection:
            attaching.forget(connection, self.board)

    # -- what to look at

    def list_notes(self) -> list[ConflictNote]:
        """Return what needs attention, the newest first."""
        with self.database.faults():
            return conflict_notes.list_notes(self.connection, self.board)

    def resolve(self, note: str) -> bool:
        """Mark a note as dealt with; tells whether it was open."""
        with self.database.writing() as connection:
            return conflict_notes.resolve(connection, self.board, note)

    def retry(self, note: str) -> Written:
        """Do again what a note is about, and resolve it; raises Refused where what is known here says no."""
        with self.database.writing() as connection:
            member = remote.get(connection, self.board).member
            return retrying.retry(as_member(connection, self.board, member, self.now()), note)
