"""Reading cards, comments and history for programs; the database answers queries from the card table."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, or_, select

from kanban.domain import history as history_of
from kanban.domain.board import Board
from kanban.domain.card import Card, Comment
from kanban.domain.change import HANGING, MEMBER
from kanban.domain.errors import Refused, UsageFault
from kanban.domain.queries import query
from kanban.domain.values import text
from kanban.protocol.types import Stopped
from kanban.store.hub import server_tables
from kanban.store.hub.board_rows import board_of, change_of, read_row
from kanban.store.hub.cards import card_table
from kanban.store.hub.cards.card_order import order_sql
from kanban.store.hub.cards.portable_sql import ask
from kanban.store.hub.cards.reader import BoardReader
from kanban.store.hub.cards.server_dialect import ServerDialect
from kanban.store.hub.cards.table_building import build_piece
from kanban.store.hub.interrupting import QueryStopper
from kanban.store.hub.members.accounts import Caller, member_of
from kanban.store.hub.members.invitations import open_first
from kanban.store.search.query_sql import Compiler

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from kanban.domain.activity import Activity
    from kanban.domain.change import Change
    from kanban.store.hub.server_database import Hub
    from kanban.store.search.conditions import Condition

_C, _E = server_tables.change.c, server_tables.entity.c
_HANGS = select(_E.id).where(
    _E.board == bindparam("board"), _E.etype.in_(sorted(HANGING)), _E.card.in_(bindparam("cards", expanding=True))
)
_HISTORY = (
    select(server_tables.change)
    .where(
        _C.board == bindparam("board"), _C.purged == 0,
        or_(_C.entity.in_(bindparam("cards", expanding=True)), _C.entity.in_(_HANGS)),
    )
    .order_by(_C.seq)
)  # fmt: skip
_MEMBERS = select(server_tables.change).where(
    _C.board == bindparam("board"), _C.entity.in_(bindparam("members", expanding=True)), _C.etype == MEMBER
)
_LABELS = "SELECT labels, count(*) FROM hub_card WHERE board = ? AND deleted = 0 AND labels <> '' GROUP BY labels"

MOST_LISTED = 1_000

PATIENCE = 1.0
"""Seconds for which a query helps to build the card table that it needs."""

BUILDING_SECONDS = 5.0
"""Seconds after which to ask again while a board's card table is built after an upgrade."""


@dataclass(frozen=True, slots=True)
class CardPage:
    """A page of the cards that a query finds, as it sorts them, else oldest first."""

    board: Board
    cards: tuple[Card, ...]
    after: str | None
    """What to ask for the next page with; None on the last one."""


def cards(
    hub: Hub,
    caller: Caller,
    board: str,
    source: str = "",
    after: str | None = None,
    limit: int = 100,
    stopper: QueryStopper | None = None,
) -> CardPage:
    """Return the cards after `after` that a query finds. `unread` finds nothing: the server does not know what is.

    Raises Stopped, UsageFault for an invalid query, and Refused.
    """
    most = max(1, min(limit, MOST_LISTED))
    open_first(hub, caller, board)
    _make_ready(hub, caller, board)
    with hub.reading() as connection, (stopper or QueryStopper()).watching(connection):
        row = read_row(connection, board)
        member = member_of(hub, connection, row, caller)
        known_board = require_stages(board_of(hub, connection, row))
        _check_whole(connection, board)
        _prepare(hub, connection)
        dialect = ServerDialect(connection, known_board)
        compiler = Compiler(dialect, known_board, member, hub.now())
        search = query.parse(source, compiler.today)
        condition = compiler.compile_where(search)
        if search.sort:
            ids = _find_sorted(connection, condition, order_sql(dialect, search.sort), after, most + 1)
        else:
            sql = f"SELECT id FROM hub_card WHERE id > ? AND {condition.sql} ORDER BY id LIMIT {most + 1}"
            ids = [card_id[0] for card_id in ask(connection, sql, [after or "", *condition.values])]
        more = ids[most - 1] if len(ids) > most else None
        by_id = {card_id.id: card_id for card_id in BoardReader(connection, known_board).cards_with_ids(ids[:most])}
        return CardPage(known_board, tuple(by_id[card_id] for card_id in ids[:most] if card_id in by_id), more)


def _make_ready(hub: Hub, caller: Caller, board: str) -> None:
    """Build what a board's card table lacks after an upgrade; for a small board that is everything."""
    with hub.reading() as connection:
        member_of(hub, connection, read_row(connection, board), caller)
        if card_table.is_whole(connection, board):
            return
    until = time.monotonic() + PATIENCE
    while build_piece(hub, board) and time.monotonic() < until:
        pass


def _find_sorted(connection: Connection, condition: Condition, order: str, after: str | None, limit: int) -> list[str]:
    """Return the ids of the cards after one, in an order of fields; raises UsageFault if that one is not found."""
    places = f"SELECT id, row_number() OVER (ORDER BY {order}) AS place FROM hub_card WHERE {condition.sql}"
    begin = 0
    if after:
        places_after = ask(
            connection, f"SELECT place FROM ({places}) AS sorted WHERE id = ?", [*condition.values, after]
        )
        if not places_after:
            raise UsageFault(
                "The query no longer finds the card after which this page begins; ask for the first page again."
            )
        begin = places_after[0][0]
    sql = f"SELECT id FROM ({places}) AS sorted WHERE place > ? ORDER BY place LIMIT {limit}"
    return [row[0] for row in ask(connection, sql, [*condition.values, begin])]


def _prepare(hub: Hub, connection: Connection) -> None:
    """Let PostgreSQL sort a whole board in memory, without compiling: a query ends before that pays off."""
    if hub.postgres:
        ask(connection, "SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)")


@contextmanager
def _read_board(hub: Hub, caller: Caller, board: str) -> Iterator[BoardReader]:
    """Hold a reader of a board with stages, for a caller who may see it."""
    open_first(hub, caller, board)
    with hub.reading() as connection:
        row = read_row(connection, board)
        member_of(hub, connection, row, caller)
        yield BoardReader(connection, require_stages(board_of(hub, connection, row)))


def card(hub: Hub, caller: Caller, board: str, card_id: str) -> tuple[Card, Board]:
    """Return a card, also a deleted one, with its board. Raises Stopped and NotFound."""
    with _read_board(hub, caller, board) as reader:
        return reader.card(card_id), reader.board


def board(hub: Hub, caller: Caller, board_id: str) -> Board:
    """Return a board with its stages and members. Raises Stopped."""
    with _read_board(hub, caller, board_id) as reader:
        return reader.board


def comments(hub: Hub, caller: Caller, board: str, card_id: str) -> tuple[list[Comment], Board]:
    """Return a card's comments, oldest first, with its board. Raises Stopped and NotFound."""
    with _read_board(hub, caller, board) as reader:
        return reader.read_talk([reader.card(card_id).id])[card_id], reader.board


def activities(hub: Hub, caller: Caller, board: str, card_id: str) -> tuple[list[Activity], Board]:
    """Return a card's activities, the first one first, with its board. Raises Stopped and NotFound."""
    open_first(hub, caller, board)
    with hub.reading() as connection:
        row = read_row(connection, board)
        member_of(hub, connection, row, caller)
        reader = BoardReader(connection, require_stages(board_of(hub, connection, row)))
        return reader.list_activities(reader.card(card_id).id), reader.board


def history(hub: Hub, caller: Caller, board: str, card_id: str) -> list[history_of.Event]:
    """Return what happened to a card and to those merged into it, oldest first. Raises Stopped and NotFound."""
    with _read_board(hub, caller, board) as reader:
        changes, teams = read_changes(reader, card_id)
        return history_of.list_events(changes, reader.board, teams=teams)


def read_changes(reader: BoardReader, card_id: str) -> tuple[list[Change], history_of.Teams]:
    """Return the changes of a card and of those merged into it, and who was in which team when. Raises NotFound."""
    board = reader.board.id
    card_ids = sorted(card_table.find_merged(reader.connection, board, [reader.card(card_id).id])[card_id])
    rows = reader.connection.execute(_HISTORY, {"board": board, "cards": card_ids})
    changes = [change_of(change_row) for change_row in rows]
    params = {"board": board, "members": [member.id for member in reader.board.all_members]}
    joined = [change_of(change_row) for change_row in reader.connection.execute(_MEMBERS, params)]
    return changes, history_of.list_teams(joined)


def labels(hub: Hub, caller: Caller, board: str, stopper: QueryStopper | None = None) -> dict[str, int]:
    """Return the labels in use on a board, by name, with how many cards have each. Raises Stopped."""
    open_first(hub, caller, board)
    _make_ready(hub, caller, board)
    with hub.reading() as connection, (stopper or QueryStopper()).watching(connection):
        row = read_row(connection, board)
        member_of(hub, connection, row, caller)
        _check_whole(connection, board)
        counted: Counter[str] = Counter()
        for lines, count in ask(connection, _LABELS, [board]):
            counted.update(dict.fromkeys(lines.strip("\n").split("\n"), count))
        return {label: counted[label] for label in sorted(counted, key=lambda name: (text.fold(name), name))}


def make_ready(hub: Hub, caller: Caller, board: str) -> None:
    """Build what a board's card table lacks after an upgrade; raises Stopped if that takes too long for a request."""
    open_first(hub, caller, board)
    _make_ready(hub, caller, board)
    with hub.reading() as connection:
        _check_whole(connection, board)


def _check_whole(connection: Connection, board: str) -> None:
    if not card_table.is_whole(connection, board):
        sentence = "This board's cards are being made ready for queries after an upgrade; ask again in a moment."
        raise Stopped("slow_down", sentence, retry_after=BUILDING_SECONDS)


def require_stages(board: Board) -> Board:
    """Return a board that has stages; raises Refused for one without."""
    if not board.stages:
        raise Refused("The board has no stages yet; its lead adds them on a device.")
    return board
