"""The line of results: what was told fades after some seconds, and what rests there shows again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from textual.timer import Timer

from kanban.cell_width import cells, shorten
from kanban.tui.widgets.bars.bar import Bar, Bit

RESULT, REASON, PASSING = 6.0, 12.0, 3.0
"""Seconds for which a result stays, a warning or an error, and a word on a key that did nothing."""

LEAST = 30
"""Cells that a sentence keeps, whatever stands behind it."""

GRAVE = frozenset({"warning", "error"})


class Status(Bar):
    """What was done, or why nothing was."""

    def __init__(self, greeting: str = "") -> None:
        super().__init__(id="status")
        self._told: list[Bit] = [Bit(f" {greeting}", "warning")] if greeting else []
        self._resting: Sequence[Bit] = ()
        self._fading: Timer | None = None
        self.passing = False
        """What is told is a word on a key that did nothing: it goes with the next step of the cursor."""

    def on_mount(self) -> None:
        """Let the greeting fade from now on."""
        self.tell(self._told)

    def tell(self, bits: Iterable[Bit], *, passing: bool = False) -> None:
        """Show these until they fade, or something else is told; none takes away what was told."""
        self._told, self.passing = list(bits), passing
        if self._fading:
            self._fading.stop()
            self._fading = None
        if self._told:
            grave = any(bit.kind in GRAVE for bit in self._told)
            seconds = PASSING if passing else REASON if grave else RESULT
            self._fading = self.set_timer(seconds, lambda: self.tell(()))
        self._draw()

    @property
    def told(self) -> bool:
        """Whether something is told."""
        return bool(self._told)

    def rest(self, bits: Sequence[Bit]) -> None:
        """Show these while nothing is told."""
        self._resting = bits
        self._draw()

    def _draw(self) -> None:
        self.say(self._fitting() if self._told else self._resting)

    def _fitting(self) -> list[Bit]:
        """Return what is told, its sentence cut so far that the way back still fits."""
        first, *rest = self._told
        room = self.app.size.width - sum(cells(bit.text) for bit in rest)
        return [replace(first, text=f" {shorten(first.text.strip(), max(LEAST, room) - 1)}"), *rest]
