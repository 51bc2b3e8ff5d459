"""A board that goes to a server: how far the two have come, what waits, and what somebody should look at."""

from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


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
