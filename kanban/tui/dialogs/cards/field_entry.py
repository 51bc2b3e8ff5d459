"""The form entry of a card's field: chosen from a list or typed, with a preview and the usual checks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kanban.domain.board import Board
from kanban.domain.card import FIELDS
from kanban.domain.errors import UsageFault
from kanban.domain.values import fields
from kanban.domain.values.fields import TICK
from kanban.tui.dialogs.entry import Entry
from kanban.tui.dialogs.list_entry import ListEntry
from kanban.tui.widgets.card import field_rows
from kanban.tui.widgets.inputs.options import Options, options_for

HINTS = {
    "day": "fri, +2w, 1 Dec",
    "time": "14:30, 2 pm",
    "next_on": "fri, +2w, 1 Dec 14:30",
    "money": "12k, 1.234,56 €",
    "share": "40%",
    "why": "one line that sales sees first",
    "opening": "how sales may begin",
    "again": "11 Jan, +3m, never",
    "unless": "e.g. the CFO is on board",
    "tick": "one line of evidence",
}
"""Placeholders by kind of value: examples of what can be typed."""


def _refusal_for(name: str) -> str:
    if name.startswith(TICK):
        return "Type the evidence."
    return "Say why now." if name == "why" else f"The {fields.format_in_sentence(name)} is required here."


def field_entry(
    name: str,
    board: Board,
    today: date,
    *,
    called: str = "",
    value: str = "",
    hint: str = "",
    words: Sequence[str] | None = None,
    needed: bool = False,
    above: str = "",
    options: Options | None = None,
) -> Entry:
    """Return the entry of a field; `label` takes several with commas. A `needed` field can't stay empty.

    A field with options is chosen from a list, unless `words` are passed, which then complete the typed text.
    """

    def reading(typed: str) -> str:
        if needed and not typed:
            raise UsageFault(_refusal_for(name))
        if typed:
            fields.read(name, typed, board, today, crossing=True)
        return field_rows.preview(name, typed, board, today)

    options = options or (options_for(name, board) if words is None else None)
    if options:
        choices = options.drop_empty() if needed else options
        return ListEntry(
            name,
            called or field_rows.label_field(name),
            choices,
            value,
            none=hint,
            needed=needed,
            reading=reading,
            above=above,
        )
    return Entry(
        name,
        called or field_rows.label_field(name),
        value,
        hint=hint or HINTS.get(FIELDS.get(name) or name.partition(".")[0], ""),
        words=words or (),
        commas=name == "label",
        reading=reading,
        above=above,
    )
