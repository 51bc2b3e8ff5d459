"""The card table: cards as queries and reports need them, with their fields, comments and signs.

It derives from the entities, so a board's rows can be made anew at any time (`cards.table_building`).
"""

from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from kanban.store.hub.server_tables.hub_registry import NEVER, ZERO, HubTable


class HubCard(HubTable, table=True):
    """A card as queries and reports need it: from its registers and comments, unless it is purged."""

    __tablename__: ClassVar[str] = "hub_card"
    __table_args__: ClassVar[dict[str, Any]] = {"sqlite_with_rowid": False}  # so that a board's cards lie together
    board: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    deleted: int
    hay: str
    """What free words are looked for in, folded, field by field (`cards.columns`)."""
    ref: str
    stage: str | None
    rank: str
    title: str
    company: str | None
    contact: str | None
    email: str | None
    phone: str | None
    value: int | None
    currency: str | None
    source: str | None
    campaign: str | None
    marketing_owner: str | None
    sales_owner: str | None
    next_step: str | None
    next_on: str | None
    close_on: str | None
    lost_reason: str | None
    win_reason: str | None
    probability: float | None
    merged_into: str | None
    created_at: str
    entered_at: str
    acted_at: str
    changed_at: str
    labels: str
    """As a device's table has them: sorted, one a line, with a line break before and after each."""
    handoff_state: str | None
    answer_due: str | None
    """Until when whoever holds the card at the door is to answer."""
    linked: int
    """Has a link."""
    ticks: str
    """The lines of the agreement that somebody ticked, written as labels are."""
    marketing_comments: int
    sales_comments: int
    talked_at: str
    """When somebody commented last, or did something for it; empty where nobody did."""
    touched_at: str
    updated_at: str
    again: str | None
    """The day on which to try a returned card again."""
    attempts: int = Field(0, sa_column_kwargs=ZERO)
    contacts: int = Field(0, sa_column_kwargs=ZERO)
    attempted_at: str = Field("", sa_column_kwargs=NEVER)
    sales_attempted_at: str = Field("", sa_column_kwargs=NEVER)
    offered_at: str | None = None
    next_time: str | None = None


class HubField(HubTable, table=True):
    """A custom field of a card, as queries compare it."""

    __tablename__: ClassVar[str] = "hub_field"
    __table_args__: ClassVar[dict[str, Any]] = {"sqlite_with_rowid": False}
    board: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    """Folded."""
    card: str = Field(primary_key=True)
    exact: str = Field(primary_key=True)
    """Its name as it was given, of which several may have the same folded name."""
    value: str
    """Folded."""
    number: float | None
    """The number that it holds, where it holds one."""
    given: int
    """Holds something: neither emptied nor switched off."""


class HubComment(HubTable, table=True):
    """A comment as queries ask for it, until it is retracted or purged."""

    __tablename__: ClassVar[str] = "hub_comment"
    __table_args__ = (Index("hub_comment_card", "board", "card"), {"sqlite_with_rowid": False})
    board: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    card: str
    team: str
    at: str
    by_board: int
    """The board itself said it, so it does not count as contact."""
    words: str
    """Its folded words, each behind a space."""
    calls: str
    """What follows each @ that may call somebody (`cards.columns`)."""


class HubSign(HubTable, table=True):
    """What a card is known by elsewhere (`cards.signs`): an e-mail address, or an id of another program."""

    __tablename__: ClassVar[str] = "hub_sign"
    __table_args__ = (Index("hub_sign_card", "board", "card"), {"sqlite_with_rowid": False})
    board: str = Field(primary_key=True)
    sign: str = Field(primary_key=True)
    card: str = Field(primary_key=True)


class HubBuilding(HubTable, table=True):
    """A board whose cards from before this version are still being put into the card table."""

    __tablename__: ClassVar[str] = "hub_building"
    board: str = Field(primary_key=True)
    after: str
    """The type and id of the entity up to which that is done."""


class HubJourney(HubTable, table=True):
    """What figures need to know of a card; it follows from the log."""

    __tablename__: ClassVar[str] = "hub_journey"
    __table_args__: ClassVar[dict[str, Any]] = {"sqlite_with_rowid": False}
    board: str = Field(primary_key=True)
    card: str = Field(primary_key=True)
    facts: str
    """JSON (`store.figures.journey_rows`)."""


class HubCounting(HubTable, table=True):
    """How far the journeys of a board's cards have been taken in."""

    __tablename__: ClassVar[str] = "hub_counting"
    board: str = Field(primary_key=True)
    epoch: str
    """What they were made as: the version of their text, and the epoch of the board. Of another they are made anew."""
    seq: int
    """The number of the change up to which that is done."""
    after: str | None
    """The id of the card up to which the first round has come; None once that is over."""
