"""Says that nothing can be typed, and takes what is typed all the same: no letter of it is to be a command of the board."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.widget import Widget

from kanban.tui.dialogs.dialog_frame import Dialog, said


class NotWritable(Dialog[None]):
    """`NotWritable(sentence)`: only escape and a click outside close it."""

    def __init__(self, sentence: str) -> None:
        super().__init__("Nothing to write on", (), leave="back to the board")
        self._sentence = sentence

    def content(self) -> Iterable[Widget]:
        """Return why, and what becomes of the keys."""
        yield said(f"{self._sentence} What you type now is dropped.")

    def on_key(self, event: events.Key) -> None:
        """Drop every key but escape."""
        if event.key != "escape":
            event.stop()
            event.prevent_default()
