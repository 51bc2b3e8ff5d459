"""The server's tables: boards as the fold of their changes, their logs, accounts and what these may reach.

The schema comes from these SQLModel classes and is tested against them: a new database is made from them, on SQLite and
on PostgreSQL, and `tests/store/hub/test_schema.py` and `tests/postgres/test_schema.py` compare the migrations with
them. After the classes come the tables with which the hub builds its statements; no row is an object of a class.

They have a registry of their own, so that a device's database has none of them. All text is compared as bytes, on
PostgreSQL too, because stamps and ranks are.
"""

from typing import Any, ClassVar

from sqlalchemy import BigInteger, Float, Index, Integer, MetaData, String, UniqueConstraint, text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

LYING = text("etype = 'card' AND deleted = 0 AND purged = 0")
"""The condition of cards that lie in a lane; word for word in queries too, or their index is not used."""

UNDOING, ZERO, NEVER = text("undo_of IS NOT NULL"), {"server_default": text("0")}, {"server_default": text("''")}


class HubTable(SQLModel, registry=registry()):
    """What all tables of the server have in common: their registry."""


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


class HubAccount(HubTable, table=True):
    """A person on this server."""

    __tablename__: ClassVar[str] = "hub_account"
    id: str = Field(primary_key=True)
    name: str
    everywhere: int = 0
    """Is a member of every board that opens here."""
    team: str
    role: str
    made_at: str


class HubToken(HubTable, table=True):
    """What a machine signs in with; its text is shown once and kept as a hash."""

    __tablename__: ClassVar[str] = "hub_token"
    id: str = Field(primary_key=True)
    account: str = Field(index=True)
    hash: str = Field(unique=True)
    made_at: str
    revoked_at: str | None = None
    board: str | None = None
    """The only board that it opens; None for all of its account's."""


class HubDevice(HubTable, table=True):
    """A device id belongs to one token."""

    __tablename__: ClassVar[str] = "hub_device"
    id: str = Field(primary_key=True)
    token: str
    made_at: str


class HubMembership(HubTable, table=True):
    """Which member of a board an account is."""

    __tablename__: ClassVar[str] = "hub_membership"
    board: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    member: str


class HubCode(HubTable, table=True):
    """A code that is traded for a token, once."""

    __tablename__: ClassVar[str] = "hub_code"
    hash: str = Field(primary_key=True)
    account: str | None = None
    """Whose further machine it signs in; None for an invitation."""
    board: str | None = None
    """The board of an invitation; beside an account, the only board that the machine will open."""
    name: str
    team: str
    role: str
    by: str
    """The account that made it."""
    until_ms: int
    used_at: str | None = None
    """When it was traded, or when it died with the machine or the membership that made it."""
    token: str | None = None
    """The token that made it; None where version 0.1.0 did."""


class HubKey(HubTable, table=True):
    """A key with which the server signs what it writes itself; the oldest one signs, all of them are known again."""

    __tablename__: ClassVar[str] = "hub_key"
    id: str = Field(primary_key=True)
    secret: str
    """32 bytes, hex."""


class HubBarred(HubTable, table=True):
    """A machine from which a board was taken, though its member has it."""

    __tablename__: ClassVar[str] = "hub_barred"
    board: str = Field(primary_key=True)
    token: str = Field(primary_key=True)
    by: str
    """The account that did it."""
    at: str


class HubInvitation(HubTable, table=True):
    """A member of a board whom one account may become, once it accepts."""

    __tablename__: ClassVar[str] = "hub_invitation"
    board: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    member: str
    by: str
    """The account that prepared it; it lapses when that one no longer leads the board."""
    at: str


class HubForm(HubTable, table=True):
    """A key with which a web form creates cards on one board, and can do nothing else. It is public."""

    __tablename__: ClassVar[str] = "hub_form"
    key: str = Field(primary_key=True)
    board: str
    name: str
    """Who makes the cards, as history says it."""
    source: str | None = None
    campaign: str | None = None
    origins: str = ""
    """The pages' origins, with blanks between them; empty where any page may send it."""
    page: str | None = None
    """The page to which a form leads on."""
    made_at: str
    removed_at: str | None = None
    used_at: str = ""
    """When it last made a card, or added to one."""
    cards: int = 0
    """How many cards it made."""


metadata: MetaData = HubTable.metadata

_TEXT = String().with_variant(String(collation="C"), "postgresql")
_WHOLE = Integer().with_variant(BigInteger(), "postgresql")
for _table in metadata.tables.values():
    for _column in _table.columns:
        if not isinstance(_column.type, Float):
            _column.type = _WHOLE if isinstance(_column.type, Integer) else _TEXT


(
    board, entity, card, field, comment, building, change, act, verdict, progress, account, token, device, membership,
    code, key, barred, invitation, sign, form,
) = (
    metadata.tables[f"hub_{name}"]
    for name in (
        "board", "entity", "card", "field", "comment", "building", "change", "act", "verdict", "progress", "account",
        "token", "device", "membership", "code", "key", "barred", "invitation", "sign", "form",
    )
)  # fmt: skip
