"""Read what the next five cards are chosen from: open cards circle by circle, and how closed deals ended."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from kanban.domain.agreements.gate import list_lines_ahead_of
from kanban.domain.board import Board, Member
from kanban.domain.handoffs import first_response
from kanban.domain.values import text
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
from kanban.domain.wants.want import TIE
from kanban.store.reading import inbox
from kanban.store.search import want_search
from kanban.store.search.conditions import HANDED, HANDOFF_STATE, RESPONSE_SINCE, met_lines_sql

ENOUGH = 5
"""Circles are read until so many cards are there."""

_PLAIN = (
    "id, ref, title, company, value, currency, lane, source, campaign, next_step, next_on, next_time, touched_at, "
    "marketing_owner, sales_owner"
)
_MARKS = (
    f"CASE WHEN instr(extra, '\"{SKIP}') > 0 OR instr(extra, '\"{DOUBT}') > 0 OR instr(extra, '\"{TIE}') > 0 "
    "THEN extra END"
)
_SINCE = f"CASE WHEN {HANDED} THEN {RESPONSE_SINCE} END"


def read_closed_deals(connection: sqlite3.Connection, board: Board) -> ClosedDeals:
    """Return how the closed deals of a board ended, in all and by what they have in common."""
    lanes = {stage.id: stage.outcome for stage in board.stages if stage.side == "sales" and stage.is_closed}
    where = f"lane IN ({','.join('?' * len(lanes))}) AND deleted = 0"
    total, by_field = Ended(), dict[str, dict[str, Ended]]()
    for lane, count in connection.execute(f"SELECT lane, count(*) FROM card WHERE {where} GROUP BY lane", (*lanes,)):
        total = total.add(count, is_won=lanes[lane] == "won")
    for field in ALIKE:
        groups = by_field.setdefault(field, {})
        sql = f"SELECT {field}, lane, count(*) FROM card WHERE {where} AND {field} <> '' GROUP BY {field}, lane"
        for value, lane, count in connection.execute(sql, (*lanes,)):
            key = text.fold(value)  # one source in two spellings is one source
            groups[key] = groups.get(key, Ended()).add(count, is_won=lanes[lane] == "won")
    return ClosedDeals(total, by_field)


def read_waiting(connection: sqlite3.Connection, board: Board, me: Member, now: datetime) -> Waiting:
    """Return the open cards that may be a member's next."""
    return _Reading(connection, board, me, now).read()


class _Reading:
    """One reading, for one member."""

    def __init__(self, connection: sqlite3.Connection, board: Board, me: Member, now: datetime) -> None:
        self.connection, self.board, self.me, self.now = connection, board, me, now
        self.today = now.astimezone(board.zone).date().isoformat()
        self.owner = f"{me.team}_owner"
        self.open_stages = {stage.id: stage for stage in board.stages if not stage.is_closed}
        own_sides = {"sales", "door"} if me.team == "sales" else {"marketing"}
        self.own_lanes = [stage.id for stage in self.open_stages.values() if stage.side in own_sides]
        self.entries = {
            entry.card: Answer(entry.kind, entry.due)
            for entry in inbox.offers_and_questions(connection, board, me, now)
        }
        self.level = first_response.find_level(board)
        self.agreement = board.name_version(board.agreement) if board.agreement else ""
        self.ahead = {
            stage.id: len(list_lines_ahead_of(board, stage, board.agreement)) if board.agreement else 0
            for stage in self.open_stages.values()
        }
        self.wants = self._list_own_wants()
        self.first = [*self.entries, *self._list_wanted()]
        """The ids of the cards that wait for the member whoever owns them: to be answered, or wanted and unowned."""
        self.skipped: list[SkippedCard] = []

    def read(self) -> Waiting:
        cards = list(self._list_circle(0))
        more: dict[int, int] = {}
        for circle in (1, 2):
            if len(cards) >= ENOUGH:
                more[circle] = self._count_circle(circle)
            else:
                cards += self._list_circle(circle)
        return Waiting(cards, self.skipped, more)

    def _list_own_wants(self) -> dict[str, WantMet]:
        """Return the member's wants that are open or met, by id."""
        today = self.now.astimezone(self.board.zone).date()
        wants = {}
        for want in self.board.wants:
            if want.owner == self.me.id:
                tied = want_search.count_tied(self.connection, self.board, want)
                if want.find_state(tied, today) in {"open", "met"}:
                    wants[want.id] = WantMet(want.id, text.shorten(want.query, 40), tied, want.number)
        return wants

    def _list_wanted(self) -> list[str]:
        """Return the ids of cards on the member's side that are tied to their wants, and that no member owns."""
        wanted = [
            card
            for want in self.board.wants
            if want.id in self.wants
            for card in want_search.list_tied(self.connection, self.board, want)
        ]
        sql = (
            f"SELECT id FROM card WHERE id IN (SELECT value FROM json_each(?)) AND lane IN (SELECT value FROM "
            f"json_each(?)) AND coalesce({self.owner}, '') NOT IN (SELECT value FROM json_each(?))"
        )
        values = (json.dumps(wanted), json.dumps(self.own_lanes), self._owners[1]) if wanted else ()
        return [card for (card,) in self.connection.execute(sql, values)] if wanted else []

    # -- circles

    def _list_circle(self, circle: int) -> Iterator[WaitingCard]:
        where, values = self._select_circle(circle)
        met = met_lines_sql(self.board)
        sql = f"SELECT {_PLAIN}, {_MARKS}, {_SINCE}, {met} FROM card WHERE {where}"
        for row in self.connection.execute(sql, values):
            marks = json.loads(row[15]) if row[15] else {}
            skip = read_skip(marks.get(SKIP + self.me.id)) if marks else None
            if skip and skip.until > self.today:
                self.skipped.append(SkippedCard(self._build(circle, row, marks), skip.until, skip.why))
            else:
                yield self._build(circle, row, marks)

    def _count_circle(self, circle: int) -> int:
        where, values = self._select_circle(circle)
        row: tuple[int] = self.connection.execute(f"SELECT count(*) FROM card WHERE {where}", values).fetchone()
        return row[0]

    def _select_circle(self, circle: int) -> tuple[str, list[object]]:
        """Return the condition for the cards of a circle: each open card is in exactly one."""
        waits = "id IN (SELECT value FROM json_each(?))"
        waiting: list[object] = [json.dumps(self.first)]
        # a card at the door is on its holder's side, and that is not sales once sales has asked
        here = f"lane IN (SELECT value FROM json_each(?)) AND NOT ({HANDED} AND coalesce({HANDOFF_STATE} = 'asked', 0))"
        if self.me.team == "marketing":
            here = "lane IN (SELECT value FROM json_each(?))"
        lanes: list[object] = [json.dumps(self.own_lanes)]
        mine, members = self._owners
        own = f"{here} AND {self.owner} IN (SELECT value FROM json_each(?))"
        free = f"{here} AND coalesce({self.owner}, '') NOT IN (SELECT value FROM json_each(?))"
        everything = "deleted = 0 AND lane IN (SELECT value FROM json_each(?))"
        open_lanes: list[object] = [json.dumps(list(self.open_stages))]
        if circle == 0:
            return f"{everything} AND ({waits} OR ({own}))", [*open_lanes, *waiting, *lanes, mine]
        if circle == 1:
            return f"{everything} AND NOT {waits} AND {free}", [*open_lanes, *waiting, *lanes, members]
        rest = f"{everything} AND NOT {waits} AND NOT ({own}) AND NOT ({free})"
        return rest, [*open_lanes, *waiting, *lanes, mine, *lanes, members]

    @cached_property
    def _owners(self) -> tuple[str, str]:
        """The names by which the member owns cards, and those of all members, as JSON."""
        sql = f"SELECT DISTINCT {self.owner} FROM card WHERE board = ? AND {self.owner} IS NOT NULL"
        names = [name for (name,) in self.connection.execute(sql, (self.board.id,))]
        mine = [name for name in names if self.me.is_named(name)]
        members = [name for name in names if any(member.is_named(name) for member in self.board.members)]
        return json.dumps(mine), json.dumps(members)

    # -- cards

    def _build(self, circle: int, row: Sequence[Any], marks: Mapping[str, Any]) -> WaitingCard:
        stage = self.open_stages[row[6]]
        doubts = list_doubts(marks, dict(zip(ALIKE, (row[7], row[8], row[3]), strict=True))) if marks else ()
        since = row[16] if self.level is not None and stage.side == "sales" else None
        is_mine = circle == 0
        return WaitingCard(
            id=row[0], ref=row[1], title=row[2], company=row[3], value=row[4], currency=row[5], stage=stage.name,
            circle=circle, source=row[7], campaign=row[8], next_step=row[9],
            # what somebody else promised is not urgent for the member
            next_on=row[10] if is_mine or not self._find_owner(row) else None, next_time=row[11],
            touched_at=row[12],
            answer=self.entries.get(row[0]),
            response_due=first_response.add_level(self.board, since, self.level) if since and self.level else None,
            met=row[17], ahead=self.ahead[row[6]], agreement=self.agreement,
            wants=tuple(met for name, met in self.wants.items() if marks.get(TIE + name) is True),
            doubted=frozenset(doubt.field for doubt in doubts),
        )  # fmt: skip

    def _find_owner(self, row: Sequence[Any]) -> str:
        """Return the owner that a card has on the member's side; empty for none."""
        return row[13 if self.me.team == "marketing" else 14] or ""
