"""A dialog of lines and choices: enter anywhere gives the answer, or shows below what is wrong with it."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from kanban.domain.errors import KanbanError
from kanban.tui.dialogs.dialog_frame import Dialog, Result


class LineForm(Dialog[Result]):
    """Rows, each a label with a line or a choice."""

    DEFAULT_CSS = """
    LineForm .row { height: auto; }
    LineForm .called { width: 13; color: $muted; }
    LineForm Choice { width: 1fr; height: auto; }
    LineForm LineInput { width: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer", "Answer", show=False),
        Binding("down", "app.focus_next", "Next", show=False),
        Binding("up", "app.focus_previous", "Previous", show=False),
    ]

    @on(Input.Changed)
    def _clear_complaint(self, event: Input.Changed) -> None:
        event.stop()
        self.complain("")

    @on(Input.Submitted)
    def _answer_on_enter(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_answer()

    def action_answer(self) -> None:
        """Close with the answer, or show what is missing or faulty."""
        try:
            answer = self.read_answer()
        except KanbanError as fault:
            self.complain(str(fault))
            return
        self.dismiss(answer)

    @abstractmethod
    def read_answer(self) -> Result:
        """Return the answer; raises KanbanError for a faulty one, after focusing what is wrong."""


def label_row(label: str, field: Widget, classes: str = "") -> Horizontal:
    """Return a row of a label and what is typed or chosen."""
    return Horizontal(Static(Content(label), classes="called"), field, classes=f"row {classes}".rstrip())
