"""The status line: a result fades after some seconds, and the resting text shows again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.timer import Timer

from kanban.cell_width import cells, shorten
from kanban.tui.widgets.bars.bar import Bar, BarText

RESULT, REASON, PASSING = 6.0, 12.0, 3.0
"""Seconds that a result shows, a warning or an error, and a note on a key that did nothing."""

LEAST = 30
"""The fewest cells of a sentence, whatever follows it."""

GRAVE = frozenset({"warning", "error"})


class StatusLine(Bar):
    """Shows what was done, or why nothing was."""

    def __init__(self, greeting: str = "") -> None:
        super().__init__(id="status")
        self._told: list[BarText] = [BarText(f" {greeting}", "warning")] if greeting else []
        self._resting: Sequence[BarText] = ()
        self._fading: Timer | None = None
        self.is_passing = False
        """The text is a note on a key that did nothing; it goes away with the next step of the cursor."""

    def on_mount(self) -> None:
        """Start the time for which the greeting shows."""
        self.tell(self._told)

    def tell(self, bits: Iterable[BarText], *, passing: bool = False) -> None:
        """Show these bits until they fade or others replace them; without bits, clear the line."""
        self._told, self.is_passing = list(bits), passing
        if self._fading:
            self._fading.stop()
            self._fading = None
        if self._told:
            grave = any(bit.kind in GRAVE for bit in self._told)
            seconds = PASSING if passing else REASON if grave else RESULT
            self._fading = self.set_timer(seconds, lambda: self.tell(()))
        self._draw()

    @property
    def has_result(self) -> bool:
        """Whether a result shows."""
        return bool(self._told)

    def rest(self, bits: Sequence[BarText]) -> None:
        """Set the bits that show while there is no result."""
        self._resting = bits
        self._draw()

    def _draw(self) -> None:
        self.say(self._fit_result() if self._told else self._resting)

    def _fit_result(self) -> list[BarText]:
        """Return the result with its sentence cut, so that the key for undo still fits."""
        first, *rest = self._told
        room = self.app.size.width - sum(cells(bit.text) for bit in rest)
        return [first._replace(text=f" {shorten(first.text.strip(), max(LEAST, room) - 1)}"), *rest]
