"""Chooses one of the acts that are possible at the door."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import on
from textual.widget import Widget

from kanban.tui.dialogs.dialog_frame import Dialog
from kanban.tui.widgets.inputs.type_ahead import Item, TypeAhead


class PickAct(Dialog[str]):
    """`PickAct(heading, acts)` → the key of the act; the cursor starts on the first."""

    def __init__(self, heading: str, acts: Sequence[Item]) -> None:
        super().__init__(heading, (("enter", "choose"),))
        self._pick = TypeAhead(acts, placeholder="choose or type", start=acts[0].key)

    def content(self) -> Iterable[Widget]:
        """Return the acts."""
        yield self._pick

    @on(TypeAhead.Picked)
    def _dismiss_pick(self, event: TypeAhead.Picked) -> None:
        event.stop()
        self.dismiss(event.key)
