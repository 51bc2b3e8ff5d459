"""Compute which lanes are whole, which are folded at their left and right, and how wide each is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

NARROWEST = 19
"""The fewest cells of a whole lane, with the line at its left: three fit on 80 columns beside a strip and a list."""

STRIP, LIST = 4, 19
"""Cells of a strip, and of the list of lanes with the line at its left."""

TABS_BELOW = 64
"""Cells below which one lane is shown under tabs, unless all unfolded ones fit: two beside a list are unreadable."""


class LaneLayout(NamedTuple):
    """The layout of the lanes; its widths, with those of strip and list, add up to the board's exactly."""

    widths: dict[str, int]
    """Cells by stage id, in the order of the board; 0 for a lane in the strip or in the list."""
    whole: tuple[str, ...]
    has_tabs: bool = False
    """One lane at full width under a line of tabs, because there is no room for two."""
    strip: tuple[str, ...] = ()
    """The lanes left of the first whole one, which share one strip."""
    list: tuple[str, ...] = ()
    """The lanes right of the last whole one, a row each."""

    @property
    def strip_width(self) -> int:
        """Cells of the strip at the left end."""
        return STRIP if self.strip else 0

    @property
    def list_width(self) -> int:
        """Cells of the list at the right end."""
        return LIST if self.list else 0


def share_width(
    stages: Sequence[str], focus: str, folded: Collection[str], width: int, before: Collection[str] = (), home: str = ""
) -> LaneLayout:
    """Share `width` cells among the lanes.

    The lane `focus` is always whole, `folded` ones are not; those in `before` were whole until now. As many
    neighbours as fit are whole, in the order of the board; they stay the same while the focus is among them.
    If fewer fit than before, those from `home` on stay, where the reader's work begins.
    """
    able = [stage for stage in stages if stage == focus or stage not in folded]
    for size in range(len(able), 0, -1):
        whole = _choose_whole(able, focus, size, before, home)
        layout = _lay_out(stages, whole, folded, width)
        if layout:
            break
    else:
        layout, size = None, 0
    if layout is None or size < min(2, len(able)) or (size < len(able) and width < TABS_BELOW):
        return LaneLayout(
            {stage: width if stage == focus else 0 for stage in stages}, (focus,), has_tabs=len(stages) > 1
        )
    return layout


def _lay_out(stages: Sequence[str], whole: Sequence[str], folded: Collection[str], width: int) -> LaneLayout | None:
    """Return the layout with these whole lanes; None if they don't fit beside the folded ones."""
    first, last = stages.index(whole[0]), stages.index(whole[-1])
    strip = _share_place(stages[:first], folded)
    rows = _share_place(stages[last + 1 :], folded)
    alone = [stage for stage in stages if stage not in (*whole, *strip, *rows)]
    room = width - STRIP * (len(alone) + bool(strip)) - LIST * bool(rows)
    if room < NARROWEST * len(whole):
        return None
    share, rest = divmod(room, len(whole))
    widths = dict.fromkeys(stages, 0) | dict.fromkeys(alone, STRIP)
    for place, stage in enumerate(whole):
        widths[stage] = share + (place < rest)
    return LaneLayout(widths, tuple(whole), strip=strip, list=rows)


def _share_place(stages: Sequence[str], folded: Collection[str]) -> tuple[str, ...]:
    """Return the lanes of one end that share a strip or list; a single folded lane keeps a strip of its own."""
    return () if len(stages) == 1 and stages[0] in folded else tuple(stages)


def _choose_whole(able: Sequence[str], focus: str, size: int, before: Collection[str], home: str) -> list[str]:
    """Return `size` neighbouring lanes that include the focus, as close as possible to those in `before`."""
    at = able.index(focus)
    known = [place for place, stage in enumerate(able) if stage in before]
    first = known[0] if known else at
    if len(known) > size and home in able and 0 <= at - able.index(home) < size:
        first = able.index(home)
    first = max(at - size + 1, min(first, at))
    first = max(0, min(first, len(able) - size))
    return list(able[first : first + size])
