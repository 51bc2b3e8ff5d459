"""Cards and comments as REST records: flat, for web forms, marketing tools and scripts."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from kanban.domain.agreements.agreement import LINE_ID
from kanban.domain.board import MOST_DAYS, Board, Role, Side, Team
from kanban.domain.campaign import COSTS
from kanban.domain.card import FIELDS, CommentKind
from kanban.domain.errors import UsageFault
from kanban.domain.values.fields import LONGEST
from kanban.domain.values.money import count_decimals
from kanban.server.shapes import ID

Line = Annotated[str, Field(max_length=LONGEST)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e15, le=1e15)]
Given = Line | Number | None

_MONEY = frozenset({"value", *COSTS})
"""A field's new value, as people type it; null clears it."""


class Link(BaseModel):
    """A document or a page."""

    model_config = ConfigDict(extra="forbid")
    url: str = Field(min_length=1, max_length=LONGEST)
    name: Line = ""


class CardFields(BaseModel):
    """Fields of a card. Values are read as on the command line: `12k`, `€22,700.00`, `+3d`, `2026-11-23`."""

    model_config = ConfigDict(extra="forbid")
    title: Line | None = None
    company: Given = None
    contact: Given = None
    email: Given = None
    phone: Given = None
    value: Given = Field(None, description="An amount, in the board's currency unless it names one.")
    currency: Given = None
    source: Given = None
    campaign: Given = None
    marketing_owner: Given = None
    sales_owner: Given = None
    next_step: Given = None
    next_on: Given = Field(None, description="A day, perhaps with a time: `fri 14:30`.")
    next_time: Given = Field(None, description="When on that day, in the board's zone: `14:30`.")
    close_on: Given = Field(None, description="The day on which it is expected to close.")
    probability: Given = Field(None, description="`40%` or 0.4.")
    lost_reason: Given = None
    win_reason: Given = None
    stage: Line | None = Field(
        None, description="A stage, by name or id; a new card begins in the first one otherwise."
    )
    labels: list[Line] | None = Field(None, max_length=100, description="All labels that it is to have.")
    fields: dict[Annotated[str, Field(min_length=1, max_length=100)], Given] = Field(
        default_factory=dict, max_length=100, description="Custom fields."
    )
    links: list[Link] = Field(default_factory=list, max_length=20, description="Links to add.")

    def as_typed(self, board: Board) -> dict[str, str]:
        """Return the given fields as if they were typed; empty text clears."""
        names = [name for name in FIELDS if name in self.model_fields_set]
        values: dict[str, object] = {name: getattr(self, name) for name in names}
        values |= {f"field.{name}": value for name, value in self.fields.items()}
        currency = self.currency if isinstance(self.currency, str) else board.currency
        return {name: format_typed(name, value, currency) for name, value in values.items()}


class Outside(BaseModel):
    """A card's id in another program; at most one card has such an id."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"system": "crm", "id": "42"}]})
    system: str = Field(
        pattern=r"^[a-z0-9][a-z0-9_.-]{0,39}$",
        description="The program, and its kind of record if it has several, as imports call them: `hubspot.contact`.",
    )
    id: str = Field(min_length=1, max_length=120, pattern=r"^[!-~]+$")

    @property
    def key(self) -> str:
        """The id in the form in which the card keeps it."""
        return f"{self.system}:{self.id}"


class NewCard(CardFields):
    """A card to create."""

    title: Line
    outside: Outside | None = None


class NewCards(BaseModel):
    """Cards to create, all or none."""

    model_config = ConfigDict(extra="forbid")
    cards: list[NewCard] = Field(min_length=1, max_length=100)


class Edit(CardFields):
    """What to change about a card."""

    commit: bool | None = Field(
        None, description="Whether its sales owner, or a lead, commits to this open deal: it will be won by `close_on`."
    )
    crossing: dict[Literal["why", "opening", "offer_to", "return_reason", "again", "unless", "anyway"], Line] = Field(
        default_factory=dict, description="What a move from one team to the other asks for."
    )
    evidence: dict[Annotated[str, Field(pattern=f"^{LINE_ID.pattern}$")], Line] = Field(
        default_factory=dict,
        max_length=60,
        description="What shows that a judgement of the agreement holds, by its line, for a move past it.",
    )


def format_typed(name: str, value: object, currency: str) -> str:
    """Return a value as text. A JSON number is exact, whereas a typed `12.345` is 12,345 in most of Europe."""
    if value is None:
        return ""
    if not isinstance(value, float):
        return str(value)
    exact = Decimal(str(value))
    if name not in _MONEY:
        return f"{exact.normalize():f}"
    places = count_decimals(currency)
    if exact != round(exact, places):
        raise UsageFault(f"“{name}” has more than the {places} decimal places of {currency}.")
    return f"{exact:.{places}f}"


class NewComment(BaseModel):
    """A comment to write."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"body": "Asked for a price."}]})
    body: str = Field(min_length=1, max_length=32_000, description="Markdown.")


class Merge(BaseModel):
    """The card to merge into another one."""

    model_config = ConfigDict(extra="forbid")
    card: str = Field(pattern=ID, description="The id of the card that goes.")


class _Stage(BaseModel):
    """Settings of a stage."""

    model_config = ConfigDict(extra="forbid")
    side: Side | None = None
    outcome: Literal["won", "lost", "open"] | None = Field(None, description="How cards are closed that stand in it.")
    probability: float | None = Field(None, ge=0, le=1)
    limit: int | None = Field(None, ge=0, le=999_999, description="Cards that it should hold at most; 0 for no limit.")
    stale_after: int | None = Field(None, ge=0, le=MOST_DAYS, description="Days; 0 for never.")
    required: list[Line] | None = Field(None, max_length=100, description="Fields that a card needs to enter it.")
    guidance: Line | None = Field(None, description="A line on what to do with its cards; empty for none.")
    mark: Literal["nurture", "mql", "accepted", "sql"] | None = Field(
        None, description="The mark, by which figures find it, that it takes over from the stage that bears it."
    )
    anyway: bool = Field(False, description="Take the name from a stage that had it before and answers to it still.")

    def as_typed(self) -> dict[str, str]:
        """Return the given settings as if they were typed."""
        settings: dict[str, str] = {}
        for name in ("name", "side", "outcome", "probability", "limit", "stale_after", "required", "guidance", "mark"):
            value = getattr(self, name, None)
            if value is not None:
                settings[name] = ",".join(value) if isinstance(value, list) else f"{value}"
        for name in ("limit", "stale_after"):
            if settings.get(name) == "0":
                settings[name] = ""
        if "probability" in settings:
            settings["probability"] = f"{Decimal(settings['probability']) * 100:f}%"
        return settings


class NewStage(_Stage):
    """A stage to add."""

    name: Line
    after: Line | None = Field(
        None, description="The stage, by name or id, behind which it stands; the last open one otherwise."
    )


class StageEdit(_Stage):
    """What to change about a stage."""

    name: Line | None = None
    place: int | None = Field(None, ge=1, le=1_000, description="Where it is to stand, counted from the left, from 1.")


class NewMember(BaseModel):
    """Somebody to add to the board. They sign in only once they are invited under that name."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "Ana", "team": "marketing"}]})
    name: Line
    team: Team
    role: Role = "member"


class MemberEdit(BaseModel):
    """What to change about a member."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"away": True}]})
    name: Line | None = None
    team: Team | None = None
    role: Role | None = None
    aliases: list[Line] | None = Field(None, max_length=50, description="Other names, such as an owner's in a file.")
    away: bool | None = None

    def as_typed(self) -> dict[str, str]:
        """Return the given settings as if they were typed."""
        settings = {name: str(value) for name in ("name", "team", "role") if (value := getattr(self, name)) is not None}
        if self.aliases is not None:
            settings["aliases"] = ",".join(self.aliases)
        return settings if self.away is None else settings | {"away": "yes" if self.away else "no"}


class Counts(BaseModel):
    """How many comments each team wrote."""

    marketing: int
    sales: int


class ActivityCounts(BaseModel):
    """How many activities there were, how many reached the prospect, and when the last one took place."""

    attempts: int
    contacts: int
    last_at: str | None


class Card(BaseModel):
    """A card; times are UTC, days ISO dates, `value` decimal text, absent is null."""

    id: str
    ref: str = Field(description="What people call it: seven characters.")
    title: str
    company: str | None
    contact: str | None
    email: str | None
    phone: str | None
    value: str | None
    currency: str | None
    stage: str
    side: str
    holder: Team | None
    handoff: JsonValue
    marketing_owner: str | None
    sales_owner: str | None
    source: str | None
    campaign: str | None
    labels: list[str]
    next_step: str | None
    next_on: str | None
    next_time: str | None
    comments: Counts
    activities: ActivityCounts
    created_at: str
    updated_at: str
    entered_stage_at: str
    close_on: str | None
    closed_at: str | None
    lost_reason: str | None
    win_reason: str | None
    probability: float | None
    commit: bool = Field(description="Its sales owner, or a lead, committed to it.")
    incomplete: bool = Field(description="It lacks what its stage requires.")
    deleted: bool
    fields: dict[str, JsonValue]
    links: list[dict[str, JsonValue]]


class Made(BaseModel):
    """The created cards, in the order in which they were sent."""

    cards: list[Card]


class Cards(BaseModel):
    """Some of a board's cards."""

    cards: list[Card]
    after: str | None = Field(description="What to ask the next page with; null on the last one.")


class Comment(BaseModel):
    """A comment on a card."""

    id: str
    author: str | None
    team: Team | None = Field(description="The author's at that moment; null for an imported comment.")
    kind: CommentKind
    body: str
    at: str
    edited: bool
    imported_by: str | None = Field(description="Who imported it; then it has no author and no team.")
    author_in_file: str | None = Field(description="The name that the imported file gives its author.")


class Comments(BaseModel):
    """The comments on a card and on those merged into it, oldest first."""

    comments: list[Comment]
    after: str | None = Field(description="What to ask the next page with; null on the last one.")


class Event(BaseModel):
    """One thing that happened to a card."""

    id: str
    at: str
    actor: str = Field(description="Who did it, by name; `board` for what time does.")
    team: Team | None
    verb: str
    said: str = Field(description="One line without the actor.")
    rule: str | None = Field(description="The rule that did it, by name.")
    changes: list[dict[str, JsonValue]] = Field(description="`field`, `from` and `to`; stages by name.")
    comment: str | None = Field(description="The comment that it wrote, edited or deleted.")
    act: str
    undo_of: str | None


class History(BaseModel):
    """What happened to a card and to those merged into it, oldest first."""

    history: list[Event]
    after: str | None = Field(description="What to ask the next page with; null on the last one.")


class Label(BaseModel):
    """A label that cards have."""

    label: str
    cards: int


class Labels(BaseModel):
    """The labels of a board, by name."""

    labels: list[Label]


class Stage(BaseModel):
    """A stage of the pipeline."""

    id: str
    name: str
    side: Side
    outcome: Literal["won", "lost"] | None
    probability: float
    limit: int | None
    stale_after: int | None
    required: list[str]
    marks: list[str]
    guidance: str | None


class Stages(BaseModel):
    """The stages of a board, from left to right."""

    stages: list[Stage]


class Member(BaseModel):
    """A member of the board."""

    id: str
    name: str
    team: Team
    role: Role
    aliases: list[str]
    away: bool


class Members(BaseModel):
    """The members of the board."""

    members: list[Member]
