"""What reports ask of a board on this machine; the counterpart on a server is `kanban.store.hub.figures`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from typing import TYPE_CHECKING

from kanban.store.figures.journey_cache import Progress
from kanban.store.figures.journey_reading import count_cards, read_journeys
from kanban.store.reading import activity_rows, deals
from kanban.store.search.conditions import Condition

if TYPE_CHECKING:
    from kanban.domain.activity import Activity
    from kanban.domain.journeys.journey import Journey
    from kanban.domain.records.deal import Deal
    from kanban.store.workspace import Workspace


class BoardFacts:
    """The facts of an open board's cards that a query finds; raises UsageFault for a faulty one.

    `watch` begins a reading, and yields what is told how much of the log was read.
    """

    def __init__(self, workspace: Workspace, query: str, watch: Callable[[], AbstractContextManager[Progress]]) -> None:
        self._workspace, self._query, self._watch = workspace, query, watch
        self._condition = workspace.condition(query) if query else None

    def list_journeys(self) -> Sequence[Journey]:
        """Return the journeys of the cards; read once."""
        return self._journeys

    @cached_property
    def _journeys(self) -> Sequence[Journey]:
        return list(self._read_journeys(self._condition))

    def list_closed_journeys(self) -> Iterator[Journey] | None:
        """Return the journeys of all closed deals of the board; None where their history is not all here."""
        if self._workspace.missing_history():
            return None
        stages = [stage.id for stage in self._workspace.board.stages if stage.side == "sales" and stage.is_closed]
        return self._read_journeys(Condition(f"lane IN ({','.join('?' * len(stages))})", stages))

    def list_deals(self, *, is_closed: bool | None = None) -> Iterator[Deal]:
        """Yield the deals: the open ones, the closed ones, or both."""
        workspace = self._workspace
        with workspace.database.faults():
            yield from deals.read_deals(workspace.connection, workspace.board, self._condition, is_closed=is_closed)

    def read_activities(self, cards: Sequence[str]) -> Mapping[str, Sequence[Activity]]:
        """Return the activities on some cards, by card."""
        workspace = self._workspace
        with workspace.database.faults():
            return activity_rows.read_by_card(workspace.connection, workspace.board.id, cards)

    def count_stale(self) -> Mapping[str, int]:
        """Return how many cards are stale now, by the id of their stage."""
        workspace = self._workspace
        return count_cards(workspace.connection, workspace.condition(f"{self._query} stale".strip()))

    def _read_journeys(self, condition: Condition | None) -> Iterator[Journey]:
        workspace = self._workspace
        with workspace.database.faults(), self._watch() as progress:
            yield from read_journeys(workspace.database, workspace.board, condition, progress)
