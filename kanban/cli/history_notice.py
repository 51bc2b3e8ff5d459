"""Warn that a board's older history is not on this machine, for the verbs that show or use the past."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.cli import output
from kanban.store.reading.history_gaps import COMING

if TYPE_CHECKING:
    from kanban.store.workspace import Workspace


def warn_of_missing_history(workspace: Workspace, card: str | None = None, then: str = "") -> None:
    """Warn on stderr that older history of the board or card is not here; `then` says what follows."""
    if words := describe_missing_history(workspace, card, then):
        output.say(f"kanban: {words}")


def describe_missing_history(workspace: Workspace, card: str | None = None, then: str = "") -> str:
    """Return the sentence on older history that is not here; empty where all of it is."""
    missing = workspace.describe_missing_history(card)
    way_out = "; kanban sync fetches it" if missing == COMING else ""
    return f"{missing}{then}{way_out}." if missing else ""
