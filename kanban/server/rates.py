"""How often somebody may ask: token buckets, counted in this process alone."""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from collections.abc import Callable

from kanban.server.settings import Rate

REMEMBERED = 20_000
"""Addresses or tokens that are kept in mind; past it the one that was seen longest ago is forgotten."""


class Buckets:
    """A bucket for each key; it fills up to the burst and every request takes one out."""

    def __init__(self, rate: Rate, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str) -> float:
        """Return the seconds until there is one to take, 0 where there is one now; takes nothing."""
        return max(0.0, (1.0 - self._level(key)) / self._rate.per_second)

    def take(self, key: str) -> float:
        """Take one; returns 0, or the seconds until there is one again, and then nothing was taken."""
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


class Known:
    """Keys that were found good lately."""

    def __init__(self) -> None:
        self._keys: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def add(self, key: str) -> None:
        """Keep a key in mind."""
        self._keys[key] = None
        self._keys.move_to_end(key)
        if len(self._keys) > REMEMBERED:
            self._keys.popitem(last=False)

    def discard(self, key: str) -> None:
        """Forget a key."""
        self._keys.pop(key, None)


def neighbourhood(host: str) -> str:
    """Return what counts as one address: an IPv4 address, or the /64 that one IPv6 subscriber has."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return host
