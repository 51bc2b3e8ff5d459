"""Which lanes are whole, which are narrow strips, and how wide each is: nothing but arithmetic."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

NARROWEST = 19
"""Cells of a whole lane, the line at its left included: three fit on 80 columns beside seven strips."""

THIN, STRIP = 3, 4
"""Cells of a folded lane, where room is short and where it isn't, the line at its left included."""


class Spread(NamedTuple):
    """Widths by stage id, in the order of the board; they add up to the board's width exactly."""

    widths: dict[str, int]
    whole: tuple[str, ...]
    tabs: bool = False
    """One lane at full width under a line of tabs: there is no room for two."""


def spread(
    stages: Sequence[str], focus: str, folded: Collection[str], width: int, before: Collection[str] = ()
) -> Spread:
    """Share out the width. The lane `focus` is always whole; `folded` ones are strips; `before` were whole until now.

    As many others as fit are whole, next to each other in the order of the board; they stay the same ones for as long
    as the focus is among them.
    """
    able = [stage for stage in stages if stage == focus or stage not in folded]
    for strip in (STRIP, THIN):
        fitting = _fitting(len(stages), len(able), width, strip)
        if fitting == _fitting(len(stages), len(able), width, THIN):
            break
    if fitting < min(2, len(stages)):
        return Spread({stage: width if stage == focus else 0 for stage in stages}, (focus,), tabs=True)
    whole = _window(able, focus, fitting, before)
    left = width - strip * (len(stages) - len(whole))
    each, more = divmod(left, len(whole))
    widths = {}
    for stage in stages:
        if stage in whole:
            widths[stage] = each + (more > 0)
            more -= 1
        else:
            widths[stage] = strip
    return Spread(widths, tuple(whole))


def _fitting(stages: int, able: int, width: int, strip: int) -> int:
    """Return how many of the lanes that may be whole fit beside strips for all others."""
    return min(able, (width - strip * stages) // (NARROWEST - strip))


def _window(able: Sequence[str], focus: str, size: int, before: Collection[str]) -> list[str]:
    """Return `size` lanes in a row with the focus among them, moved as little as possible from those of before."""
    at = able.index(focus)
    known = [place for place, stage in enumerate(able) if stage in before]
    first = known[0] if known else at
    first = max(at - size + 1, min(first, at))
    first = max(0, min(first, len(able) - size))
    return list(able[first : first + size])
