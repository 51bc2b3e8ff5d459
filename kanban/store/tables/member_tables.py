"""What a member keeps on this machine and never sends: what they read, drafts, saved views, mappings of columns."""

from typing import ClassVar

from sqlmodel import Field, SQLModel


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


class Walk(SQLModel, table=True):
    """How far a member has come through a closed deal, and what they said; no server is sent it."""

    __tablename__: ClassVar[str] = "walk"
    member: str = Field(primary_key=True)
    board: str = Field(primary_key=True)
    card: str = Field(primary_key=True)
    begun_at: str
    step: int
    answers: str
    """A JSON list."""
    ended_at: str | None = None
    shared: int


class ImportMapping(SQLModel, table=True):
    """How the columns of a file with this header line were mapped last time."""

    __tablename__: ClassVar[str] = "import_mapping"
    board: str = Field(primary_key=True)
    fingerprint: str = Field(primary_key=True)
    mapping: str
