"""Boards, their entities, and the log that both are the fold of; how far each device has come with it."""

from typing import ClassVar

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from kanban.store.hub.server_tables.hub_registry import HubTable

LYING = text("etype = 'card' AND deleted = 0 AND purged = 0")
"""The condition of cards that lie in a lane; word for word in queries too, or their index is not used."""

UNDOING = text("undo_of IS NOT NULL")


class HubBoard(HubTable, table=True):
    """A board on this server; its row is the lock under which everything of it is written."""

    __tablename__: ClassVar[str] = "hub_board"
    id: str = Field(primary_key=True)
    epoch: str
    """Changes when the server was restored from a backup: numbers of another epoch mean nothing."""
    head: int = 0
    """The number of its newest change; they are dense from 1."""
    tip: str = ""
    """The id of that change; empty on a board without any."""
    digest: str = "0"
    """The sum of `digest_of` over its entities, in decimal."""
    structure: int = 0
    """The number of the newest change to the board itself, a stage or a member."""
    state: str
    """`publishing` until its publisher has sent all of it, then `open`."""
    publisher: str
    """The account that put it here."""
    mapping: str = "{}"
    """Local member to account, as the publisher said; JSON."""
    made_at: str
    device: str
    """The device as which the server itself writes to it."""
    stamp: str = ""
    """The last stamp of that device."""
    dseq: int = 0


class HubEntity(HubTable, table=True):
    """An entity as the fold of its changes, with what the server asks for in bulk beside it."""

    __tablename__: ClassVar[str] = "hub_entity"
    __table_args__ = (
        Index("hub_entity_lane", "board", "stage", "rank", "id", sqlite_where=LYING, postgresql_where=LYING),
        Index("hub_entity_card", "board", "etype", "card"),
    )
    board: str = Field(primary_key=True)
    etype: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    body: str
    """Its registers, JSON."""
    keys: str
    made_at: str
    made_verb: str
    changed_at: str
    seq: int
    """The number of the newest change to it."""
    card: str | None = None
    """The card that a comment is on, or that a merged card went into."""
    stage: str | None = None
    rank: str = ""
    deleted: int = 0
    purged: int = 0


class HubChange(HubTable, table=True):
    """The log."""

    __tablename__: ClassVar[str] = "hub_change"
    __table_args__ = (UniqueConstraint("board", "id"), Index("hub_change_entity", "board", "entity"))
    board: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    id: str
    device: str
    dseq: int
    tx: str
    act: str
    entity: str
    etype: str
    verb: str
    actor: str
    at: str
    stamp: str
    """The effective one."""
    base: int
    body: str
    """What it sets and the rest, JSON."""
    purged: int = 0


class HubSeal(HubTable, table=True):
    """What a guess says in secret: kept apart from the log, and from all that anybody else may read, until it shows."""

    __tablename__: ClassVar[str] = "hub_seal"
    __table_args__ = (Index("hub_seal_guess", "board", "guess"),)
    board: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    """The change that it came with."""
    seq: int
    card: str
    guess: str
    body: str
    """JSON."""


class HubAct(HubTable, table=True):
    """An act, a transaction or an offer of somebody: nobody else's may have its id."""

    __tablename__: ClassVar[str] = "hub_act"
    __table_args__ = (Index("hub_act_undone", "board", "undo_of", sqlite_where=UNDOING, postgresql_where=UNDOING),)
    board: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    actor: str
    undo_of: str | None = None
    """The act that it takes back, or does again."""
    seq: int
    """The number of its first change."""


class HubVerdict(HubTable, table=True):
    """Why a change was rejected, for whoever offers it again."""

    __tablename__: ClassVar[str] = "hub_verdict"
    board: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    device: str
    dseq: int
    code: str
    detail: str


class HubProgress(HubTable, table=True):
    """How far a device has come with what it offers to a board."""

    __tablename__: ClassVar[str] = "hub_progress"
    board: str = Field(primary_key=True)
    device: str = Field(primary_key=True)
    token: str
    high: int
    """The greatest of its own numbers that was taken or rejected."""
    at: str
    """When it last pushed."""
