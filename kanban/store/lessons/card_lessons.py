"""The debriefs and shared walks on a card of a board that is here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.store.reading import read
from kanban.store.reading.outcomes import lesson_rows

if TYPE_CHECKING:
    from kanban.domain.lessons.lesson import Lesson
    from kanban.store.workspace import Workspace


def list_lessons(workspace: Workspace, card_id: str) -> list[Lesson]:
    """Return the debriefs and shared walks on a card and on those merged into it, oldest first."""
    with workspace.database.faults():
        card_ids = read.list_with_merged(workspace.connection, card_id)
        return lesson_rows.list_lessons(workspace.connection, workspace.board.id, card_ids)
