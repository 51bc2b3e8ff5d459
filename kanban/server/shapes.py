"""The protocol's messages as models for the OpenAPI document; `kanban.protocol.wire` reads and writes them.

These models only describe. Pushes and pages are checked and built by the protocol's own functions, as in clients.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from kanban.domain.board import Role, Team
from kanban.protocol.types import MOST_CHANGES, MOST_FIELDS, MOST_NAME, MOST_PAGE

ID = r"^[0-9A-Za-z][0-9A-Za-z_.:-]{0,63}$"
WORD = r"^[a-z][a-z0-9_-]{0,39}$"
STAMP = r"^[0-9a-f]{12}-[0-9a-f]{4}-[0-9a-f]{8}$"
TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"
LINE = r"^[^\x00-\x1f\x7f]*$"

Id = Annotated[str, Field(pattern=ID, description="An id: a UUID as a rule, made by whoever made the thing.")]
Count = Annotated[int, Field(ge=0, lt=1 << 53)]
ServerTime = Annotated[int, Field(description="The server's clock, milliseconds since 1970.")]


class Change(BaseModel):
    """One entity's fields set at one moment by one person; everything on a board is the fold of its changes.

    The value of (entity, field) is the set with the greatest (stamp, id), compared as bytes. Unknown members are kept
    and returned: an older program never erases what a newer one wrote.
    """

    model_config = ConfigDict(extra="allow")
    v: int = Field(1, ge=1, description="The version of the protocol.")
    id: Id
    dseq: Count = Field(description="Counts densely, per device and board, from 1.")
    act: Id = Field(description="Groups the transactions of one large act, such as an import; undo speaks of acts.")
    tx: Id = Field(description="One act of a person: all changes of a transaction are taken, or none.")
    verb: str = Field(pattern=WORD, description="What was done: create, edit, move, comment …")
    at: str = Field(pattern=TIME, description="When it happened in the world. Takes no part in merging.")
    etype: str = Field(
        pattern=WORD, description="card, comment, stage, member, board, or one that a newer program knows."
    )
    entity: Id
    card: Id | None = Field(None, description="The card that a comment is on.")
    set: dict[str, JsonValue] = Field(
        max_length=MOST_FIELDS,
        description=f"Fields and their values; names have 1 to {MOST_NAME} characters. Creation is the first set, with "
        "`created`; deletion and restoring are the field `deleted`. Members of sets have dotted names: `label.vip`.",
    )
    stamp: str = Field(pattern=STAMP, description="12 hex of milliseconds, 4 of a counter, 8 of the device.")
    base: Count = Field(0, description="The highest number that the device had applied.")
    undo_of: Id | None = None
    seq: Count | None = Field(None, description="Its number on the board; the server's to say.")
    actor: str = Field("", max_length=MOST_NAME, description="Who did it; the server goes by the token instead.")
    device: str = Field("", description="The device that made it; the server goes by the push instead.")
    rule: Id | None = Field(None, description="The rule that made it, as part of an act that set the rule off.")
    of: Id | None = Field(
        None, description="The change that set the rule off: where that was refused, so is this (`missing_parent`)."
    )


class Push(BaseModel):
    """Changes that a device offers, in the order of their `dseq`; whole transactions only."""

    epoch: str = Field(pattern=r"^[0-9A-Za-z_.:-]{0,64}$", description="The board's epoch, as it was last heard.")
    device: Id
    changes: list[Change] = Field(max_length=MOST_CHANGES)


class Verdict(BaseModel):
    """The result for one change.

    `applied`: it is the value now. `superseded`: it is in the log, but a later one had won already. `duplicate`: it was
    here before. `rejected`: it was not taken, and `code` and `detail` say why; the changes after it are judged all the
    same.
    """

    id: str
    status: Literal["applied", "superseded", "duplicate", "rejected"]
    seq: int | None = Field(description="Its number; null where it was rejected.")
    stamp: str = Field(description="Its effective stamp, the only one that is used from now on.")
    code: Literal[
        "", "forbidden", "stage_gate", "handoff_moved", "not_author", "gone", "missing_parent", "too_large", "invalid"
    ]
    detail: str


class Pushed(BaseModel):
    """The answer to a push: a verdict for each change."""

    epoch: str
    head: int = Field(description="The number of the board's newest change.")
    verdicts: list[Verdict]
    server_time: ServerTime


class Page(BaseModel):
    """Changes `from + 1 … to`, without a gap. A client takes a page only if `from` is its cursor."""

    from_: int = Field(alias="from")
    to: int
    head: int
    epoch: str
    changes: list[Change]
    digest: str | None = Field(
        None,
        description="On the page that reaches the head: the sum, modulo 2⁶⁴, of a hash over every entity's keys, in "
        "hex. A client whose own differs boots the board anew; it never takes this one over.",
    )
    takes: str = Field("", description="The edition of the list that /v1/meta tells.")
    server_time: ServerTime


class Entity(BaseModel):
    """An entity as it is now, with the change (stamp and id) that won each field."""

    etype: str
    id: str
    set: dict[str, JsonValue]
    keys: dict[str, list[str]] = Field(description="`stamp id` of a change to the fields that it won.")
    made_at: str
    made_verb: str
    changed_at: str


class Snapshot(BaseModel):
    """Some of a board's entities. Load all pages, then pull from the `head` of the first one; overlaps do no harm."""

    epoch: str
    head: int
    tip: str | None = Field(description="The id of the change with the number `head`.")
    entities: list[Entity]
    after: str | None = Field(description="What to ask the next page with; null on the last one.")
    count: int | None = Field(description="How many entities there are, on the first page.")
    server_time: ServerTime


class History(BaseModel):
    """Changes below a number, newest first."""

    epoch: str
    changes: list[Change] = Field(max_length=MOST_PAGE)
    before: int | None = Field(description="What to ask the next page with; null where the history begins.")


class Meta(BaseModel):
    """What the server is; anybody may ask."""

    name: Literal["kanban"]
    version: str
    protocol: int
    min_protocol: int = Field(description="Writes of clients that speak an older one are answered with 426.")
    server_time: ServerTime
    takes: str = Field(description="The edition of the list of what it takes.")
    entities: dict[str, list[str]] = Field(description="What it takes: registers by type of entity.")


class BoardClock(BaseModel):
    """What the server does on boards by the clock: offers that expire, rules that wait for a time."""

    state: Literal["ok", "late", "failing"]
    passed_at: str | None = Field(description="When it last did what was due, UTC.")
    stuck_boards: int = Field(description="Boards on which it could not; the server's log names them.")


class Disk(BaseModel):
    """The disk that holds the database."""

    state: Literal["ok", "low", "unknown"] = Field(description="`unknown` where the database is not in a file.")
    free_bytes: int | None


class Health(BaseModel):
    """The state of the server."""

    status: Literal["ok", "degraded"]
    database: Literal["ok"]
    clock: BoardClock
    disk: Disk


class Me(BaseModel):
    """Whom a token belongs to."""

    account: str
    name: str
    team: Team = Field(description="The account's team; on a board the team of the member counts that it is there.")
    token: str = Field(description="The id of the token, never its text.")


class Board(BaseModel):
    """A board as its member sees it from outside."""

    id: str
    name: str
    head: int
    epoch: str
    state: Literal["publishing", "open"]
    member: str = Field(description="The id of the member that the token's account is on this board.")
    team: Team
    role: Role
    joined: bool = Field(description="False for a board that the account becomes a member of by opening it.")
    owner: str = Field(
        description="Who put the board here, by account name, with `(by invitation)` after one that the server's "
        "operator did not make; empty when they are no longer on it."
    )


class Boards(BaseModel):
    """The boards that a token opens."""

    boards: list[Board]


class Invitation(BaseModel):
    """A board that the caller may join, and as which member."""

    board: str
    name: str = Field(description="The board's.")
    by: str = Field(description="Who invites, by the name of their account, told as a board's `owner` is.")
    member: str
    team: Team
    role: Role


class Invitations(BaseModel):
    """The caller's invitations."""

    invitations: list[Invitation]


class NewBoard(BaseModel):
    """A board that a device begins to publish."""

    id: Id
    device: Id
    mapping: dict[str, str] = Field(
        default_factory=dict,
        max_length=MOST_CHANGES,
        description="Local member to account, by name or id: that account is invited to be it. All but the publisher "
        "become members who can't sign in.",
    )


class Published(BaseModel):
    """The end of publishing: the server has all of the device's changes up to this one."""

    device: Id
    dseq: Count


class Join(BaseModel):
    """A one-time code, from a lead or from another machine of the same person."""

    code: str = Field(min_length=1, max_length=200, pattern=LINE)


class Joined(BaseModel):
    """A token, shown only this once."""

    token: str
    account: str
    name: str


class Invite(BaseModel):
    """Somebody to invite to a board."""

    name: str = Field(min_length=1, max_length=MOST_NAME, pattern=LINE)
    team: Team
    role: Role = "member"


class Code(BaseModel):
    """A code that can be traded for a token once, within 48 hours."""

    code: str


class SignIn(BaseModel):
    """A token, and the devices that use it."""

    id: str
    name: str
    devices: list[str]
    made_at: str
    seen_at: str
    revoked: bool
    own: bool = Field(description="It is the one that asked.")
    mine: bool = Field(description="It is the caller's.")
    barred: bool = Field(description="The board was taken from it.")


class SignIns(BaseModel):
    """The sign-ins of a board's members."""

    devices: list[SignIn]


class NewCalendar(BaseModel):
    """A new link, whose path holds its secret and is shown only this once."""

    id: str
    path: str = Field(description="Behind the server's address it is what a calendar subscribes to.")


class Calendar(BaseModel):
    """A link from which a calendar reads its owner's next steps."""

    id: str
    made_at: str
    read_on: str = Field(description="The day (UTC) on which a calendar read it last; empty for never.")
    own: bool = Field(description="The machine that asks made it.")


class Calendars(BaseModel):
    """The caller's links, oldest first."""

    calendars: list[Calendar]


class Nothing(BaseModel):
    """Done; there is nothing more to say."""


def schemas(*models: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON schemas of models, and of those inside them, as OpenAPI components."""
    components: dict[str, Any] = {}
    for model in models:
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        components |= schema.pop("$defs", {})
        components[model.__name__] = schema
    return components
