"""Count the tables of what each card adds to the figures: one query for each kind of row."""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from kanban.domain.journeys.card_list import CardList
from kanban.domain.journeys.responses import ResponseRow
from kanban.domain.journeys.tally import LATE, NEITHER, Climb
from kanban.domain.journeys.tally_counts import (
    AnswerCount,
    ClimbCount,
    ExpectedCount,
    HandoffCount,
    ValueCount,
    WonCount,
)
from kanban.store import log
from kanban.store.figures.journey_cache import open_cache, remove_cache
from kanban.store.figures.tally_tables import TallyTables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kanban.domain.board import Board
    from kanban.domain.journeys.tally_counts import Bounds
    from kanban.store.database import Database
    from kanban.store.figures.journey_cache import JourneyCache, Progress
    from kanban.store.search.conditions import Condition

_WITHIN = "{0} >= ? AND {0} < ?"
_STOOD = "since < ? AND (until IS NULL OR until >= ?)"
_KNOWN = "known_since < ? AND (known_until IS NULL OR known_until >= ?)"


class TallyReader:
    """Counts what a board's cards add; `name_cards` returns the ids of cards by their numbers, in their order.

    Where only some cards count, their numbers stand in the table `picked`.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        board: int,
        name_cards: Callable[[Sequence[int]], Sequence[str]],
        *,
        is_picked: bool,
    ) -> None:
        self._connection, self._board = connection, board
        self._name_cards = name_cards
        self._where = "board = ?" + (" AND card IN (SELECT card FROM picked)" if is_picked else "")

    def count_climbs(self, bounds: Bounds) -> Sequence[ClimbCount]:
        """Return which places of the pipeline cards first reached in a period."""
        rows = self._group("climb", ("low", "high", "is_own", "top", "is_open"), _WITHIN.format("at"), bounds)
        return [
            ClimbCount(Climb(low, high, "", bool(is_own), top, bool(is_open)), cards)
            for low, high, is_own, top, is_open, cards in rows
        ]

    def count_handoffs(self, bounds: Bounds) -> Sequence[HandoffCount]:
        """Return what became of the offers made in a period."""
        columns = ("figure", "reason", "is_returned_later", "overturned")
        rows = self._group("handoff", columns, _WITHIN.format("made_at"), bounds, "sum(questions)")
        return [
            HandoffCount(figure, reason, bool(is_later), overturned, questions, cards)
            for figure, reason, is_later, overturned, questions, cards in rows
        ]

    def count_answers(self, bounds: Bounds, now: str) -> Sequence[AnswerCount]:
        """Return how the answers came that were due in a period; `now` is UTC."""
        verdict = f"coalesce(verdict, CASE WHEN due < ? THEN '{LATE}' ELSE '{NEITHER}' END)"
        rows = self._group("answer", ("is_question", verdict), _WITHIN.format("due"), bounds, before=(now,))
        return [AnswerCount(bool(is_question), verdict, cards) for is_question, verdict, cards in rows]

    def count_changes(self, bounds: Bounds) -> Sequence[ValueCount]:
        """Return what came to the open deals in a period, and what left them."""
        rows = self._group("movement", ("part", "currency"), _WITHIN.format("at"), bounds, "sum(value)")
        return [ValueCount(*row) for row in rows]

    def count_open(self, at: str, part: str) -> Sequence[ValueCount]:
        """Return the deals that were open just before a UTC time, as this part."""
        rows = self._group("standing", ("currency",), _STOOD, (at, at), "coalesce(sum(value), 0)")
        return [ValueCount(part, *row) for row in rows]

    def count_stood(self) -> Sequence[tuple[str | None, str, int]]:
        """Return (stage, outcome, closed deals that stood there), of all deals whatever the query; None for all."""
        closed = "SELECT NULL, outcome, sum(is_shown) FROM ending WHERE board = ? GROUP BY outcome HAVING sum(is_shown)"
        stood = "SELECT stage, outcome, count(*) FROM stood WHERE board = ? GROUP BY stage, outcome"
        return [tuple(row) for sql in (closed, stood) for row in self._connection.execute(sql, (self._board,))]

    def count_expected(self, before: str, month: str) -> Sequence[ExpectedCount]:
        """Return the deals that were known just before a UTC time as open, and as closing in a month."""
        where = f"close_on >= ? AND close_on < ? AND value IS NOT NULL AND {_KNOWN}"
        columns = ("currency", "stage", "probability", "is_committed")
        rows = self._group("standing", columns, where, (month, f"{month}~", before, before), "sum(value)")
        return [
            ExpectedCount(currency, stage, chance, bool(is_committed), value, cards)
            for currency, stage, chance, is_committed, value, cards in rows
        ]

    def count_won(self, bounds: Bounds) -> Sequence[WonCount]:
        """Return the deals that were won in a period, and whether they were known as open when it began."""
        was_open = (
            "EXISTS (SELECT 1 FROM standing WHERE standing.board = ending.board AND standing.card = ending.card "
            f"AND {_KNOWN})"
        )
        where = f"outcome = 'won' AND {_WITHIN.format('at')}"
        columns, since = ("currency", was_open), (bounds[0], bounds[0])
        rows = self._group("ending", columns, where, bounds, "coalesce(sum(value), 0)", before=since)
        return [WonCount(currency, bool(is_known), value, cards) for currency, is_known, value, cards in rows]

    def count_currencies(self) -> Sequence[tuple[str, int]]:
        """Return how many deals there are in each currency."""
        sql = f"SELECT currency, count(*) FROM tallied WHERE {self._where} AND currency IS NOT NULL GROUP BY currency"
        return self._connection.execute(sql, (self._board,)).fetchall()

    def find_first_known(self) -> str:
        """Return since when, UTC, anything of the cards is known; empty where nothing is."""
        sql = f"SELECT coalesce(min(known_at), '') FROM tallied WHERE {self._where}"
        return str(self._connection.execute(sql, (self._board,)).fetchone()[0])

    def list_offered(self) -> Sequence[int]:
        """Return the numbers of the cards that were offered, or came back from sales without an offer."""
        sql = f"SELECT card FROM tallied WHERE {self._where} AND is_offered"
        return [card for (card,) in self._connection.execute(sql, (self._board,))]

    def count_placed(self, bounds: Bounds) -> Mapping[str, int]:
        """Return how many stays that began in a period a file told of, by the id of the stage."""
        where = f"{self._where} AND is_placed AND {_WITHIN.format('began')}"
        sql = f"SELECT stage, count(*) FROM stay WHERE {where} GROUP BY stage"
        return dict(self._connection.execute(sql, (self._board, *bounds)).fetchall())

    def list_stays(self, bounds: Bounds) -> Iterator[tuple[int, str, str, str | None]]:
        """Yield (number of the card, stage, since when, until when) of the other stays that began in a period."""
        where = f"{self._where} AND NOT is_placed AND {_WITHIN.format('began')}"
        yield from self._connection.execute(
            f"SELECT card, stage, began, ended FROM stay WHERE {where}", (self._board, *bounds)
        )

    def name_cards(self, numbers: Sequence[int]) -> Sequence[str]:
        """Return the ids of cards by their numbers, in their order."""
        return self._name_cards(numbers)

    def list_responses(self, bounds: Bounds) -> Sequence[ResponseRow]:
        """Return how long the offers made in a period waited for sales to try."""
        sql = (
            f"SELECT {', '.join(ResponseRow._fields)} FROM response WHERE {self._where} AND {_WITHIN.format('made_at')}"
        )
        return [
            ResponseRow(made_at, attempt, bool(has_attempt), contact, bool(has_contact))
            for made_at, attempt, has_attempt, contact, has_contact in self._connection.execute(
                sql, (self._board, *bounds)
            )
        ]

    def list_without_response(self, bounds: Bounds) -> Sequence[str]:
        """Return the cards of those offers that sales never tried to answer by an activity."""
        where = f"NOT has_attempt AND {_WITHIN.format('made_at')}"
        return CardList.join(cards for _, cards in self._group("response", ("has_attempt",), where, bounds))

    def _group(
        self,
        table: str,
        columns: Sequence[str],
        where: str,
        values: Sequence[object],
        total: str = "NULL",
        *,
        before: Sequence[object] = (),
    ) -> Iterator[tuple[Any, ...]]:
        """Yield the groups of rows that are alike in some columns: these, a sum unless it is null, and the cards.

        `before` are the values of the columns.
        """
        places = ", ".join(str(place) for place, _ in enumerate(columns, 1))
        sql = (
            f"SELECT {', '.join(columns)}, {total}, count(*), group_concat(card) FROM {table} "
            f"WHERE {self._where} AND {where} GROUP BY {places}"
        )
        for *row, added, count, numbers in self._connection.execute(sql, (*before, self._board, *values)):
            yield (*row, *([] if total == "NULL" else [added]), self._list_cards(count, numbers))

    def _list_cards(self, count: int, numbers: str) -> CardList:
        name_cards = self._name_cards  # whoever keeps the list does not keep this, and with it the file
        return CardList(count, lambda: name_cards([int(number) for number in numbers.split(",")]))


def open_tallies(
    database: Database,
    board: Board,
    condition: Condition | None,
    progress: Progress | None,
    name_cards: Callable[[Sequence[int]], Sequence[str]],
) -> TallyReader | None:
    """Bring what is kept of the cards of a board up to date, and return what counts it; None where none can be kept.

    The reader keeps to what was there when it was opened, and closes the file when nobody holds it any more.
    """
    cache = open_cache(database)
    if cache is None:
        return None
    try:
        reader = _open_reader(cache, database.connection, board, condition, progress, name_cards)
    except sqlite3.OperationalError:  # another process holds it, or the disk is full
        reader = None
    except sqlite3.DatabaseError:  # it is damaged
        remove_cache(database)
        reader = None
    except BaseException:
        cache.close()
        raise
    if reader is None:
        cache.close()
    else:
        weakref.finalize(reader, cache.close)
    return reader


def name_cards(connection: sqlite3.Connection, numbers: Sequence[int]) -> Sequence[str]:
    """Return the ids of cards by their numbers, in their order."""
    rows = log.select_among(connection, "SELECT n, id FROM card WHERE n IN ({})", sorted(set(numbers)))
    ids = dict(rows)
    return [ids[number] for number in numbers if number in ids]


def _open_reader(
    cache: JourneyCache,
    source: sqlite3.Connection,
    board: Board,
    condition: Condition | None,
    progress: Progress | None,
    name_cards: Callable[[Sequence[int]], Sequence[str]],
) -> TallyReader | None:
    cache.catch_up(source, progress)
    tables = TallyTables(cache.connection, source, board)
    tables.catch_up(progress)
    connection = cache.connection
    if condition:
        sql = f"SELECT n FROM card WHERE board = ? AND deleted = 0 AND ({condition.sql})"
        picked = source.execute(sql, (board.id, *condition.values))
        connection.execute("CREATE TEMP TABLE picked (card INTEGER PRIMARY KEY)")
        connection.executemany("INSERT INTO picked (card) VALUES (?)", picked)
    connection.execute("BEGIN")  # whatever others write to the file from here on, all counts are of one moment
    number = tables.find_board()
    if number is None:  # another process has begun to make them anew
        return None
    return TallyReader(connection, number, name_cards, is_picked=condition is not None)
