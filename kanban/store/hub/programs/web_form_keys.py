"""Keys with which web forms create cards on one board, and can do nothing else.

A key is public, because it is in the page, so it is stored as it is. The server itself writes what a form sends, under
the key's name, and nobody learns from the answer what became of it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sqlalchemy import bindparam, insert, select, update

from kanban.domain import clock
from kanban.domain.acts import board_verbs
from kanban.domain.board import Member
from kanban.domain.errors import NotFound, Refused, UsageFault
from kanban.domain.ids import derive_id
from kanban.domain.records import web_form
from kanban.domain.values import text
from kanban.domain.values.naming import match_named
from kanban.store.deadlines import TIME
from kanban.store.hub import server_tables
from kanban.store.hub.acts import automation_acts, tying
from kanban.store.hub.acts.server_view import ServerView
from kanban.store.hub.board_rows import board_of, lock_row, read_row
from kanban.store.hub.transaction import EVERYBODY, BoardTransaction

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from kanban.domain.change import Act
    from kanban.store.hub.server_database import Hub

KEY = "kbf_"
"""What every key begins with."""

_F, _B = server_tables.form.c, server_tables.board.c
_ONE = select(server_tables.form).where(_F.key == bindparam("key"))
MOST_KEYS = 200
"""Valid keys per board."""


@dataclass(frozen=True, slots=True)
class FormKey:
    """A form key."""

    key: str
    board: str
    name: str
    source: str | None
    campaign: str | None
    origins: tuple[str, ...]
    """Origins of the pages that may use it; empty for any."""
    page: str | None
    """The page to show after the form was sent."""
    made_at: str
    removed_at: str | None
    used_at: str
    cards: int


def add_key(
    hub: Hub,
    board: str,
    name: str,
    *,
    source: str | None = None,
    campaign: str | None = None,
    origins: Sequence[str] = (),
    page: str | None = None,
) -> FormKey:
    """Create a key for the board with this name or id. Raises UsageFault, NotFound, and Refused for a taken name."""
    plain = board_verbs.read_name(name, "key")
    values = {
        "key": KEY + secrets.token_urlsafe(16), "name": plain, "source": _line(source), "campaign": _line(campaign),
        "origins": " ".join(dict.fromkeys(map(origin_of, origins))), "page": _page(page),
        "made_at": clock.iso_ms(hub.now_ms()),
    }  # fmt: skip
    with hub.writing() as connection:
        row = lock_row(connection, _find_board(hub, connection, board))
        known = board_of(hub, connection, row)
        if any(member.is_named(plain) for member in known.members) or text.fold(plain) == EVERYBODY:
            raise Refused(
                f"{plain} is a name on that board already, and cards of a form bear its own; choose another one."
            )
        good = [key for key in _keys(connection) if key.board == row.id and key.removed_at is None]
        if any(text.fold(key.name) == text.fold(plain) for key in good):
            raise Refused(
                f"There is a key called {plain} for that board already; choose another name, or remove that one."
            )
        if len(good) >= MOST_KEYS:
            raise Refused(f"That board has {MOST_KEYS} keys; remove some first.")
        connection.execute(insert(server_tables.form), values | {"board": row.id, "used_at": "", "cards": 0})
        return _key_of(connection.execute(_ONE, {"key": values["key"]}).one())


def keys(hub: Hub) -> list[tuple[FormKey, str]]:
    """Return every key with its board's name, oldest first; the name is empty for a board that is gone."""
    with hub.reading() as connection:
        boards = set(connection.execute(select(_B.id)).scalars())
        names = {board: board_of(hub, connection, read_row(connection, board)).name for board in boards}
        return [(key, names.get(key.board, "")) for key in _keys(connection)]


def remove_key(hub: Hub, wanted: str) -> FormKey:
    """Remove a key, by its text or its name; pages that still have it go on as before. Raises NotFound."""
    with hub.writing() as connection:
        good = [key for key in _keys(connection) if key.removed_at is None]
        matches = match_named(good, wanted, is_meant=lambda key: key.key == wanted, is_whole=True)
        quoted = text.shorten(text.clean_line(wanted), 40)
        if not matches:
            raise NotFound(f"No key is called “{quoted}”; kanban server key list shows them.")
        if len(matches) > 1:
            raise NotFound(
                f"{len(matches)} boards have a key “{quoted}”; name the key itself, as kanban server key list does."
            )
        at = clock.iso_ms(hub.now_ms())
        connection.execute(update(server_tables.form).where(_F.key == matches[0].key).values(removed_at=at))
        return matches[0]


def form_key(hub: Hub, key: str) -> FormKey | None:
    """Return a key, also a removed one; None for one that never existed."""
    with hub.reading() as connection:
        row = connection.execute(_ONE, {"key": key}).one_or_none()
    return _key_of(row) if row else None


def submit(hub: Hub, key: str, sent: Mapping[str, str]) -> str:
    """Create a card from a form, or add to the existing one; returns what was done, for the log.

    The same content twice on a day counts once. Raises KanbanError if that is not possible.
    """
    now = hub.now_ms()
    with hub.writing() as connection:
        row = connection.execute(_ONE, {"key": key}).one_or_none()
        if row is None or row.removed_at is not None:
            return "the key is not good"
        form = _key_of(row)
        transaction = BoardTransaction(hub, connection, lock_row(connection, form.board), now)
        if transaction.row.state != "open" or transaction.board.deleted or not transaction.board.stages:
            return "the board is not there"
        view = ServerView(transaction, Member(form.name, form.name, "marketing", "member"))
        fixed = {name: value for name in ("source", "campaign") if (value := getattr(form, name))}
        submission = web_form.read(sent, transaction.board, view.today, fixed)
        if submission is None:
            return "nothing was filled in"
        names = _names(form, view, sent)
        if transaction.keys.find_act(connection, form.board, names(0)) is not None:
            return "it came before"
        act = _act(view, submission)
        rule_events = automation_acts.list_events(view, act)
        ids = [names(place) for place in range(len(act.steps))]
        changes = transaction.write_own(act.steps, act.verb, form.name, ids)
        transaction.write()
        # the board's own rules, for nobody
        automation_acts.add(hub, connection, transaction.row, TIME, rule_events, changes, now)
        head = tying.tie(hub, connection, transaction.row, TIME.id, changes, now)
        used = {"used_at": clock.iso_ms(now), "cards": form.cards + (act.verb == "create")}
        connection.execute(update(server_tables.form).where(_F.key == key).values(used))
    hub.tell(form.board, head)
    return f"{act.verb} {changes[0].entity}"


def _act(view: ServerView, submission: web_form.Submission) -> Act:
    known_cards = view.list_with_email(submission.email) if submission.email else []
    open_ones = [card for card in known_cards if not view.board.lane_of(card.stage).is_closed]
    known = web_form.find_latest(open_ones)
    return (
        web_form.comment_on_card(view, submission, known)
        if known
        else web_form.create_card(view, submission, known_cards)
    )


def _names(form: FormKey, view: ServerView, sent: Mapping[str, str]) -> Any:  # noqa: ANN401 - a function of places
    words = hashlib.sha256(json.dumps(sorted(sent.items())).encode()).hexdigest()
    return lambda place: derive_id(form.board, f"form:{form.key}", f"{view.today}\n{words}\n{place}")


# -- what a key is told


def origin_of(typed: str) -> str:
    """Return a page's origin as browsers send it; raises UsageFault."""
    parts = _address(typed, "An origin is where the page is, such as https://www.acme.example")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise UsageFault("An origin ends behind the host, such as https://www.acme.example; leave the path out.")
    port = f":{parts.port}" if parts.port and parts.port != {"http": 80, "https": 443}[parts.scheme] else ""
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}{port}"


def _page(typed: str | None) -> str | None:
    if not typed:
        return None
    return str(_address(typed, "--then is the address of a page, such as https://www.acme.example/thanks").geturl())


def _address(typed: str, hint: str) -> Any:  # noqa: ANN401 - urllib's
    plain = text.clean_line(typed)
    try:
        parts = urlsplit(plain)
        is_fit = (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and (parts.port or 1) > 0
            and parts.username is None
        )
    except ValueError:
        is_fit = False
    if not is_fit or not plain.isascii() or " " in plain or len(plain) > 1_000:
        raise UsageFault(f"{hint}, not “{text.shorten(plain, 60)}”.")
    return parts


def _line(typed: str | None) -> str | None:
    return text.shorten(text.clean_line(typed), 200) or None if typed else None


# -- rows


def _find_board(hub: Hub, connection: Connection, wanted: str) -> str:
    """Return the id of the open board with this name or id; raises NotFound."""
    ids = connection.execute(select(_B.id).where(_B.state == "open").order_by(_B.id)).scalars().all()
    boards = [board_of(hub, connection, read_row(connection, board)) for board in ids]
    candidates = [board for board in boards if board.id == wanted or not board.deleted]
    matches = match_named(candidates, wanted, is_meant=lambda board: board.id == wanted, is_whole=True)
    if len(matches) == 1:
        return matches[0].id
    quoted = text.shorten(text.clean_line(wanted), 40)
    choices = ", ".join(f"{board.name} ({board.id})" for board in (matches or boards)) or "none yet"
    if matches:
        raise NotFound(f"{len(matches)} boards are called “{quoted}”; name one by its id: {choices}.")
    raise NotFound(f"This server has no board “{quoted}”; it has {choices}.")


def _keys(connection: Connection) -> list[FormKey]:
    return [_key_of(row) for row in connection.execute(select(server_tables.form).order_by(_F.made_at, _F.key))]


def _key_of(row: Any) -> FormKey:  # noqa: ANN401 - a row of SQLAlchemy
    return FormKey(
        row.key, row.board, row.name, row.source, row.campaign, tuple(row.origins.split()), row.page, row.made_at,
        row.removed_at, row.used_at, row.cards,
    )  # fmt: skip
