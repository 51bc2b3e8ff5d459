"""Chance and time in one hand: ids, the noise of ranks and every clock come out of a seed while a history is played."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace
from unittest.mock import patch

from kanban.domain import ids, rank
from kanban.domain.clock import from_ms

NOON_MS = 1_795_000_000_000
"""The moment at which every history begins: a day in November 2026."""


class Time:
    """The true time, and the clock of whoever is acting, which may show another one."""

    def __init__(self, seed: int) -> None:
        self.ms = NOON_MS
        self.skew = 0
        """Milliseconds by which the clock of whoever acts is ahead."""
        self.chance = random.Random(f"ids {seed}")
        self._ticks = 0

    def true(self) -> datetime:
        """What time it is; the server's clock is right."""
        return from_ms(self.ms)

    def now(self) -> datetime:
        """What the acting machine's clock shows."""
        return from_ms(self.ms + self.skew)

    # -- in the place of `kanban.domain.ids`' source

    def make_id(self) -> str:
        """Give an id by the clock of the acting machine."""
        self._ticks += 1
        return ids._version_7(self.ms + self.skew << 12 | self._ticks & 0xFFF, self.chance.randbytes(8).hex())

    def make_ids(self, count: int) -> list[str]:
        """Give so many at once, rising."""
        return [self.make_id() for _ in range(count)]


@contextmanager
def steady(time: Time) -> Iterator[None]:
    """Let chance and time come from `time`."""
    system = SimpleNamespace(urandom=time.chance.randbytes)
    with patch.object(ids, "_source", time), patch.object(rank, "os", system):
        yield
