"""Goals as they are typed, proposed and signed."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from kanban.domain.errors import UsageFault
from kanban.domain.goals.goal import find_current, read_goal, read_plan
from kanban.domain.goals.goal_verbs import propose_goal, read_typed_plan, sign_goal
from kanban.domain.permissions import Forbidden
from tests.domain.board import BEN, BOARD, Table

FIRST, LAST = date(2026, 10, 1), date(2026, 12, 31)
DOOR = {"offers": "195", "accepted": "60%", "sql": "65", "won": "40%"}


def typed(currency="EUR", **pairs):
    return read_typed_plan("Q4 2026", FIRST, LAST, currency, pairs)


def test_the_link_that_is_left_out_follows():
    plan = typed(amount="468000", **DOOR)
    assert plan.door.flows == (195, 117, 65, 26)
    assert plan.amount == 46_800_000
    backwards = typed(amount="468000", value="18000", accepted="65%", sql="50%", won="40%")
    assert backwards.door.flows == (200, 130, 65, 26), "offers follow from the amount"
    assert typed(value="18000", **DOOR).amount == 46_800_000, "the amount follows from the mean value"
    assert typed(amount="468000", value="18000", **(DOOR | {"won": ""})).door.flows[-1] == 26


def test_deals_beside_the_door_are_part_of_the_amount():
    beside = {"deals": "26", "deals-sql": "50%", "deals-won": "6", "deals-value": "22000"}
    plan = typed(amount="600000", **DOOR, **beside)
    assert plan.beside is not None
    assert (plan.beside.flows, plan.beside.amount) == ((26, 13, 6), 13_200_000)
    assert (plan.amount, plan.door.amount) == (60_000_000, 46_800_000)


def test_deals_may_be_counted_instead_of_money():
    plan = typed(None, amount="26", offers="195", accepted="60%", sql="50%")
    assert (plan.amount, plan.door.flows[-1], plan.currency) == (26, 26, None)


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ({"amount": "1000"}, "not enough for a plan"),
        (DOOR | {"amount": "468000", "value": "17000"}, "one number too many"),
        (DOOR | {"amount": "many"}, "amount"),
        (DOOR | {"amount": "468000", "offers": "-3"}, "Try 120, or 60%"),
        (DOOR | {"amount": "468000", "colour": "red"}, "no setting “colour”"),
        (DOOR | {"amount": "468000", "deals": "3"}, "also need deals-sql"),
    ],
)
def test_what_is_no_plan_is_told(pairs, sentence):
    with pytest.raises(UsageFault, match=sentence):
        typed(**pairs)


def test_a_plan_reads_back_what_it_writes():
    plan = typed(amount="468000", **DOOR)
    assert read_plan(plan.encode()) == plan
    for odd in ({**plan.encode(), "currency": 5}, {**plan.encode(), "more": 1}, {**plan.encode(), "to": "2026-09-01"},
                {**plan.encode(), "door": {"offers": "0.5"}}, None, []):  # fmt: skip
        assert read_plan(odd) is None


def test_flows_are_exact():
    assert typed(amount="100000", offers="100", accepted="33%", sql="50%", won="40%").door.flows[1:] == (
        33, Fraction(33, 2), Fraction(33, 5),
    )  # fmt: skip


def test_only_leads_propose_and_sign():
    plan = typed(amount="468000", **DOOR)
    with pytest.raises(Forbidden):
        propose_goal(Table(actor=BEN), plan)
    act = propose_goal(Table(), plan)
    goal = read_goal(dict(act.steps[0].set))
    assert goal is not None
    assert not goal.is_live
    with pytest.raises(Forbidden):
        sign_goal(Table(actor=BEN), goal)
    signed = read_goal({**act.steps[0].set, **sign_goal(Table(), goal).steps[0].set})
    assert signed is not None
    assert signed.is_live, "sales has no lead on this board"
    assert find_current([goal, signed], date(2026, 11, 1)) == signed
    assert find_current([signed], date(2027, 1, 1)) is None
    assert BOARD.goals == ()
