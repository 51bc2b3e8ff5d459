"""Rules: when something happens to a card, and if a query finds it, then so many acts of their own.

This is what a rule is, as its registers hold it, which may come from a newer version: what is not understood is kept and
never run. How rules are typed is in `rule_words`, when they fire in `firing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kanban.domain.values import text

if TYPE_CHECKING:
    from kanban.domain.change import Json

ENTERS, OFFERED, RETURNED, OVERDUE, STALE, COMMENTED, WON, LOST = (
    "enters", "offered", "returned", "overdue", "stale", "commented", "won", "lost",
)  # fmt: skip
EVENTS = (ENTERS, OFFERED, RETURNED, OVERDUE, STALE, COMMENTED, WON, LOST)
"""What rules wait for."""

OF_TIME = frozenset({OVERDUE, STALE})
"""Events that nobody makes happen but time."""

DOINGS = ("assign", "label", "set", "comment", "offer", "notify", "next")
"""What rules do."""

RULE, OF = "rule", "of"
"""What a change that a rule made carries beside: the rule's id, and the id of the change that set it off."""

LONGEST_NAME = 60
"""Cells of a rule's name, whoever gave it."""

MOST_ACTS = 20
"""Acts of one rule."""


@dataclass(frozen=True, slots=True)
class Doing:
    """One act of a rule."""

    do: str
    to: str = ""
    """A member's id (assign, offer, notify) or a team (notify); empty for nobody in particular."""
    name: str = ""
    """The field that is set."""
    text: str = ""
    """Labels, a value as it was typed, or words."""
    on: str = ""
    """The day of a next step, as it was typed: `+3d` is counted from the day on which the rule runs."""

    def encode(self) -> Json:
        """Return it as it is kept."""
        parts = {"do": self.do, "to": self.to, "name": self.name, "text": self.text, "on": self.on}
        return {key: value for key, value in parts.items() if value}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a board."""

    id: str
    name: str
    when: str
    """One of `EVENTS`, or what a newer version knows."""
    stage: str = ""
    """The stage that a card enters, by its id; empty is any."""
    condition: str = ""
    """A query that has to find the card; empty always does."""
    then: tuple[Doing, ...] = ()
    on: bool = True
    since: str = ""
    """When it was made or switched on, UTC: what fell due before is not its business."""
    whole: bool = True
    """Whether all of it is understood here; only then it runs."""
    deleted: bool = field(default=False)

    @property
    def is_active(self) -> bool:
        """Whether it does anything."""
        return self.on and self.whole and not self.deleted

    @property
    def is_timed(self) -> bool:
        """Whether it waits for what nobody makes happen."""
        return self.when in OF_TIME


@dataclass(frozen=True, slots=True)
class Hit:
    """One time at which a rule would have run."""

    card: str
    ref: str
    title: str
    """As the card was called then."""
    at: str
    said: str
    """What happened: `it entered Proposal.`"""


def read(rule: str, registers: Mapping[str, Json]) -> Rule:
    """Return a rule of its registers, whoever wrote them."""
    acts = registers.get("then")
    doings = [_read_doing(doing) for doing in acts] if isinstance(acts, list) else []
    then = tuple(doing for doing in doings if doing is not None)
    when = _read_text(registers, "when")
    return Rule(
        rule,
        name=text.shorten(text.clean_line(_read_text(registers, "name")), LONGEST_NAME) or "?",
        when=when,
        stage=_read_text(registers, "stage"),
        condition=_read_text(registers, "if"),
        then=then,
        on=registers.get("on") is not False,
        since=_read_text(registers, "since"),
        whole=when in EVENTS
        and 0 < len(then) == len(doings) <= MOST_ACTS
        and all(doing.do in DOINGS for doing in then),
        deleted=registers.get("deleted") is True,
    )


def _read_text(registers: Mapping[str, Json], name: str) -> str:
    value = registers.get(name)
    return value if isinstance(value, str) else ""


def _read_doing(value: Json) -> Doing | None:
    if not isinstance(value, Mapping) or not all(isinstance(part, str) for part in value.values()):
        return None
    parts = {name: str(part) for name, part in value.items()}
    return Doing(**parts) if "do" in parts and parts.keys() <= {"do", "to", "name", "text", "on"} else None


def sort_rules(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return rules in the order in which they run: by name."""
    return tuple(sorted(rules, key=lambda rule: (rule.name.casefold(), rule.id)))
