"""The tables of a client's database, declared once with SQLModel.

The schema comes from these classes and is tested against them.

`tests/store/test_schema.py` makes a database from the classes, one from `schema.sql` and one by the migrations, and
holds the three equal. So the classes say what each column means, and a new column begins here, then goes to
`schema.sql` and to a migration. No row is read or written through them: reads that users wait for, and writes, are
plain SQL on sqlite3 (an object of SQLModel a row costs 5 to 11 times as much, and importing SQLModel 0.3 s), so only
alembic and tests import this module.

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
PLANNED, TALKED = text("deleted = 0 AND next_on IS NOT NULL"), text("deleted = 0 AND talk > 0")


def handoff(name: str) -> TextClause:
    """Return what a card's handoff says, in SQL."""
    return text(f"json_extract(extra, '$.handoff.{name}')")


class Meta(SQLModel, table=True):
    """What this database knows of itself: its device id, the last stamp, counters."""

    __tablename__: ClassVar[str] = "meta"
    key: str = Field(primary_key=True)
    value: str


class Entity(SQLModel, table=True):
    """Everything synced but cards and comments: the board, its stages, members, activities, kinds of newer versions."""

    __tablename__: ClassVar[str] = "entity"
    __table_args__ = (
        Index("entity_kind", "board", "etype"),
        Index(
            "entity_activity", "board", text("json_extract(body, '$.card')"), sqlite_where=text("etype = 'activity'")
        ),
        Index("entity_notice", "board", text("json_extract(body, '$.to')"), sqlite_where=text("etype = 'notice'")),
    )
    id: str = Field(primary_key=True)
    etype: str = Field(primary_key=True)
    board: str = Field(primary_key=True)
    """Part of the key, because one person may be a member of several boards under one id."""
    body: str
    """Its fields, JSON."""
    keys: str


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


class TxRow(SQLModel, table=True):
    """One transaction of the protocol: what its changes have in common, written once for up to 500 of them."""

    __tablename__: ClassVar[str] = "tx"
    n: int | None = Field(default=None, primary_key=True)
    id: str = Field(index=True)
    act: str
    board: str
    actor: str
    device: str
    base: int = 0
    undo_of: str | None = None


class ChangeRow(SQLModel, table=True):
    """The log: every change, in the order in which this database learned of it."""

    __tablename__: ClassVar[str] = "change"
    __table_args__ = (
        Index("change_story", "story"),
        Index("change_entity", "entity", sqlite_where=text("story IS NULL"), postgresql_where=text("story IS NULL")),
    )
    n: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    tx: int
    """The number of its transaction."""
    story: int | None = None
    """The number of the card whose history it belongs to; an index of numbers that rise costs an import little."""
    etype: str
    entity: str
    verb: str
    at: str
    stamp: str
    dseq: int
    seq: int | None = None
    body: str
    """What it sets, JSON."""
    extra: str | None = None


class ActRow(SQLModel, table=True):
    """One line an act, what undo walks: made when its changes are written, local."""

    __tablename__: ClassVar[str] = "act"
    __table_args__ = (Index("act_actor", "board", "actor", "n"),)
    n: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    board: str
    actor: str
    verb: str
    said: str
    at: str
    undo_of: str | None = None
    first: int
    """The log's number of its first change."""
    last: int


class LaneTotal(SQLModel, table=True):
    """How many cards a lane holds and what they are worth, by currency; kept by the writer."""

    __tablename__: ClassVar[str] = "lane_total"
    lane: str = Field(primary_key=True)
    currency: str = Field(primary_key=True)
    """Empty for cards without a value."""
    cards: int
    value: int


class ReadMark(SQLModel, table=True):
    """Up to which comment a member has read a card; card '' is where the member began."""

    __tablename__: ClassVar[str] = "seen"
    member: str = Field(primary_key=True)
    card: str = Field(primary_key=True)
    upto: int


class HandledEntry(SQLModel, table=True):
    """What a member has dealt with in their inbox, where nothing else tells: a notice read, a date let pass."""

    __tablename__: ClassVar[str] = "dealt"
    member: str = Field(primary_key=True)
    entry: str = Field(primary_key=True)
    """The key of the entry (`kanban.domain.waiting.inbox`)."""


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


class SavedView(SQLModel, table=True):
    """A query under a name."""

    __tablename__: ClassVar[str] = "saved_view"
    board: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    query: str


class CommentDraft(SQLModel, table=True):
    """A comment that somebody began and has not sent."""

    __tablename__: ClassVar[str] = "comment_draft"
    member: str = Field(primary_key=True)
    card: str = Field(primary_key=True)
    body: str


class ImportMapping(SQLModel, table=True):
    """How the columns of a file with this header line were mapped last time."""

    __tablename__: ClassVar[str] = "import_mapping"
    board: str = Field(primary_key=True)
    fingerprint: str = Field(primary_key=True)
    mapping: str


class Remote(SQLModel, table=True):
    """The server that a board goes to, and how far the two have come. The cursor is `cursor:BOARD` in `meta`."""

    __tablename__: ClassVar[str] = "remote"
    board: str = Field(primary_key=True)
    url: str
    account: str
    member: str
    """Who this database acts as on that board."""
    name: str
    """The account's name on the server."""
    epoch: str
    tip: str | None = None
    """The id of the change that the cursor stands on."""
    digest: str
    """Of the confirmed state here (`domain.entity_state`)."""
    state: str
    """live, booting or publishing."""
    server_offset: int = 0
    """Milliseconds to add to this machine's clock."""
    synced_at: str | None = None
    offline_since: str | None = None
    published: int = 0
    """The number in the log up to which a board that is being published has been accepted."""
    boot_head: int | None = None
    boot_tip: str | None = None
    boot_after: str | None = None
    boot_count: int | None = None
    older: int | None = None
    """Below which server number the next page of history is to be asked for; null where it is whole."""
    older_floor: int = 0
    """Up to which server number history was here before."""


class Outbox(SQLModel, table=True):
    """An own change that has not come back from the server yet."""

    __tablename__: ClassVar[str] = "outbox"
    __table_args__ = (Index("outbox_order", "board", "acked", "dseq"), Index("outbox_entity", "entity"))
    change: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """Its number in the log."""
    board: str
    etype: str
    entity: str
    dseq: int
    acked: int | None = None
    """The server's number, once it was accepted."""
    held: int | None = None
    """1 while it waits for a newer server; then it has no number of its own."""


class ConfirmedRow(SQLModel, table=True):
    """What an entity's row would be without the outbox, while something of it waits there."""

    __tablename__: ClassVar[str] = "confirmed"
    board: str = Field(primary_key=True)
    etype: str = Field(primary_key=True)
    entity: str = Field(primary_key=True)
    body: str | None = None
    """The row as JSON; null where there was none."""


class StagedEntity(SQLModel, table=True):
    """An entity of a snapshot that is still coming."""

    __tablename__: ClassVar[str] = "staged"
    board: str = Field(primary_key=True)
    etype: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    body: str
    """Its state, JSON."""


class ConflictNote(SQLModel, table=True):
    """What somebody should look at: a refused change, an overtaken one, a word from the server."""

    __tablename__: ClassVar[str] = "attention"
    id: str = Field(primary_key=True)
    board: str = Field(index=True)
    kind: str
    """refused, overtaken, removed or notice."""
    card: str | None = None
    said: str
    detail: str = ""
    code: str = ""
    changes: str = "[]"
    """What redoing it needs, JSON."""
    at: str
    resolved: int = 0


class Invalidation(SQLModel, table=True):
    """Rows that changed without a new row in the log: taken back, or replaced by what the server has."""

    __tablename__: ClassVar[str] = "stirred"
    n: int | None = Field(default=None, primary_key=True)
    board: str
    card: str | None = None
    """Null where everything is to be read anew."""
    head: int
    """The log's newest row at that moment, which may have been a newer one before."""
