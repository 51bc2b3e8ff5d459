"""A line across the screen with bits of text at both ends; a bit with a command can be clicked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from kanban.cell_width import cells, shorten
from kanban.domain.values.text import clean_line
from kanban.tui.messages import CommandPicked
from kanban.tui.widgets.styles import BoardStyles

Kind = Literal["muted", "strong", "text", "marketing", "sales", "unread", "warning", "error", "overdue"]


class BarText(NamedTuple):
    """A few words on a bar."""

    text: str
    kind: Kind = "muted"
    command: str = ""
    """The id of the command that a click runs."""


class Bar(Widget):
    """One line; it is drawn again only when its words changed."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self.styles.height = 1
        self.board_styles: BoardStyles | None = None
        self._left: tuple[BarText, ...] = ()
        self._right: tuple[BarText, ...] = ()
        self._drawn: tuple[int, Strip] | None = None
        self._commands: list[tuple[int, int, str]] = []

    def say(self, left: Sequence[BarText], right: Sequence[BarText] = ()) -> None:
        """Show these bits; the left ones are cut to fit."""
        if (tuple(left), tuple(right)) != (self._left, self._right):
            self._left, self._right = tuple(left), tuple(right)
            self.forget()

    def forget(self) -> None:
        """Draw the line again: the theme changed."""
        self._drawn = None
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the line, drawn again only after a change."""
        width = crop.width  # the whole width: `self.size` walks up to the screen
        if self._drawn is None or self._drawn[0] != width:
            self._drawn = (width, self._draw_line(width))
        return [self._drawn[1]]

    def _style(self, kind: Kind, board_styles: BoardStyles) -> Style:
        match kind:
            case "muted":
                return board_styles.bar
            case "strong":
                return board_styles.bar_strong
            case "warning":
                return board_styles.warning
            case "error":
                return board_styles.error
            case _:
                style: Style = getattr(board_styles.plain, kind)
                return style

    def _draw_line(self, width: int) -> Strip:
        board_styles = self.board_styles
        self._commands = []
        if board_styles is None:
            return Strip.blank(width)
        wide = sum(cells(bit.text) for bit in self._right)
        room = width - wide - 1 if wide else width
        right = self._right if room >= 10 else ()
        room = room if right else width
        segments, x = list[Segment](), 0
        for bit in self._left:
            words = shorten(_clean_bit(bit.text), room - x)
            if words:
                segments.append(Segment(words, self._style(bit.kind, board_styles)))
                self._mark_command(x, words, bit)
                x += cells(words)
            if words != _clean_bit(bit.text):
                break  # what follows would be a sign of leaving out alone
        wide = sum(cells(bit.text) for bit in right)
        segments.append(Segment(" " * max(0, width - x - wide), board_styles.bar))
        x = width - wide
        for bit in right:
            segments.append(Segment(_clean_bit(bit.text), self._style(bit.kind, board_styles)))
            self._mark_command(x, bit.text, bit)
            x += cells(bit.text)
        return Strip(segments).adjust_cell_length(width, board_styles.bar)

    def _mark_command(self, x: int, words: str, bit: BarText) -> None:
        if bit.command:
            self._commands.append((x, x + cells(words), bit.command))

    def on_click(self, event: events.Click) -> None:
        """Run the command under the pointer."""
        for begin, end, command in self._commands:
            if begin <= event.x < end:
                event.stop()
                self.post_message(CommandPicked(command))
                return


def _clean_bit(text: str) -> str:
    """Clean a line but keep the blanks at its ends, which part one bit from the next."""
    inner = clean_line(text)
    return text if text.strip(" ") == inner else text[: len(text) - len(text.lstrip(" "))] + inner
