"""Changes several cards alike: typed values are set on all of them, empty fields stay unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kanban.domain.board import Board
from kanban.domain.errors import UsageFault
from kanban.tui.dialogs.cards.field_entry import field_entry
from kanban.tui.dialogs.form import Form
from kanban.tui.widgets.inputs.options import NOBODY, Options, owner_options
from kanban.tui.widgets.inputs.type_ahead import Item

AS_IT_IS = "unchanged"
OWNERS = ("marketing_owner", "sales_owner")

NO_OWNER = " "
"""The value for nobody, because the empty value means unchanged; no name begins with a blank."""


def _owner_options(name: str, board: Board) -> Options:
    """Return the choices for an owner: unchanged, nobody, or a member."""
    known = owner_options(name.removesuffix("_owner"), board)
    return replace(known, items=(Item("", AS_IT_IS), replace(NOBODY, key=NO_OWNER), *known.without_empty().items))


class EditFields(Form[dict[str, str]]):
    """`EditFields(board, "12 cards", labels)` → the typed values, by field; `label` is such as `vip, -old`."""

    def __init__(self, board: Board, what: str, labels: Sequence[str] = (), *, today: date) -> None:
        names = {
            "label": "e.g. vip, -old (- removes)",
            "marketing_owner": AS_IT_IS,
            "sales_owner": AS_IT_IS,
            "next_step": AS_IT_IS,
            "next_on": f"{AS_IT_IS}; or e.g. fri, +2w",
            "close_on": f"{AS_IT_IS}; or e.g. 1 Dec",
            "source": AS_IT_IS,
            "campaign": AS_IT_IS,
        }
        entries = [
            field_entry(
                name,
                board,
                today,
                hint=hint,
                called="Labels" if name == "label" else "",
                words=labels if name == "label" else None,
                options=_owner_options(name, board) if name in OWNERS else None,
            )
            for name, hint in names.items()
        ]
        super().__init__(f"Change {what}", entries, (("enter", "change"), ("tab", "next field")))

    def answer(self, values: dict[str, str]) -> dict[str, str]:
        """Return the typed values; raises UsageFault for none."""
        changes = {name: "" if value == NO_OWNER else value for name, value in values.items() if value}
        if not changes:
            raise UsageFault("Nothing to change. Type a value first.")
        return changes
