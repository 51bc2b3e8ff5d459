"""The sentence that covers a board in a terminal that is too small."""

from __future__ import annotations

from typing import Any

from textual import widgets  # it loads a widget when that is used
from textual.screen import Screen

LEAST = (40, 8)
"""The smallest terminal, in columns and lines, that shows a board."""


class SizeNotice:
    """Covers a screen that doesn't fit with a sentence; the screen beneath keeps its state and its focus."""

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen
        self._sentence: widgets.Static | None = None

    @property
    def is_shown(self) -> bool:
        """Whether the screen is covered."""
        return self._sentence is not None and bool(self._sentence.display)

    def fit(self, width: int, height: int) -> None:
        """Show or hide the sentence for a terminal of this size."""
        fits = width >= LEAST[0] and height >= LEAST[1]
        if self._sentence is None and not fits:
            self._sentence = self._cover()
        if self._sentence is not None:
            self._sentence.update(
                f"This terminal is {width}×{height}; the board needs {LEAST[0]}×{LEAST[1]}. Make it larger."
            )
            self._sentence.display = not fits

    def _cover(self) -> widgets.Static:
        """Mount the sentence on a layer above the screen's widgets, and return it."""
        sentence, screen = widgets.Static(markup=False), self._screen
        screen.styles.layers = "default above"
        sentence.styles.layer, sentence.styles.dock = "above", "top"
        sentence.styles.width = sentence.styles.height = "100%"
        sentence.styles.background = screen.styles.background
        screen.mount(sentence)
        return sentence
