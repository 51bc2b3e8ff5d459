"""Who may do what: accounts, their machines and boards, invitations, keys of forms, calendar links, the own key."""

from typing import ClassVar

from sqlmodel import Field

from kanban.store.hub.server_tables.hub_registry import HubTable


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


class HubInvitation(HubTable, table=True):
    """A member of a board whom one account may become, once it accepts."""

    __tablename__: ClassVar[str] = "hub_invitation"
    board: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    member: str
    by: str
    """The account that prepared it; it lapses when that one no longer leads the board."""
    at: str


class HubBarred(HubTable, table=True):
    """A machine from which a board was taken, though its member has it."""

    __tablename__: ClassVar[str] = "hub_barred"
    board: str = Field(primary_key=True)
    token: str = Field(primary_key=True)
    by: str
    """The account that did it."""
    at: str


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


class HubCalendar(HubTable, table=True):
    """A link from which a calendar reads one person's next steps; its secret is shown once and kept as a hash."""

    __tablename__: ClassVar[str] = "hub_calendar"
    id: str = Field(primary_key=True)
    token: str
    """The token that made it: the link opens what that opens, and ends with it."""
    hash: str = Field(unique=True)
    made_at: str
    revoked_at: str | None = None
    read_on: str = ""
    """The day (UTC) on which a calendar read it last."""


class HubKey(HubTable, table=True):
    """A key with which the server signs what it writes itself; the oldest one signs, all of them are known again."""

    __tablename__: ClassVar[str] = "hub_key"
    id: str = Field(primary_key=True)
    secret: str
    """32 bytes, hex."""
