"""The board: its stages from nurture to close, its members and its settings."""

# no annotations from __future__: named tuples would compile each as text, 1 ms for which every verb waits

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from kanban import domain
from kanban.domain.clock import load_zone
from kanban.domain.errors import NotFound
from kanban.domain.values import text
from kanban.domain.values.naming import find_named

if TYPE_CHECKING:  # few boards have any of these when they are opened, and every start would wait for them
    from zoneinfo import ZoneInfo

    from kanban.domain.agreements.agreement import Version
    from kanban.domain.automations.rules import Rule
    from kanban.domain.campaign import Campaign
    from kanban.domain.goals.goal import Goal
    from kanban.domain.meetings.meeting import Decision, Meeting
    from kanban.domain.wants.want import Want

    class Authored(Protocol):
        """What somebody wrote or did: a comment, an activity."""

        @property
        def author(self) -> str:
            """A member's id."""
            ...

        @property
        def is_imported(self) -> bool:
            """Whether a file brought it."""
            ...

        @property
        def imported_by(self) -> str:
            """The id of the member who imported it."""
            ...

        @property
        def author_in_file(self) -> str:
            """The author's name in the file."""
            ...


Side = Literal["marketing", "door", "sales"]
Team = Literal["marketing", "sales"]
Role = Literal["viewer", "commenter", "member", "lead"]
Outcome = Literal["won", "lost"]
Ending = Literal["won", "lost", "disqualified"]

SIDES: tuple[Side, ...] = ("marketing", "door", "sales")
TEAMS: tuple[Team, ...] = ("marketing", "sales")
ROLES: tuple[Role, ...] = ("viewer", "commenter", "member", "lead")

DEFAULT_HOURS = "Mon-Fri 9-17"
"""The working hours of a board that sets none."""

MOST_DAYS = 36_500
"""The longest time after which a stage goes stale, in days: a century, since the calendar has a beginning."""

MOST_NAMED = 20
"""The most campaigns that a sentence names."""

LOST_REASONS = (
    "price", "no budget", "competitor", "no decision", "bad timing", "missing feature", "lost contact", "other",
)  # fmt: skip
WIN_REASONS = ("product", "price", "relationship", "speed", "reference", "other")
RETURN_REASONS = (
    "not our profile", "wrong person", "no budget", "no need", "bad timing", "competitor locked in",
    "duplicate or existing customer", "bad data", "unreachable", "region not served", "other",
)  # fmt: skip


MARKS: Mapping[str, str] = MappingProxyType(
    {"nurture": "Nurture", "mql": "MQL", "accepted": "Accepted", "sql": "Discovery"}
)
"""The marks that stages bear, by which figures find them, each with the stage's name on a new board."""


# A named tuple, as are all values that every verb defines at its start: `dataclasses` alone would take 5 ms of it.
class Stage(NamedTuple):
    """One column of the board."""

    id: str
    name: str
    side: Side
    rank: str
    """Its place among the stages, compared as bytes."""
    probability: float = 0.0
    """The chance that a card in it is won, 0 to 1."""
    outcome: Outcome | None = None
    """Won or lost, for closed stages."""
    limit: int | None = None
    """How many cards it should hold at most (WIP limit)."""
    stale_after: int | None = None
    """Days without activity after which a card in it is stale; None for never."""
    required: tuple[str, ...] = ()
    """Fields that a card needs to enter it."""
    deleted: bool = False
    aliases: tuple[str, ...] = ()
    """Its former names. Views, rules, requirements and queries that use them still find it."""
    guidance: str = ""
    """A line on what to do with cards in it, shown on them."""
    claims: tuple[tuple[str, bool], ...] = ()
    """Marks that it was given (true) or lost by a change; `Board.marked` tells those that it bears."""

    def find_claim(self, mark: str) -> bool | None:
        """Whether it was given a mark (true) or lost it; None where no change told."""
        return next((is_given for claimed, is_given in self.claims if claimed == mark), None)

    def has_had_name(self, folded: str) -> bool:
        """Whether this was its name once; `folded` is the name folded."""
        return any(text.fold(alias) == folded for alias in self.aliases)

    @property
    def is_closed(self) -> bool:
        """Whether its cards are won, lost or disqualified."""
        return self.outcome is not None

    @property
    def ending(self) -> Ending | None:
        """How a card ends that enters it; on marketing's side lost is disqualified, and never counts as lost."""
        return "disqualified" if (self.side, self.outcome) == ("marketing", "lost") else self.outcome

    @property
    def zone(self) -> str:
        """Where its cards count: on a side, `closed`, or `given up` where leads are disqualified."""
        return "given up" if self.ending == "disqualified" else "closed" if self.is_closed else self.side


class Member(NamedTuple):
    """A person on the board, in one team."""

    id: str
    name: str
    team: Team
    role: Role = "member"
    aliases: tuple[str, ...] = ()
    """Other names for them in files, such as an owner's name in a CRM."""
    away: bool = False
    deleted: bool = False

    def is_named(self, name: str) -> bool:
        """Whether `name` means this member, ignoring case, accents and invisible characters."""
        folded = text.fold_name(name)
        return any(text.fold_name(known) == folded for known in (self.name, *self.aliases))


class _Entities(NamedTuple):
    """The data of a board, before its present stages, members and rules are picked out."""

    id: str
    name: str
    currency: str = "EUR"
    timezone: str = "UTC"
    """An IANA name: the zone of the working hours, and of dates without a zone."""
    hours: str = DEFAULT_HOURS
    holidays: tuple[str, ...] = ()
    """ISO dates without working hours."""
    routing: str = "round-robin"
    limit_policy: Literal["warn", "refuse"] = "warn"
    """What happens when a move takes a stage over its limit."""
    moves: Literal["anyone", "holder"] = "anyone"
    """Who may change the stage of an open card: every member, or only its holder's team and leads."""
    own_lost_reasons: tuple[str, ...] = LOST_REASONS
    win_reasons: tuple[str, ...] = WIN_REASONS
    own_return_reasons: tuple[str, ...] = RETURN_REASONS
    all_stages: tuple[Stage, ...] = ()
    """All stages, removed ones too, in the board's order."""
    all_members: tuple[Member, ...] = ()
    """All members, removed ones too, by name."""
    all_rules: tuple["Rule", ...] = ()
    """All rules, removed ones too, in the order in which they run."""
    versions: tuple["Version", ...] = ()
    """All proposed versions of the agreement."""
    all_campaigns: tuple["Campaign", ...] = ()
    """All campaigns, removed ones too, by name."""
    goals: tuple["Goal", ...] = ()
    """All proposed goals, in the order in which they were proposed."""
    meetings: tuple["Meeting", ...] = ()
    """All pipeline reviews, in the order in which they began."""
    decisions: tuple["Decision", ...] = ()
    """All decisions of pipeline reviews, in the order in which they were made."""
    wants: tuple["Want", ...] = ()
    """All wants of reps, in the order in which they were made."""
    responses_since: str = ""
    """Since when (UTC) offers are measured by the first attempt: a board of an older version from its upgrade on."""
    label_names: Mapping[str, str] = MappingProxyType({})
    """The present names of labels, by former names (folded); empty where a name was given away since."""
    deleted: bool = False


class Board(_Entities):
    """A board with all its small lists. Its cards stay in the store."""

    @cached_property
    def zone(self) -> "ZoneInfo":
        """The time zone in which its days begin."""
        return load_zone(self.timezone)

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The present stages, in order."""
        return tuple(stage for stage in self.all_stages if not stage.deleted)

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """The present members, by name."""
        return tuple(member for member in self.all_members if not member.deleted)

    @cached_property
    def rules(self) -> tuple["Rule", ...]:
        """The present rules, in the order in which they run."""
        return tuple(rule for rule in self.all_rules if not rule.deleted)

    @cached_property
    def campaigns(self) -> tuple["Campaign", ...]:
        """The present campaigns, by name; cards may name others, too."""
        return tuple(campaign for campaign in self.all_campaigns if not campaign.deleted)

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
    def agreements(self) -> tuple["Version", ...]:
        """The versions of the agreement that went live, in that order; v1 is the first."""
        if not self.versions:
            return ()
        return domain.agreements.agreement.order_live_versions(self.versions)

    @property
    def agreement(self) -> "Version | None":
        """The live version of the agreement; None where there is none."""
        return self.agreements[-1] if self.agreements else None

    def name_version(self, version: "Version") -> str:
        """Return the name of a version: its number once it was live, before that the start of its hash."""
        for number, other in enumerate(self.agreements, 1):
            if other.hash == version.hash:
                return f"v{number}"
        return version.short or "as shipped"

    # -- stages

    def stage(self, stage_id: str) -> Stage:
        """Return the stage with this id, removed ones too. Raises NotFound."""
        for stage in self.all_stages:
            if stage.id == stage_id:
                return stage
        raise NotFound(f"No stage has the id {stage_id}.")

    @cached_property
    def marked(self) -> Mapping[str, Stage]:
        """The stage that bears each mark; a removed one only where no present one does.

        A mark that nobody ever gave is borne by the stage that has, or once had, the name of a new board's.
        """
        bearers: dict[str, Stage] = {}
        for mark, name in MARKS.items():
            folded = text.fold(name)
            claiming = [stage for stage in self.all_stages if stage.find_claim(mark)]
            by_name = [
                stage
                for stage in self.all_stages
                if stage.find_claim(mark) is None and (text.fold(stage.name) == folded or stage.has_had_name(folded))
            ]
            stages = [*sorted(claiming, key=_is_deleted), *sorted(by_name, key=_is_deleted)]
            if stages:
                bearers[mark] = min(stages, key=_is_deleted)
        return bearers

    def list_marks(self, stage_id: str) -> tuple[str, ...]:
        """Return the marks that a present stage bears."""
        return tuple(mark for mark, stage in self.marked.items() if stage.id == stage_id and not stage.deleted)

    def lane_of(self, stage_id: str | None) -> Stage:
        """Return the stage where a card shows: its own or, if that was removed, the nearest to its left."""
        lane = self.stages[0]
        for stage in self.all_stages:
            if not stage.deleted:
                lane = stage
            if stage.id == stage_id:
                return lane
        return self.stages[0]

    def place_of(self, stage_id: str) -> int:
        """Return a stage's place among the present ones, from 0."""
        return next(n for n, stage in enumerate(self.stages) if stage.id == self.lane_of(stage_id).id)

    def find_stage_beside(self, stage_id: str, steps: int) -> Stage:
        """Return the stage `steps` to the right (negative: left), stopping at the ends."""
        return self.stages[max(0, min(len(self.stages) - 1, self.place_of(stage_id) + steps))]

    def find_stage_ahead(self, stage_id: str, steps: int) -> Stage:
        """Do the same for a card that goes on: disqualified leads stand beside the order, and never join it so."""
        own, order = self.lane_of(stage_id), [stage for stage in self.stages if stage.ending != "disqualified"]
        return order[max(0, min(len(order) - 1, order.index(own) + steps))] if own in order else own

    def find_stage(self, name: str) -> Stage:
        """Return the stage that `name` means: a name, a former name, a unique beginning of one, or an id.

        Raises UsageFault where several begin so, NotFound where none does.
        """
        folded = text.fold(name.strip())
        return find_named(
            self.stages,
            name,
            "stage",
            is_meant=lambda stage: stage.id == name,
            was_meant=lambda stage: stage.has_had_name(folded),
        )

    def find_rule(self, name: str) -> "Rule":
        """Return the rule that `name` means: a name, a unique beginning of one, or an id.

        Raises UsageFault where several begin so, NotFound where none does.
        """
        return find_named(self.rules, name, "rule", is_meant=lambda rule: rule.id == name)

    def find_campaign(self, name: str) -> "Campaign":
        """Return the campaign that `name` means: a name, a unique beginning of one, or an id.

        Raises UsageFault where several begin so, NotFound where none does.
        """
        known = "" if len(self.campaigns) <= MOST_NAMED else "kanban campaign list shows them"
        return find_named(self.campaigns, name, "campaign", is_meant=lambda campaign: campaign.id == name, known=known)

    # -- members

    def get_member(self, member_id: str) -> Member | None:
        """Return the member with this id, removed ones too; None for an unknown id."""
        return next((member for member in self.all_members if member.id == member_id), None)

    def find_member(self, name: str) -> Member:
        """Return the member that `name` means: a name, an alias, a unique beginning of a name, or an id.

        Raises UsageFault where several begin so, NotFound where none does.
        """
        known = "" if self.members else "this board has nobody yet"
        return find_named(
            self.members, name, "member", is_meant=lambda one: one.id == name or one.is_named(name), known=known
        )

    def owner_name(self, owner: str | None) -> str | None:
        """Return the name to show for an owner: the member's present name, or the name that a file gave."""
        if not owner:
            return None
        return next((m.name for m in self.members if m.is_named(owner)), owner)

    def find_person_name(self, author: str) -> str:
        """Return the name to show for the actor of a change or the author of a comment."""
        member = self.get_member(author)
        return member.name if member else author

    def find_author_in_file(self, comment: "Authored") -> str:
        """Return the name that the file gives the author of a comment or an activity; empty where it gives none."""
        # version 0.1.0 stored a member's id where the file had a member's name
        return self.find_person_name(comment.author_in_file)

    def format_author(self, comment: "Authored") -> str:
        """Format who wrote a comment or did something: `Ann`, or `imported by Mara · Ana Müller in the file`."""
        if not comment.is_imported:
            return self.find_person_name(comment.author)
        importer, author = self.find_person_name(comment.imported_by), self.find_author_in_file(comment)
        return f"imported{f' by {importer}' if importer else ''}{f' · {author} in the file' if author else ''}"


def _is_deleted(stage: Stage) -> bool:
    return stage.deleted


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
    ("Disqualified", "marketing", 0.0, "lost", None, ("lost_reason",)),
)
"""The first stages of a new board: name, side, probability, outcome, stale after days, required fields."""
