"""A goal: an amount to be won in a period, and the chain of flows that leads to it.

Like a version of the agreement it never changes: its name is the SHA-256 of its content, a signature names that, and it
is live once a lead of each team signed it, or the lead of one where the other has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from kanban.domain.agreements import agreement
from kanban.domain.agreements.agreement import SIGN, TEAMS, Signature, find_signed_at, is_signed
from kanban.domain.change import GOAL
from kanban.domain.ids import derive_id
from kanban.domain.values import text
from kanban.domain.values.money import decimal_text

if TYPE_CHECKING:
    from kanban.domain.change import Json

DOOR = ("offers", "accepted", "sql", "won")
"""The flows of the chain through the door: offers made, accepted, deals that reached the stage marked SQL, won."""

BESIDE = ("deals", "sql", "won")
"""Those of deals that did not come through the door: that sales took, or that were placed there."""

LONGEST_NAME = 60
MOST_AMOUNT = 10**15
"""In minor units."""

SHORT = 7
"""How many characters of its hash people are shown."""

_FLOW = re.compile(r"\d{1,18}(?:/[1-9]\d{0,17})?")


@dataclass(frozen=True, slots=True)
class Chain:
    """A plan for one way in which deals come: flows of the whole period, each out of the one before."""

    flows: tuple[Fraction, ...]
    """As many as `DOOR` or `BESIDE` has; whole or not."""
    amount: int
    """What it brings, in minor units, or a number of deals."""

    def encode(self, names: Sequence[str]) -> dict[str, Json]:
        """Return it as a register holds it: flows as exact text."""
        return {**dict(zip(names, map(str, self.flows), strict=True)), "amount": self.amount}


@dataclass(frozen=True, slots=True)
class Plan:
    """The content of a goal."""

    name: str
    first: date
    last: date
    currency: str | None
    """Of the amounts; None where deals are counted."""
    door: Chain
    beside: Chain | None = None
    """None where nothing is planned beside the door."""

    def build_record(self) -> dict[str, Json]:
        """Return it as JSON shows it: money as decimal text."""
        amounts: dict[str, Json] = {
            chain: None
            if part is None
            else part.amount
            if self.currency is None
            else decimal_text(part.amount, self.currency)
            for chain, part in (("door", self.door), ("beside", self.beside))
        }
        total = self.amount if self.currency is None else decimal_text(self.amount, self.currency)
        flows: dict[str, Json] = {
            "door": dict(zip(DOOR, map(float, self.door.flows), strict=True)),
            "beside": dict(zip(BESIDE, map(float, self.beside.flows), strict=True)) if self.beside else None,
        }
        head: dict[str, Json] = {
            "goal": self.name, "from": self.first.isoformat(), "to": self.last.isoformat(), "currency": self.currency,
        }  # fmt: skip
        return {**head, "amount": total, "amounts": amounts, "flows": flows}

    @property
    def amount(self) -> int:
        """The number: what is to be won in all."""
        return self.door.amount + (self.beside.amount if self.beside else 0)

    def encode(self) -> dict[str, Json]:
        """Return the content of the goal."""
        return {
            "name": self.name,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "currency": self.currency,
            "door": self.door.encode(DOOR),
            "beside": self.beside.encode(BESIDE) if self.beside else None,
        }


@dataclass(frozen=True, slots=True)
class Goal:
    """A proposed goal and its signatures."""

    hash: str
    plan: Plan
    by: str = ""
    """The member who proposed it."""
    at: str = ""
    signatures: Mapping[str, Signature] = field(default_factory=dict)
    """By team."""

    @property
    def short(self) -> str:
        """What people call it beside its name."""
        return self.hash[:SHORT]

    @property
    def is_live(self) -> bool:
        """Whether it is signed by both teams, or by one while the other had no lead."""
        return is_signed(self.signatures)

    @property
    def live_at(self) -> str:
        """When its last signature came, UTC; empty while it is not live."""
        return find_signed_at(self.signatures)


def entity_of(board: str, digest: str) -> str:
    """Return the id of the entity of a goal: whoever proposes the same makes the same one."""
    return derive_id(board, GOAL, digest)


def hash_plan(content: Json) -> str:
    """Return the name of a content."""
    return agreement.hash_content(content)


def find_current(goals: Iterable[Goal], day: date) -> Goal | None:
    """Return the live goal of a day: of several that cover it the one that went live last."""
    covering = [goal for goal in goals if goal.is_live and goal.plan.first <= day <= goal.plan.last]
    return max(covering, key=lambda goal: (goal.live_at, goal.hash), default=None)


def list_known(goals: Iterable[Goal], before: str) -> tuple[Goal, ...]:
    """Return the goals as they were known before a UTC time: those that were proposed, with the signatures of then."""
    return tuple(
        replace(goal, signatures={team: one for team, one in goal.signatures.items() if one.at < before})
        for goal in goals
        if goal.at < before
    )


def read_goal(registers: Mapping[str, Json]) -> Goal | None:
    """Return the goal in an entity's registers, whoever wrote them; None where they hold none."""
    plan, digest = read_plan(registers.get("content")), registers.get("hash")
    if plan is None or not isinstance(digest, str) or hash_plan(registers.get("content")) != digest:
        return None
    signatures = {
        team: signature for team in TEAMS if (signature := agreement.read_signature(registers.get(SIGN + team), digest))
    }
    by, at = registers.get("by"), registers.get("at")
    return Goal(digest, plan, by if isinstance(by, str) else "", at if isinstance(at, str) else "", signatures)


def read_plan(content: Json) -> Plan | None:
    """Return the plan in a content; None where it is none."""
    if not isinstance(content, Mapping) or content.keys() != {"name", "from", "to", "currency", "door", "beside"}:
        return None
    name, currency = content["name"], content["currency"]
    first, last = _read_day(content["from"]), _read_day(content["to"])
    door = _read_chain(content["door"], DOOR)
    beside = None if content["beside"] is None else _read_chain(content["beside"], BESIDE)
    if not isinstance(name, str) or not _is_name(name) or first is None or last is None or first > last:
        return None
    if door is None or (beside is None and content["beside"] is not None):
        return None
    if currency is not None and (not isinstance(currency, str) or not re.fullmatch("[A-Z]{3}", currency)):
        return None
    return Plan(name, first, last, currency, door, beside)


def _is_name(name: str) -> bool:
    return not text.is_blank(name) and len(name) <= LONGEST_NAME and text.clean_line(name) == name


def _read_chain(value: Json, names: Sequence[str]) -> Chain | None:
    if not isinstance(value, Mapping) or value.keys() != {*names, "amount"}:
        return None
    flows = [flow for name in names if (flow := _read_flow(value[name])) is not None]
    amount = value["amount"]
    is_amount = isinstance(amount, int) and not isinstance(amount, bool) and 0 <= amount <= MOST_AMOUNT
    return Chain(tuple(flows), amount) if len(flows) == len(names) and isinstance(amount, int) and is_amount else None


def _read_flow(value: Json) -> Fraction | None:
    if not isinstance(value, str) or not _FLOW.fullmatch(value):
        return None
    flow = Fraction(value)
    return flow if str(flow) == value else None


def _read_day(value: Json) -> date | None:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return day if day and day.isoformat() == value else None
