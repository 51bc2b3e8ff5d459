"""How one card meets single requirements of the agreement: ticks are registers, facts are queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from kanban.domain import queries
from kanban.domain.errors import UsageFault
from kanban.domain.values import fields, text

if TYPE_CHECKING:
    from kanban.domain.agreements.agreement import Line
    from kanban.domain.card import Card
    from kanban.domain.change import Json
    from kanban.domain.queries.query import Query

TICK = fields.TICK
"""Prefix of a card's registers that hold its ticks, one for each judgement."""

_FOREIGN = frozenset(
    {
        "stage",
        "side",
        "holder",
        "owner",
        "marketing",
        "sales",
        "team",
        "mentions",
        "ref",
        "comments",
        "probability",
        "flag",
        "word",
    }
)
"""Query fields that a fact may not use: they are not the card's own, or differ with the stage."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Somebody's confirmation of a judgement."""

    by: str
    """The member's id."""
    evidence: str
    at: str


@dataclass(frozen=True, slots=True)
class Check:
    """One requirement, and whether a card meets it."""

    line: Line
    is_met: bool
    tick: Tick | None = None
    """For a judgement that is ticked, and for a fact that can't be checked but that a lead has ticked."""
    is_unknown: bool = False
    """A fact that can't be checked, because the card's amount is in another currency. A tick meets it."""


def check_lines(card: Card, lines: Iterable[Line], holds: Callable[[str], bool | None]) -> list[Check]:
    """Check a card against requirements, in their order. `holds` checks a fact; None where it can't."""
    checks = []
    for line in lines:
        is_met = holds(line.fact) if line.kind == "fact" else None
        tick = tick_of(card, line) if is_met is None else None
        checks.append(
            Check(line, tick is not None if is_met is None else is_met, tick, line.kind == "fact" and is_met is None)
        )
    return checks


def currencies_of(fact: str, otherwise: str) -> list[str]:
    """Return the currencies in which a fact compares amounts; `otherwise` is the board's."""
    values = [value for term in read_fact(fact).terms if term.field == "value" for value in term.values]
    return list(dict.fromkeys(value.partition(" ")[2] or otherwise for value in values))


def tick_of(card: Card, line: Line) -> Tick | None:
    """Return a card's tick for a requirement; None where there is none."""
    return read_tick(card.extra.get(TICK + line.id))


def read_tick(value: Json) -> Tick | None:
    """Return the tick in a register; None where there is no valid one."""
    if not isinstance(value, Mapping):
        return None
    parts = [value.get(name) for name in ("by", "evidence", "at")]
    if not all(isinstance(part, str) and part for part in parts):
        return None
    return Tick(*map(str, parts))


@lru_cache(512)
def read_fact(fact: str) -> Query:
    """Return a fact as a query. Raises UsageFault where it asks for more than the card's own fields."""
    parsed_query = queries.query.parse(fact, date(2000, 1, 1))
    if not parsed_query.terms:
        raise UsageFault("A fact asks for something, such as has:email.")
    for term in parsed_query.terms:
        foreign = term.field in _FOREIGN or term.field in queries.query.DAYS
        if foreign or (term.field == "has" and "comments" in term.values):
            raise UsageFault(
                f"“{text.shorten(parsed_query.source, 60)}” can't be a fact. A fact asks for the card's own fields, "
                "such as has:email, source:webinar, value>=10000 or field.size>=50, "
                "not for its stage, its reader or the day."
            )
    return parsed_query
