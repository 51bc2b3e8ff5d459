"""Says that nothing can be typed here, and swallows all keys, so that no letter becomes a command of the board."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.widget import Widget

from kanban.tui.dialogs.dialog_frame import Dialog, text_widget


class NotWritable(Dialog[None]):
    """`NotWritable(sentence)` → None; only escape and a click outside close it."""

    def __init__(self, sentence: str) -> None:
        super().__init__("Can't write here", (), leave="back to the board")
        self._sentence = sentence

    def content(self) -> Iterable[Widget]:
        """Return the reason, and what happens to typed keys."""
        yield text_widget(f"{self._sentence} What you type now is ignored.")

    def on_key(self, event: events.Key) -> None:
        """Ignore every key but escape."""
        if event.key != "escape":
            event.stop()
            event.prevent_default()
