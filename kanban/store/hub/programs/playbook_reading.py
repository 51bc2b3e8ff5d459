"""The playbook of a board on a server: its plays, and the objections that its cards met."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from kanban.domain.playbook.book import MetObjection, build_playbook
from kanban.store.hub.board_rows import board_of, read_row
from kanban.store.hub.cards.reader import BoardReader
from kanban.store.hub.members.accounts import Caller, member_of
from kanban.store.hub.programs.card_search import require_stages
from kanban.store.reading.playbook_rows import find_state, follow_merges

if TYPE_CHECKING:
    from datetime import date

    from kanban.domain.board import Board
    from kanban.domain.playbook.book import Playbook
    from kanban.domain.playbook.objection import Objection
    from kanban.domain.playbook.play import Play
    from kanban.store.hub.server_database import Hub


def playbook(hub: Hub, caller: Caller, board: str) -> tuple[Playbook, Board]:
    """Return the playbook of a board. Raises Stopped."""
    with hub.reading() as connection:
        row = read_row(connection, board)
        member_of(hub, connection, row, caller)
        here = require_stages(board_of(hub, connection, row))
        return read_playbook(connection, here), here


def read_playbook(connection: Connection, board: Board) -> Playbook:
    """Return the plays with all objections that cards met; deleted objections and cards are left out."""
    reader = BoardReader(connection, board)
    met = read_met(reader)
    return build_playbook(reader.list_plays(), met, board.currency)


def read_met(reader: BoardReader, only: Collection[str] | None = None) -> list[MetObjection]:
    """Return the objections that cards met, each on the card where it shows; `only` has the cards that count."""
    board, entries = reader.board, reader.list_objections()
    merges = reader.list_merges() if entries else {}
    homes = {entry.id: follow_merges(merges, entry.card) for entry in entries}
    cards = {card.id: card for card in reader.cards_with_ids(set(homes.values())) if not card.deleted}
    met = []
    for entry in entries:
        card = cards.get(homes[entry.id])
        if card is None or (only is not None and card.id not in only):
            continue
        lane = board.lane_of(card.stage)
        met.append(MetObjection(entry, card.id, card.title, card.value, card.currency, find_state(lane), lane.id))
    return met


def objections(hub: Hub, caller: Caller, board: str, card: str) -> tuple[list[Objection], list[Play], Board]:
    """Return a card's objections, oldest first, with the plays and the board. Raises Stopped and NotFound."""
    with hub.reading() as connection:
        row = read_row(connection, board)
        member_of(hub, connection, row, caller)
        reader = BoardReader(connection, require_stages(board_of(hub, connection, row)))
        entries = reader.list_objections(reader.list_with_merged(reader.card(card).id))
        return entries, reader.list_plays(), reader.board


def find_today(hub: Hub, board: Board) -> date:
    """Return today's date in a board's zone, by the server's clock."""
    return hub.now().astimezone(board.zone).date()
