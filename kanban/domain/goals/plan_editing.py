"""Changing one number of a plan, as in the cells of a table: what stands behind it in its chain follows."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from kanban.domain.errors import UsageFault
from kanban.domain.goals import goal_verbs
from kanban.domain.goals.goal import BESIDE, MOST_AMOUNT, Chain

if TYPE_CHECKING:
    from kanban.domain.goals.goal import Plan


def edit_plan(plan: Plan, name: str, typed: str) -> Plan:
    """Return a plan with one of its `goal_verbs.SETTINGS` changed; raises UsageFault for what can't be read.

    A flow is a number of the period, or a part of the one before (`60%`). The links behind it stay, so later flows and
    the amount follow; another mean value changes the amount, and another amount the mean value through the door.
    """
    if name == "amount":
        return _edit_amount(plan, goal_verbs.read_amount(typed, plan.currency, name))
    if name in goal_verbs.BESIDE_LINKS:
        present = plan.beside or Chain((Fraction(0),) * len(BESIDE), 0)
        edited = _edit_chain(present, goal_verbs.BESIDE_LINKS.index(name), typed, plan.currency, name)
        return _check(replace(plan, beside=edited if any(edited.flows) else None))
    edited = _edit_chain(plan.door, goal_verbs.DOOR_LINKS.index(name), typed, plan.currency, name)
    return _check(replace(plan, door=edited))


def _edit_amount(plan: Plan, total: int) -> Plan:
    beside = plan.beside.amount if plan.beside else 0
    if total < beside:
        raise UsageFault("The deals beside the door alone would bring more than the amount.")
    door = plan.door
    if plan.currency is None:  # a deal is worth one
        door = _scale(door, len(door.flows) - 1, Fraction(total - beside), is_counted=True)
    return _check(replace(plan, door=replace(door, amount=total - beside)))


def _edit_chain(chain: Chain, place: int, typed: str, currency: str | None, name: str) -> Chain:
    if place == len(chain.flows):
        value = goal_verbs.read_amount(typed, currency, name)
        return replace(chain, amount=_round(chain.flows[-1] * value))
    count, part = goal_verbs.read_link(typed, name)
    if part is not None:
        if not place:
            raise UsageFault(f"{name.capitalize()} is a number: nothing stands before it.")
        count = chain.flows[place - 1] * part
    if count is None:
        raise UsageFault(f"Type a number for {name}.")
    return _scale(chain, place, count.limit_denominator(10**6), is_counted=currency is None)


def _scale(chain: Chain, place: int, flow: Fraction, *, is_counted: bool) -> Chain:
    """Return a chain with another flow at a place; those behind it, and the amount, keep their shares of it."""
    before = chain.flows[place]
    factor = flow / before if before else Fraction(1)
    behind = [(later * factor).limit_denominator(10**6) for later in chain.flows[place + 1 :]]
    flows = (*chain.flows[:place], flow, *behind)
    return Chain(flows, _round(flows[-1]) if is_counted else _round(chain.amount * factor))


def _round(exact: Fraction) -> int:
    return int(exact + Fraction(1, 2))


def _check(plan: Plan) -> Plan:
    if plan.amount > MOST_AMOUNT:
        raise UsageFault("That amount is too large.")
    return plan
