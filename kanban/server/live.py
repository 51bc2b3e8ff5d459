"""Live streams: who listens to which boards, and who is told when one changes.

Pokes carry a board and its head, nothing else; a client that missed some pulls by its timer anyway. Everything here
runs on the event loop; other threads come in through `announce` and `poke_streams`. No stream holds a database
connection: one query every few seconds serves them all.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from kanban.domain.errors import KanbanError
from kanban.protocol.types import Stopped
from kanban.server.settings import Settings
from kanban.store.hub import watching

if TYPE_CHECKING:
    from kanban.store.hub.server_database import Hub

LOG = logging.getLogger("kanban.server.live")


class Stream:
    """One device that listens."""

    def __init__(self, account: str, token: str, heads: Mapping[str, int], address: str) -> None:
        self.account, self.token, self.address = account, token, address
        """Whose it is, the id of the token that opened it, and from where."""
        self.heads = dict(heads)
        """Board to the head that was last sent or is about to be."""
        self.pending = dict(heads)
        """Board to the head to send next: pokes that pile up become one."""
        self.wake = asyncio.Event()
        self.wake.set()
        self.is_over = False

    def poke(self, board: str, head: int) -> None:
        """Send a board's head."""
        self.heads[board] = self.pending[board] = head
        self.wake.set()

    def end(self) -> None:
        """End the stream once it has sent what is pending."""
        self.is_over = True
        self.wake.set()


class Live:
    """All streams of this process."""

    def __init__(self, hub: Hub, settings: Settings) -> None:
        self._hub, self._settings = hub, settings
        self._streams: dict[Stream, None] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._look = asyncio.Event()
        self._for_others: dict[str, int] = {}
        self._sending: asyncio.Task[None] | None = None
        self._is_stopped = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Watch the database, and follow what this process and others write, as long as this lasts."""
        self._loop = asyncio.get_running_loop()
        self._hub.listeners.append(self.announce)
        watch = asyncio.create_task(self._watch())
        try:
            with watching.listening(self._hub, self.poke_streams):
                yield
        finally:
            self._hub.listeners.remove(self.announce)
            self._end_all()
            watch.cancel()
            await asyncio.gather(watch, *filter(None, [self._sending]), return_exceptions=True)
            self._loop = None

    # -- from any thread

    def announce(self, board: str, head: int) -> None:
        """Tell all streams, those of other processes too, about a board that was written here."""
        self._call(self._announce, board, head)

    def poke_streams(self, board: str, head: int) -> None:
        """Tell the streams of this process about a board that another process wrote."""
        self._call(self._spread, board, head)

    def look(self) -> None:
        """Check at once who may still listen."""
        self._call(self._look.set)

    def stop(self, *more: Callable[[], None]) -> None:
        """End every stream and open no more, because the server stops; `more` is called on the loop."""
        self._is_stopped = True
        for end in (self._end_all, *more):
            self._call(end)

    def _call(self, do: object, *words: object) -> None:
        if self._loop is not None and not self._loop.is_closed():
            # each caller gives what its function takes
            self._loop.call_soon_threadsafe(do, *words)  # type: ignore[arg-type]

    # -- on the loop

    def open(self, account: str, token: str, heads: Mapping[str, int], address: str = "") -> Stream:
        """Return a stream for a device that listens to these boards; raises Stopped when there is no room.

        Beyond its limit an account loses its own oldest stream. When the address or the server is full, the account
        with most streams there loses its oldest, so that nobody takes the room of those who have few.
        """
        if self._is_stopped:
            raise Stopped("slow_down", "The server is stopping; open the stream again in a moment.", retry_after=5)
        running = [stream for stream in self._streams if not stream.is_over]
        own = [stream for stream in running if stream.account == account]
        here = [stream for stream in running if stream.address == address]
        if len(own) >= self._settings.streams_per_account:
            own[0].end()
        elif len(here) >= self._settings.streams_per_address:
            _make_room(here, account)
        elif len(running) >= self._settings.most_streams:
            _make_room(running, account)
        return Stream(account, token, heads, address)

    async def lines(self, stream: Stream) -> AsyncIterator[bytes]:
        """Yield the events of a stream as bytes until it ends; the stream gets pokes only from here on."""
        self._streams[stream] = None
        try:
            while True:
                try:
                    async with asyncio.timeout(self._settings.ping_seconds):
                        await stream.wake.wait()
                except TimeoutError:
                    yield _event("ping", {"server_time": self._hub.now_ms()})
                    continue
                stream.wake.clear()
                pending, stream.pending = stream.pending, {}
                if pending:
                    yield b"".join(_event("poke", {"board": b, "head": h}) for b, h in pending.items())
                if stream.is_over or self._is_stopped:
                    return
        finally:
            self._streams.pop(stream, None)

    def _announce(self, board: str, head: int) -> None:
        self._spread(board, head)
        if self._hub.postgres:
            self._for_others[board] = max(head, self._for_others.get(board, 0))
            if self._sending is None or self._sending.done():
                self._sending = asyncio.create_task(self._send())

    async def _send(self) -> None:
        """Gather pokes for a moment and pass them on to the other processes."""
        while self._for_others:
            await asyncio.sleep(self._settings.gather_seconds)
            boards, self._for_others = self._for_others, {}
            try:
                await asyncio.to_thread(watching.notify, self._hub, boards)
            except KanbanError as error:
                LOG.warning("others hear of %d boards late: %s", len(boards), error)

    def _spread(self, board: str, head: int) -> None:
        for stream in self._streams:
            if stream.heads.get(board, head) < head:
                stream.poke(board, head)

    def _end_all(self) -> None:
        for stream in self._streams:
            stream.end()

    async def _watch(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self._settings.watch_seconds):
                    await self._look.wait()
            except TimeoutError:
                pass
            self._look.clear()
            if not self._streams:
                continue
            before = {stream: dict(stream.heads) for stream in self._streams}
            try:
                tokens = {stream.token for stream in before}
                now = await asyncio.to_thread(watching.heads, self._hub, tokens)
            except KanbanError as error:
                LOG.warning("who may listen could not be looked up: %s", error)
                continue
            for stream, heads in before.items():
                self._compare(stream, heads, now.get(stream.token))

    def _compare(self, stream: Stream, before: Mapping[str, int], now: Mapping[str, int] | None) -> None:
        """End a stream whose token or one of whose boards is gone; poke it with what it missed."""
        if now is None or before.keys() - now.keys():
            stream.end()
            return
        for board, head in now.items():
            sent_head = stream.heads.get(board)
            # A head that is lower was restored from a backup, unless a write came in while this was looked up.
            if sent_head is None or head > sent_head or (head < sent_head == before.get(board)):
                stream.poke(board, head)


def _make_room(streams: list[Stream], account: str) -> None:
    """End the oldest stream of the account with most of these; raises Stopped if this account would have as many."""
    counts = Counter(stream.account for stream in streams)
    most = max(counts, key=lambda name: counts[name])
    if counts[most] <= counts[account] + 1:
        raise Stopped("slow_down", "The server has no room for another live stream; pull by time.", retry_after=60)
    next(stream for stream in streams if stream.account == most).end()


def _event(kind: str, data: Mapping[str, object]) -> bytes:
    return f"event: {kind}\ndata: {json.dumps(data)}\n\n".encode("ascii")
