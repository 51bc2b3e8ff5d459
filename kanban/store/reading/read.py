"""What a board or a listing waits for, in plain SQL: lanes, card summaries, whole cards, merged cards.

Nothing here imports SQLModel, which costs more start-up than drawing the first board. A test runs every query on a
database that was made from the tables.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from kanban.domain.board import Board, Member, Stage
from kanban.domain.card import Card, CardSummary
from kanban.domain.errors import NotFound, UsageFault
from kanban.domain.ids import ref_digits, ref_of
from kanban.domain.values.text import clean_line, fold, shorten
from kanban.store.derive import ActivityCounts, CommentCounts, set_times, split_labels
from kanban.store.search.conditions import (
    AGAIN,
    ANSWER_DUE,
    HANDED,
    HANDOFF_DUE,
    HANDOFF_STATE,
    RESPONSE_SINCE,
    Condition,
    incomplete_sql,
    is_stale,
    met_lines_sql,
)

CARD_FIELDS = Card._fields
_CARD = f"SELECT {', '.join(f'card.{name}' for name in CARD_FIELDS)}"

_SUMMARY = (
    "card.n, card.id, ref, title, company, value, currency, lane, marketing_owner, sales_owner, next_step, next_on, "
    "next_time, entered_at, "
    "touched_at, labels, marketing_comments, sales_comments, talk > max(coalesce(seen.upto, 0), ?), {incomplete}, "
    "version, "
    f"{HANDOFF_STATE}, {ANSWER_DUE}, {{met}}, json_extract(extra, '$.handoff.to'), "
    f"json_extract(extra, '$.handoff.again'), contacts, {RESPONSE_SINCE} "
    "FROM card LEFT JOIN seen ON seen.member = ? AND seen.card = card.id"
)


EVERYTHING = 2**62
"""A number beyond that of any comment."""

REF = 7
"""Characters of a whole ref."""


class LaneTotals(NamedTuple):
    """What stands over a lane, over all of its cards."""

    cards: int
    values: tuple[tuple[str, int], ...]
    """Sums in minor units by currency, the greatest share of cards first; currencies are never added up."""
    stale: int


def card_from(row: Sequence[object]) -> Card:
    """Return a card from a row of CARD_FIELDS."""
    fields = dict(zip(CARD_FIELDS, row, strict=True))
    fields["deleted"] = bool(fields["deleted"])
    fields["labels"] = split_labels(str(fields["labels"]))
    fields["extra"] = json.loads(str(fields["extra"]))
    return Card(**fields)  # type: ignore[arg-type]  # the columns are declared so


def card_of_row(
    row: MutableMapping[str, Any], counts: CommentCounts | None = None, done: ActivityCounts | None = None
) -> Card:
    """Return a card from its row by column; with `counts`, as it is with so many comments and activities on it."""
    if counts is not None:
        row["marketing_comments"], row["sales_comments"], last = counts
        done = done or ActivityCounts()
        row.update(done._asdict())
        set_times(row, max(last, done.attempted_at))
    return card_from([row[name] for name in CARD_FIELDS])


# -- one card


def card(connection: sqlite3.Connection, card_id: str, board: str) -> Card:
    """Return a card of a board by its id, deleted ones included; raises NotFound."""
    row = connection.execute(f"{_CARD} FROM card WHERE id = ? AND board = ?", (card_id, board)).fetchone()
    if row is None:
        raise NotFound("This card is not in the database any more.")
    return card_from(row)


def merged_into(connection: sqlite3.Connection, board: str, card_id: str) -> Card | None:
    """Return the card that one was merged into in the end; None for one that was not, or for two merged in a circle."""
    query = (
        "WITH RECURSIVE kept(id, into_id) AS (SELECT id, merged_into FROM card WHERE id = ? UNION "
        "SELECT card.id, card.merged_into FROM card JOIN kept ON card.id = kept.into_id) SELECT id FROM kept "
        "WHERE into_id IS NULL"
    )
    row = connection.execute(query, (card_id,)).fetchone()
    return card(connection, row[0], board) if row and row[0] != card_id else None


def find_card(connection: sqlite3.Connection, board: Board, name: str, *, deleted: bool = False) -> Card:
    """Return the card that `name` means: its ref (or the beginning of it), its id, or a title that only one card has.

    A title goes before the beginning of a ref: “Acme” is both. Where several are meant and one of them is on the board
    (deleted: and one of them is not), that one is. Raises NotFound, or UsageFault where several cards are meant.
    """
    typed = clean_line(name)
    shown_name = shorten(typed, 60)
    if not typed:
        raise UsageFault("Name a card by its ref, its id or its title.")
    refs = _ids_of_ref(connection, typed)
    for candidates in (
        _by_ids([typed, *(refs if len(typed) == REF else ())]),
        _by("title = ?", typed),
        # the searched text begins with the title, so this finds it in any letter case without folding every title
        _by("instr(hay, ?) = 1", fold(typed)),
        _by_ids(refs),
    ):
        matches = [card_from(row) for row in connection.execute(*candidates(board))]
        matches = [
            match
            for match in matches
            if match.id == typed or match.ref.startswith(typed.lower()) or fold(match.title) == fold(typed)
        ]
        alike = [match for match in matches if match.deleted is bool(deleted)]
        matches = alike or matches
        if len(matches) == 1:
            return matches[0]
        if matches:
            twins = len({match.ref for match in matches}) < len(matches)
            names = ", ".join(
                f"{match.id if twins else match.ref} ({shorten(match.title, 30)})" for match in matches[:5]
            )
            raise UsageFault(
                f"“{shown_name}” could be {names}{' and more' if len(matches) > 5 else ''}; name one by its ref."
            )
    raise NotFound(f"No card has the ref, id or title “{shown_name}”.", command="`kanban list` shows them all")


def _by(condition: str, value: str) -> Callable[[Board], tuple[str, list[str]]]:
    return lambda board: (
        f"{_CARD} FROM card WHERE board = ? AND {condition} ORDER BY deleted, id LIMIT 50",
        [board.id, value],
    )


def _by_ids(ids: Sequence[str]) -> Callable[[Board], tuple[str, list[str]]]:
    marks = ",".join("?" * len(ids))
    return lambda board: (
        f"{_CARD} FROM card WHERE id IN ({marks}) AND board = ? ORDER BY deleted, id",
        [*ids, board.id],
    )


def _ids_of_ref(connection: sqlite3.Connection, beginning: str) -> list[str]:
    """Return the ids of the cards whose ref begins so.

    Refs have no index, whose random order would double what an import writes; the ids' own is read through in 10 ms.
    """
    digits = ref_digits(beginning.lower())
    if digits is None:
        return []
    rows = connection.execute("SELECT id FROM card WHERE substr(id, -8, ?) = ?", (len(digits), digits))
    return [row[0] for row in rows if ref_of(row[0]).startswith(beginning.lower())][:50]


# -- lanes


def count_totals(connection: sqlite3.Connection, board: Board, now: datetime) -> dict[str, LaneTotals]:
    """Return what stands over each lane."""
    return {
        stage.id: LaneTotals(*sums_of_lane, count_stale(connection, stage, now, board.timezone))
        for stage, sums_of_lane in zip(board.stages, sum_values(connection, board).values(), strict=True)
    }


def sum_values(connection: sqlite3.Connection, board: Board) -> dict[str, tuple[int, tuple[tuple[str, int], ...]]]:
    """Return how many cards each lane holds and what they are worth by currency, in the order of the board."""
    totals_by_lane: dict[str, list[tuple[int, str, int]]] = {stage.id: [] for stage in board.stages}
    for lane, currency, cards, value in connection.execute(
        "SELECT lane, currency, cards, value FROM lane_total WHERE cards > 0"
    ):
        if lane in totals_by_lane:
            totals_by_lane[lane].append((cards, currency, value))
    result = {}
    for stage in board.stages:
        rows = sorted(totals_by_lane[stage.id], key=lambda row: (-row[0], row[1]))
        values = tuple((currency, value) for _, currency, value in rows if currency)
        result[stage.id] = (sum(row[0] for row in rows), values)
    return result


def count_stale(connection: sqlite3.Connection, stage: Stage, now: datetime, timezone: str) -> int:
    """Return how many cards of a lane are stale."""
    if stage.stale_after is None or stage.is_closed:
        return 0
    stale = is_stale(stage, now, timezone, AGAIN)
    sql = f"SELECT count(*) FROM card WHERE lane = ? AND deleted = 0 AND {stale.sql}"
    row: tuple[int] = connection.execute(sql, (stage.id, *stale.values)).fetchone()
    return row[0]


def find_stale(connection: sqlite3.Connection, stage: Stage, now: datetime, timezone: str) -> set[int]:
    """Return the numbers of the stale cards of a lane."""
    if stage.stale_after is None or stage.is_closed:
        return set()
    stale = is_stale(stage, now, timezone, AGAIN)
    sql = f"SELECT n FROM card WHERE lane = ? AND deleted = 0 AND {stale.sql}"
    return {row[0] for row in connection.execute(sql, (stage.id, *stale.values))}


def count_cards(connection: sqlite3.Connection, lane: str) -> int:
    """Return how many cards a lane holds."""
    row: tuple[int] = connection.execute(
        "SELECT coalesce(sum(cards), 0) FROM lane_total WHERE lane = ?", (lane,)
    ).fetchone()
    return row[0]


def read_order(connection: sqlite3.Connection, lane: str, condition: Condition | None = None) -> array[int]:
    """Return the numbers of a lane's cards from top to bottom, those that meet a condition."""
    where = f" AND ({condition.sql})" if condition else ""
    sql = f"SELECT n FROM card WHERE lane = ? AND deleted = 0{where} ORDER BY rank, id"
    # 8 bytes a card; a list of numbers takes more than four times that
    return array("q", [row[0] for row in connection.execute(sql, (lane, *(condition.values if condition else ())))])


def find_matching(connection: sqlite3.Connection, condition: Condition) -> set[int]:
    """Return the numbers of the cards that meet a condition, in no order.

    Unless it names few, no index is asked: to read all cards one after the other is then twice as quick.
    """
    sql = f"SELECT n FROM card {'' if condition.is_by_id else 'NOT INDEXED'} WHERE {condition.sql}"
    return {row[0] for row in connection.execute(sql, condition.values)}


def numbers_by_lane(connection: sqlite3.Connection, condition: Condition, *, few: bool = False) -> dict[str, set[int]]:
    """Return the numbers of the live cards that meet a condition by lane; unless these are few, no index is asked."""
    sql = f"SELECT lane, n FROM card {'' if few else 'NOT INDEXED'} WHERE deleted = 0 AND ({condition.sql})"
    numbers: dict[str, set[int]] = {}
    for lane, number in connection.execute(sql, condition.values):
        numbers.setdefault(lane, set()).add(number)
    return numbers


def sort_numbers(connection: sqlite3.Connection, lane: str, order: str) -> Iterator[int]:
    """Yield the numbers of a lane's cards by `order`, terms of an ORDER BY."""
    sql = f"SELECT n FROM card WHERE lane = ? AND deleted = 0 ORDER BY {order}"
    return (row[0] for row in connection.execute(sql, (lane,)))


def read_search_texts(connection: sqlite3.Connection, lane: str) -> Iterator[tuple[int, str]]:
    """Yield (number, searched text) of a lane's cards from top to bottom."""
    return connection.execute("SELECT n, hay FROM card WHERE lane = ? AND deleted = 0 ORDER BY rank, id", (lane,))


def read_top(
    connection: sqlite3.Connection, board: Board, reader: Member | None, lane: str, limit: int
) -> list[CardSummary]:
    """Return the first card summaries of a lane: what the first frame draws."""
    sql = f"SELECT {_SUMMARY} WHERE lane = ? AND deleted = 0 ORDER BY rank, card.id LIMIT ?"
    return _select_summaries(connection, sql, board, reader, (lane, limit))


def card_summaries(
    connection: sqlite3.Connection, board: Board, reader: Member | None, numbers: Iterable[int]
) -> list[CardSummary]:
    """Return the summaries of these cards, in the order of `numbers`; those that are gone are left out."""
    ordered = list(numbers)
    sql = f"SELECT {_SUMMARY} WHERE card.n IN ({','.join('?' * len(ordered))})"
    summaries = {summary.n: summary for summary in _select_summaries(connection, sql, board, reader, tuple(ordered))}
    return [summaries[n] for n in ordered if n in summaries]


def _select_summaries(
    connection: sqlite3.Connection, sql: str, board: Board, reader: Member | None, values: tuple[object, ...]
) -> list[CardSummary]:
    member = reader.id if reader else ""
    # in one go: a requirement may ask for a label that is called “{met}”
    sql = sql.format(incomplete=incomplete_sql(board), met=met_lines_sql(board))
    rows = connection.execute(sql, (find_baseline(connection, member), member, *values))
    return [_make_summary(row) for row in rows]


def _make_summary(row: Sequence[Any]) -> CardSummary:
    fields = [*row[:15], split_labels(row[15]), row[16], row[17], bool(row[18]), bool(row[19]), *row[20:]]
    return CardSummary(*fields)


def number_of(connection: sqlite3.Connection, card_id: str) -> tuple[int, str, bool] | None:
    """Return a card's number, its lane and whether it is deleted."""
    row = connection.execute("SELECT n, lane, deleted FROM card WHERE id = ?", (card_id,)).fetchone()
    return (row[0], row[1], bool(row[2])) if row else None


def find_places(connection: sqlite3.Connection, cards: Sequence[str]) -> list[tuple[int, str | None, int | None, str]]:
    """Return (number, lane, number of the card right above, searched text) of cards by their ids, from the top down.

    The lane is None for a deleted card, the one above None at the top of a lane. Ids that are no cards are left out.
    """
    sql = (
        "SELECT n, CASE deleted WHEN 0 THEN lane END, rank, id, hay FROM card "
        f"WHERE id IN ({','.join('?' * len(cards))}) ORDER BY lane, rank, id"
    )
    above = (
        # rows compared as a whole, in the order of the lane's index: one step back in it, however large the lane is
        "SELECT n FROM card WHERE lane = ? AND deleted = 0 AND (rank, id) < (?, ?) ORDER BY rank DESC, id DESC LIMIT 1"
    )
    places = []
    for number, lane, rank, card_id, search_text in connection.execute(sql, list(cards)).fetchall():
        row = connection.execute(above, (lane, rank, card_id)).fetchone() if lane else None
        places.append((number, lane, row[0] if row else None, search_text))
    return places


def find_baseline(connection: sqlite3.Connection, member: str) -> int:
    """Return the comment up to which everything counts as read for a new member, who began there."""
    if not member:
        return EVERYTHING
    row = connection.execute("SELECT upto FROM seen WHERE member = ? AND card = ''", (member,)).fetchone()
    return row[0] if row else 0


# -- listings


def list_cards(
    connection: sqlite3.Connection, board: Board, condition: Condition, limit: int | None = None, order: str = ""
) -> Iterator[tuple[Card, str, int]]:
    """Yield (card, lane, number of its newest comment) in the order of the board, from the top of its first lane.

    `order` is another one, terms of an ORDER BY (`sort_order.order_sql`).
    """
    if order:
        sql = f"{_CARD}, card.lane, card.talk FROM card WHERE ({condition.sql}) ORDER BY {order} LIMIT ?"
        for row in connection.execute(sql, [*condition.values, -1 if limit is None else limit]):
            yield card_from(row[:-2]), row[-2], row[-1]
        return
    cards_left = limit
    for stage in board.stages:
        if cards_left is not None and cards_left <= 0:
            return
        sql = f"{_CARD}, card.lane, card.talk FROM card WHERE lane = ? AND ({condition.sql}) ORDER BY rank, id"
        values = [stage.id, *condition.values]
        if cards_left is not None:
            sql += f" LIMIT {int(cards_left)}"
        for row in connection.execute(sql, values):
            yield card_from(row[:-2]), row[-2], row[-1]
            if cards_left is not None:
                cards_left -= 1


# -- merged cards


def list_with_merged(connection: sqlite3.Connection, card: str) -> list[str]:
    """Return the ids of a card and of all cards of its board that were merged into it, near or far; its own first."""
    query = (
        "WITH RECURSIVE merged(id, board) AS (SELECT ?1, (SELECT board FROM card WHERE id = ?1) UNION SELECT card.id, "
        "card.board "
        "FROM card JOIN merged ON card.merged_into = merged.id AND card.board = merged.board) SELECT id FROM merged"
    )
    return [row[0] for row in connection.execute(query, (card,))]


def is_shared(connection: sqlite3.Connection, board: str) -> bool:
    """Tell whether a board goes to a server."""
    return connection.execute("SELECT 1 FROM remote WHERE board = ?", (board,)).fetchone() is not None


def restore_mark(connection: sqlite3.Connection) -> str:
    """Return the mark of the last restore from a backup; empty where there was none."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'restored'").fetchone()
    return str(row[0]) if row else ""


def has_rules(connection: sqlite3.Connection, board: str) -> bool:
    """Tell whether a board has rules, or once had some."""
    sql = "SELECT 1 FROM entity WHERE board = ? AND etype = 'rule' LIMIT 1"
    return connection.execute(sql, (board,)).fetchone() is not None


def list_overdue(connection: sqlite3.Connection, board: Board, now: str) -> list[str]:
    """Return the cards at the door whose offer nobody answered in time, which was before `now` (UTC, ISO 8601)."""
    # `+lane` keeps SQLite from the index of lanes: the one of cards that were handed over holds far fewer
    doors = [stage.id for stage in board.stages if stage.side == "door"]
    marks = ",".join("?" * len(doors))
    sql = (
        f"SELECT id FROM card WHERE board = ? AND {HANDED} AND {HANDOFF_STATE} = 'offered' AND {HANDOFF_DUE} < ? "
        f"AND +lane IN ({marks})"
    )
    return [row[0] for row in connection.execute(sql, (board.id, now, *doors))]
