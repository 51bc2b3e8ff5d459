"""The signs of the board, then every key under its heading, found by typing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import zip_longest
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from kanban import cell_width
from kanban.domain.values import text
from kanban.tui.commands import Command, group_by_heading
from kanban.tui.widgets.bars.hints import Hint, draw_hint_line
from kanban.tui.widgets.board_view.legend import LEGEND
from kanban.tui.widgets.inputs.line_input import LineInput
from kanban.tui.widgets.line_list import Block, LineList

TWO = 110
"""Cells from which on there are two columns."""

WIDE = 13
"""Cells of the column of keys."""

KEYS = (Hint("type", "to find"), Hint("↑ ↓", "scroll"), Hint("esc", "close"), Hint("?", "help"))

MORE: dict[str, tuple[tuple[str, str], ...]] = {
    "Mouse": (
        ("click", "Go to a card, a lane, a link, a section"),
        ("double click", "Open the card; edit the field"),
        ("drag", "Move a card to another lane"),
        ("wheel", "Scroll what is under the mouse"),
    ),
    "Words for the filter": (
        ("stage:mql", "In a stage; so side: holder: source: campaign: label:"),
        ("owner:ana", "Of an owner; mine are yours"),
        ("value>=10000", "So < <= = > for amounts, probability, field.SIZE"),
        ("next:+7d", "Days: close created updated entered touched next"),
        ("has:email", "The field is there; no: it is not"),
        ("stale overdue", "Also unread incomplete open closed won lost"),
        ("-label:vip", "Not so; a|b is either; words search texts"),
    ),
}
"""What is no command but belongs to what one looks up here."""


class HelpScreen(ModalScreen[None]):
    """`HelpScreen(commands)`: the commands with the keys as the user has set them."""

    DEFAULT_CSS = """
    HelpScreen { background: $background; }
    HelpScreen Vertical { padding: 0 1; background: $background; }
    HelpScreen LineInput { background: $background; }
    HelpScreen Lines { background: $background; scrollbar-background: $background; }
    HelpScreen .keys { height: 1; color: $muted; margin: 0 -1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1", "leave", "Leave", show=False),
        Binding("down", "scroll(1)", "Down", show=False),
        Binding("up", "scroll(-1)", "Up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
    ]

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__()
        self._groups: list[tuple[str, list[tuple[str, str]]]] = [("Signs", list(LEGEND))]
        self._groups += [
            (group, [(keys_of(command), command.help) for command in group_commands])
            for group, group_commands in group_by_heading(commands).items()
        ]
        self._groups += [(group, list(group_commands)) for group, group_commands in MORE.items()]
        self.names = {command.help: f"{command.title} {command.id}" for command in commands}
        """What else finds a command, by what it does: its title, and what the user's settings call it."""
        self._line = LineInput(placeholder="type to find a sign or a key")
        self._list = LineList()
        self._list.can_focus = False

    def compose(self) -> ComposeResult:
        """Yield the search line and the keys."""
        with Vertical():
            yield self._line
            yield self._list
            yield Static(draw_hint_line(KEYS, 80), classes="keys")

    def on_mount(self) -> None:
        """Focus the search line."""
        self._line.focus()

    def on_resize(self) -> None:
        """Lay out the columns again."""
        self.call_after_refresh(self._fill)

    @on(Input.Changed)
    def _find(self, event: Input.Changed) -> None:
        event.stop()
        self._fill()

    @on(LineInput.GivenUp)
    def _leave_filter(self, event: LineInput.GivenUp) -> None:
        event.stop()
        self.action_leave()

    def _fill(self) -> None:
        needle = text.fold(self._line.value.strip())
        groups = [
            (name, [row for row in rows if is_match(name, row, needle, self.names.get(row[1], ""))])
            for name, rows in self._groups
        ]
        groups = [(name, rows) for name, rows in groups if rows]
        room = self._list.line_width
        columns = halves(groups) if room >= TWO else (groups, [])
        width = room // 2 - 1 if columns[1] else room
        left, right = (list(column(part, width)) for part in columns)
        blank = Content(" " * width)
        pairs = zip_longest(left, right, fillvalue=blank) if right else ((line, Content("")) for line in left)
        blocks = [
            Block(
                str(n),
                (left_line.plain, right_line.plain, width),
                partial(_lay_beside, left_line, right_line, width),
                is_stop=False,
            )
            for n, (left_line, right_line) in enumerate(pairs)
        ]
        if not blocks:
            blocks = [Block("none", "", lambda _: [Content("No matches").stylize("$muted")], is_stop=False)]
        self._list.show_blocks(blocks, anew=True)

    def action_scroll(self, lines: int) -> None:
        """Scroll a line."""
        self._list.scroll_relative(y=lines, animate=False, immediate=True)

    def action_page(self, way: int) -> None:
        """Scroll a screen."""
        self._list.action_page(way)

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss(None)


Group = tuple[str, list[tuple[str, str]]]
"""A heading, and (keys, what they do) below it."""


def keys_of(command: Command) -> str:
    """Return a command's keys, as many as have room."""
    label = command.label
    return label if cell_width.cells(label) <= WIDE else label.split(" ")[0]


def is_match(group: str, row: tuple[str, str], needle: str, names: str = "") -> bool:
    """Return whether a key matches the search: by its name, by what it does, or by its command's names (`undo`)."""
    keys, explanation = row
    return needle in text.fold(f"{explanation} {group} {names}") or needle in (text.fold(key) for key in keys.split())


def halves(groups: Sequence[Group]) -> tuple[list[Group], list[Group]]:
    """Return the groups in two columns of about the same height."""
    columns: tuple[list[Group], list[Group]] = ([], [])
    heights = [0, 0]
    for group in groups:
        side = int(heights[1] < heights[0])
        columns[side].append(group)
        heights[side] += len(group[1]) + 2
    return columns


def column(groups: Iterable[Group], width: int) -> Iterator[Content]:
    """Yield the lines of a column: headings, keys and what they do, a blank line after each group."""
    room = max(8, width - WIDE - 4)
    for name, rows in groups:
        yield Content(name).stylize("bold $lane-title").truncate(width, ellipsis=True)
        for keys, explanation in rows:
            first, *rest = Content(explanation).wrap(room)
            yield Content.assemble("  ", (cell_width.pad(keys, WIDE), "bold $primary"), "  ", first)
            yield from (Content(" " * (WIDE + 4)) + line for line in rest)
        yield Content("")


def _lay_beside(left: Content, right: Content, width: int, _: int) -> list[Content]:
    return [left.pad_right(max(0, width - left.cell_length)) + "  " + right]
