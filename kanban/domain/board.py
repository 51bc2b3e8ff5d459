"""The board: its stages from nurture to close, its members, its settings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

from kanban.domain.errors import NotFound
from kanban.domain.values import text
from kanban.domain.values.naming import find_named

if TYPE_CHECKING:  # few boards have any of these when they are opened, and every start would wait for them
    from kanban.domain.agreements.agreement import Version
    from kanban.domain.automations.rules import Rule

Side = Literal["marketing", "door", "sales"]
Team = Literal["marketing", "sales"]
Role = Literal["viewer", "commenter", "member", "lead"]
Outcome = Literal["won", "lost"]

SIDES: tuple[Side, ...] = ("marketing", "door", "sales")
TEAMS: tuple[Team, ...] = ("marketing", "sales")
ROLES: tuple[Role, ...] = ("viewer", "commenter", "member", "lead")

DEFAULT_HOURS = "Mon-Fri 9-17"
"""When people work on a board that says nothing else."""

MOST_DAYS = 36_500
"""Days after which a stage goes stale, at most: a century, because the calendar begins somewhere."""

LOST_REASONS = (
    "price", "no budget", "competitor", "no decision", "bad timing", "missing feature", "lost contact", "other",
)  # fmt: skip
WIN_REASONS = ("product", "price", "relationship", "speed", "reference", "other")
RETURN_REASONS = (
    "not our profile", "wrong person", "no budget", "no need", "bad timing", "competitor locked in",
    "duplicate or existing customer", "bad data", "unreachable", "region not served", "other",
)  # fmt: skip


class Stage(NamedTuple):
    """One column of the board."""

    id: str
    name: str
    side: Side
    rank: str
    """Its place among the stages; compared as bytes."""
    probability: float = 0.0
    """The chance to win of a card in it, 0 to 1."""
    outcome: Outcome | None = None
    """Won or lost, for the closed stages."""
    limit: int | None = None
    """How many cards it should hold at most (WIP)."""
    stale_after: int | None = None
    """Days without an act that matters after which a card in it is stale; None is never."""
    required: tuple[str, ...] = ()
    """Fields that a card must have to enter it."""
    deleted: bool = False
    aliases: tuple[str, ...] = ()
    """Names that it had before: views, rules, requirements and queries that still use them mean it."""

    def had_name(self, folded: str) -> bool:
        """Whether it had this name before, given folded."""
        return any(text.fold(alias) == folded for alias in self.aliases)

    @property
    def closed(self) -> bool:
        """Whether a card in it is won or lost."""
        return self.outcome is not None

    @property
    def zone(self) -> str:
        """Whose a card in it is: that of its side, or nobody's once it is closed."""
        return "closed" if self.closed else self.side


class Member(NamedTuple):
    """Someone who works on the board, of one team."""

    id: str
    name: str
    team: Team
    role: Role = "member"
    aliases: tuple[str, ...] = ()
    """Other names under which files know them, such as an owner's name in a CRM."""
    away: bool = False
    deleted: bool = False

    def answers_to(self, name: str) -> bool:
        """Whether `name` means this member, letter case, accents and what nobody sees aside."""
        wanted = text.fold_name(name)
        return any(text.fold_name(known) == wanted for known in (self.name, *self.aliases))


class _Entities(NamedTuple):
    """What a board is assembled from."""

    id: str
    name: str
    currency: str = "EUR"
    timezone: str = "UTC"
    """An IANA name; the zone of business hours and of dates that come without one."""
    hours: str = DEFAULT_HOURS
    holidays: tuple[str, ...] = ()
    """ISO dates on which nobody works."""
    routing: str = "round-robin"
    limit_policy: Literal["warn", "refuse"] = "warn"
    """What happens when a move takes a stage over its limit."""
    moves: Literal["anyone", "holder"] = "anyone"
    """Who changes the stage of an open card: every member, or the team that holds it and leads."""
    own_lost_reasons: tuple[str, ...] = LOST_REASONS
    win_reasons: tuple[str, ...] = WIN_REASONS
    own_return_reasons: tuple[str, ...] = RETURN_REASONS
    all_stages: tuple[Stage, ...] = ()
    """Every stage that ever was, in the order of the board."""
    all_members: tuple[Member, ...] = ()
    """Every member that ever was, by name."""
    all_rules: tuple[Rule, ...] = ()
    """Every rule that ever was, in the order in which they run."""
    versions: tuple[Version, ...] = ()
    """Every version of the agreement that was proposed."""
    label_names: Mapping[str, str] = MappingProxyType({})
    """What labels are called now, by the names (folded) that they had before; empty for names that were given away since."""
    deleted: bool = False


class Board(_Entities):
    """A board with all that is few about it; its cards stay in the store.

    A named tuple and no dataclass: every verb waits for this module, and importing dataclasses costs as much as half a Python.
    """

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The stages that are, in order."""
        return tuple(stage for stage in self.all_stages if not stage.deleted)

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """The members that are, by name."""
        return tuple(member for member in self.all_members if not member.deleted)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that are, in the order in which they run."""
        return tuple(rule for rule in self.all_rules if not rule.deleted)

    @cached_property
    def lost_reasons(self) -> tuple[str, ...]:
        """The reasons for a loss: those that both teams signed, else the board's own."""
        return (self.agreement and self.agreement.content.lost_reasons) or self.own_lost_reasons

    @cached_property
    def return_reasons(self) -> tuple[str, ...]:
        """The reasons for a return: those that both teams signed, else the board's own."""
        return (self.agreement and self.agreement.content.return_reasons) or self.own_return_reasons

    # -- the agreement

    @cached_property
    def agreements(self) -> tuple[Version, ...]:
        """The versions of the agreement that went live, in that order: v1 is the first."""
        if not self.versions:
            return ()
        from kanban.domain.agreements.agreement import order_live_versions  # noqa: PLC0415 - a board without one need not load it

        return order_live_versions(self.versions)

    @property
    def agreement(self) -> Version | None:
        """The version that is live, None while none is."""
        return self.agreements[-1] if self.agreements else None

    def name_version(self, version: Version) -> str:
        """Return what a version is called: its number once it went live, before that the beginning of its hash."""
        for number, each in enumerate(self.agreements, 1):
            if each.hash == version.hash:
                return f"v{number}"
        return version.short or "as shipped"

    # -- stages

    def stage(self, stage_id: str) -> Stage:
        """Return the stage with this id, also one that was removed."""
        for stage in self.all_stages:
            if stage.id == stage_id:
                return stage
        raise NotFound(f"No stage has the id {stage_id}.")

    def lane_of(self, stage_id: str | None) -> Stage:
        """Return the stage in which a card shows: its own, or where that is gone the nearest to its left."""
        shown = self.stages[0]
        for stage in self.all_stages:
            if not stage.deleted:
                shown = stage
            if stage.id == stage_id:
                return shown
        return self.stages[0]

    def place_of(self, stage_id: str) -> int:
        """Return the place of a stage among those that are, from 0."""
        return next(n for n, stage in enumerate(self.stages) if stage.id == self.lane_of(stage_id).id)

    def find_stage_beside(self, stage_id: str, steps: int) -> Stage:
        """Return the stage so many steps to the right (or left, negative), stopping at the ends."""
        return self.stages[max(0, min(len(self.stages) - 1, self.place_of(stage_id) + steps))]

    def find_stage(self, name: str) -> Stage:
        """Return the stage that `name` means: its name, the only one that starts with it, or its id."""
        wanted = text.fold(name.strip())
        return find_named(
            self.stages,
            name,
            "stage",
            is_meant=lambda stage: stage.id == name,
            was_meant=lambda stage: stage.had_name(wanted),
        )

    def find_rule(self, name: str) -> Rule:
        """Return the rule that `name` means: its name, the only one that starts with it, or its id."""
        return find_named(self.rules, name, "rule", is_meant=lambda rule: rule.id == name)

    # -- members

    def member(self, member_id: str) -> Member | None:
        """Return the member with this id, also one who left."""
        return next((member for member in self.all_members if member.id == member_id), None)

    def find_member(self, name: str) -> Member:
        """Return the member that `name` means: a name, an alias, the only one that starts with it, or an id."""
        return find_named(
            self.members,
            name,
            "member",
            is_meant=lambda member: member.id == name or member.answers_to(name),
            known="" if self.members else "this board has nobody yet",
        )

    def owner_name(self, owner: str | None) -> str | None:
        """Return the name to show for an owner: the member's present one, or the name as a file gave it."""
        if not owner:
            return None
        return next((m.name for m in self.members if m.answers_to(owner)), owner)

    def find_person_name(self, author: str) -> str:
        """Return the name to show for the actor of a change or the author of a comment."""
        member = self.member(author)
        return member.name if member else author


DEFAULT_STAGES: tuple[tuple[str, Side, float, Outcome | None, int | None, tuple[str, ...]], ...] = (
    ("Nurture", "marketing", 0.02, None, 60, ()),
    ("Engaged", "marketing", 0.05, None, 30, ()),
    ("MQL", "marketing", 0.10, None, 10, ()),
    ("Handoff", "door", 0.15, None, 2, ()),
    ("Accepted", "sales", 0.20, None, 5, ()),
    ("Discovery", "sales", 0.40, None, 14, ()),
    ("Proposal", "sales", 0.60, None, 20, ()),
    ("Negotiation", "sales", 0.80, None, 25, ()),
    ("Won", "sales", 1.0, "won", None, ("value",)),
    ("Lost", "sales", 0.0, "lost", None, ("lost_reason",)),
)
"""Name, side, probability, outcome, stale after days, required fields of the board that a team starts with."""
