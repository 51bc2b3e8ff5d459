"""What stays of a purged card and of all that hangs on it: what figures are made of, without text, names and people."""

from __future__ import annotations

import pytest

from kanban.domain.acts import erasing
from kanban.domain.change import ACTIVITY, CARD, HANGING
from kanban.domain.ids import new_id
from kanban.protocol.registers import REGISTERS

WORDS = ("Jane Doe of Acme", "jane@acme.example", "+49 30 1234567", "Zoë", "J. Roe", "x" * 41)


@pytest.mark.parametrize("etype", sorted({CARD, *HANGING}))
def test_no_register_of_any_type_keeps_words(etype):
    for name in REGISTERS[etype]:
        for word in WORDS:
            register = f"{name}{word}" if name.endswith(".") else name
            for value in (word, {"text": word, "by": word}, [word, word]):
                blanked = erasing.blank_registers(etype, {register: value})
                if name not in erasing.KEPT:
                    assert word not in str(list(blanked.values())), (etype, register)


def test_a_card_keeps_what_figures_are_made_of():
    stage, offer = new_id(), new_id()
    handoff = {
        "offer": offer, "state": "returned", "by": "Jane", "to": "Raj", "source": stage,
        "offered_at": "2026-11-23T12:00:00Z", "due": "2026-11-24T12:00:00Z", "left": 3600,
        "answered_at": "2026-11-24T09:00:00Z", "answered_by": "Raj", "reason": "Jane is gone", "again": "never",
        "unless": "Jane calls", "why": "w", "question": "q", "expects": ["Jane", "offered"],
    }  # fmt: skip
    registers = {
        "created": True, "title": "Jane", "stage": stage, "value": 1200000, "currency": "EUR", "probability": 0.4,
        "close_on": "2026-12-31", "next_on": "2026-12-01", "next_step": "call Jane", "commit": True,
        "sales_owner": "Raj", "source": "Jane", "label.jane": True, "handoff": handoff,
        "entered_at": "2026-11-23T12:00:00Z",
    }  # fmt: skip
    blanked = erasing.blank_registers(CARD, registers)
    assert {name: value for name, value in blanked.items() if value is not None} == {
        "created": True, "stage": stage, "value": 1200000, "currency": "EUR", "probability": 0.4,
        "close_on": "2026-12-31", "next_on": "2026-12-01", "commit": True, "entered_at": "2026-11-23T12:00:00Z",
        "handoff": {
            "offer": offer, "state": "returned", "offered_at": "2026-11-23T12:00:00Z", "due": "2026-11-24T12:00:00Z",
            "left": 3600, "answered_at": "2026-11-24T09:00:00Z", "again": "never",
        },
    }  # fmt: skip
    assert len(blanked) == len(registers), "digests are made of the names"
    assert erasing.blank_registers(CARD, blanked) == blanked, "once more it is the same"


def test_an_activity_keeps_what_it_was_and_when():
    registers = {
        "created": True, "card": "c", "kind": "call", "outcome": "no answer", "done_at": "2026-11-23T12:00:00Z",
        "author": "Raj", "team": "sales", "text": "Jane is away", "author_in_file": "Jane",
    }  # fmt: skip
    blanked = erasing.blank_registers(ACTIVITY, registers)
    assert [blanked[name] for name in ("author", "text", "author_in_file")] == [None] * 3
    kept = {name: value for name, value in registers.items() if name not in {"author", "text", "author_in_file"}}
    assert {name: value for name, value in blanked.items() if value is not None} == kept


@pytest.mark.parametrize("value", [None, "Jane", 7, [], ["Jane"], {"offer": "Jane", "state": "Jane Doe of Acme"}])
def test_a_handoff_that_is_none_says_nothing(value):
    assert erasing.blank_registers(CARD, {"handoff": value}) == {"handoff": None}
