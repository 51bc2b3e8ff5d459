"""What reports ask of a board on a server; the counterpart on a device is `kanban.store.figures.board_facts`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kanban.domain import activity
from kanban.domain.change import CARD
from kanban.domain.clock import ms_of, stamp_at
from kanban.domain.commitments import COMMIT
from kanban.domain.handoffs import contest
from kanban.domain.journeys.replaying import build_deals
from kanban.domain.meetings.agenda_cards import AgendaCards, list_over_limit
from kanban.domain.playbook.book import Playbook
from kanban.domain.queries import query
from kanban.domain.records.deal import Deal
from kanban.domain.wants.want import WantedCards
from kanban.store.figures.journey_rows import build_journeys, find_last
from kanban.store.hub.board_rows import board_of, read_row
from kanban.store.hub.cards import wanted_cards
from kanban.store.hub.cards.card_order import order_sql
from kanban.store.hub.cards.portable_sql import ask, position
from kanban.store.hub.cards.reader import BoardReader
from kanban.store.hub.cards.server_dialect import ServerDialect
from kanban.store.hub.figures import journey_table
from kanban.store.hub.interrupting import QueryStopper, WatchedRows
from kanban.store.hub.members.accounts import Caller, member_of
from kanban.store.hub.members.invitations import open_first
from kanban.store.hub.programs.card_search import make_ready, require_stages
from kanban.store.hub.programs.playbook_reading import read_playbook
from kanban.store.reading.playbook_rows import find_state
from kanban.store.search.conditions import Condition, match_any_of
from kanban.store.search.query_sql import Compiler

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from kanban.domain.activity import Activity
    from kanban.domain.board import Board, Stage
    from kanban.domain.card import Card
    from kanban.domain.guesses.guess import Guess
    from kanban.domain.journeys.journey import Journey
    from kanban.store.hub.server_database import Hub

_MERGED = "SELECT id, card FROM hub_entity WHERE board = ? AND etype = 'card' AND purged = 0 AND card IS NOT NULL"
_DEAL = "id, value, currency, entered_at, source, campaign, sales_owner, close_on, probability"


class HubFacts:
    """The facts of a board's cards that a query finds, read within one transaction."""

    def __init__(
        self,
        connection: Connection,
        board: Board,
        compiler: Compiler,
        typed: str,
        before: str | None,
        stopper: QueryStopper,
        now: datetime,
    ) -> None:
        self._connection, self._compiler, self._typed, self._before = connection, compiler, typed, before
        self._stopper, self._present = stopper, now
        self.board = board
        self._dialect = ServerDialect(connection, board)
        self._condition = self._compile(typed)

    @property
    def missing_history(self) -> str:
        """Nothing: a server has all of its boards' history."""
        return ""

    def list_journeys(self) -> Sequence[Journey]:
        """Return the journeys of the cards; read once."""
        return self._journeys

    @cached_property
    def _journeys(self) -> Sequence[Journey]:
        return WatchedRows(list(self._read_journeys(self._condition)), self._stopper)

    def list_offered_journeys(self) -> Sequence[Journey]:
        """Return the journeys of the cards, of those that were never offered too: one look reads them all."""
        return self._journeys

    def list_closed_journeys(self) -> Iterator[Journey]:
        """Yield the journeys of all closed deals of the board."""
        if self._before:
            return self._read_journeys(self._compile(""))
        closed = [stage for stage in self.board.stages if stage.side == "sales" and stage.is_closed]
        return self._read_journeys(self._compile("").join_all(self._dialect.match_lanes(closed)))

    @property
    def tallies(self) -> None:
        """Nothing: a server reads journeys."""

    def list_deals(self, *, is_closed: bool | None = None, closed_since: str = "") -> Iterator[Deal]:
        """Yield the deals: the open ones, the closed ones, or both. Those closed before a UTC time are left out."""
        deals = self._list_deals(is_closed)
        return (deal for deal in deals if not deal.closed_at or deal.closed_at >= closed_since)

    def _list_deals(self, is_closed: bool | None) -> Iterator[Deal]:
        if self._before:
            cards = {deal.card: deal for deal in self._read_deals(self._compile(""), self.board.stages)}
            return self._stopper.watch(build_deals(self.board, self._journeys, cards, is_closed=is_closed))
        stages = [
            stage
            for stage in self.board.stages
            if stage.side == "sales" and (is_closed is None or stage.is_closed == is_closed)
        ]
        return self._stopper.watch(self._read_deals(self._condition, stages))

    def _read_deals(self, condition: Condition, stages: Sequence[Stage]) -> Iterator[Deal]:
        """Yield the cards in some stages as deals."""
        by_id = {stage.id: stage for stage in stages}
        where = condition.join_all(self._dialect.match_lanes(list(stages)))
        sql = f"SELECT {self._dialect.lane}, {_DEAL} FROM hub_card WHERE {where.sql}"
        names: dict[str | None, str | None] = {}
        for lane, card, value, currency, entered_at, source, campaign, owner, close_on, chance in ask(
            self._connection, sql, where.values
        ):
            if owner not in names:
                names[owner] = self.board.owner_name(owner)
            stage = by_id[lane]
            yield Deal(
                card, stage.outcome, value, currency, entered_at if stage.is_closed else None, source, campaign,
                names[owner], close_on, stage.probability if chance is None else chance, stage.id,
                card in self._committed,
            )  # fmt: skip

    @cached_property
    def _committed(self) -> frozenset[str]:
        """The cards that somebody commits to. They are few, so they have no column of their own."""
        begins = position(self._connection)
        sql = f"SELECT id, body FROM hub_entity WHERE board = ? AND etype = ? AND {begins}(body, ?) > 0"
        rows = ask(self._connection, sql, (self.board.id, CARD, f'"{COMMIT}"'))
        return frozenset(card for card, body in rows if json.loads(body).get(COMMIT) is True)

    def read_activities(self, cards: Sequence[str]) -> Mapping[str, Sequence[Activity]]:
        """Return the activities on some cards, by card."""
        by_card = BoardReader(self._connection, self.board).read_activities(cards)
        return activity.list_known(by_card, self._before)

    def read_playbook(self) -> Playbook:
        """Return the plays with the objections that the cards met."""
        where = self._condition
        sql = f"SELECT id FROM hub_card WHERE {where.sql}"
        cards = {row[0] for row in ask(self._connection, sql, where.values)} if self._typed else None
        whole = read_playbook(self._connection, self.board)
        watched = Playbook(whole.plays, tuple(self._stopper.watch(whole.met)), whole.currency)
        return watched.limit(cards, self._before)

    def read_wants(self) -> WantedCards:
        """Return the wants of the board with how the cards that count stand now."""
        progress = wanted_cards.list_progress(self._connection, self.board, self._present)
        where, lane = self._condition, self._dialect.lane
        sql = f"SELECT id, {lane} FROM hub_card WHERE {where.sql}"
        rows = ask(self._connection, sql, where.values) if progress else ()
        stages = {stage.id: find_state(stage) for stage in self.board.stages}
        states = {row[0]: stages.get(row[1], "open") for row in self._stopper.watch(rows)}
        return WantedCards(tuple(progress), states).limit(self._before)

    def list_guesses(self) -> list[Guess]:
        """Return the guesses about cards of the board that may be seen."""
        guesses = BoardReader(self._connection, self.board).list_all_guesses()
        return [guess for guess in guesses if guess.is_shown and (not self._before or guess.at < self._before)]

    def count_stale(self) -> Mapping[str, int] | None:
        """Return how many cards are stale now, by the id of their stage; None where another day is asked about."""
        if self._before:
            return None
        where = self._compile(f"{self._typed} stale".strip())
        lane = self._dialect.lane
        sql = f"SELECT {lane}, count(*) FROM hub_card WHERE {where.sql} GROUP BY {lane}"
        return {row[0]: row[1] for row in ask(self._connection, sql, where.values)}

    def read_agenda_cards(self) -> AgendaCards:
        """Return the stale cards, those with an open contest, and the stages over their limit."""
        begins, lane = position(self._connection), self._dialect.lane
        contested = f"SELECT id FROM hub_entity WHERE board = ? AND etype = ? AND {begins}(body, ?) > 0"
        cards = [row[0] for row in ask(self._connection, contested, (self.board.id, CARD, f'"{contest.CONTEST}'))]
        opened = [card.id for card in self.read_cards(cards).values() if contest.is_open(card.extra)]
        everything = self._compile("")
        sql = f"SELECT {lane}, count(*) FROM hub_card WHERE {everything.sql} GROUP BY {lane}"
        counted = {row[0]: row[1] for row in ask(self._connection, sql, everything.values)}
        return AgendaCards(
            self._sort(self._compile("stale")),
            self._sort(everything.join_all(match_any_of("id", opened))) if opened else [],
            list_over_limit(self.board, counted),
        )

    def read_cards(self, ids: Sequence[str]) -> dict[str, Card]:
        """Return these cards by their ids; deleted ones are left out."""
        cards = BoardReader(self._connection, self.board).cards_with_ids(set(ids))
        return {card.id: card for card in cards if not card.deleted}

    def _sort(self, where: Condition) -> list[str]:
        """Return the ids of cards in the order of the board."""
        order = order_sql(self._dialect, [("stage", False), ("rank", False)])
        return [
            row[0]
            for row in ask(
                self._connection, f"SELECT id FROM hub_card WHERE {where.sql} ORDER BY {order}", where.values
            )
        ]

    def _compile(self, typed: str) -> Condition:
        return self._compiler.compile_where(query.parse(typed, self._compiler.today))

    def _read_journeys(self, where: Condition) -> Iterator[Journey]:
        sql = f"SELECT id FROM hub_card WHERE {where.sql} AND merged_into IS NULL"
        cards = {row[0]: row[0] for row in ask(self._connection, sql, where.values)}
        into = {row[0]: row[1] for row in ask(self._connection, _MERGED, [self.board.id])}
        merged = {card: find_last(into, card) for card in into}
        if self._before:
            facts = journey_table.read_known(self._connection, self.board.id, stamp_at(ms_of(self._before)))
        else:
            facts = journey_table.read(self._connection, self.board.id, [*cards, *merged])
        journeys = build_journeys(self.board, cards, merged, self._stopper.watch(facts))
        return self._stopper.watch(journeys)


@dataclass(frozen=True)
class FactsReader:
    """A board on which a report may be asked for."""

    board: Board
    now: datetime
    read: Callable[[str | None], HubFacts]
    """Returns the facts that were known before a UTC time; with None all of them."""


@contextmanager
def read_facts(hub: Hub, caller: Caller, board: str, typed: str, stopper: QueryStopper) -> Iterator[FactsReader]:
    """Hold what reads the facts of a board's cards that a query finds, for a caller who may see it.

    Raises Stopped, UsageFault for an invalid query, and Refused.
    """
    open_first(hub, caller, board)
    make_ready(hub, caller, board)
    journey_table.catch_up(hub, board, stopper)
    with hub.reading() as connection, stopper.watching(connection):
        row = read_row(connection, board)
        member = member_of(hub, connection, row, caller)
        known_board, now = require_stages(board_of(hub, connection, row)), hub.now()
        compiler = Compiler(ServerDialect(connection, known_board), known_board, member, now)
        yield FactsReader(
            known_board, now, lambda before: HubFacts(connection, known_board, compiler, typed, before, stopper, now)
        )
