"""Rules on what gets overdue or stale, on a board that lives on this machine alone.

What fell due since the last look is looked at, once: how far that went is kept beside the board. Should two processes look
at once, or the file be an older copy, what a rule has run for stands on the card too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kanban.domain import automations, clock
from kanban.domain.automations.rules import OVERDUE
from kanban.domain.fold import unpack
from kanban.domain.ids import placed_id
from kanban.store.acts.rule_acts import talk_of, write
from kanban.store.entities import load_board
from kanban.store.reading import read
from kanban.store.rows import came
from kanban.store.search.conditions import AGAIN, HANDOFF_DUE, HANDOFF_STATE

if TYPE_CHECKING:
    from kanban.domain.automations.engine import Firing
    from kanban.domain.automations.rules import Rule
    from kanban.domain.board import Board
    from kanban.domain.card import Card
    from kanban.store.acts.writing import Writing

PATIENCE = timedelta(minutes=5)
"""How far a look may lie back before it is noted that one was taken, though nothing was found."""

_EVER = datetime(1000, 1, 1, tzinfo=UTC)


def look(connection: sqlite3.Connection, board: str, now: datetime) -> tuple[list[str], bool]:
    """Return the cards of which something fell due since the last look, and whether it is time to note this one."""
    if not read.ruled(connection, board):
        return [], False
    whole, last = load_board(connection, board), _last(connection, board)
    rules = [rule for rule in whole.rules if rule.runs and rule.of_time]
    found = {card: None for rule in rules for card in _since(connection, whole, rule, max(last, rule.since), now)}
    return list(found), bool(rules) and last < clock.iso(now - PATIENCE)


def _last(connection: sqlite3.Connection, board: str) -> str:
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (f"looked:{board}",)).fetchone()
    return row[0] if row else ""


def _since(connection: sqlite3.Connection, board: Board, rule: Rule, past: str, now: datetime) -> Iterator[str]:
    """Yield the cards that became what a rule waits for after `past` (UTC; empty for ever)."""
    begun = clock.from_iso(past) if past else _EVER
    for stage in board.stages:
        if stage.closed:
            continue
        if rule.when == OVERDUE:
            zone = ZoneInfo(board.timezone)
            days = [moment.astimezone(zone).date().isoformat() for moment in (begun, now)]
            late = f"next_on >= ? AND next_on < ? OR {HANDOFF_STATE} = 'offered' AND {HANDOFF_DUE} >= ? AND {HANDOFF_DUE} < ?"
            values = [*days, clock.iso(begun), clock.iso(now)]
        elif stage.stale_after is None:
            continue
        else:
            late = (
                f"touched_at >= ? AND touched_at < ? OR next_on >= ? AND next_on <= ? OR {AGAIN} >= ? AND {AGAIN} <= ?"
            )
            moments = [_before(begun, stage.stale_after), _before(now, stage.stale_after)]
            days = [_day(moment, board.timezone) for moment in moments]
            values = [*moments, *days, *days]
        sql = f"SELECT id FROM card WHERE lane = ? AND deleted = 0 AND ({late})"
        yield from (row[0] for row in connection.execute(sql, (stage.id, *values)))


def _before(moment: datetime, days: int) -> str:
    """Return the moment so many days earlier; empty before the calendar begins, where nobody has touched anything."""
    try:
        return clock.iso(moment - timedelta(days=days))
    except OverflowError:
        return ""


def _day(moment: str, timezone: str) -> str:
    """Return the day of a moment on the board; of what falls due within the days between two of them, `firing.dues` tells when."""
    return clock.from_iso(moment).astimezone(ZoneInfo(timezone)).date().isoformat() if moment else ""


def run(view: Writing, cards: list[str], now: datetime) -> bool:
    """Let the rules of time run on these cards, each rule in an act of its own, and note the look; tell whether any ran."""

    def arrived(card: Card) -> str:
        row: tuple[str] = view.connection.execute("SELECT keys FROM card WHERE id = ?", (card.id,)).fetchone()
        return came(unpack(row[0]))

    there = [read.card(view.connection, card, view.board.id) for card in cards]
    firings: list[Firing] = automations.engine.pass_time(view, there, arrived, talk_of(view))
    for each in firings:
        write(view, [each], placed_id(view.board.id, "rule-act", each.ids[0]))
    values = (f"looked:{view.board.id}", clock.iso(now))
    view.connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", values)
    return bool(firings)
