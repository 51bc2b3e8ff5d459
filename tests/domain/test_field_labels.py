"""Labels as they are typed: one or several, put on and taken off."""

from __future__ import annotations

from datetime import date

import pytest

from kanban.domain import fields
from kanban.domain.board import Board
from kanban.domain.errors import UsageFault

BOARD, TODAY = Board("b", "Pipeline"), date(2026, 11, 26)


@pytest.mark.parametrize(
    ("typed", "registers"),
    [
        ("vip", {"label.vip": True}),
        ("-vip", {"label.vip": False}),
        ("vip, -old one ,dach", {"label.vip": True, "label.old one": False, "label.dach": True}),
        (" , vip,, ", {"label.vip": True}),
    ],
)
def test_labels_are_put_on_and_taken_off(typed, registers):
    assert fields.read("label", typed, BOARD, TODAY) == registers


@pytest.mark.parametrize("typed", ["", "-", " , ", "vip, " + "x" * 41])
def test_a_label_has_a_word_and_not_too_many(typed):
    with pytest.raises(UsageFault, match="A label is a word or a few"):
        fields.read("label", typed, BOARD, TODAY)
