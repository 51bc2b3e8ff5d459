"""A dialog with several entries: tab and arrows move between them, enter confirms all."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from kanban.domain.errors import KanbanError
from kanban.tui.dialogs.dialog_frame import FORM, Dialog, Hints, Result
from kanban.tui.dialogs.entry import Entry


class Form(Dialog[Result]):
    """Entries, one below another."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", "Next", show=False),
        Binding("up", "app.focus_previous", "Previous", show=False),
    ]

    def __init__(self, heading: str, entries: Iterable[Entry], hints: Hints = FORM) -> None:
        super().__init__(heading, hints)
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
