"""What a board shows: its cards, their comments, everything else that is synced, and what is counted of them.

Synced rows carry the keys of their fields in `keys` (see `fold.pack`) and what has no column in `extra`, as JSON. There
are no foreign keys between synced rows: a comment may arrive before its card.
"""

from typing import ClassVar

from sqlalchemy import Index, TextClause, text
from sqlmodel import Field, SQLModel

ZERO, NEVER = {"server_default": text("0")}, {"server_default": text("''")}
LIVE, GONE = text("deleted = 0"), text("deleted = 1")

# word for word in `store/reading/waiting.py` too, or the indexes are not used
HANDED = text("deleted = 0 AND instr(extra, '\"handoff\"') > 0")
CONTESTED = text("deleted = 0 AND instr(extra, '\"contest.') > 0")
WANTED = text("deleted = 0 AND instr(extra, '\"want.') > 0")
PLANNED, TALKED = text("deleted = 0 AND next_on IS NOT NULL"), text("deleted = 0 AND talk > 0")


def handoff(name: str) -> TextClause:
    """Return what a card's handoff says, in SQL."""
    return text(f"json_extract(extra, '$.handoff.{name}')")


class CardRow(SQLModel, table=True):
    """A card as the fold of its changes, with what the board asks for in bulk beside it."""

    __tablename__: ClassVar[str] = "card"
    __table_args__ = (
        # in the order of the lane alone: an index in the order of time costs an import half as much again
        Index("card_lane", "lane", "rank", "id", "touched_at", "entered_at", sqlite_where=LIVE, postgresql_where=LIVE),
        Index("card_gone", "lane", "rank", "id", sqlite_where=GONE, postgresql_where=GONE),
        Index("card_merged", "merged_into", sqlite_where=text("merged_into IS NOT NULL")),
        Index("card_handoff", "board", handoff("state"), handoff("by"), handoff("again"), sqlite_where=HANDED),
        Index("card_offered", "board", handoff("to"), handoff("offered_at"), sqlite_where=HANDED),
        Index("card_contest", "board", sqlite_where=CONTESTED),
        Index("card_want", "board", sqlite_where=WANTED),
        # by number within an owner: an import then adds to the ends of a few lists, not to pages all over the file
        Index("card_marketing_next", "board", "marketing_owner", "n", "lane", "next_on", sqlite_where=PLANNED),
        Index("card_sales_next", "board", "sales_owner", "n", "lane", "next_on", sqlite_where=PLANNED),
        Index("card_marketing_talk", "board", "marketing_owner", "talk", "id", sqlite_where=TALKED),
        Index("card_sales_talk", "board", "sales_owner", "talk", "id", sqlite_where=TALKED),
    )
    n: int | None = Field(default=None, primary_key=True)
    """Counts cards in this database; local, and the rowid of its search entry."""
    id: str = Field(unique=True)
    board: str
    ref: str
    lane: str
    """The stage in which it shows: its own, or where that is gone the nearest to its left."""
    deleted: int = 0
    title: str = ""
    company: str | None = None
    contact: str | None = None
    email: str | None = None
    phone: str | None = None
    value: int | None = None
    currency: str | None = None
    stage: str | None = None
    rank: str = ""
    source: str | None = None
    campaign: str | None = None
    marketing_owner: str | None = None
    sales_owner: str | None = None
    next_step: str | None = None
    next_on: str | None = None
    close_on: str | None = None
    lost_reason: str | None = None
    win_reason: str | None = None
    probability: float | None = None
    merged_into: str | None = None
    created_at: str = ""
    entered_at: str = ""
    acted_at: str = ""
    """When its last act that matters happened, comments aside."""
    changed_at: str = ""
    """The latest time of its own changes."""
    touched_at: str = ""
    """The later of `acted_at` and its last comment."""
    updated_at: str = ""
    """The later of `changed_at` and `touched_at`."""
    labels: str = ""
    """Sorted, one a line, with a line break before and after each: made from the label registers."""
    marketing_comments: int = 0
    sales_comments: int = 0
    talk: int = 0
    """The number of its newest comment that may be unread."""
    version: int = 0
    """Counts the writes to this row: the key of everything drawn from it."""
    hay: str = ""
    """What free words are looked for in: title, company, contact, e-mail, phone, labels, folded."""
    extra: str = "{}"
    """Registers without a column, JSON."""
    keys: str = "{}"
    """For each register the key of the change that won it; see `fold.pack`."""
    attempts: int = Field(0, sa_column_kwargs=ZERO)
    contacts: int = Field(0, sa_column_kwargs=ZERO)
    attempted_at: str = Field("", sa_column_kwargs=NEVER)
    sales_attempted_at: str = Field("", sa_column_kwargs=NEVER)
    next_time: str | None = None


class CommentRow(SQLModel, table=True):
    """A comment as the fold of its changes."""

    __tablename__: ClassVar[str] = "comment"
    __table_args__ = (Index("comment_card", "card", "at"),)
    n: int | None = Field(default=None, primary_key=True)
    """Counts comments as they arrive in this database: the measure of "unread", and the rowid of the search entry."""
    id: str = Field(unique=True)
    board: str
    card: str
    author: str = ""
    team: str = ""
    kind: str = "comment"
    body: str = ""
    at: str = ""
    edited: int = 0
    quiet: int = 0
    """Came with an import: never unread."""
    deleted: int = 0
    extra: str = "{}"
    keys: str = "{}"


class Entity(SQLModel, table=True):
    """Everything synced but cards and comments: the board, its stages, members, activities, kinds of newer versions."""

    __tablename__: ClassVar[str] = "entity"
    __table_args__ = (
        Index("entity_kind", "board", "etype"),
        Index(
            "entity_activity", "board", text("json_extract(body, '$.card')"), sqlite_where=text("etype = 'activity'")
        ),
        Index(
            "entity_objection", "board", text("json_extract(body, '$.card')"), sqlite_where=text("etype = 'objection'")
        ),
        Index("entity_lesson", "board", text("json_extract(body, '$.card')"), sqlite_where=text("etype = 'lesson'")),
        Index("entity_guess", "board", text("json_extract(body, '$.card')"), sqlite_where=text("etype = 'guess'")),
        Index("entity_notice", "board", text("json_extract(body, '$.to')"), sqlite_where=text("etype = 'notice'")),
    )
    id: str = Field(primary_key=True)
    etype: str = Field(primary_key=True)
    board: str = Field(primary_key=True)
    """Part of the key, because one person may be a member of several boards under one id."""
    body: str
    """Its fields, JSON."""
    keys: str


class LaneTotal(SQLModel, table=True):
    """How many cards a lane holds and what they are worth, by currency; kept by the writer."""

    __tablename__: ClassVar[str] = "lane_total"
    lane: str = Field(primary_key=True)
    currency: str = Field(primary_key=True)
    """Empty for cards without a value."""
    cards: int
    value: int


class Origin(SQLModel, table=True):
    """Which cards an outside record became, where their ids do not say it; made from the origin registers.

    Two, where cards were merged: the one that went keeps its register, so that the merge can be undone.
    """

    __tablename__: ClassVar[str] = "origin"
    board: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    """`zoho:4563`."""
    card: str = Field(primary_key=True)


class OwnField(SQLModel, table=True):
    """The name of a field of one's own that some card has or had.

    Made from their registers, so that queries need not look.
    """

    __tablename__: ClassVar[str] = "own_field"
    board: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    """Without the prefix that its register has."""
