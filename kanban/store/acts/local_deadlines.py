"""Writes what time does to a board that lives on this machine alone: offers run out unanswered, rules of time fire.

What fell due since the last look is looked at, once: how far that went is kept beside the board. Should two processes
look at once, or the file be an older copy, what a rule has run for stands on the card too. On a board with a server it
is the server that does this (`hub.acts.hub_deadlines`); what is decided is the same (`store.deadlines`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from kanban.domain import clock
from kanban.domain.acts import disqualifying
from kanban.domain.automations.rules import OVERDUE
from kanban.domain.fold import unpack
from kanban.domain.handoffs import first_response
from kanban.store import deadlines
from kanban.store.acts.rule_acts import comments_of, write, write_with_rules
from kanban.store.acts.writing import Writing
from kanban.store.deadlines import TIME
from kanban.store.entities import load_board
from kanban.store.reading import read
from kanban.store.rows import find_arrival_time
from kanban.store.search.conditions import AGAIN, ANSWER_DUE, HANDOFF_STATE, OFFERED_AT

if TYPE_CHECKING:
    from kanban.domain.automations.rules import Rule
    from kanban.domain.board import Board
    from kanban.domain.card import Card
    from kanban.store.database import Database

PATIENCE = timedelta(minutes=5)
"""How far a look may lie back before it is noted that one was taken, though nothing was found."""

_EVER = datetime(1000, 1, 1, tzinfo=UTC)


class _LoggedDeadlines:
    """What time has done already, by the log of a board."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def has_change(self, name: str) -> bool:
        return self.connection.execute("SELECT 1 FROM change WHERE id = ?", (name,)).fetchone() is not None

    def has_act(self, card: str, name: str) -> bool:
        sql = (
            "SELECT 1 FROM change JOIN tx ON tx.n = change.tx WHERE story = (SELECT n FROM card WHERE id = ?) "
            "AND tx.act = ? AND tx.actor = ?"
        )
        return self.connection.execute(sql, (card, name, TIME.id)).fetchone() is not None


def let_pass(database: Database, board: str, now: datetime) -> bool:
    """Let rules of time run, and overdue offers run out, each as of its own time; tell whether there was any."""
    moment = clock.iso(now)
    with database.faults():
        present = load_board(database.connection, board)
        cards, look_is_due = look(database.connection, board, now)
        is_due = bool(cards) or look_is_due or disqualifying.is_upgrade_due(present)
        if not is_due and not read.list_overdue(database.connection, present, moment):
            return False
    with database.writing() as connection:
        ran = _upgrade(Writing(connection, load_board(connection, board), TIME, now))
        view = Writing(connection, load_board(connection, board), TIME, now)
        cards, look_is_due = look(connection, board, now)
        ran = (bool(cards or look_is_due) and run(view, cards, now)) or ran
        for card_id in read.list_overdue(connection, view.board, moment):
            if expiry := deadlines.expire(view, view.card(card_id), _LoggedDeadlines(connection)):
                write_with_rules(view, expiry.act, expiry.act_id, expiry.ids, noted=False)
                ran = True
    return ran


def _upgrade(view: Writing) -> bool:
    """Give a board of an older version what it lacks: the stage Disqualified, which moves nobody."""
    act = disqualifying.upgrade(view)
    if act.steps:
        view.write(act, noted=False)
    return bool(act.steps)


def look(connection: sqlite3.Connection, board: str, now: datetime) -> tuple[list[str], bool]:
    """Return the cards of which something fell due since the last look, and whether it is time to note this one."""
    if not read.has_rules(connection, board):
        return [], False
    present, last = load_board(connection, board), _read_last_run(connection, board)
    rules = [rule for rule in present.rules if rule.is_active and rule.is_timed]
    due_cards = {
        card: None
        for rule in rules
        for card in _list_moments_since(connection, present, rule, max(last, rule.since), now)
    }
    return list(due_cards), bool(rules) and last < clock.iso(now - PATIENCE)


def _read_last_run(connection: sqlite3.Connection, board: str) -> str:
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (f"looked:{board}",)).fetchone()
    return row[0] if row else ""


def _list_moments_since(
    connection: sqlite3.Connection, board: Board, rule: Rule, past: str, now: datetime
) -> Iterator[str]:
    """Yield the cards that became what a rule waits for after `past` (UTC; empty for ever)."""
    begun = clock.from_iso(past) if past else _EVER
    for stage in board.stages:
        if stage.is_closed:
            continue
        if rule.when == OVERDUE:
            zone = board.zone
            days = [moment.astimezone(zone).date().isoformat() for moment in (begun, now)]
            late = (
                f"next_on >= ? AND next_on <= ? OR {HANDOFF_STATE} IN ('offered', 'asked') AND {ANSWER_DUE} >= ? "
                f"AND {ANSWER_DUE} < ?"
            )
            values = [*days, clock.iso(begun), clock.iso(now)]
            if before := first_response.find_late_before(board, now):
                late += f" OR {HANDOFF_STATE} = 'accepted' AND {OFFERED_AT} >= ? AND {OFFERED_AT} <= ?"
                values += [max(first_response.find_late_before(board, begun), board.responses_since), before]
        elif stage.stale_after is None:
            continue
        else:
            late = (
                f"touched_at >= ? AND touched_at < ? OR next_on >= ? AND next_on <= ? OR {AGAIN} >= ? AND {AGAIN} <= ?"
            )
            moments = [_find_day_before(begun, stage.stale_after), _find_day_before(now, stage.stale_after)]
            days = [_day_of_moment(moment, board.timezone) for moment in moments]
            values = [*moments, *days, *days]
        sql = f"SELECT id FROM card WHERE lane = ? AND deleted = 0 AND ({late})"
        yield from (row[0] for row in connection.execute(sql, (stage.id, *values)))


def _find_day_before(moment: datetime, days: int) -> str:
    """Return the moment so many days earlier; empty before the calendar begins, where nobody has touched anything."""
    try:
        return clock.iso(moment - timedelta(days=days))
    except OverflowError:
        return ""


def _day_of_moment(moment: str, timezone: str) -> str:
    """Return the day of a moment on the board.

    When something falls due within the days between two moments is what `engine.dues` tells.
    """
    return clock.from_iso(moment).astimezone(clock.load_zone(timezone)).date().isoformat() if moment else ""


def run(view: Writing, cards: list[str], now: datetime) -> bool:
    """Let rules of time run on these cards, each in an act of its own, and note the look; tell whether any ran."""

    def find_arrival(card: Card) -> str:
        row: tuple[str] = view.connection.execute("SELECT keys FROM card WHERE id = ?", (card.id,)).fetchone()
        return find_arrival_time(unpack(row[0]))

    due_cards = [view.card(card) for card in cards]
    firings = deadlines.fire(view, due_cards, find_arrival, comments_of(view), _LoggedDeadlines(view.connection))
    for firing, act_id in firings:
        write(view, [firing], act_id)
    values = (f"looked:{view.board.id}", clock.iso(now))
    view.connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", values)
    return bool(firings)
