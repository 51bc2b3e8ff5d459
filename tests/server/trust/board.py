"""The board as the test keeps it for itself: what was accepted, folded by hand, and who did it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from kanban.domain.change import Change

CLOSED = {"Won", "Lost"}
SIDES = {
    "Nurture": "marketing", "Engaged": "marketing", "MQL": "marketing", "Handoff": "door", "Accepted": "sales",
    "Discovery": "sales", "Proposal": "sales", "Negotiation": "sales", "Won": "sales", "Lost": "sales",
    "Disqualified": "marketing",
}  # fmt: skip
MATTERS = {"create", "move", "done", "offer", "accept", "ask", "answer", "return", "expire", "import", "merge"}
RANKS = ["viewer", "commenter", "member", "lead"]


@dataclass
class Person:
    """Somebody with an account."""

    name: str
    id: str
    team: str
    role: str

    def at_least(self, role: str) -> bool:
        return RANKS.index(self.role) >= RANKS.index(role)


def sets(change: Change) -> dict[str, Any]:
    """What a change sets, with the times that it implies."""
    made: dict[str, Any] = dict(change.set)
    if change.etype != "card":
        return made
    if "stage" in made:
        made.setdefault("entered_at", change.at)
    if "created" in made:
        made.setdefault("created_at", change.at)
    if change.verb in MATTERS and (change.verb not in {"import", "merge"} or {"stage", "created"} & made.keys()):
        made.setdefault("acted_at", change.at)
    return made


@dataclass
class Board:
    """What the test knows."""

    stages: dict[str, str]
    """Id to name."""
    people: dict[str, Person]
    lines: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """Line to (kind, team, stage guarded), once an agreement is live."""
    agreement: str = ""
    required: dict[str, list[str]] = field(default_factory=lambda: {"Won": ["value"], "Lost": ["lost_reason"]})
    entities: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    log: list[Change] = field(default_factory=list)
    offers: set[str] = field(default_factory=set)
    rules: dict[str, dict[str, Any]] = field(default_factory=dict)

    def take(self, change: Change) -> None:
        """Fold what the server accepted: nobody here is ever behind, so the latest wins."""
        self.log.append(change)
        self.entities.setdefault((change.etype, change.entity), {}).update(sets(change))
        if isinstance(value := change.set.get("handoff"), dict):
            self.offers.add(value["offer"])
        if change.etype == "member" and change.entity in self.people:
            person = self.people[change.entity]
            person.team, person.role = change.set.get("team", person.team), change.set.get("role", person.role)
        if change.etype == "stage" and "required" in change.set:
            self.required[self.stages[change.entity]] = list(change.set["required"])  # type: ignore[arg-type]
        if change.etype == "rule":
            self.rules.setdefault(change.entity, {}).update(change.set)

    def find(self, etype: str, entity: str) -> dict[str, Any] | None:
        return self.entities.get((etype, entity))

    def of(self, etype: str) -> list[str]:
        return [entity for kind, entity in self.entities if kind == etype]

    def stage_of(self, registers: dict[str, Any]) -> str:
        return self.stages[registers["stage"]]

    def zone(self, stage: str) -> str:
        return "given up" if stage == "Disqualified" else "closed" if stage in CLOSED else SIDES[stage]

    def was_deal(self, card: str) -> bool:
        """Whether a card was in Discovery or later, by acts that were not undone."""
        gone = self.undone(set())
        past = [change.set.get("stage") for change in self.history("card", card) if change.act not in gone]
        return any(self.stages.get(stage, "") in {"Discovery", "Proposal", "Negotiation", "Won"} for stage in past)

    # -- acts

    def owner(self, name: str) -> str | None:
        """Whose act, transaction or offer this is."""
        for change in self.log:
            if name in {change.act, change.tx}:
                return change.actor
        return "somebody" if name in self.offers else None

    def history(self, etype: str, entity: str) -> list[Change]:
        return [change for change in self.log if (change.etype, change.entity) == (etype, entity)]

    def undone(self, without: set[str]) -> set[str]:
        """The acts that count for nothing, and those that undid them."""
        order: dict[str, str | None] = {}
        for change in self.log:
            order.setdefault(change.act, change.undo_of)
        gone: set[str] = set()
        for act, target in reversed(order.items()):
            if target and act not in gone and act not in without:
                gone |= {act, target}
        return gone

    def before(self, etype: str, entity: str, act: str, name: str, skip: set[str]) -> list[Any]:
        """What a register held before an act: just before it, and without the acts that were undone."""
        history = self.history(etype, entity)
        first = next(place for place, change in enumerate(history) if change.act == act)
        past = [change for change in history[:first] if name in sets(change) and change.act not in skip]
        gone, found = self.undone(skip | {act}), []
        for change in reversed(past):
            found.append(sets(change)[name])
            if change.act not in gone:
                return found
        return [*found, None]

    def since(self, etype: str, entity: str, act: str, name: str, skip: set[str]) -> bool:
        """Whether a register was set after an act, by something that stands: what an undo left alone stands."""
        history = self.history(etype, entity)
        last = max(place for place, change in enumerate(history) if change.act == act)
        gone: set[str] = set()
        for change in reversed(history):
            if name in sets(change) and change.act not in gone | skip | {act} and change.undo_of:
                gone |= {change.act, change.undo_of}
        return any(name in sets(change) and change.act not in gone | skip for change in history[last + 1 :])


# -- time


def business(start: str, seconds: int) -> str:
    """The moment so many business seconds after another one: Monday to Friday, 9 to 17, UTC."""
    moment, left = datetime.fromisoformat(start), timedelta(seconds=seconds)
    while True:
        begin = moment.replace(hour=9, minute=0, second=0)
        close = begin + timedelta(hours=8)
        if moment.weekday() < 5 and moment < close:
            begin = max(begin, moment)
            if close - begin >= left:
                return (begin + left).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            left -= close - begin
        moment = (moment + timedelta(days=1)).replace(hour=0, minute=0, second=0)


def worked(start: str, end: str) -> int:
    """The business seconds between two moments."""
    total, moment, last = 0.0, datetime.fromisoformat(start), datetime.fromisoformat(end)
    while moment < last:
        begin = moment.replace(hour=9, minute=0, second=0)
        close = begin + timedelta(hours=8)
        if moment.weekday() < 5:
            total += max(0.0, (min(close, last) - max(begin, moment)).total_seconds())
        moment = (moment + timedelta(days=1)).replace(hour=0, minute=0, second=0)
    return int(total)
