"""Chooses where cards go: to a stage, to an end of their own lane, or over to the other team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kanban.domain.board import Board
from kanban.tui.dialogs.dialog_frame import PickDialog, PickKey
from kanban.tui.widgets.inputs.type_ahead import Item, TypeAhead

SIGNS = {"marketing": "M ", "door": "▐ ", "sales": "S "}
"""The signs of the sides, so that no side is shown by colour alone."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where cards go."""

    stage: str
    """A stage's id."""
    end: Literal["top", "bottom"] = "top"
    """The end of their present lane; in another lane they go to the top."""


class MoveTo(PickDialog[Destination]):
    """`MoveTo(board, stage_id, what)` → a Destination; `held` has the number of cards of each stage."""

    def __init__(self, board: Board, stage: str, what: str, card_counts: Mapping[str, int] | None = None) -> None:
        super().__init__(f"Move {what} to…", (("enter", "move"),))
        here = board.lane_of(stage)
        items = []
        for target in board.stages:
            if target.id == here.id:
                continue
            count = (card_counts or {}).get(target.id)
            note = "" if count is None else f"{count:,}"
            if target.limit is not None and count is not None:
                note += f" of {target.limit}"
            items.append(Item(target.id, target.name, note, f"${target.side}", SIGNS[target.side]))
        style, sign = f"${here.side}", SIGNS[here.side]
        items.append(Item("top", f"{here.name}: to the top", "", style, sign, "up first"))
        items.append(Item("bottom", f"{here.name}: to the bottom", "", style, sign, "down last"))
        following = board.find_stage_ahead(here.id, 1).id
        self._here = here.id
        self._pick = TypeAhead(items, placeholder="a stage, top or bottom", start=following, most=12)

    def answer(self, key: str, typed: str) -> Destination:  # noqa: ARG002 - no stage is made by typing
        """Return where to."""
        if key in {"top", "bottom"}:
            return Destination(self._here, "top" if key == "top" else "bottom")
        return Destination(key)


class PickAct(PickKey):
    """`PickAct(heading, acts)` → the key of the act; the cursor starts on the first."""

    def __init__(self, heading: str, acts: Sequence[Item]) -> None:
        super().__init__(heading, (("enter", "choose"),))
        self._pick = TypeAhead(acts, placeholder="choose or type", start=acts[0].key)
