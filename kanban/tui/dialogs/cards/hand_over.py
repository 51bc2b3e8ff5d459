"""Dialogs for handing a card over: choose the act, and write one line to the other team."""

from __future__ import annotations

from collections.abc import Sequence

from kanban.domain.errors import UsageFault
from kanban.tui.dialogs.dialog_frame import PickKey
from kanban.tui.dialogs.entry import Entry
from kanban.tui.dialogs.form import Form
from kanban.tui.widgets.inputs.type_ahead import Item, TypeAhead


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


class PickAct(PickKey):
    """`PickAct(heading, acts)` → the key of the act; the cursor starts on the first."""

    def __init__(self, heading: str, acts: Sequence[Item]) -> None:
        super().__init__(heading, (("enter", "choose"),))
        self._pick = TypeAhead(acts, placeholder="choose or type", start=acts[0].key)
