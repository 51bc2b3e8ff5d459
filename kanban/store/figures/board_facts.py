"""What reports ask of a board on this machine; the counterpart on a server is `kanban.store.hub.figures`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from functools import cached_property, partial
from typing import TYPE_CHECKING

from kanban.domain import activity
from kanban.domain.clock import ms_of, stamp_at
from kanban.domain.journeys.replaying import build_deals
from kanban.domain.wants.want import WantedCards
from kanban.store.figures.journey_cache import Progress
from kanban.store.figures.journey_reading import count_cards, read_journeys, read_known_journeys
from kanban.store.figures.tally_reading import TallyReader, name_cards, open_tallies
from kanban.store.reading import activity_rows, deals, playbook_rows
from kanban.store.reading.outcomes import guess_rows
from kanban.store.reading.playbook_rows import find_state
from kanban.store.search.conditions import Condition
from kanban.store.suggestions import want_cards

if TYPE_CHECKING:
    from kanban.domain.activity import Activity
    from kanban.domain.guesses.guess import Guess
    from kanban.domain.journeys.journey import Journey
    from kanban.domain.playbook.book import Playbook
    from kanban.domain.records.deal import Deal
    from kanban.store.workspace import Workspace


class BoardFacts:
    """The facts of an open board's cards that a query finds; raises UsageFault for a faulty one.

    `watch` begins a reading, and yields what is told how much of the log was read. With `before`, a UTC time, only what
    was known then counts.
    """

    def __init__(
        self,
        workspace: Workspace,
        query: str,
        watch: Callable[[], AbstractContextManager[Progress]],
        before: str | None = None,
    ) -> None:
        self._workspace, self._query, self._watch, self._before = workspace, query, watch, before
        self._condition = workspace.condition(query) if query else None

    @cached_property
    def missing_history(self) -> str:
        """What is to be said where a part of the board's history is not here; empty where it is whole."""
        return self._workspace.describe_missing_history()

    def list_journeys(self) -> Sequence[Journey]:
        """Return the journeys of the cards; read once."""
        return self._journeys

    @cached_property
    def _journeys(self) -> Sequence[Journey]:
        return list(self._read_journeys(self._condition))

    def list_offered_journeys(self) -> Sequence[Journey]:
        """Return the journeys of the cards that were offered, or came back from sales without an offer."""
        if self.tallies is None:
            return self._journeys
        numbers = json.dumps(self.tallies.list_offered())
        return list(self._read_journeys(Condition("n IN (SELECT value FROM json_each(?))", [numbers])))

    def list_closed_journeys(self) -> Iterator[Journey] | None:
        """Return the journeys of all closed deals of the board; None where their history is not all here."""
        if self.missing_history:
            return None
        if self._before:
            return self._read_journeys(None)
        stages = [stage.id for stage in self._workspace.board.stages if stage.side == "sales" and stage.is_closed]
        return self._read_journeys(Condition(f"lane IN ({','.join('?' * len(stages))})", stages))

    @cached_property
    def tallies(self) -> TallyReader | None:
        """What is counted without journeys; None of another day, where no file can be, and where history is missing."""
        if self._before or self.missing_history:
            return None
        workspace = self._workspace
        with workspace.database.faults(), self._watch() as progress:
            return open_tallies(
                workspace.database, workspace.board, self._condition, progress, partial(_name_cards, workspace)
            )

    def list_deals(self, *, is_closed: bool | None = None, closed_since: str = "") -> Iterator[Deal]:
        """Yield the deals: the open ones, the closed ones, or both. Those closed before a UTC time are left out."""
        workspace = self._workspace
        connection, board = workspace.connection, workspace.board
        with workspace.database.faults():
            if self._before:
                cards = {deal.card: deal for deal in deals.read_deals(connection, board, is_anywhere=True)}
                known = build_deals(board, self._journeys, cards, is_closed=is_closed)
                yield from (deal for deal in known if not deal.closed_at or deal.closed_at >= closed_since)
            else:
                yield from deals.read_deals(
                    connection, board, self._condition, is_closed=is_closed, closed_since=closed_since
                )

    def read_activities(self, cards: Sequence[str]) -> Mapping[str, Sequence[Activity]]:
        """Return the activities on some cards, by card."""
        workspace = self._workspace
        with workspace.database.faults():
            by_card = activity_rows.read_by_card(workspace.connection, workspace.board.id, cards)
        return activity.list_known(by_card, self._before)

    def read_playbook(self) -> Playbook:
        """Return the plays with the objections that the cards met."""
        workspace = self._workspace
        with workspace.database.faults():
            playbook = playbook_rows.read_playbook(workspace.connection, workspace.board)
            cards = None
            if condition := self._condition:
                sql = f"SELECT id FROM card WHERE deleted = 0 AND ({condition.sql})"
                cards = {card for (card,) in workspace.connection.execute(sql, condition.values)}
        return playbook.limit(cards, self._before)

    def read_wants(self) -> WantedCards:
        """Return the wants of the board with how the cards that count stand now."""
        workspace = self._workspace
        connection, board, condition = workspace.connection, workspace.board, self._condition
        where, values = (f" AND ({condition.sql})", condition.values) if condition else ("", ())
        with workspace.database.faults():
            progress = want_cards.list_progress(connection, board, workspace.now())
            sql = f"SELECT id, lane FROM card WHERE board = ? AND deleted = 0{where}"
            lanes = connection.execute(sql, (board.id, *values)) if progress else ()
            stages = {stage.id: find_state(stage) for stage in board.stages}
            states = {card: stages.get(lane, "open") for card, lane in lanes}
        return WantedCards(tuple(progress), states).limit(self._before)

    def list_guesses(self) -> list[Guess]:
        """Return the guesses about cards of the board that may be seen."""
        workspace = self._workspace
        with workspace.database.faults():
            guesses = guess_rows.list_all(workspace.connection, workspace.board.id)
        return [guess for guess in guesses if guess.is_shown and (not self._before or guess.at < self._before)]

    def count_stale(self) -> Mapping[str, int] | None:
        """Return how many cards are stale now, by the id of their stage; None where another day is asked about."""
        if self._before:
            return None
        workspace = self._workspace
        return count_cards(workspace.connection, workspace.condition(f"{self._query} stale".strip()))

    def _read_journeys(self, condition: Condition | None) -> Iterator[Journey]:
        workspace = self._workspace
        database, board = workspace.database, workspace.board
        if self._before:
            with database.faults():
                yield from read_known_journeys(database, board, condition, stamp_at(ms_of(self._before)))
            return
        with database.faults(), self._watch() as progress:
            yield from read_journeys(database, board, condition, progress)


def _name_cards(workspace: Workspace, numbers: Sequence[int]) -> Sequence[str]:
    """Return the ids of cards by their numbers: perhaps in another thread, and when the workspace is closed.

    It holds no facts: a figure that somebody keeps must not hold the file open.
    """
    with closing(workspace.open_sibling()) as sibling, sibling.database.faults():
        return name_cards(sibling.connection, numbers)
