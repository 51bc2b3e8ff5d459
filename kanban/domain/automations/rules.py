"""Rules: when something happens to a card, and a query matches it, then some acts follow.

This is a rule as its registers hold it. They may come from a newer version: what is not understood is kept and never
run. `rule_words` reads typed rules, `engine` fires them.
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
"""The events that rules wait for."""

OF_TIME = frozenset({OVERDUE, STALE})
"""Events that come by time alone."""

DOINGS = ("assign", "label", "set", "comment", "offer", "notify", "next")
"""The acts that rules do."""

RULE, OF = "rule", "of"
"""What a rule's change carries: the rule's id, and the id of the change that triggered it."""

LONGEST_NAME = 60
"""The most characters of a rule's name."""

MOST_ACTS = 20
"""The most acts of one rule."""


@dataclass(frozen=True, slots=True)
class RuleAct:
    """One act of a rule."""

    do: str
    to: str = ""
    """A member's id (assign, offer, notify) or a team (notify); empty for nobody in particular."""
    name: str = ""
    """The field to set."""
    text: str = ""
    """Labels, a value as it was typed, or words."""
    on: str = ""
    """The day of a next step, as it was typed: `+3d` counts from the day on which the rule runs."""

    def encode(self) -> Json:
        """Return its JSON as registers hold it."""
        parts = {"do": self.do, "to": self.to, "name": self.name, "text": self.text, "on": self.on}
        return {key: value for key, value in parts.items() if value}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a board."""

    id: str
    name: str
    when: str
    """One of `EVENTS`, or an event of a newer version."""
    stage: str = ""
    """The id of the stage that a card must enter; empty for any."""
    condition: str = ""
    """A query that must match the card; empty always does."""
    then: tuple[RuleAct, ...] = ()
    on: bool = True
    since: str = ""
    """When it was made or switched on, UTC: what fell due before is skipped."""
    is_understood: bool = True
    """Whether this version understands all of it; only then it runs."""
    deleted: bool = field(default=False)

    @property
    def is_active(self) -> bool:
        """Whether it runs at all."""
        return self.on and self.is_understood and not self.deleted

    @property
    def is_timed(self) -> bool:
        """Whether it waits for an event of time."""
        return self.when in OF_TIME


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """One time at which a rule would have run."""

    card: str
    ref: str
    title: str
    """The card's title then."""
    at: str
    event: str
    """What happened: `it entered Proposal.`"""


def read(rule: str, registers: Mapping[str, Json]) -> Rule:
    """Return the rule in an entity's registers, whoever wrote them."""
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
        is_understood=when in EVENTS
        and 0 < len(then) == len(doings) <= MOST_ACTS
        and all(doing.do in DOINGS for doing in then),
        deleted=registers.get("deleted") is True,
    )


def _read_text(registers: Mapping[str, Json], name: str) -> str:
    value = registers.get(name)
    return value if isinstance(value, str) else ""


def _read_doing(value: Json) -> RuleAct | None:
    if not isinstance(value, Mapping) or not all(isinstance(part, str) for part in value.values()):
        return None
    parts = {name: str(part) for name, part in value.items()}
    return RuleAct(**parts) if "do" in parts and parts.keys() <= {"do", "to", "name", "text", "on"} else None


def sort_rules(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return rules in the order in which they run: by name."""
    return tuple(sorted(rules, key=lambda rule: (rule.name.casefold(), rule.id)))
