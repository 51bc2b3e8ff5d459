"""Where cards land between their neighbours: their keys, and new keys for neighbours that leave no room.

Keys between the same two neighbours grow by a character every few inserts, and two devices may have given the same
key. Where there is no room, a neighbourhood gets new keys: as wide as it must be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kanban.domain import rank

Near = Callable[[int], Sequence[tuple[str, str]]]
"""Returns (rank, id) of up to so many neighbours on one side, the nearest first."""

REACHES = (0, 8, 64, 512, 4096)
"""How many neighbours on each side may get new keys, tried in turn."""

ANEW = rank.LONGEST * 3 // 4
"""The most characters of new keys: short enough to last for long."""


def place_between(above: Near, below: Near, count: int = 1) -> tuple[list[str], dict[str, str]]:
    """Return `count` rising keys between two sides, and new keys by id for neighbours in the way."""
    keys: list[str] = []
    up: Sequence[tuple[str, str]] = ()
    down: Sequence[tuple[str, str]] = ()
    for reach in REACHES:
        up, down = above(reach + 1), below(reach + 1)
        high = up[reach][0] if len(up) > reach else None
        low = down[reach][0] if len(down) > reach else None
        up, down = up[:reach], down[:reach]
        keys = rank.make_keys_between(high, low, len(up) + count + len(down))
        # without new keys for neighbours any length that is still allowed will do; with new ones they must last
        short = not rank.needs_rerank(keys[0]) if reach == 0 else len(keys[0]) <= ANEW
        if short and _is_in_order(high, keys[0]) and _is_in_order(keys[-1], low):
            break
    ids = [card for _, card in (*reversed(up), *down)]
    own = keys[len(up) : len(up) + count]
    return own, dict(zip(ids, keys[: len(up)] + keys[len(up) + count :], strict=True))


def place_within(order: Sequence[tuple[str, str]], place: int) -> tuple[list[str], dict[str, str]]:
    """Do the same for one item before the one at `place` of a whole row."""
    return place_between(lambda count: order[:place][::-1][:count], lambda count: order[place : place + count])


def _is_in_order(above: str | None, below: str | None) -> bool:
    return above is None or below is None or above < below
