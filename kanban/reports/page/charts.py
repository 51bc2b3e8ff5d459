"""Charts as SVG, drawn with drawsvg: colours are classes, so that one style sheet serves light, dark and print."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kanban import libraries

WIDTH = 640
ROW = 26
"""The height of a bar with the gap below it."""
NAME, WIDEST_NAME = 130, 240
"""The width of the names: at least, and at most."""
LETTER = 7.5
"""The mean width of a letter of the names; East Asian ones take twice as much."""
VALUE = 150
"""The width of what stands behind the longest bar."""


@dataclass(frozen=True)
class Bar:
    """A bar of a chart."""

    name: str
    length: float
    """In the unit of the chart."""
    text: str
    """What stands behind it."""
    begin: float = 0.0
    """Where it begins, for bars that follow one another."""
    kind: str = "bar"
    """Its class: `bar`, `gain`, `loss` or `whole`."""
    reach: tuple[float, float] | None = None
    """A range that is drawn over it as a line, such as a 95 % interval."""


def draw_bars(bars: Sequence[Bar], most: float, label: str, prefix: str) -> str:
    """Return a chart of horizontal bars as SVG; `most` is the length of the whole width, `label` says what it shows."""
    height = ROW * len(bars) + 4
    drawing = libraries.drawsvg.Drawing(WIDTH, height, id_prefix=prefix)
    drawing.append_title(label)
    names = [_shorten_name(bar.name) for bar in bars]
    left = round(min(WIDEST_NAME, max([NAME, *(_measure_name(name) + 12 for name in names)])))
    scale = (WIDTH - left - VALUE) / most if most > 0 else 0.0
    for place, (bar, name) in enumerate(zip(bars, names, strict=True)):
        _draw_bar(drawing, bar, name, place * ROW + 4, left, scale)
    svg: str = drawing.as_svg()
    # without the declaration of a file of its own, and without a size: it fits the page's width, also in print
    svg = svg.partition("\n")[2].replace(f'width="{WIDTH}" height="{height}" ', "", 1)
    return svg.replace("<svg ", '<svg role="img" ', 1)


def _measure_name(name: str) -> float:
    """Return about how wide a name is drawn."""
    return LETTER * sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in name)


def _shorten_name(name: str) -> str:
    """Return a name that fits before the bars, with `…` where its end was cut off."""
    if _measure_name(name) <= WIDEST_NAME - 12:
        return name
    while name and _measure_name(f"{name}…") > WIDEST_NAME - 12:
        name = name[:-1]
    return f"{name.rstrip()}…"


def _draw_bar(drawing: Any, bar: Bar, name: str, top: int, start: int, scale: float) -> None:  # noqa: ANN401
    draw = libraries.drawsvg
    middle = top + (ROW - 6) / 2
    drawing.append(
        draw.Text(name, 13, start - 8, middle, class_="name", text_anchor="end", dominant_baseline="central")
    )
    left = start + bar.begin * scale
    width = max(1.0, bar.length * scale) if bar.length else 0.0
    if width:
        drawing.append(draw.Rectangle(round(left, 1), top, round(width, 1), ROW - 6, class_=bar.kind))
    end = left + width
    if bar.reach:
        low, high = (round(start + part * scale, 1) for part in bar.reach)
        drawing.append(draw.Line(low, middle, high, middle, class_="reach"))
        end = max(end, high)
    drawing.append(draw.Text(bar.text, 13, round(end + 8, 1), middle, class_="value", dominant_baseline="central"))
