"""The same change to several cards: what is typed is set on all of them, what stays empty is left as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kanban.domain.board import Board
from kanban.domain.errors import UsageFault
from kanban.tui.dialogs.cards.field_entry import field_entry
from kanban.tui.dialogs.form import Form
from kanban.tui.widgets.inputs.options import NOBODY, Options, owners
from kanban.tui.widgets.inputs.type_ahead import Item

AS_IT_IS = "as it is"
OWNERS = ("marketing_owner", "sales_owner")

NO_OWNER = " "
"""Stands for nobody, where an empty line leaves the owners as they are; no name begins with a blank."""


def _owners(name: str, board: Board) -> Options:
    """Return who may own the cards: as they are, nobody, or a member."""
    known = owners(name.removesuffix("_owner"), board)
    return replace(known, items=(Item("", AS_IT_IS), replace(NOBODY, key=NO_OWNER), *known.but_none().items))


class EditFields(Form[dict[str, str]]):
    """`EditFields(board, "12 cards", labels)` → what was typed, by field; `label` holds `vip, -old`."""

    def __init__(self, board: Board, what: str, labels: Sequence[str] = (), *, today: date) -> None:
        names = {
            "label": "vip, -old takes off",
            "marketing_owner": AS_IT_IS,
            "sales_owner": AS_IT_IS,
            "next_step": "as it is",
            "next_on": "as it is: fri, +2w",
            "close_on": "as it is: 1 Dec",
            "source": "as it is",
            "campaign": "as it is",
        }
        entries = [
            field_entry(
                name,
                board,
                today,
                hint=hint,
                called="Labels" if name == "label" else "",
                words=labels if name == "label" else None,
                options=_owners(name, board) if name in OWNERS else None,
            )
            for name, hint in names.items()
        ]
        super().__init__(f"Change {what}", entries, (("enter", "change"), ("tab", "next field")))

    def answer(self, values: dict[str, str]) -> dict[str, str]:
        """Return what was given; raises UsageFault where that is nothing."""
        given = {name: "" if value == NO_OWNER else value for name, value in values.items() if value}
        if not given:
            raise UsageFault("Nothing was typed, so nothing would change.")
        return given
