"""Asks to confirm an act that many would regret."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from kanban.tui.dialogs.dialog_frame import Dialog, text_widget


class Confirm(Dialog[bool]):
    """`Confirm("Delete 12 cards?", "delete")` → True, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "confirm", "Yes", show=False),
        Binding("n", "leave", "No", show=False),
    ]

    def __init__(self, sentence: str, yes: str = "confirm", *, heading: str = "Sure?") -> None:
        super().__init__(heading, (("enter", yes),))
        self._sentence = sentence

    def content(self) -> Iterable[Widget]:
        """Return the question."""
        yield text_widget(self._sentence)

    def action_confirm(self) -> None:
        """Say yes."""
        self.dismiss(True)
