"""A plan that is changed in its cells: what stands behind the number follows, and nothing else moves."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.errors import UsageFault
from kanban.domain.goals.goal import Chain, Plan, read_plan
from kanban.domain.goals.plan_editing import edit_plan

PLAN = Plan("Q4", date(2026, 10, 1), date(2026, 12, 31), "EUR", Chain((195, 117, 65, 26), 46_800_000))
WITH = Plan(PLAN.name, PLAN.first, PLAN.last, "EUR", PLAN.door, Chain((26, 13, 6), 13_200_000))
COUNTED = Plan(PLAN.name, PLAN.first, PLAN.last, None, Chain((195, 117, 65, 26), 26))


def test_links_behind_a_flow_stay_so_what_follows_follows():
    twice = edit_plan(PLAN, "offers", "390")
    assert (twice.door.flows, twice.door.amount) == ((390, 234, 130, 52), 93_600_000)
    share = edit_plan(PLAN, "accepted", "50%")
    assert share.door.flows == (195, Fraction(195, 2), Fraction(325, 6), Fraction(65, 3))
    assert share.door.amount == 39_000_000
    assert edit_plan(PLAN, "won", "13").door == Chain((195, 117, 65, 13), 23_400_000)


def test_a_mean_value_changes_the_amount_and_an_amount_the_mean_value():
    assert edit_plan(PLAN, "value", "20000").amount == 52_000_000
    more = edit_plan(WITH, "amount", "700,000")
    assert (more.amount, more.door.flows, more.beside) == (70_000_000, PLAN.door.flows, WITH.beside)
    with pytest.raises(UsageFault, match="beside the door alone"):
        edit_plan(WITH, "amount", "1000")


def test_deals_beside_the_door_begin_and_end():
    begun = edit_plan(PLAN, "deals", "26")
    assert begun.beside == Chain((26, 0, 0), 0)
    for name, typed in (("deals-sql", "50%"), ("deals-won", "6"), ("deals-value", "22000")):
        begun = edit_plan(begun, name, typed)
    assert begun == WITH
    for name in ("deals-won", "deals-sql", "deals"):
        begun = edit_plan(begun, name, "0")
    assert begun.beside is None


def test_deals_that_are_counted_are_worth_one():
    assert edit_plan(COUNTED, "offers", "390").amount == 52
    more = edit_plan(COUNTED, "amount", "30")
    assert (more.door.flows[-1], more.amount) == (30, 30)


@pytest.mark.parametrize(("name", "typed"), [("offers", "60%"), ("won", ""), ("won", "some"), ("value", "$5"),
                                             ("amount", "-5"), ("offers", "1e99")])  # fmt: skip
def test_what_makes_no_sense_is_refused(name, typed):
    with pytest.raises(UsageFault):
        edit_plan(PLAN, name, typed)


@given(
    st.sampled_from(["offers", "accepted", "sql", "won", "value", "amount", "deals", "deals-sql", "deals-won"]),
    st.integers(0, 10_000),
    st.sampled_from([PLAN, WITH, COUNTED]),
)
def test_a_changed_plan_is_one_that_can_be_proposed(name, number, plan):
    try:
        changed = edit_plan(plan, name, str(number))
    except UsageFault:
        return
    assert read_plan(changed.encode()) == changed
