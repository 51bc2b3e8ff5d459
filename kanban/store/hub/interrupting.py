"""Stopping a database query from another thread: whoever asked has gone, or has waited long enough."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar, overload

from sqlalchemy.exc import DBAPIError

from kanban.protocol.types import Stopped

if TYPE_CHECKING:
    from sqlalchemy import Connection

STEPS = 100_000
"""Steps of SQLite's virtual machine between two checks whether to stop: a few milliseconds."""

ROWS = 200
"""Rows that Python works through between two such checks: below a millisecond in the slowest report."""

AGAIN = 0.1
"""Seconds until PostgreSQL is told again: a cancel that arrives just before a statement begins is lost."""


T = TypeVar("T")


class QueryStopper:
    """Stops the queries of one reader."""

    def __init__(self) -> None:
        self.is_stopped = False
        self._lock = threading.Lock()
        self._cancel: Callable[[], Any] | None = None
        self._is_over = threading.Event()

    def stop(self) -> None:
        """Stop the running query and all later ones; on PostgreSQL this waits until it has ended."""
        self.is_stopped = True
        while self._cancel_running():
            self._is_over.wait(AGAIN)

    def _cancel_running(self) -> bool:
        """Cancel what runs on PostgreSQL; returns whether anything does."""
        with self._lock:
            if self._cancel is not None:
                self._cancel()
            return self._cancel is not None

    @contextmanager
    def watching(self, connection: Connection) -> Iterator[None]:
        """Let `stop` end what a connection runs, as long as this lasts; then raises Stopped."""
        driver: Any = connection.connection.driver_connection
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            driver.set_progress_handler(lambda: self.is_stopped, STEPS)
        else:
            self._cancel = driver.cancel_safe
        try:
            self.check()
            yield
        except DBAPIError as error:
            if not self.is_stopped or isinstance(error.orig, AssertionError):
                raise
        finally:
            with self._lock:
                self._cancel = None
            self._is_over.set()
            if is_sqlite:
                driver.set_progress_handler(None, 0)
            elif self.is_stopped:
                connection.invalidate()  # a late word to cancel must not reach whoever has the connection next
        self.check()

    def check(self) -> None:
        """Raise Stopped where it was stopped."""
        if self.is_stopped:
            raise Stopped("offline", "The query was stopped before it finished; try a narrower one.")

    def watch(self, rows: Iterable[T]) -> Iterator[T]:
        """Yield rows as they come, and raise Stopped between them once it was stopped."""
        for number, row in enumerate(rows):
            if not number % ROWS:
                self.check()
            yield row


class WatchedRows(Sequence[T]):
    """Rows that are worked through in Python, by one loop after another: each of them stops where its query is stopped.

    What counts over them need not know of it.
    """

    def __init__(self, rows: Sequence[T], stopper: QueryStopper) -> None:
        self._rows, self._stopper = rows, stopper

    def __iter__(self) -> Iterator[T]:
        """Yield the rows; raises Stopped."""
        for start in range(0, len(self._rows), ROWS):
            self._stopper.check()
            yield from self._rows[start : start + ROWS]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        """Return a row, or some of them."""
        return self._rows[place]
