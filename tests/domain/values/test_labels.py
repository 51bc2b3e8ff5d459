"""Labels ignore case: one is put on once, and comes off however it is spelled."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.acts import verbs
from kanban.domain.acts.view_ahead import apply_registers
from kanban.domain.values import labels
from kanban.domain.values.text import fold
from tests.domain.board import Table, card

WORDS = st.sampled_from(["vip", "VIP", "Vip", "dach", "DACH", "größe", "GRÖSSE", "Trade Fair", "trade fair"])


@given(st.lists(WORDS, unique_by=fold, max_size=3), st.dictionaries(WORDS, st.booleans(), max_size=4))
def test_no_card_ever_bears_a_label_twice(present, wanted):
    table = Table([card(1, labels=tuple(sorted(present)))])
    registers = {f"label.{label}": on for label, on in wanted.items()}
    act = verbs.edit(table, [table.cards[0].id], registers)
    after = apply_registers(table.cards[0], act.steps[0].set, "2026-01-01T00:00:00Z") if act.steps else table.cards[0]
    folded = [fold(label) for label in after.labels]
    assert len(folded) == len(set(folded))
    on, off = ({fold(label) for label, state in wanted.items() if state is kind} for kind in (True, False))
    assert set(folded) == ({fold(label) for label in present} - off) | on


def test_a_label_that_is_there_is_no_change_in_any_spelling():
    table = Table([card(1, labels=("vip",))])
    assert verbs.edit(table, [table.cards[0].id], {"label.VIP": True}).steps == ()
    (step,) = verbs.edit(table, [table.cards[0].id], {"label.VIP": False}).steps
    assert step.set == {"label.vip": False}
    assert table.cards[0].value_of("label.VIP") is True


def test_taking_off_one_spelling_and_putting_on_another_spells_it_anew():
    table = Table([card(1, labels=("vip",))])
    (step,) = verbs.edit(table, [table.cards[0].id], {"label.vip": False, "label.VIP": True}).steps
    assert step.set == {"label.vip": False, "label.VIP": True}


def test_a_label_is_spelled_as_it_is_known():
    assert labels.find_spelling("VIP", ["dach", "vip"]) == "vip"
    assert labels.find_spelling("new", ["dach", "vip"]) == "new"
