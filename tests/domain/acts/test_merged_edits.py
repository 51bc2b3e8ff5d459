"""An edit of a merged card is on the kept one afterwards, or is known to be contrary to it: nothing of it falls
between."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from kanban.domain.acts.merged_edits import carry
from kanban.domain.acts.view_ahead import apply_registers
from kanban.domain.card import CUSTOM, FIELDS, LABEL, LINK, is_absent
from tests.domain.acts.test_merging import extras, made, registers, sides, words
from tests.domain.board import BOARD

edits = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.one_of(st.none(), words) for name in ("phone", "email", "company", "next_step", "title",
                                                          "lost_reason")},
        "value": st.one_of(st.none(), st.integers(0, 3)), "currency": st.sampled_from(["EUR", "USD"]),
        "next_on": st.sampled_from([None, "2026-12-01", "2026-12-02"]), "label.vip": st.booleans(),
        "label.VIP": st.booleans(), "field.x": st.one_of(st.none(), words),
        "link.1": st.just({"url": "https://acme.example"}),
        "stage": st.just("elsewhere"), "rank": st.just("a1"), "handoff": st.just({"state": "offered"}),
        "deleted": st.just(True),
    },
)  # fmt: skip


@given(side=sides, edit=edits)
def test_each_field_is_there_moved_or_contrary(side: Any, edit: dict[str, Any]) -> None:
    keep = made(1, side)
    carried = carry(BOARD, keep, edit)
    assert not carried.moved.keys() & carried.contrary.keys()
    for name, value in edit.items():
        is_field = name in FIELDS or name.startswith((CUSTOM, LABEL, LINK))
        told = name in carried.moved or name in carried.contrary
        if not is_field or name == "lost_reason":
            assert not told, "where a card stands and why it closed stay its own"
        elif name == "currency" and "value" not in edit:
            assert not is_absent(keep.value) or not told
        else:
            same = keep.value_of(name) == value or (is_absent(keep.value_of(name)) and is_absent(value))
            assert told or same
    assert all(edit[name] == value for name, value in (carried.moved | carried.contrary).items())


@given(side=sides, edit=edits)
@example(side=({"title": "Acme", "value": 0}, {}, []), edit={"currency": "EUR"})
def test_nothing_that_the_kept_card_has_is_overwritten(side: Any, edit: dict[str, Any]) -> None:
    keep = made(1, side)
    after = apply_registers(keep, carry(BOARD, keep, edit).moved, "2026-11-23T10:00:00Z")
    for name in (*FIELDS, *keep.extra, "label.vip"):
        if name != "currency" and not is_absent(keep.value_of(name)):
            assert after.value_of(name) == keep.value_of(name)
    if keep.value is not None:
        assert (after.value, after.currency) == (keep.value, keep.currency)


@given(side=st.tuples(registers, extras, st.just([])))
def test_a_step_and_its_day_go_together_and_an_amount_with_its_currency(side: Any) -> None:
    keep = made(1, side)
    carried = carry(BOARD, keep, {"next_step": "Call", "next_on": "2026-12-24", "value": 7, "currency": "CHF"})
    for one, other in (("next_step", "next_on"), ("value", "currency")):
        assert (one in carried.moved) == (other in carried.moved)
        assert (one in carried.contrary) == (other in carried.contrary)
