"""A dialog of a few lines that are typed: tab and arrows go between them, enter confirms all."""

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
    """Entries under one another."""

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
        """What is typed, by the entries' names."""
        return {str(entry.name): entry.value for entry in self.entries}

    @property
    def unsaved(self) -> bool:
        """Whether something was typed."""
        return any(entry.changed for entry in self.entries)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.confirm()

    def confirm(self) -> None:
        """Leave with the answer, unless something that was typed won't do."""
        if (answer := self.given()) is not None:
            self.dismiss(answer)

    def given(self) -> Result | None:
        """Return the answer; None where something that was typed won't do, after saying so."""
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
        """Return the result for what was typed; raises KanbanError where it won't do."""
