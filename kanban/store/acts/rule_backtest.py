"""Try a rule on the past: when it would have run, by the log. Nothing is changed.

Cards are rebuilt as they were at each moment, by the times at which things happened. What an import brought counts
as if it had been done by hand then, else a board that was imported would have no past to try a rule on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from kanban.domain import clock, fold
from kanban.domain.automations import engine
from kanban.domain.automations.engine import Event
from kanban.domain.automations.rules import RuleMatch
from kanban.domain.card import Comment
from kanban.domain.change import ACTIVITY, CARD, COMMENT
from kanban.domain.queries import matching, query
from kanban.store import derive, log
from kanban.store.reading.read import card_of_row
from kanban.store.rows import Row, blank, blank_comment, fold_comment, set_registers

if TYPE_CHECKING:
    from datetime import datetime

    from kanban.domain.automations.rules import Rule
    from kanban.domain.board import Board
    from kanban.domain.card import Card
    from kanban.domain.change import Change, Json

_HISTORIES = f"{log.SELECT} WHERE tx.board = ? AND change.story IS NOT NULL"
_TOUCHED = f"{_HISTORIES} AND change.story IN (SELECT story FROM change WHERE at >= ? AND at < ?)"
_ORDER = " ORDER BY change.story, change.n"


def rehearse(
    connection: sqlite3.Connection, board: Board, rule: Rule, begin: str, end: str, now: datetime
) -> list[RuleMatch]:
    """Return when a rule would have run from `begin` to before `end` (UTC), earliest first, whether or not it is on.

    Raises UsageFault or Refused where its query means nothing on this board.

    """
    condition = query.parse(rule.condition, now.astimezone(board.zone).date())
    matching.Matcher(condition, board, now, None, lambda _: ()).check()
    sql, values = (_HISTORIES, [board.id]) if rule.is_timed else (_TOUCHED, [board.id, begin, end])
    changes = log.read(connection, sql + _ORDER, values)
    matches: list[RuleMatch] = []
    for card, history in groupby(changes, key=lambda change: change.entity if change.etype == CARD else change.card):
        if card:
            matches += _CardReplay(board, rule, card).find_matches(list(history), begin, end)
    return sorted(matches, key=lambda match: (match.at, match.card))


class _CardReplay:
    """One card, change by change."""

    def __init__(self, board: Board, rule: Rule, card: str) -> None:
        self.board, self.rule = board, rule
        self.row: Row = blank(board.id, card)
        self.is_created = False
        self.activities: dict[str, tuple[dict[str, Json], dict[str, str]]] = {}
        self.notes: dict[str, tuple[Row, dict[str, str]]] = {}

    def find_matches(self, history: Sequence[Change], begin: str, end: str) -> Iterator[RuleMatch]:
        """Yield when the rule would have run in a stretch of time, at most once for an act or a deadline."""
        history = sorted(history, key=lambda change: (change.at, change.key))
        acts: set[str] = set()
        for place, change in enumerate(history):
            lane = self.board.lane_of(self.row["stage"]).id if self.is_created else None
            self._take(change)
            if begin <= change.at < end and change.act not in acts and not change.undo_of:
                for event in self._list_events(change, lane):
                    if engine.is_waiting_for(self.rule, event) and self._is_match(change.at):
                        acts.add(change.act)
                        yield self._build_match(change.at)
                        break
            if self.rule.is_timed and self.is_created:
                until = history[place + 1].at if place + 1 < len(history) else end
                yield from self._find_due_matches(max(begin, change.at), min(end, until))

    def _take(self, change: Change) -> None:
        if change.etype == COMMENT:
            row, keys = self.notes.setdefault(change.entity, (blank_comment(self.board.id, change.entity), {}))
            fold_comment(row, keys, change)
        elif change.etype == ACTIVITY:
            registers, activity_keys = self.activities.setdefault(change.entity, ({}, {}))
            registers.update(fold.fold(activity_keys, change))
        elif change.etype == CARD:
            self.is_created = self.is_created or "created" in change.set
            set_registers(self.row, fold.add_implied_times(change))
            self.row["changed_at"] = max(self.row["changed_at"], change.at)

    def _list_events(self, change: Change, lane: str | None) -> Iterator[Event]:
        if "rule" in change.extra:
            return
        if change.etype == COMMENT and "created" in change.set and change.set.get("kind") not in engine.OWN_EVENT:
            yield Event("commented", str(change.card), 0)
        if change.etype != CARD or not self.is_created:
            return
        if change.verb in {"offer", "return"}:
            yield Event("offered" if change.verb == "offer" else "returned", change.entity, 0)
        now = self.board.lane_of(self.row["stage"])
        if "stage" in change.set and now.id != lane:
            yield Event("enters", change.entity, 0, now.id)
            if now.ending in {"won", "lost"}:
                yield Event(now.ending, change.entity, 0)

    def _find_due_matches(self, past: str, until: str) -> Iterator[RuleMatch]:
        for due in engine.list_due_times(self.rule, self._read_card(), self.board):
            if past <= due < until and self._is_match(due):
                yield self._build_match(due)

    def _is_match(self, at: str) -> bool:
        """Whether the card met the rule's query at a moment."""
        card = self._read_card()
        if card.deleted or not self.rule.condition:
            return not card.deleted
        moment = clock.from_iso(at)
        condition = query.parse(self.rule.condition, moment.astimezone(self.board.zone).date())
        return matching.Matcher(condition, self.board, moment, None, lambda _: self._read_talk()).is_match(card)

    def _read_card(self) -> Card:
        done = derive.count_activities(registers for registers, _ in self.activities.values())
        return card_of_row(self.row, derive.count_comments(self._read_talk()), done)

    def _read_talk(self) -> list[Comment]:
        return [
            Comment(comment, row["card"], row["author"], row["team"], row["kind"], row["body"], row["at"])
            for comment, (row, keys) in self.notes.items()
            if "created" in keys and not row["deleted"]
        ]

    def _build_match(self, at: str) -> RuleMatch:
        return RuleMatch(
            self.row["id"], self.row["ref"], self.row["title"], at, engine.describe_event(self.rule, self.board)
        )
