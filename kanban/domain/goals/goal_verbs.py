"""Proposing a goal, and signing it. What is proposed or signed stays; another goal may follow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from kanban.domain import permissions
from kanban.domain.agreements.agreement import SIGN
from kanban.domain.agreements.signing import PROPOSE, SIGNED, find_other_team, list_leads
from kanban.domain.change import GOAL, Act, Step
from kanban.domain.errors import NotFound, Refused, UsageFault
from kanban.domain.goals.goal import LONGEST_NAME, MOST_AMOUNT, Chain, Goal, Plan, entity_of, hash_plan, read_plan
from kanban.domain.values import money, text

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.board import Board
    from kanban.domain.change import Json

DOOR_LINKS = ("offers", "accepted", "sql", "won", "value")
BESIDE_LINKS = ("deals", "deals-sql", "deals-won", "deals-value")
"""What people type of a plan, in the order of the chains."""

SETTINGS = ("amount", *DOOR_LINKS, *BESIDE_LINKS)


def read_typed_plan(name: str, first: date, last: date, currency: str | None, pairs: Mapping[str, str]) -> Plan:
    """Return a plan as it was typed; `currency` is None where deals are counted. Raises UsageFault.

    Each link of a chain is a number of the period (`accepted=117`) or a part of the one before (`accepted=60%`).
    `amount` is the whole number of both chains. One of it and of the links through the door may be left
    out: it follows.
    """
    plain = text.clean_line(name)
    if text.is_blank(plain) or len(plain) > LONGEST_NAME:
        raise UsageFault(f"The name of a goal has 1 to {LONGEST_NAME} characters.")
    if first > last:
        raise UsageFault("The goal would end before it begins.")
    unknown = [key for key in pairs if key not in SETTINGS]
    if unknown:
        raise UsageFault(f"A goal has no setting “{text.shorten(unknown[0], 40)}”; it has {', '.join(SETTINGS)}.")
    beside = None
    if any(pairs.get(key) for key in BESIDE_LINKS):
        missing = [key for key in BESIDE_LINKS if not pairs.get(key)]
        if currency is None:
            missing = [key for key in missing if key != "deals-value"]
        if missing:
            raise UsageFault(f"Deals beside the door also need {', '.join(missing)}.")
        beside = _solve([pairs.get(key, "") for key in BESIDE_LINKS], None, currency, BESIDE_LINKS)
    total = read_amount(pairs["amount"], currency, "amount") if pairs.get("amount") else None
    if total is not None and beside and total < beside.amount:
        raise UsageFault("The deals beside the door alone would bring more than the amount.")
    left = total - (beside.amount if beside else 0) if total is not None else None
    door = _solve([pairs.get(key, "") for key in DOOR_LINKS], left, currency, DOOR_LINKS)
    return Plan(plain, first, last, currency, door, beside)


def _solve(typed: list[str], amount: int | None, currency: str | None, names: tuple[str, ...]) -> Chain:
    """Return a chain: flows from its beginning on, and from its amount back. Raises UsageFault where they don't fit."""
    *links, worth = typed
    value = Fraction(1) if currency is None else Fraction(read_amount(worth, currency, names[-1])) if worth else None
    parts = [read_link(link, name) for link, name in zip(links, names, strict=False)]
    flows: list[Fraction | None] = [None] * len(parts)
    for place, (count, part) in enumerate(parts):
        before = flows[place - 1] if place else None
        flows[place] = (
            count if count is not None else before * part if before is not None and part is not None else None
        )
    if amount is not None and value:
        won = Fraction(amount) / value
        _keep(flows, len(flows) - 1, won, names)
    for place in range(len(parts) - 1, 0, -1):
        flow, part = flows[place], parts[place][1]
        if flow is not None and part:
            _keep(flows, place - 1, flow / part, names)
    missing = [name for name, flow in zip(names, flows, strict=False) if flow is None]
    last = flows[-1]
    if missing or last is None or (amount is None and value is None):
        names_left = [*missing, *([names[-1]] if value is None and amount is None else [])]
        raise UsageFault(f"That is not enough for a plan; give {names_left[0] if names_left else 'amount'}, too.")
    whole = Fraction(amount) if amount is not None else last * (value or 0)
    if whole.denominator != 1:
        whole = Fraction(int(whole + Fraction(1, 2)))
    if whole > MOST_AMOUNT:
        raise UsageFault("That amount is too large.")
    known = tuple(flow.limit_denominator(10**6) for flow in flows if flow is not None)
    return Chain(known, int(whole))


def _keep(flows: list[Fraction | None], place: int, flow: Fraction, names: tuple[str, ...]) -> None:
    present = flows[place]
    if present is not None and present != flow:
        raise UsageFault(
            f"That is one number too many: {names[place]} would be {float(present):,.1f} and {float(flow):,.1f}. "
            "Leave one link out, and it follows."
        )
    flows[place] = flow


def read_link(typed: str, name: str) -> tuple[Fraction | None, Fraction | None]:
    """Return (a count, a part of the flow before), one of them None; both None of nothing. Raises UsageFault."""
    plain = typed.strip().replace(" ", "").replace(",", "")
    if not plain:
        return None, None
    try:
        number = Fraction(plain.rstrip("%"))
    except (ValueError, ZeroDivisionError):
        number = Fraction(-1)
    if number < 0 or number > 10**9 or number.denominator > 10**6:
        raise UsageFault(f"Can't read “{text.shorten(typed, 40)}” as {name}. Try 120, or 60% of what is before it.")
    if plain.endswith("%"):
        return None, number / 100
    return number, None


def read_amount(typed: str, currency: str | None, name: str) -> int:
    """Return an amount in minor units, or a number of deals where `currency` is None. Raises UsageFault."""
    if currency is None:
        count, _ = read_link(typed, name)
        if count is None or count.denominator != 1:
            raise UsageFault(f"Can't read “{text.shorten(typed, 40)}” as a number of deals. Try 26.")
        return int(count)
    amount = money.parse_amount(typed, currency)
    if amount.currency != currency:
        raise UsageFault(f"The goal is in {currency}; give {name} in it, too.")
    if amount.minor < 0:
        raise UsageFault(f"{name.capitalize()} is 0 or more.")
    return amount.minor


def propose_goal(view: View, plan: Plan) -> Act:
    """Propose a goal, which counts once it is signed. One that exists is left as it is."""
    permissions.require_role(view.actor, "lead", "propose a goal")
    content = plan.encode()
    if read_plan(content) != plan:
        raise UsageFault("That is no goal: its period, name or numbers are out of range.")
    digest = hash_plan(content)
    if any(goal.hash == digest for goal in view.board.goals):
        return Act(PROPOSE, (), f"The goal “{plan.name}” ({digest[:7]}) was proposed before")
    registers: dict[str, Json] = {
        "created": True, "content": content, "hash": digest, "by": view.actor.id, "at": view.now,
    }  # fmt: skip
    step = Step(GOAL, entity_of(view.board.id, digest), registers, PROPOSE)
    return Act(PROPOSE, (step,), f"Proposed the goal “{plan.name}” ({digest[:7]})")


def sign_goal(view: View, goal: Goal) -> Act:
    """Sign a goal for one's own team; signed by both teams, it is live."""
    permissions.require_role(view.actor, "lead", "sign a goal")
    board, me = view.board, view.actor
    goal = next((known for known in board.goals if known.hash == goal.hash), goal)
    name = f"“{goal.plan.name}” ({goal.short})"
    if me.team in goal.signatures:
        by = board.find_person_name(goal.signatures[me.team].member)
        return Act(SIGNED, (), f"{by} signed {name} for {me.team} before")
    other = find_other_team(me.team)
    alone = not list_leads(board, other)
    value: dict[str, Json] = {"hash": goal.hash, "member": me.id, "at": view.now}
    if alone:
        value["alone"] = True
    step = Step(GOAL, entity_of(board.id, goal.hash), {SIGN + me.team: value}, SIGNED)
    if alone:
        result = f"Signed {name} for {me.team}. It is live, since {other} has no lead"
    elif other in goal.signatures:
        result = f"Signed {name} for {me.team}. Both teams signed: it is live"
    else:
        result = f"Signed {name} for {me.team}; a lead of {other} has yet to"
    return Act(SIGNED, (step,), result)


def find_goal(board: Board, name: str) -> Goal:
    """Return the goal that `name` means: its name, of several the newest, or the beginning of its hash.

    Raises NotFound.
    """
    wanted = text.fold(text.clean_line(name))
    by_name = [goal for goal in board.goals if text.fold(goal.plan.name) == wanted]
    by_hash = [goal for goal in board.goals if len(wanted) >= 4 and goal.hash.startswith(wanted)]
    for matches in (by_name, by_hash):
        if matches:
            return max(matches, key=lambda goal: (goal.at, goal.hash))
    known = ", ".join(f"“{goal.plan.name}”" for goal in board.goals) or "none yet"
    raise NotFound(f"There is no goal “{text.shorten(name, 40)}”; there are {known}.")


def find_goal_to_sign(board: Board, name: str | None, team: str) -> Goal:
    """Return the goal to sign for a team: the one named, else the only one that waits. Raises NotFound or Refused."""
    if name:
        return find_goal(board, name)
    waiting = [goal for goal in board.goals if not goal.is_live and team not in goal.signatures]
    if not waiting:
        raise Refused(f"No goal waits for a signature for {team}.")
    if len(waiting) > 1:
        names = ", ".join(f"“{goal.plan.name}” ({goal.short})" for goal in waiting)
        raise UsageFault(f"Several goals wait: {names}; name the one to sign.")
    return waiting[0]
