"""The cards that a pipeline review talks about as they stand now, out of the tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kanban.domain.handoffs import contest
from kanban.domain.meetings.agenda_cards import AgendaCards, list_over_limit
from kanban.store.figures.journey_reading import count_cards
from kanban.store.reading import read
from kanban.store.reading.waiting import CONTESTED
from kanban.store.search.conditions import Condition

if TYPE_CHECKING:
    from kanban.domain.card import Card
    from kanban.store.workspace import Workspace


def read_agenda_cards(workspace: Workspace) -> AgendaCards:
    """Return the stale cards, those with an open contest, and the stages over their limit."""
    connection, board = workspace.connection, workspace.board
    with workspace.database.faults():
        counted = count_cards(connection, Condition("board = ?", [board.id]))
        return AgendaCards(
            [card.id for card, _, _ in workspace.list_cards("stale")],
            [card.id for card in _list_cards(workspace, Condition(CONTESTED)) if contest.is_open(card.extra)],
            list_over_limit(board, counted),
        )


def read_cards(workspace: Workspace, ids: Sequence[str]) -> dict[str, Card]:
    """Return these cards by their ids; deleted ones are left out."""
    condition = Condition("id IN (SELECT value FROM json_each(?))", [json.dumps(list(ids))], is_by_id=True)
    with workspace.database.faults():
        return {card.id: card for card in _list_cards(workspace, condition)}


def _list_cards(workspace: Workspace, condition: Condition) -> list[Card]:
    rows = read.list_cards(workspace.connection, workspace.board, condition, None, "")
    return [card for card, _, _ in rows if not card.deleted]
