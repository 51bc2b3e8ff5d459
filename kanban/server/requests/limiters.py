"""Limits on how often and how much at once; counted per process."""

from __future__ import annotations

import asyncio
import ipaddress
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from kanban.server.settings import Rate

REMEMBERED = 20_000
"""Addresses or tokens that are remembered; beyond this the least recently seen is forgotten."""


class RateLimiter:
    """A token bucket for each key."""

    def __init__(self, rate: Rate, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str) -> float:
        """Return the seconds until one can be taken, 0 if now; takes nothing."""
        return max(0.0, (1.0 - self._level(key)) / self._rate.per_second)

    def take(self, key: str) -> float:
        """Take one and return 0; or take nothing and return the seconds until one is available."""
        if wait := self.wait(key):
            return wait
        self._left[key] = (self._level(key) - 1.0, self._clock())
        self._left.move_to_end(key)
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)
        return 0.0

    def _level(self, key: str) -> float:
        left, at = self._left.get(key, (self._rate.burst, 0.0))
        return min(self._rate.burst, left + (self._clock() - at) * self._rate.per_second)


class NoRoom(Exception):
    """There is no room for more at once."""


class Room:
    """Limited room per key and in total: bytes held, or requests in flight."""

    def __init__(self, per_key: int, total: int) -> None:
        self._each, self._total = per_key, total
        self._taken: Counter[str] = Counter()
        self.taken = 0
        """What is taken in total."""

    def take(self, key: str, size: int = 1) -> None:
        """Take some room; raises NoRoom, and then takes nothing."""
        if self._taken[key] + size > self._each or self.taken + size > self._total:
            if not self._taken[key]:
                del self._taken[key]
            raise NoRoom
        self._taken[key] += size
        self.taken += size

    def give(self, key: str, size: int = 1) -> None:
        """Give room back."""
        self.taken -= size
        self._taken[key] -= size
        if not self._taken[key]:
            del self._taken[key]

    @contextmanager
    def hold(self, key: str, size: int = 1) -> Iterator[None]:
        """Take some room as long as this lasts; raises NoRoom."""
        self.take(key, size)
        try:
            yield
        finally:
            self.give(key, size)


class ClientGone(Exception):
    """The client left in the middle of its request."""


class NoMoreTurns(Exception):
    """No more turns are given, because the server stops."""


class KeyedLimiter:
    """So many turns at once per key; the others wait, first come, first served."""

    def __init__(self, per_key: int) -> None:
        self._each = per_key
        self._running: Counter[str] = Counter()
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}

    @asynccontextmanager
    async def turn(self, key: str, leaving: Callable[[], Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
        """Wait for a turn and hold it as long as this lasts.

        Raises ClientGone if `leaving` finishes first, and NoMoreTurns when the server stops.
        """
        if self._running[key] < self._each:
            self._running[key] += 1
        else:
            await self._wait(key, leaving)
        try:
            yield
        finally:
            self._hand_on(key)

    def __len__(self) -> int:
        """Return how many have a turn or wait for one."""
        return self._running.total() + sum(map(len, self._waiting.values()))

    def end(self) -> None:
        """Let nobody wait any longer; turns that were given go on."""
        for line in self._waiting.values():
            for place in line:
                if not place.done():
                    place.set_exception(NoMoreTurns)

    async def _wait(self, key: str, leaving: Callable[[], Coroutine[Any, Any, None]]) -> None:
        line, place = self._waiting.setdefault(key, deque()), asyncio.get_running_loop().create_future()
        line.append(place)
        watch = asyncio.ensure_future(leaving())
        watch.add_done_callback(
            lambda task: None if task.cancelled() or place.done() else place.set_exception(ClientGone)
        )
        try:
            await place
        except asyncio.CancelledError:
            if (
                place.done() and not place.cancelled() and place.exception() is None
            ):  # it was given the turn at the same moment
                self._hand_on(key)
            raise
        finally:
            watch.cancel()
            if place in line:
                line.remove(place)
            if not line and self._waiting.get(key) is line:
                del self._waiting[key]

    def _hand_on(self, key: str) -> None:
        """Give a turn to whoever has waited longest."""
        line = self._waiting.get(key, deque[asyncio.Future[None]]())
        while line:
            place = line.popleft()
            if not place.done():
                place.set_result(None)
                return
        self._running[key] -= 1
        if not self._running[key]:
            del self._running[key]


class RecentKeys:
    """Keys that were valid lately."""

    def __init__(self) -> None:
        self._keys: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def add(self, key: str) -> None:
        """Remember a key."""
        self._keys[key] = None
        self._keys.move_to_end(key)
        if len(self._keys) > REMEMBERED:
            self._keys.popitem(last=False)

    def discard(self, key: str) -> None:
        """Forget a key."""
        self._keys.pop(key, None)


def neighbourhood(host: str) -> str:
    """Return what counts as one address: an IPv4 address, or the /64 of one IPv6 subscriber."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return host
