"""Where a card is to go: a stage found by typing, or an end of its own lane."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from textual import on
from textual.widget import Widget

from kanban.domain.board import Board
from kanban.tui.dialogs.dialog_frame import Dialog
from kanban.tui.widgets.inputs.type_ahead import Item, Pick

SIGNS = {"marketing": "M ", "door": "▐ ", "sales": "S "}
"""What tells the side of a stage beside its colour."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where cards go."""

    stage: str
    """A stage's id."""
    end: Literal["top", "bottom"] = "top"
    """Of the lane that they are in already; in another one they land at the top."""


class MoveTo(Dialog[Destination]):
    """`MoveTo(board, stage_id, what)` → a Destination; `held` are the cards in each stage."""

    def __init__(self, board: Board, stage: str, what: str, held: Mapping[str, int] | None = None) -> None:
        super().__init__(f"Move {what} to…", (("enter", "move"),))
        here = board.lane_of(stage)
        items = []
        for each in board.stages:
            if each.id == here.id:
                continue
            count = (held or {}).get(each.id)
            note = "" if count is None else f"{count:,}"
            if each.limit is not None and count is not None:
                note += f" of {each.limit}"
            items.append(Item(each.id, each.name, note, f"${each.side}", SIGNS[each.side]))
        style, sign = f"${here.side}", SIGNS[here.side]
        items.append(Item("top", f"{here.name}: to the top", "", style, sign, "up first"))
        items.append(Item("bottom", f"{here.name}: to the bottom", "", style, sign, "down last"))
        following = board.find_stage_beside(here.id, 1).id
        self._here = here.id
        self._pick = Pick(items, placeholder="a stage, top or bottom", start=following, most=12)

    def content(self) -> Iterable[Widget]:
        """Return the list."""
        yield self._pick

    @on(Pick.Picked)
    def _picked(self, event: Pick.Picked) -> None:
        event.stop()
        if event.key == "top":
            self.dismiss(Destination(self._here, "top"))
        elif event.key == "bottom":
            self.dismiss(Destination(self._here, "bottom"))
        else:
            self.dismiss(Destination(event.key))
