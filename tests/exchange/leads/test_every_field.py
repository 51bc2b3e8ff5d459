"""A column that is called as a field of cards fills it, whatever kind of value that takes."""

from __future__ import annotations

import pytest

from kanban.domain.card import FIELDS, TITLES

VALUES = {
    "text": ("North", "North"), "owner": ("Raj", "Raj"), "day": ("24.12.2026", "2026-12-24"),
    "money": ("1200", 120_000), "share": ("30%", 0.3), "currency": ("EUR", "EUR"), "time": ("2:30 pm", "14:30"),
}  # fmt: skip
"""For each kind a value as people write it, and as it is kept."""

OF_THEIR_OWN = {"email": "jane@acme.example", "phone": "+49 30 1234"}


@pytest.mark.parametrize("name", FIELDS)
def test_a_column_called_as_a_field_fills_it(drafts, name):
    written, value = (OF_THEIR_OWN[name],) * 2 if name in OF_THEIR_OWN else VALUES[FIELDS[name]]
    stage = "Lost" if name == "lost_reason" else "Won" if name == "win_reason" else "Proposal"
    others = {"Title": "Kilns", "Value": "1200", "Currency": "EUR", "Stage": stage} | {TITLES[name]: written}
    (draft,) = drafts(f"{','.join(others)}\n{','.join(others.values())}\n")
    assert draft.registers[name] == value
