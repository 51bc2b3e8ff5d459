"""Cards and comments as the REST interface has them: flat records, for web forms, marketing tools and scripts."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from kanban.domain.agreement import LINE_ID
from kanban.domain.board import Board, Team
from kanban.domain.card import FIELDS, CommentKind
from kanban.domain.decimals import exponent
from kanban.domain.errors import UsageFault
from kanban.domain.fields import LONGEST

Line = Annotated[str, Field(max_length=LONGEST)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e15, le=1e15)]
Given = Line | Number | None
"""A field's new value, as people type it; null clears it."""


class Link(BaseModel):
    """A document or a page."""

    model_config = ConfigDict(extra="forbid")
    url: str = Field(min_length=1, max_length=LONGEST)
    name: Line = ""


class Told(BaseModel):
    """What is given of a card. Values are read as the command line reads them: `12k`, `€22,700.00`, `+3d`, `2026-11-23`."""

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
    next_on: Given = Field(None, description="A day.")
    close_on: Given = Field(None, description="The day on which it is expected to close.")
    probability: Given = Field(None, description="`40%` or 0.4.")
    lost_reason: Given = None
    win_reason: Given = None
    stage: Line | None = Field(
        None, description="A stage, by name or id; a new card begins in the first one otherwise."
    )
    labels: list[Line] | None = Field(None, max_length=100, description="All labels that it is to have.")
    fields: dict[Annotated[str, Field(min_length=1, max_length=100)], Given] = Field(
        default_factory=dict, max_length=100, description="Fields of your own."
    )
    links: list[Link] = Field(default_factory=list, max_length=20, description="Links to add.")

    def typed(self, board: Board) -> dict[str, str]:
        """Return what was given as somebody would have typed it, by field; empty text clears."""
        named = [name for name in FIELDS if name in self.model_fields_set]
        given: dict[str, object] = {name: getattr(self, name) for name in named}
        given |= {f"field.{name}": value for name, value in self.fields.items()}
        currency = self.currency if isinstance(self.currency, str) else board.currency
        return {name: _typed(name, value, currency) for name, value in given.items()}


class NewCard(Told):
    """A card to make."""

    title: Line


class Edit(Told):
    """What is to change about a card."""

    crossing: dict[Literal["why", "opening", "offer_to", "return_reason", "again", "unless"], Line] = Field(
        default_factory=dict, description="What a move from one team to the other asks for."
    )
    evidence: dict[Annotated[str, Field(pattern=f"^{LINE_ID.pattern}$")], Line] = Field(
        default_factory=dict,
        max_length=60,
        description="What shows that a judgement of the agreement holds, by its line, for a move past it.",
    )


def _typed(name: str, value: object, currency: str) -> str:
    """Return a value as text. A JSON number is exact, while `12.345` typed is twelve thousand and some to most of Europe."""
    if value is None:
        return ""
    if not isinstance(value, float):
        return str(value)
    exact = Decimal(str(value))
    if name != "value":
        return f"{exact.normalize():f}"
    places = exponent(currency)
    if exact != round(exact, places):
        raise UsageFault(f"“value” has more than {places} decimal places, which {currency} has not.")
    return f"{exact:.{places}f}"


class NewComment(BaseModel):
    """What to say on a card."""

    model_config = ConfigDict(extra="forbid")
    body: str = Field(min_length=1, max_length=32_000, description="Markdown.")


class Counts(BaseModel):
    """How many comments each team wrote."""

    marketing: int
    sales: int


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
    comments: Counts
    created_at: str
    updated_at: str
    entered_stage_at: str
    close_on: str | None
    closed_at: str | None
    lost_reason: str | None
    win_reason: str | None
    probability: float | None
    incomplete: bool = Field(description="It lacks what its stage requires.")
    deleted: bool
    fields: dict[str, JsonValue]
    links: list[dict[str, JsonValue]]


class Cards(BaseModel):
    """Some of a board's cards."""

    cards: list[Card]
    after: str | None = Field(description="What to ask the next page with; null on the last one.")


class Comment(BaseModel):
    """What somebody wrote on a card."""

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
