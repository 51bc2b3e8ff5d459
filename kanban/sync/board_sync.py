"""A board of this machine and its server, opened for one thread: what the loop runs its rounds with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from kanban.domain.clock import Now
from kanban.domain.errors import KanbanError
from kanban.protocol.types import Stopped
from kanban.store.database import Database
from kanban.store.disk import compacting
from kanban.store.replica import sync_status
from kanban.store.replica.replica import Replica
from kanban.sync.account import send
from kanban.sync.client import Client
from kanban.sync.status import SyncStatus, status_of
from kanban.sync.sync_round import Progress, RoundResult, run_round

Token = Callable[[str], str]
"""Returns the token for the server at an address; raises KanbanError when nobody is signed in there."""


class BoardSide:
    """One board, its database connection and the client of its server."""

    def __init__(self, replica: Replica, token: Token, connect: Callable[[str, str], Client] = Client) -> None:
        self.board = replica.board
        self.replica = replica
        self._token, self._connect = token, connect
        self._signed = ("", "")
        """The address and the token of the client."""
        self._client: Client | None = None
        self._former: list[Client] = []
        self._is_over = False

    def round(self, progress: Progress) -> RoundResult:
        """Run one round, as whoever is signed in now."""
        client = self.client()
        if self.replica.remote().state == "publishing":  # it was broken off
            send(self.replica, client, progress)
        return run_round(self.replica, client, progress=progress)

    def status(self) -> SyncStatus:
        """Return the sync status, as far as this machine knows."""
        with self.replica.database.faults():
            return status_of(sync_status.of(self.replica.connection, self.board))

    def tidy(self, rest: Callable[[], bool]) -> None:
        """Compact the database once a day."""
        compacting.compact_daily(self.replica.database, self.replica.now_ms(), rest)

    def cursor(self) -> int:
        """Return the number up to which this machine has the board."""
        return self.replica.cursor

    def streams(self) -> BoardSide:
        """Return what opens streams of events."""
        return self

    def events(self) -> AbstractContextManager[Iterator[bytes]]:
        """Open a stream of events, with the client of the last round."""
        if self._client is None:
            raise Stopped("unauthorized", "Nobody is signed in.")
        return self._client.events()

    def client(self) -> Client:
        """Return the client; a new one after somebody signed in again, or the server moved."""
        url = self.replica.remote().url
        try:
            token = self._token(url)
        except KanbanError as fault:
            raise Stopped("unauthorized", str(fault)) from fault
        if self._client is None or (url, token) != self._signed:
            before, self._client, self._signed = self._client, self._connect(url, token), (url, token)
            if before is not None:
                before.abort()
                self._former.append(before)  # closed at the end: its stream may still be read in another thread
        if self._is_over:
            self._client.abort()
        return self._client

    def abort(self) -> None:
        """End what waits for the server, from another thread."""
        self._is_over = True
        if self._client is not None:
            self._client.abort()

    def close(self) -> None:
        """Close the connections."""
        for client in (*self._former, *([self._client] if self._client else [])):
            client.close()
        self.replica.database.close()


@contextmanager
def open_side(path: Path, board: str, token: Token, now: Now) -> Iterator[BoardSide]:
    """Open a board and its server for the calling thread."""
    side = BoardSide(Replica(Database(path), board, now), token)
    try:
        yield side
    finally:
        side.close()
