"""What stands in place of a board that has too little room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.screen import Screen

if TYPE_CHECKING:
    from textual.widgets import Static

LEAST = (40, 8)
"""Columns and lines below which there is no board."""


class SizeNotice:
    """Covers a screen with a sentence where it doesn't fit: beneath it goes on as it was, with what has the focus."""

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen
        self._sentence: Static | None = None

    @property
    def shows(self) -> bool:
        """Whether the screen is covered."""
        return self._sentence is not None and bool(self._sentence.display)

    def fit(self, width: int, height: int) -> None:
        """Show or hide the sentence for a size."""
        fits = width >= LEAST[0] and height >= LEAST[1]
        if self._sentence is None and not fits:
            self._sentence = self._cover()
        if self._sentence is not None:
            said = f"This terminal is {width}×{height}; the board needs {LEAST[0]}×{LEAST[1]}: make it larger."
            self._sentence.update(said)
            self._sentence.display = not fits

    def _cover(self) -> Static:
        """Lay the sentence over all that the screen holds."""
        from textual.widgets import Static  # noqa: PLC0415 - hardly any terminal is so small

        sentence, screen = Static(markup=False), self._screen
        screen.styles.layers = "default above"
        sentence.styles.layer, sentence.styles.dock = "above", "top"
        sentence.styles.width = sentence.styles.height = "100%"
        sentence.styles.background = screen.styles.background
        screen.mount(sentence)
        return sentence
