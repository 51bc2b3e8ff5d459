"""The guesses about a card of a board that is here, as its member may see them, and how like cards ended until now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain.guesses.guess import find_base
from kanban.store.reading.outcomes import guess_rows
from kanban.store.suggestions import next_cards

if TYPE_CHECKING:
    from kanban.domain.guesses.guess import BaseRate, Guess
    from kanban.store.workspace import Workspace


def list_guesses(workspace: Workspace, card_id: str) -> list[Guess]:
    """Return the guesses about a card; those taken back are left out."""
    with workspace.database.faults():
        guesses = guess_rows.list_guesses(workspace.connection, workspace.board.id, [card_id], workspace.member_id)
    return [guess for guess in guesses if not guess.deleted]


def list_shown(workspace: Workspace, card_id: str) -> list[Guess]:
    """Return the guesses about a card as a file may have them: chances of those alone that everybody may see."""
    with workspace.database.faults():
        guesses = guess_rows.list_guesses(workspace.connection, workspace.board.id, [card_id], None)
    return [guess for guess in guesses if not guess.deleted]


def find_base_of(workspace: Workspace, card_id: str) -> BaseRate | None:
    """Return how closed cards like this one ended; None where no card was closed yet."""
    source = workspace.card(card_id).source
    with workspace.database.faults():
        closed = next_cards.read_closed_deals(workspace.connection, workspace.board)
    return find_base(closed, source)
