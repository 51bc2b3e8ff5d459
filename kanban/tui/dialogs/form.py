"""Dialogs with several lines: tab and arrows move between them, enter confirms all or shows what is wrong."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from kanban.domain.errors import KanbanError, UsageFault
from kanban.tui.dialogs.dialog_frame import FORM, Dialog, Hints, Result
from kanban.tui.dialogs.entry import Entry


class Form(Dialog[Result]):
    """Entries, one below another."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", "Next", show=False),
        Binding("up", "app.focus_previous", "Previous", show=False),
    ]

    def __init__(self, heading: str, entries: Iterable[Entry], hints: Hints = FORM, *, leave: str = "cancel") -> None:
        super().__init__(heading, hints, leave=leave)
        self.entries = list(entries)

    def content(self) -> Iterable[Widget]:
        """Return the entries."""
        return self.entries

    @property
    def values(self) -> dict[str, str]:
        """The values by the entries' names."""
        return {str(entry.name): entry.value for entry in self.entries}

    @property
    def has_unsaved(self) -> bool:
        """Whether something was typed."""
        return any(entry.is_changed for entry in self.entries)

    @on(Input.Submitted)
    def _confirm_on_enter(self, event: Input.Submitted) -> None:
        event.stop()
        self.confirm()

    def confirm(self) -> None:
        """Close with the answer, unless a value is refused."""
        if (answer := self.read_answer()) is not None:
            self.dismiss(answer)

    def read_answer(self) -> Result | None:
        """Return the answer; None if a value is refused, after showing why."""
        try:
            for entry in self.entries:
                entry.check()
            return self.answer(self.values)
        except KanbanError as error:
            if not any(entry.has_class("-wrong") for entry in self.query(".note")):
                self.complain(str(error))
            return None

    @abstractmethod
    def answer(self, values: dict[str, str]) -> Result:
        """Return the result for these values; raises KanbanError if they are refused together."""


class AskLine(Form[str]):
    """`AskLine(heading, called, hint)` → the words, empty only if not `needed`; `above` is what they are about."""

    def __init__(
        self, heading: str, called: str, hint: str, *, verb: str = "send", needed: bool = True, above: str = ""
    ) -> None:
        entry = Entry("words", called, hint=hint, reading=_require_words if needed else None, above=above)
        super().__init__(heading, [entry], (("enter", verb),))

    def answer(self, values: dict[str, str]) -> str:
        """Return the words."""
        return values["words"]


def _require_words(words: str) -> str:
    if not words:
        raise UsageFault("Type a line first.")
    return ""


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
