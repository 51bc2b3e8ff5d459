"""Which card an import linked another one to: an earlier deal of the same person."""

from __future__ import annotations

import sqlite3

from kanban.domain.card import Card
from kanban.domain.errors import NotFound
from kanban.store.reading import read


def find_earlier(connection: sqlite3.Connection, board: str, card: Card) -> Card | None:
    """Return the card of an earlier deal of the same person that an import linked a card to; None without one."""
    earlier = card.extra.get("follows")
    if not isinstance(earlier, str):
        return None
    try:
        return read.merged_into(connection, board, earlier) or read.card(connection, earlier, board)
    except NotFound:  # erased since
        return None
