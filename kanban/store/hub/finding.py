"""Reading cards and comments for programs. What a query asks is answered by the database, from the card table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kanban.domain import query
from kanban.domain.board import Board
from kanban.domain.card import Card, Comment
from kanban.domain.errors import Refused
from kanban.domain.traffic import Stopped
from kanban.store.filter import Compiler
from kanban.store.hub.accounts import Caller, member_of
from kanban.store.hub.cards import keeping
from kanban.store.hub.cards.asking import ask
from kanban.store.hub.cards.dialect import OnServer
from kanban.store.hub.invitations import open_first
from kanban.store.hub.places import board_of, glanced
from kanban.store.hub.shelf import Shelf
from kanban.store.hub.stopping import Stopper

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from kanban.store.hub.opening import Hub

MOST_LISTED = 1_000

BUILDING_SECONDS = 5.0
"""After how long to ask again while a board's card table is being built after an upgrade."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Some of the cards that a query finds, in the order of their ids."""

    board: Board
    cards: tuple[Card, ...]
    after: str | None
    """What to ask the next page with; None on the last one."""


def cards(
    hub: Hub,
    caller: Caller,
    board: str,
    source: str = "",
    after: str | None = None,
    limit: int = 100,
    stopper: Stopper | None = None,
) -> Listed:
    """Return the cards that a query finds, behind the card `after`. What is unread is not known here: nothing is.

    Raises Stopped, UsageFault for a query that is not understood, and Refused.
    """
    most = max(1, min(limit, MOST_LISTED))
    open_first(hub, caller, board)
    with hub.reading() as connection, (stopper or Stopper()).watching(connection):
        row = glanced(connection, board)
        reader = member_of(hub, connection, row, caller)
        there = staged(board_of(hub, connection, row))
        if not keeping.is_whole(connection, board):
            said = "This board's cards are being made ready for queries after an upgrade; ask again in a moment."
            raise Stopped("slow_down", said, retry_after=BUILDING_SECONDS)
        _prepare(hub, connection)
        compiler = Compiler(OnServer(connection, there), there, reader, hub.now())
        condition = compiler.where(query.parse(source, compiler.today))
        sql = f"SELECT id FROM hub_card WHERE id > ? AND {condition.sql} ORDER BY id LIMIT {most + 1}"
        found = [each[0] for each in ask(connection, sql, [after or "", *condition.values])]
        more = found[most - 1] if len(found) > most else None
        return Listed(there, tuple(Shelf(connection, there).some(found[:most])), more)


def _prepare(hub: Hub, connection: Connection) -> None:
    """Let PostgreSQL keep the ids of a whole board in memory, and compile nothing: a query is over before that pays."""
    if hub.postgres:
        ask(connection, "SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)")


def card(hub: Hub, caller: Caller, board: str, card_id: str) -> tuple[Card, Board]:
    """Return a card, deleted ones included, with its board. Raises Stopped and NotFound."""
    open_first(hub, caller, board)
    with hub.reading() as connection:
        row = glanced(connection, board)
        member_of(hub, connection, row, caller)
        shelf = Shelf(connection, staged(board_of(hub, connection, row)))
        return shelf.card(card_id), shelf.board


def comments(hub: Hub, caller: Caller, board: str, card_id: str) -> tuple[list[Comment], Board]:
    """Return the comments that a card shows, oldest first, with its board. Raises Stopped and NotFound."""
    open_first(hub, caller, board)
    with hub.reading() as connection:
        row = glanced(connection, board)
        member_of(hub, connection, row, caller)
        shelf = Shelf(connection, staged(board_of(hub, connection, row)))
        return shelf.talk([shelf.card(card_id).id])[card_id], shelf.board


def staged(board: Board) -> Board:
    """Return a board that has a stage in which cards may show; raises Refused."""
    if not board.stages:
        raise Refused("The board has no stages yet; its lead adds them on a device.")
    return board
