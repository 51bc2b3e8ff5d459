"""A guess in two steps: first the chance, with no number on the screen; then the rate of like cards, and one change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from kanban.domain.guesses.guess import SCALE
from kanban.tui.dialogs.dialog_frame import Dialog, text_widget
from kanban.tui.widgets.inputs.choice import Choice

CELLS = 5
"""Cells of a chance on the scale: the number between two blanks, or two brackets."""

MIDDLE = SCALE[len(SCALE) // 2]


class Scale(Choice):
    """The chances from 0 to 100 in one row, or in two where it is narrow; the chosen one stands in brackets."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "go(-6)", "Row above", show=False),
        Binding("down,j", "go(6)", "Row below", show=False),
    ]

    def __init__(self, percent: int) -> None:
        super().__init__([(str(chance), str(chance), "") for chance in SCALE])
        self.choose(str(percent))

    def fit(self, width: int) -> None:
        """Take one line, or two where all do not fit side by side in so many cells."""
        self.styles.height = 1 if width >= CELLS * len(SCALE) else 2
        self.styles.margin = (1, 0)

    def render(self) -> RenderResult:
        """Return the chances; nothing shifts when another one is chosen."""
        rows = [SCALE] if self.size.width >= CELLS * len(SCALE) else [SCALE[:6], SCALE[6:]]
        return Content("\n").join([Content("").join([self._draw(chance) for chance in row]) for row in rows])

    def _draw(self, chance: int) -> Content:
        place = SCALE.index(chance)
        if place == self.place:
            cell = Content(f"[{chance}]".center(CELLS)).stylize(
                "$selection-text on $selection" if self.has_focus else "bold"
            )
        else:
            cell = Content(str(chance).center(CELLS)).stylize("$muted")
        return cell.stylize(Style.from_meta({"place": place}))

    def action_go(self, steps: int) -> None:
        """Go along the scale, and stop at its ends."""
        self.place = max(0, min(len(SCALE) - 1, self.place + steps))


class GuessDialog(Dialog[int]):
    """`GuessDialog(heading, lines, percent, hints, leave)` → the chosen chance in per cent."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "save", "Save", show=False)]

    def __init__(self, heading: str, lines: Iterable[str], percent: int, note: str, *, act: str, leave: str) -> None:
        super().__init__(heading, (("enter", act), ("h l", "choose")), leave=leave)
        self._lines, self._note = list(lines), note
        self._scale = Scale(percent)

    def content(self) -> Iterable[Widget]:
        """Return the question, the scale, and what is to be known."""
        for line in self._lines:
            yield text_widget(line)
        yield self._scale
        if self._note:
            yield text_widget(self._note, style="$muted")

    def on_mount(self) -> None:
        """Go to the scale."""
        self._scale.fit(min(self.WIDE, self.app.size.width) - 4)
        self._scale.focus()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the scale to the width."""
        self._scale.fit(min(self.WIDE, event.size.width) - 4)
        super().on_resize(event)

    def action_save(self) -> None:
        """Answer with the chosen chance."""
        self.dismiss(int(self._scale.key))

    def on_key(self, event: events.Key) -> None:
        """Choose a chance by its first digit, and 100 with a t as in ten."""
        if event.key.isdigit() or event.key == "t":
            event.stop()
            self._scale.place = 10 if event.key == "t" else int(event.key)


class GuessesDialog(Dialog[None]):
    """`GuessesDialog(heading, lines)`: what is known of the guesses about a card."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,q", "leave", "Leave", show=False)]

    def __init__(self, heading: str, lines: Iterable[str]) -> None:
        super().__init__(heading, (("enter", "close"),), leave="close")
        self._lines = list(lines)

    def content(self) -> Iterable[Widget]:
        """Return the sentences."""
        for line in self._lines:
            yield text_widget(line)
