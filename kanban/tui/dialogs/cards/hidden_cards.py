"""Asks before an act on selected cards, some of which the filter hides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal

from textual.binding import Binding, BindingType
from textual.widget import Widget

from kanban.tui.dialogs.dialog_frame import Dialog, text_widget

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
