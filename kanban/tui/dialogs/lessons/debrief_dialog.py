"""Asks why the buyer decided so, once a deal is over."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from kanban.domain.errors import KanbanError
from kanban.domain.lessons.lesson import QUESTION, read_words
from kanban.tui.dialogs.dialog_frame import Dialog, text_widget
from kanban.tui.widgets.inputs.line_input import LineInput


class DebriefDialog(Dialog[str]):
    """`DebriefDialog(heading, first, before)` → the buyer's words; `first` is who sees them first."""

    DEFAULT_CSS = """
    DebriefDialog LineInput { background: $surface; }
    DebriefDialog .lines { margin-top: 1; }
    """

    def __init__(self, heading: str, first: str = "", before: str = "") -> None:
        super().__init__(f"{heading} · one question", (("enter", "send"),), leave="skip")
        self._first, self._before = first, before
        self._line = LineInput(before, placeholder="e.g. the pilot came too late for this year's budget")

    def content(self) -> Iterable[Widget]:
        """Return the question, the line, and who reads it first."""
        yield text_widget(f"{QUESTION} In the buyer's words:")
        yield self._line
        if self._first:
            yield text_widget(f"Goes first to {self._first}.", classes="lines")

    def on_mount(self) -> None:
        """Begin to type."""
        self._line.focus()

    @property
    def has_unsaved(self) -> bool:
        """Whether something was typed."""
        return self._line.value.strip() != self._before

    @on(Input.Submitted)
    def _send(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            self.dismiss(read_words(event.value))
        except KanbanError as fault:
            self.complain(str(fault))
