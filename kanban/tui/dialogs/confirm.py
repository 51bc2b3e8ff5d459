"""Dialogs of one sentence: confirm an act, choose among hidden cards, or learn why nothing can be typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal

from textual import events
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


Which = Literal["all", "shown"]


class HiddenCards(Dialog[Which]):
    """`HiddenCards(3, 2, "Move")` → `all` selected cards, or only the `shown` ones."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose('all')", "All", show=False),
        Binding("s", "choose('shown')", "Those that show", show=False),
    ]

    def __init__(self, cards: int, hidden: int, verb: str) -> None:
        visible = cards - hidden
        several = cards > 1
        hints = [("enter", f"{verb.lower()} all {cards:,}" if several else f"{verb.lower()} it")]
        hints += [("s", f"only the {visible:,} shown")] * bool(visible)
        super().__init__(f"{verb} {cards:,} card{'s' * several}?", hints)
        self._sentence = (
            f"{cards:,} cards are selected; the filter hides {hidden:,} of them."
            if several
            else "1 card is selected; the filter hides it."
        )
        self._shown = visible

    def content(self) -> Iterable[Widget]:
        """Return the sentence."""
        yield text_widget(self._sentence)

    def action_choose(self, which: Which) -> None:
        """Close with the answer."""
        if which == "all" or self._shown:
            self.dismiss(which)


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
