"""The guesses about a card on a server, as their reader may see them, and how like cards ended until now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain.guesses.guess import find_base
from kanban.store.hub.board_rows import board_of, read_row
from kanban.store.hub.cards.reader import BoardReader
from kanban.store.hub.members.accounts import Caller, member_of
from kanban.store.hub.programs.card_search import require_stages
from kanban.store.hub.programs.next_reading import read_closed_deals

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.domain.guesses.guess import BaseRate, Guess
    from kanban.store.hub.server_database import Hub


def guesses(hub: Hub, caller: Caller, board: str, card: str) -> tuple[list[Guess], Board, str]:
    """Return the guesses about a card with the board, and the id of the member who reads. Raises Stopped, NotFound."""
    with hub.reading() as connection:
        row = read_row(connection, board)
        member = member_of(hub, connection, row, caller)
        reader = BoardReader(connection, require_stages(board_of(hub, connection, row)))
        reader.reader = member.id if member else ""
        known = reader.list_guesses(reader.card(card).id)
        return [guess for guess in known if not guess.deleted], reader.board, reader.reader


def find_base_rate(reader: BoardReader, card: str) -> BaseRate | None:
    """Return how closed cards like this one ended; None where no card was closed yet."""
    return find_base(read_closed_deals(reader.connection, reader.board), reader.card(card).source)
