"""Header, status line and footer of the board's screen: what they show, and when they are drawn again."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widget import Widget

from kanban.store.workspace import Workspace
from kanban.tui import facts
from kanban.tui.commands import Command, CommandContext, find
from kanban.tui.widgets.bars import bar_words
from kanban.tui.widgets.bars.bar import Bar, BarText, Kind
from kanban.tui.widgets.bars.bar_words import FilterState
from kanban.tui.widgets.bars.hints import draw_footer, find_hint_place
from kanban.tui.widgets.bars.status_line import StatusLine
from kanban.tui.widgets.styles import BoardStyles

LOW = 16
"""Lines below which status line and keys share one."""


class Bars:
    """The three lines around the board."""

    def __init__(self, commands: Sequence[Command], greeting: str = "") -> None:
        """Take all commands with the user's keys, those of an open card included."""
        self.header, self.status, self.footer = Bar(id="header"), StatusLine(greeting), Bar(id="footer")
        self._commands = commands
        self._asked: tuple[object, ...] = ()
        self._keys: Sequence[BarText] = ()
        self._is_low = False

    def fit(self, height: int) -> None:
        """Let status and keys share a line on a screen of few lines."""
        self._is_low = height < LOW
        self.footer.display = not self._is_low

    def dress(self, board_styles: BoardStyles) -> None:
        """Draw all three again with other styles."""
        for bar in (self.header, self.status, self.footer):
            bar.board_styles = board_styles
            bar.forget()

    def draw_header(
        self,
        workspace: Workspace,
        total: int,
        filtered: FilterState,
        width: int,
        server: Sequence[BarText],
        inbox: Sequence[BarText],
    ) -> None:
        """Draw the header: board, member, filter."""
        left, right = bar_words.draw_header(workspace.board, workspace.me, total, filtered, width, server, inbox)
        self.header.say(left, right)

    def draw_keys(self, focused: Widget | None, situation: CommandContext, width: int) -> None:
        """Draw the keys that matter now; on a low screen in the status line, if that is empty."""
        key = (find_hint_place(focused), situation, width)
        if key != self._asked:  # after most keys the same ones matter as before
            self._asked, self._keys = key, draw_footer(self._commands, *key)
        self.footer.say(self._keys)
        self.status.rest(self._keys if self._is_low else ())

    def tell_result(self, fact: facts.Written, notes: Sequence[str]) -> None:
        """Show what was written, with its warnings, some more notes, and the key that undoes it."""
        if fact.sentence:
            back = find(self._commands, fact.back) if fact.entity_ids else None
            self.status.tell(bar_words.describe_result(fact.sentence, (*fact.warnings, *notes), back))

    def say(self, sentence: str, kind: Kind = "text") -> None:
        """Show a sentence in the status line; an empty one clears it."""
        self.status.tell([BarText(f" {sentence}", kind)] if sentence else [])

    def do_nothing(self, sentence: str) -> None:
        """Show why a key did nothing, until the next key."""
        self.status.tell([BarText(f" {sentence}", "muted")], passing=True)

    def give_way(self) -> None:
        """Clear a passing message; on a low screen clear any message, because the keys need the line."""
        if self._is_low or self.status.is_passing:
            self.status.tell(())
