"""What imports have put on a board, as its log tells: true also where one was stopped between two words."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING

from kanban.store import log

if TYPE_CHECKING:
    from kanban.store.workspace import Workspace


def list_imports(workspace: Workspace) -> list[str]:
    """Return the ids of the member's imports on the open board, newest first."""
    with workspace.database.faults():
        acts = log.list_acts(workspace.connection, workspace.board.id, workspace.member_id or "")
    return [act.id for act in acts if act.verb == "import"]


def count_saved_cards(workspace: Workspace, known: Container[str]) -> int:
    """Return how many cards the member's imports made or changed, without those imports that were known before."""
    cards: set[str] = set()
    for act in list_imports(workspace):
        if act not in known:
            with workspace.database.faults():
                cards.update(log.list_cards_of_act(workspace.connection, act))
    return len(cards)
