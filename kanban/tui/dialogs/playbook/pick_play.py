"""Asks which play answers a request that was said in other words."""

from __future__ import annotations

from collections.abc import Sequence

from kanban.domain.playbook.play import Play
from kanban.tui.dialogs.dialog_frame import PickKey
from kanban.tui.widgets.inputs.type_ahead import Item, TypeAhead


class PickPlay(PickKey):
    """`PickPlay(plays)` → the id of the play."""

    def __init__(self, plays: Sequence[Play]) -> None:
        super().__init__("Same as which play?", (("enter", "send it"),))
        items = [Item(play.id, play.title, ", ".join(play.labels)) for play in plays]
        self._pick = TypeAhead(items, placeholder="type to find a play", most=12, empty="No plays yet.")
