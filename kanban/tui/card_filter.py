"""What the worker keeps for the filter: the searched text of all cards, and the present filter."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from kanban.domain import queries
from kanban.domain.errors import KanbanError
from kanban.store import search
from kanban.store.reading import read
from kanban.store.search.conditions import Condition
from kanban.store.search.search_text import BoardSearchTexts, LaneSearchTexts
from kanban.store.workspace import Workspace
from kanban.tui import facts

if TYPE_CHECKING:
    from kanban.domain.queries.query import Query


class CardFilter:
    """Finds the cards that match a filter."""

    def __init__(self) -> None:
        self.search_texts = BoardSearchTexts()
        """The searched text by lane; a lane that is not there yet is gathered when it is searched."""
        self.query: Query | None = None
        """The filter that holds; None where all cards show."""
        self._condition: Condition | None = None

    def gather(self, workspace: Workspace, lane: str) -> None:
        """Read the searched text of a lane."""
        self.search_texts.lanes[lane] = LaneSearchTexts(read.read_search_texts(workspace.connection, lane))

    def matching(self, workspace: Workspace, numbers: Sequence[int]) -> AbstractSet[int] | None:
        """Return which of these cards meet the filter; None where there is none."""
        if self._condition is None:
            return None
        among = Condition(f"n IN ({','.join('?' * len(numbers))})", [*numbers])
        return read.find_matching(workspace.connection, among.join_all(self._condition))

    def count_again(self, workspace: Workspace) -> facts.CardsFound | None:
        """Run the present filter again, for example for another reader; None without a filter."""
        return self.find(workspace, self.query.source) if self.query else None

    def find(self, workspace: Workspace, source: str) -> facts.CardsFound:
        """Return the cards that match a filter, and make it the present one; a faulty filter changes nothing."""
        self.search_texts.settle()
        try:
            query = queries.query.parse_unfinished(source, workspace.today)
            compiler = workspace.compiler()
            among: set[int] | None = None
            if query.structured:
                among = read.find_matching(workspace.connection, compiler.compile_structured(query))
            filters = bool(query.terms or query.sort)
            self._condition = compiler.compile_where(query) if filters else None
        except KanbanError as fault:
            return facts.CardsFound(source, None, str(fault))
        self.query = query if filters else None
        if not filters:
            return facts.CardsFound(source)
        commented = {}
        for word in query.words:
            condition = compiler.comment_text(word)
            if condition:
                commented[word] = read.find_matching(workspace.connection, condition)
        lanes: dict[str, array[int]] = {}
        for stage in workspace.board.stages:
            if stage.id not in self.search_texts.lanes:
                self.gather(workspace, stage.id)
            lanes[stage.id] = self.search_texts.lanes[stage.id].find(query.words, among, commented)
        if query.sort:
            lanes = self._sort(workspace, lanes, query)
        hint = "" if any(lanes.values()) else queries.query.suggest_term(query)
        return facts.CardsFound(source, lanes, hint=hint)

    @staticmethod
    def _sort(workspace: Workspace, lanes: dict[str, array[int]], query: Query) -> dict[str, array[int]]:
        """Return the cards of each lane in the order that a filter asks for."""
        order = search.sort_order.order_sql(workspace.board, query.sort)
        ordered = {}
        for lane, numbers in lanes.items():
            matching = set(numbers)
            ordered[lane] = array(
                "q", (n for n in read.sort_numbers(workspace.connection, lane, order) if n in matching)
            )
        return ordered
