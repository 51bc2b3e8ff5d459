"""Cards that a figure counts: so many now, which ones when somebody opens them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import overload


class CardList(Sequence[str]):
    """Ids of cards that are read at their first use; their number is known before."""

    def __init__(self, count: int, read: Callable[[], Sequence[str]]) -> None:
        self._count, self._read = count, read

    @classmethod
    def join(cls, parts: Iterable[Sequence[str]]) -> CardList:
        """Return the cards of several lists, one after the other."""
        lists = list(parts)
        return cls(sum(map(len, lists)), lambda: [card for cards in lists for card in cards])

    @cached_property
    def _cards(self) -> Sequence[str]:
        return self._read()

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...

    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        return self._cards[place]
