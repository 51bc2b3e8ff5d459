"""Chooses the board to open: one of this machine's, or a new one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual import on
from textual.widget import Widget

from kanban.domain.values import text
from kanban.tui.dialogs.dialog_frame import Dialog
from kanban.tui.widgets.inputs.type_ahead import Item, TypeAhead


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A board that can be opened."""

    id: str
    name: str
    note: str = ""
    """Muted words, such as the number of cards."""


@dataclass(frozen=True, slots=True)
class NewBoard:
    """A board to create."""

    name: str


class SwitchBoard(Dialog[str | NewBoard]):
    """`SwitchBoard(lines, present_id)` → a board's id, or a NewBoard."""

    def __init__(self, boards: Sequence[BoardLine], present: str) -> None:
        super().__init__("Which board?", (("enter", "open"),))
        items = [Item(line.id, line.name, line.note + (" · open" if line.id == present else "")) for line in boards]
        self._pick = TypeAhead(
            items, placeholder="type a name (a new one is created)", start=present, offer=_new_board_item
        )

    def content(self) -> Iterable[Widget]:
        """Return the boards."""
        yield self._pick

    @on(TypeAhead.Picked)
    def _dismiss_pick(self, event: TypeAhead.Picked) -> None:
        event.stop()
        self.dismiss(NewBoard(text.clean_line(event.typed)) if event.key == "new" else event.key)


def _new_board_item(typed: str) -> list[Item]:
    name = text.clean_line(typed)
    return [Item("new", f"create the board {name}", "", "", "+ ")] if name else []
