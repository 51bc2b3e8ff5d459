"""The log: changes, the transactions and acts that they belong to, and what the file knows of itself."""

from typing import ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel


class Meta(SQLModel, table=True):
    """What this database knows of itself: its device id, the last stamp, counters."""

    __tablename__: ClassVar[str] = "meta"
    key: str = Field(primary_key=True)
    value: str


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


class Invalidation(SQLModel, table=True):
    """Rows that changed without a new row in the log: taken back, or replaced by what the server has."""

    __tablename__: ClassVar[str] = "stirred"
    n: int | None = Field(default=None, primary_key=True)
    board: str
    card: str | None = None
    """Null where everything is to be read anew."""
    head: int
    """The log's newest row at that moment, which may have been a newer one before."""
