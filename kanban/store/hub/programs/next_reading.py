"""What members of a board on a server are proposed: how far their wants are, and what the next five are chosen from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kanban.domain.agreements.gate import list_lines_ahead_of
from kanban.domain.card import HANDOFF
from kanban.domain.errors import Refused
from kanban.domain.handoffs import first_response, handoff
from kanban.domain.values import text
from kanban.domain.values.moments import find_today
from kanban.domain.waiting import inbox
from kanban.domain.waiting.next_card import (
    ALIKE,
    Answer,
    ClosedDeals,
    Ended,
    SkippedCard,
    Waiting,
    WaitingCard,
    WantMet,
)
from kanban.domain.waiting.next_marks import DOUBT, SKIP, list_doubts, read_skip
from kanban.domain.wants.want import TIE, WantProgress
from kanban.store.hub.board_rows import board_of, read_row
from kanban.store.hub.cards import wanted_cards
from kanban.store.hub.cards.portable_sql import ask
from kanban.store.hub.cards.reader import BoardReader
from kanban.store.hub.cards.server_dialect import ServerDialect
from kanban.store.hub.interrupting import QueryStopper
from kanban.store.hub.members.accounts import Caller, member_of
from kanban.store.hub.programs.card_search import make_ready, require_stages
from kanban.store.search.conditions import Condition, join_either, join_every, match_any_of
from kanban.store.search.query_sql import Compiler

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from kanban.domain.board import Board, Member, Stage
    from kanban.store.hub.server_database import Hub

ENOUGH = 5
"""Circles are read until so many cards are there."""

_PLAIN = (
    "id, ref, title, company, value, currency, stage, source, campaign, next_step, next_on, next_time, touched_at, "
    "marketing_owner, sales_owner"
)
_SINCE = "CASE WHEN handoff_state = 'accepted' AND sales_attempted_at < offered_at THEN offered_at END"


@dataclass(frozen=True, slots=True)
class NextReading:
    """What the next five of a member are chosen from."""

    board: Board
    waiting: Waiting
    closed: ClosedDeals
    now: datetime


def read_wants(
    hub: Hub, caller: Caller, board: str, stopper: QueryStopper | None = None
) -> tuple[list[WantProgress], Board]:
    """Return all wants of a board with what is tied to each and would match it. Raises Stopped."""
    make_ready(hub, caller, board)
    with hub.reading() as connection, (stopper or QueryStopper()).watching(connection):
        row = read_row(connection, board)
        member_of(hub, connection, row, caller)
        here = require_stages(board_of(hub, connection, row))
        return wanted_cards.list_progress(connection, here, hub.now()), here


def read_next(hub: Hub, caller: Caller, board: str, stopper: QueryStopper | None = None) -> NextReading:
    """Return what the caller's next five are chosen from. Raises Stopped, and Refused for nobody's."""
    make_ready(hub, caller, board)
    with hub.reading() as connection, (stopper or QueryStopper()).watching(connection):
        row = read_row(connection, board)
        me = member_of(hub, connection, row, caller)
        if me is None:
            raise Refused("The board is still being published; finish that first.")
        here, now = require_stages(board_of(hub, connection, row)), hub.now()
        return NextReading(here, _Reading(connection, here, me, now).read(), read_closed_deals(connection, here), now)


def read_closed_deals(connection: Connection, board: Board) -> ClosedDeals:
    """Return how the closed deals of a board ended, in all and by what they have in common."""
    dialect = ServerDialect(connection, board)
    stages = {stage.id: stage for stage in board.stages if stage.side == "sales" and stage.is_closed}
    total, by_field = Ended(), {field: dict[str, Ended]() for field in ALIKE}
    for stage in stages.values():
        where = Condition("board = ? AND deleted = 0", [board.id]).join_all(dialect.match_lanes([stage]))
        is_won = stage.outcome == "won"
        for (count,) in ask(connection, f"SELECT count(*) FROM hub_card WHERE {where.sql}", where.values):
            total = total.add(count, is_won=is_won)
        for field, groups in by_field.items():
            sql = f"SELECT {field}, count(*) FROM hub_card WHERE {where.sql} AND {field} <> '' GROUP BY {field}"
            for value, count in ask(connection, sql, where.values):
                key = text.fold(value)  # one source in two spellings is one source
                groups[key] = groups.get(key, Ended()).add(count, is_won=is_won)
    return ClosedDeals(total, by_field)


class _Reading:
    """One reading, for one member."""

    def __init__(self, connection: Connection, board: Board, me: Member, now: datetime) -> None:
        self.connection, self.board, self.me, self.now = connection, board, me, now
        self.today = find_today(now, board.timezone)
        self.dialect = ServerDialect(connection, board)
        self.owner = f"{me.team}_owner"
        self.open_stages = [stage for stage in board.stages if not stage.is_closed]
        own_sides = {"sales", "door"} if me.team == "sales" else {"marketing"}
        self.own_stages = [stage for stage in self.open_stages if stage.side in own_sides]
        self.level = first_response.find_level(board)
        self.agreement = board.name_version(board.agreement) if board.agreement else ""
        self.skipped: list[SkippedCard] = []
        self.marks = wanted_cards.read_marks(connection, board, [SKIP + me.id, DOUBT, TIE])
        self.wants = self._list_own_wants()
        self.answers = self._list_answers()

    def read(self) -> Waiting:
        cards = list(self._list_circle(0))
        more: dict[int, int] = {}
        for circle in (1, 2):
            if len(cards) >= ENOUGH:
                where = self._circles[circle]
                ((more[circle],),) = ask(
                    self.connection, f"SELECT count(*) FROM hub_card WHERE {where.sql}", where.values
                )
            else:
                cards += self._list_circle(circle)
        return Waiting(cards, self.skipped, more)

    def _list_own_wants(self) -> dict[str, WantMet]:
        """Return the member's wants that are open or met, by id."""
        tied = wanted_cards.list_tied(self.connection, self.board)
        return {
            want.id: WantMet(want.id, text.shorten(want.query, 40), len(tied[want.id]), want.number)
            for want in self.board.wants
            if want.owner == self.me.id and want.find_state(len(tied[want.id]), self.today) in {"open", "met"}
        }

    def _list_answers(self) -> dict[str, Answer]:
        """Return the offers or questions that wait for the member, by card."""
        state = inbox.find_awaited_state(self.me)
        doors = [stage for stage in self.open_stages if stage.side == "door"]
        if state is None or not doors:
            return {}
        where = Condition("board = ? AND deleted = 0 AND handoff_state = ?", [self.board.id, state])
        where = where.join_all(self.dialect.match_lanes(doors))
        ids = [card for (card,) in ask(self.connection, f"SELECT id FROM hub_card WHERE {where.sql}", where.values)]
        answers = {}
        for card in BoardReader(self.connection, self.board).cards_with_ids(ids):
            present = handoff.read(card.value_of(HANDOFF))
            if present and inbox.waits_for(self.board, self.me, present, card.marketing_owner):
                due = present.due if state == "offered" else present.reply_due
                answers[card.id] = Answer("offer" if state == "offered" else "question", due or "")
        return answers

    # -- circles

    @cached_property
    def _circles(self) -> tuple[Condition, Condition, Condition]:
        """The conditions for the cards of each circle: each open card is in exactly one."""
        base = Condition("board = ? AND deleted = 0", [self.board.id])
        base = base.join_all(self.dialect.match_lanes(self.open_stages))
        names = sorted(self.dialect.list_distinct(self.owner))
        mine = match_any_of(self.owner, [name for name in names if self.me.is_named(name)])
        owned = match_any_of(
            self.owner, [name for name in names if any(member.is_named(name) for member in self.board.members)]
        )
        here = self.dialect.match_lanes(self.own_stages)
        if self.me.team == "sales":
            # a card at the door is on its holder's side, and that is not sales once sales has asked
            here = here.join_all(Condition("coalesce(handoff_state, '') <> 'asked'"))
        own, free = here.join_all(mine), here.join_all(owned.negate())
        wanted = [card for card, marks in self.marks.items() if any(marks.get(TIE + w) is True for w in self.wants)]
        waits = join_either(
            [match_any_of("id", sorted(self.answers)), match_any_of("id", sorted(wanted)).join_all(free)]
        )
        first = join_either([waits, own])
        return (
            base.join_all(first),
            join_every([base, first.negate(), free]),
            join_every([base, first.negate(), free.negate()]),
        )

    def _list_circle(self, circle: int) -> Iterator[WaitingCard]:
        where, met = self._circles[circle], self._count_met()
        sql = f"SELECT {_PLAIN}, {_SINCE}, {met.sql} FROM hub_card WHERE {where.sql} ORDER BY id"
        for row in ask(self.connection, sql, [*met.values, *where.values]):
            marks = self.marks.get(row[0], {})
            skip = read_skip(marks.get(SKIP + self.me.id))
            if skip and skip.until > self.today.isoformat():
                self.skipped.append(SkippedCard(self._build(circle, row), skip.until, skip.why))
            else:
                yield self._build(circle, row)

    def _count_met(self) -> Condition:
        """Return how many of the requirements ahead a card meets, in SQL; NULL where there are none."""
        signed = self.board.agreement
        if signed is None:
            return Condition("NULL")
        compiler = Compiler(self.dialect, self.board, None, self.now)
        cases, values = list[str](), list[object]()
        for stage in self.open_stages:
            lines = [compiler.compile_line(line) for line in list_lines_ahead_of(self.board, stage, signed)]
            if lines:
                lane = self.dialect.match_lanes([stage])
                counted = " + ".join(f"CASE WHEN {line.sql} THEN 1 ELSE 0 END" for line in lines)
                cases.append(f"WHEN {lane.sql} THEN {counted}")
                values += [*lane.values, *(value for line in lines for value in line.values)]
        return Condition(f"CASE {' '.join(cases)} END" if cases else "NULL", values)

    @cached_property
    def _ahead(self) -> dict[str, int]:
        signed = self.board.agreement
        return {
            stage.id: len(list_lines_ahead_of(self.board, stage, signed)) if signed else 0 for stage in self.open_stages
        }

    def _build(self, circle: int, row: Sequence[Any]) -> WaitingCard:
        stage: Stage = self.board.lane_of(row[6])
        marks = self.marks.get(row[0], {})
        doubts = list_doubts(marks, dict(zip(ALIKE, (row[7], row[8], row[3]), strict=True)))
        since = row[15] if self.level is not None and stage.side == "sales" else None
        owner = row[13 if self.me.team == "marketing" else 14]
        return WaitingCard(
            id=row[0], ref=row[1], title=row[2], company=row[3], value=row[4], currency=row[5], stage=stage.name,
            circle=circle, source=row[7], campaign=row[8], next_step=row[9],
            # what somebody else promised is not urgent for the member
            next_on=row[10] if circle == 0 or not owner else None, next_time=row[11], touched_at=row[12],
            answer=self.answers.get(row[0]),
            response_due=first_response.add_level(self.board, since, self.level) if since and self.level else None,
            met=row[16], ahead=self._ahead[stage.id], agreement=self.agreement,
            wants=tuple(met for want, met in self.wants.items() if marks.get(TIE + want) is True),
            doubted=frozenset(doubt.field for doubt in doubts),
        )  # fmt: skip
