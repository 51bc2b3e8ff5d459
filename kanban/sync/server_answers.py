"""What a server says of itself, accounts, boards and devices, checked as strictly as changes are.

Everything else that travels is in `kanban.protocol.wire`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from kanban.domain.board import ROLES, TEAMS, Role, Team
from kanban.domain.values.text import clean_line
from kanban.protocol.types import SignIn
from kanban.protocol.wire_fields import Malformed

Word = TypeVar("Word", bound=str)

State = Literal["publishing", "open"]
STATES: tuple[State, ...] = ("publishing", "open")

LONGEST = 300
"""Characters of a name or of another line of text."""

MOST = 10_000
"""Boards or devices in one answer."""


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """What a server tells anybody who asks."""

    version: str
    protocol: int
    min_protocol: int
    server_ms: int
    takes: str = ""
    """The edition of its list of what it takes; empty from version 0.1.0, which sends none."""
    entities: Mapping[str, tuple[str, ...]] | None = None
    """Registers by type of entity."""


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """Whom a token belongs to."""

    account: str
    name: str
    team: Team = "marketing"
    """The account's team. On one board the member's team counts instead."""
    token: str = ""
    """The id of the token, never its text."""


@dataclass(frozen=True, slots=True)
class RedeemedCode:
    """What a one-time code was traded for."""

    token: str
    account: str
    name: str


@dataclass(frozen=True, slots=True)
class BoardInfo:
    """A board on the server, as the owner of a token may see it."""

    id: str
    name: str
    head: int
    epoch: str
    state: State
    member: str
    """The account's member id on this board; empty while it is being published, as are team and role."""
    team: Team | Literal[""]
    role: Role | Literal[""]
    joined: bool = True
    """The account is a member already; False when it becomes one by opening the board."""
    owner: str = ""
    """Who published the board, by member name; empty from a server of version 0.1.0."""


@dataclass(frozen=True, slots=True)
class BoardInvitation:
    """A board that one is invited to, and as which member."""

    board: str
    name: str
    """The board's."""
    by: str
    """Who invites, by name."""
    team: Team
    role: Role


@dataclass(frozen=True, slots=True)
class CalendarLink:
    """A link from which a calendar reads one's next steps, without its secret."""

    id: str
    made_at: str
    read_on: str
    """The day on which a calendar read it last; empty for never."""
    is_own: bool
    """This machine made it."""


def read_meta(raw: object) -> ServerInfo:
    """Read how a server introduces itself; raises Malformed for anything else."""
    body = _object(raw)
    if body.get("name") != "kanban":
        raise Malformed("It is not called kanban.")
    known_registers = body.get("entities")
    entities = (
        {etype: _names(names) for etype, names in _object(known_registers).items()}
        if known_registers is not None
        else None
    )
    takes = _text(body, "takes", "") if entities is not None else ""
    numbers = _count(body, "protocol"), _count(body, "min_protocol"), _count(body, "server_time")
    return ServerInfo(_text(body, "version"), *numbers, takes, entities)


def _names(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list) or len(raw) > MOST or not all(isinstance(name, str) for name in raw):
        raise Malformed("What the server takes of a type is not a list of names.")
    return tuple(raw)


def read_me(raw: object) -> AccountInfo:
    """Read whom a token belongs to; raises Malformed."""
    body = _object(raw)
    team = _text(body, "team", "")
    return AccountInfo(
        _text(body, "account"), _text(body, "name"), team if team in TEAMS else "marketing", _text(body, "token", "")
    )


def read_joined(raw: object) -> RedeemedCode:
    """Read what a code was traded for; raises Malformed."""
    body = _object(raw)
    return RedeemedCode(_text(body, "token"), _text(body, "account"), _text(body, "name"))


def read_code(raw: object) -> str:
    """Read a one-time code; raises Malformed."""
    return _text(_object(raw), "code")


def read_boards(raw: object) -> tuple[BoardInfo, ...]:
    """Read the boards that a token opens; raises Malformed."""
    return tuple(map(read_board, _list(_object(raw), "boards")))


def read_board(raw: object) -> BoardInfo:
    """Read what a server tells of a board; raises Malformed."""
    body = _object(raw)
    state = _one_of(STATES, _text(body, "state"))
    blank = ("",) if state == "publishing" else ()
    return BoardInfo(
        _text(body, "id"),
        _text(body, "name"),
        _count(body, "head"),
        _text(body, "epoch"),
        state,
        _text(body, "member"),
        _one_of((*TEAMS, *blank), _text(body, "team")),
        _one_of((*ROLES, *blank), _text(body, "role")),
        joined=body.get("joined") is not False,
        owner=_text(body, "owner") if "owner" in body else "",
    )


def read_invitations(raw: object) -> tuple[BoardInvitation, ...]:
    """Read what one is invited to; raises Malformed."""
    return tuple(map(_read_invitation, _list(_object(raw), "invitations")))


def _read_invitation(raw: object) -> BoardInvitation:
    body = _object(raw)
    who = _one_of(TEAMS, _text(body, "team")), _one_of(ROLES, _text(body, "role"))
    return BoardInvitation(_text(body, "board"), _text(body, "name"), _text(body, "by"), *who)


def read_sign_ins(raw: object) -> tuple[SignIn, ...]:
    """Read the tokens and devices of a board's members; raises Malformed."""
    return tuple(map(_sign_in, _list(_object(raw), "devices")))


def _sign_in(raw: object) -> SignIn:
    body = _object(raw)
    devices = _list(body, "devices")
    if not all(isinstance(device, str) for device in devices):
        raise Malformed("A device has no id.")
    return SignIn(
        _text(body, "id"),
        _text(body, "name"),
        tuple(clean_line(device[:LONGEST]) for device in devices),
        _text(body, "made_at", ""),
        _text(body, "seen_at", ""),
        body.get("revoked") is True,
        body.get("own") is True,
        mine=mine if isinstance(mine := body.get("mine"), bool) else None,
        barred=body.get("barred") is True,
    )


def read_new_calendar(raw: object) -> tuple[str, str]:
    """Read a new link of a calendar: its id and its path; raises Malformed."""
    body = _object(raw)
    path = _text(body, "path")
    if not path.startswith("/"):
        raise Malformed("A calendar's path does not begin with a slash.")
    return _text(body, "id"), path


def read_calendars(raw: object) -> tuple[CalendarLink, ...]:
    """Read the links of one's calendar; raises Malformed."""
    links = map(_object, _list(_object(raw), "calendars"))
    return tuple(
        CalendarLink(_text(link, "id"), _text(link, "made_at"), _text(link, "read_on", ""), link.get("own") is True)
        for link in links
    )


def _one_of(known: tuple[Word, ...], text: str) -> Word:
    for word in known:
        if word == text:
            return word
    raise Malformed("Can't read what the server says about a board.")


def _object(raw: object) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise Malformed(f"Where an object should be there is {type(raw).__name__}.")
    return raw


def _list(body: Mapping[str, Any], name: str) -> list[Any]:
    value = body.get(name)
    if not isinstance(value, list) or len(value) > MOST:
        raise Malformed(f"“{name}” should be a list.")
    return value


def _text(body: Mapping[str, Any], name: str, default: str | None = None) -> str:
    value = body.get(name)
    value = default if value is None else value
    if not isinstance(value, str) or len(value) > LONGEST:
        raise Malformed(f"“{name}” should be text of at most {LONGEST} characters.")
    return clean_line(value)


def _count(body: Mapping[str, Any], name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 53:
        raise Malformed(f"“{name}” should be a whole number from 0 on.")
    return value
