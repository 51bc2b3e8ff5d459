"""The playbook of a board that is here: the objections on a card, and its plays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.store.reading import playbook_rows, read

if TYPE_CHECKING:
    from kanban.domain.playbook.book import Playbook
    from kanban.domain.playbook.objection import Objection
    from kanban.domain.playbook.play import Play
    from kanban.store.workspace import Workspace


def list_objections(workspace: Workspace, card_id: str) -> list[Objection]:
    """Return the objections on a card and on those merged into it, oldest first."""
    with workspace.database.faults():
        card_ids = read.list_with_merged(workspace.connection, card_id)
        return playbook_rows.list_objections(workspace.connection, workspace.board.id, card_ids)


def read_playbook(workspace: Workspace) -> Playbook:
    """Return the plays of the board with all objections that its cards met."""
    with workspace.database.faults():
        return playbook_rows.read_playbook(workspace.connection, workspace.board)


def list_plays(workspace: Workspace) -> list[Play]:
    """Return all plays of the board, archived and removed ones too, by title."""
    with workspace.database.faults():
        return playbook_rows.list_plays(workspace.connection, workspace.board.id)
