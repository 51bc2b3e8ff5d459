"""Asks for one line of text for the other team."""

from __future__ import annotations

from kanban.domain.errors import UsageFault
from kanban.tui.dialogs.entry import Entry
from kanban.tui.dialogs.form import Form


class AskLine(Form[str]):
    """`AskLine(heading, called, hint)` → the words, empty only if they are not `needed`; `above` is what they are about."""

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
