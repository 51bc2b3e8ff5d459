"""What each card adds to the figures, in tables beside the journeys: SQL counts them without reading any journey.

They follow from the journeys and from the stages of their board, and are made anew where those change. Like the
journeys they are brought up to date when figures are asked for, in pieces.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kanban.domain.board import Board
from kanban.domain.journeys.journey import CardFacts
from kanban.domain.journeys.responses import ResponseRow
from kanban.domain.journeys.tally import (
    AnswerRow,
    Climb,
    Ending,
    OfferRow,
    Standing,
    StayRow,
    Tallier,
    Tally,
    ValueChange,
)
from kanban.store import log
from kanban.store.figures.journey_rows import build_journeys, decode_facts, find_last
from kanban.store.reading import activity_rows

PIECE = 1_000
"""Cards that one transaction takes in, some 100 ms."""

ROWS: Mapping[str, tuple[str, ...]] = {
    "tallied": ("known_at", "currency", "is_offered"),
    "climb": Climb._fields,
    "handoff": OfferRow._fields,
    "response": ResponseRow._fields,
    "answer": AnswerRow._fields,
    "stay": StayRow._fields,
    "movement": ValueChange._fields,
    "standing": Standing._fields,
    "ending": Ending._fields,
    "stood": ("stage", "outcome"),
}
"""The tables with rows for each card, and their columns beside board, card and the place among its rows."""

SCHEMA = (
    "CREATE TABLE tally_board (n INTEGER PRIMARY KEY, id TEXT UNIQUE, stages TEXT, revision INTEGER)",
    "CREATE TABLE tally_merged (board INTEGER, card INTEGER, target TEXT, PRIMARY KEY (board, card)) WITHOUT ROWID",
    *(
        f"CREATE TABLE {name} (board INTEGER, card INTEGER, place INTEGER, {', '.join(columns)}, "
        "PRIMARY KEY (board, card, place)) WITHOUT ROWID"
        for name, columns in ROWS.items()
    ),
    "CREATE INDEX climb_at ON climb (board, at, low, high, is_own, top, is_open)",
    "CREATE INDEX movement_at ON movement (board, at, part, currency, value)",
    "CREATE INDEX standing_close ON standing (board, close_on)",
    "CREATE INDEX ending_at ON ending (board, outcome, at)",
    "CREATE INDEX stood_stage ON stood (board, stage, outcome)",
)
"""All tables are in the order of the cards: a card's rows are together."""

TABLES = ("tally_board", "tally_merged", *ROWS)


@dataclass(frozen=True, slots=True)
class _State:
    """How far the tables of a board are."""

    board: int
    stages: str
    revision: int


class TallyTables:
    """The tables of one board, in the file of the journeys."""

    def __init__(self, connection: sqlite3.Connection, source: sqlite3.Connection, board: Board) -> None:
        self._connection, self._source, self._board = connection, source, board
        self._stages = Tallier.describe(board)

    def find_board(self) -> int | None:
        """Return the number by which the tables have the board; None where they are not up to date."""
        state = self._read_state()
        if state is None or state.stages != self._stages or state.revision < read_revision(self._connection):
            return None
        return state.board

    def catch_up(self, progress: Callable[[int, int], None] | None) -> None:
        """Take in the journeys that changed since; `progress` is told how many of how many are taken in."""
        pieces = 0
        while True:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                done, newest = self._take_piece(), read_revision(self._connection)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            pieces += 1
            if progress and newest and (pieces > 1 or done < newest):  # one piece is no progress to show
                progress(done, newest)
            if done >= newest:
                return

    def _read_state(self) -> _State | None:
        row = self._connection.execute(
            "SELECT n, stages, revision FROM tally_board WHERE id = ?", (self._board.id,)
        ).fetchone()
        return _State(*row) if row else None

    def _take_piece(self) -> int:
        """Take in some journeys; returns the revision up to which all are in."""
        state = self._read_state()
        if state is None or state.stages != self._stages:
            state = self._begin_anew(state)
        rows = self._connection.execute(
            "SELECT card, revision FROM journey WHERE revision > ? ORDER BY revision LIMIT ?", (state.revision, PIECE)
        ).fetchall()
        done = rows[-1][1] if rows else state.revision
        changed = {card for card, _ in rows}
        merged = self._read_merged()
        known = dict(
            self._connection.execute("SELECT card, target FROM tally_merged WHERE board = ?", (state.board,)).fetchall()
        )
        targets = {merged[card] for card in changed if card in merged}
        if merged != known:
            for card, target in merged.items() ^ known.items():
                targets.add(target)
                changed.add(card)
            self._connection.execute("DELETE FROM tally_merged WHERE board = ?", (state.board,))
            self._connection.executemany(
                "INSERT INTO tally_merged (board, card, target) VALUES (?, ?, ?)",
                [(state.board, card, target) for card, target in merged.items()],
            )
        if changed or targets:
            self._write(state.board, changed, targets, merged)
        self._connection.execute("UPDATE tally_board SET revision = ? WHERE n = ?", (done, state.board))
        return int(done)

    def _begin_anew(self, state: _State | None) -> _State:
        if state:
            for name in ("tally_merged", *ROWS):
                self._connection.execute(f"DELETE FROM {name} WHERE board = ?", (state.board,))
            self._connection.execute(
                "UPDATE tally_board SET stages = ?, revision = 0 WHERE n = ?", (self._stages, state.board)
            )
            return replace(state, stages=self._stages, revision=0)
        cursor = self._connection.execute(
            "INSERT INTO tally_board (id, stages, revision) VALUES (?, ?, 0)", (self._board.id, self._stages)
        )
        return _State(cursor.lastrowid or 0, self._stages, 0)

    def _read_merged(self) -> dict[int, str]:
        """Return the cards that were merged, each with the card into which it went in the end."""
        rows = self._source.execute(
            "SELECT n, id, merged_into FROM card WHERE board = ? AND merged_into IS NOT NULL", (self._board.id,)
        ).fetchall()
        into = {card: target for _, card, target in rows}
        return {number: find_last(into, card) for number, card, _ in rows}

    def _write(self, board: int, changed: Collection[int], targets: Collection[str], merged: Mapping[int, str]) -> None:
        """Write the rows of cards as their journeys tell them; deleted and merged ones have none."""
        by_id = log.select_among(self._source, "SELECT n FROM card WHERE id IN ({})", sorted(targets))
        numbers = sorted({*changed, *(row[0] for row in by_id)})
        for name in ROWS:
            self._connection.executemany(
                f"DELETE FROM {name} WHERE board = ? AND card = ?", ((board, number) for number in numbers)
            )
        sql = "SELECT n, id FROM card WHERE n IN ({}) AND board = ? AND deleted = 0 AND merged_into IS NULL"
        cards = dict(log.select_among(self._source, sql, numbers, self._board.id))
        ids = set(cards.values())
        beside = {number: target for number, target in merged.items() if target in ids}
        keys = {card: number for number, card in cards.items()}
        tallier = Tallier(self._board)
        rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in ROWS}
        journeys = list(build_journeys(self._board, cards, beside, self._read_facts([*cards, *beside])))
        offered = [journey.card for journey in journeys if journey.offers]
        activities = activity_rows.read_by_card(self._source, self._board.id, offered)
        for journey in journeys:
            number, tally = keys[journey.card], tallier.tally(journey, activities.get(journey.card, ()))
            for name, some in _list_tables(tally):
                rows[name] += [(board, number, place, *row) for place, row in enumerate(some)]
        for name, columns in ROWS.items():
            marks = ", ".join("?" * (len(columns) + 3))
            self._connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows[name])

    def _read_facts(self, numbers: list[int]) -> Iterable[tuple[int, CardFacts]]:
        sql = "SELECT card, facts FROM journey WHERE card IN ({})"
        return decode_facts(log.select_among(self._connection, sql, numbers))


def read_revision(connection: sqlite3.Connection) -> int:
    """Return how often a journey was written."""
    (newest,) = connection.execute("SELECT coalesce(max(revision), 0) FROM journey").fetchone()
    return int(newest)


def _list_tables(tally: Tally) -> Iterable[tuple[str, Iterable[tuple[Any, ...]]]]:
    return (
        ("tallied", [(tally.known_at, tally.currency, tally.is_offered)]),
        ("climb", tally.climbs),
        ("handoff", tally.handoffs),
        ("response", tally.responses),
        ("answer", tally.answers),
        ("stay", tally.stays),
        ("movement", tally.changes),
        ("standing", tally.standings),
        ("ending", tally.endings),
        ("stood", tally.stood),
    )
