"""The log of changes: appended to, read back, never rewritten."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from kanban.domain import acts
from kanban.domain.change import CARD, COMMENT, STAGE, STORIED, STRUCTURE, Change
from kanban.store.register_checks import encode_json

COLUMNS = ("id", "tx", "story", "etype", "entity", "verb", "at", "stamp", "dseq", "seq", "body", "extra")
INSERT = f"INSERT INTO change ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
_INSERT_TX = "INSERT INTO tx (id, act, board, actor, device, base, undo_of) VALUES (?, ?, ?, ?, ?, ?, ?)"
_INSERT_NUMBERED = "INSERT INTO tx (n, id, act, board, actor, device, base, undo_of) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"

ACT_HORIZON = 500
"""How many of a member's own acts undo looks back over."""


def append(connection: sqlite3.Connection, board: str, changes: Sequence[Change]) -> None:
    """Write changes to the log, in order; the cards that they speak of must be there already."""
    connection.executemany(INSERT, rows_of(connection, board, changes))


def rows_of(connection: sqlite3.Connection, board: str, changes: Sequence[Change]) -> list[tuple[Any, ...]]:
    """Return the rows of changes in the order of COLUMNS, after inserting the transactions that they belong to."""
    numbers, places = _insert_transactions(connection, board, changes), find_homes(connection, board, changes)
    return [
        (
            change.id, numbers[change.tx], places.get((change.etype, change.entity)), change.etype, change.entity,
            change.verb,
            change.at, change.stamp, change.dseq, change.seq, encode_json(change.set),
            encode_json(change.extra) if change.extra else None,
        )
        for change in changes
    ]  # fmt: skip


_HOME_QUERIES = {
    CARD: "SELECT id, n FROM card WHERE id IN ({}) AND board = ?",
    COMMENT: (
        "SELECT comment.id, card.n FROM comment JOIN card ON card.id = comment.card WHERE comment.id IN ({}) "
        "AND card.board = ?"
    ),
    **{
        etype: "SELECT entity.id, card.n FROM entity JOIN card ON card.id = json_extract(body, '$.card') "
        f"WHERE entity.etype = '{etype}' AND entity.id IN ({{}}) AND card.board = ?"
        for etype in STORIED
    },
}


def find_homes(connection: sqlite3.Connection, board: str, changes: Iterable[Change]) -> dict[tuple[str, str], int]:
    """Return the number of the card in whose history each (type, id) belongs: itself, or the one that it is about."""
    entities_by_type: dict[str, dict[str, None]] = {}
    for change in changes:
        if change.etype in _HOME_QUERIES:
            entities_by_type.setdefault(change.etype, {})[change.entity] = None
    return {
        (etype, entity): number
        for etype, entities in entities_by_type.items()
        for entity, number in select_among(connection, _HOME_QUERIES[etype], list(entities), board)
    }


_STORIED = ", ".join(f"'{etype}'" for etype in STORIED)

LOOSE = (
    "SELECT entity.id, json_extract(entity.body, '$.card') AS card FROM change JOIN entity "
    "ON entity.id = change.entity "
    f"AND entity.etype = change.etype WHERE change.story IS NULL AND change.etype IN ({_STORIED})"
)
"""What hangs on a card that is not here yet, in SQL, with the ids of those cards."""

HOME = (
    "CASE WHEN change.etype IN ('board', 'stage', 'member', 'rule', 'agreement') THEN NULL "
    "ELSE coalesce((SELECT card.n FROM card "
    "WHERE card.board = (SELECT tx.board FROM tx WHERE tx.n = change.tx) AND card.id = CASE change.etype "
    "WHEN 'card' THEN change.entity "
    "WHEN 'comment' THEN (SELECT comment.card FROM comment WHERE comment.id = change.entity) "
    "ELSE (SELECT json_extract(entity.body, '$.card') FROM entity WHERE entity.id = change.entity "
    f"AND entity.etype = change.etype AND entity.etype IN ({_STORIED}) LIMIT 1) END), "
    "(SELECT card.n FROM card WHERE card.n = change.story)) END"
)
"""The number of the card in whose history a change belongs, in SQL. What is not known here keeps the home that it has:
a newer version may have put it there, and no part of a card's history is to go."""

MANY = 500
"""Values that one statement asks for."""


def select_among(
    connection: sqlite3.Connection, sql: str, in_values: Sequence[object], *others: object
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query with `IN ({})`, which comes before its other values, for any number of values."""
    for start in range(0, len(in_values), MANY):
        chunk = in_values[start : start + MANY]
        yield from connection.execute(sql.format(",".join("?" * len(chunk))), (*chunk, *others))


def find_awaited(connection: sqlite3.Connection, cards: Sequence[str]) -> set[str]:
    """Return those of the new cards for which something came earlier: comments, changes, cards merged into them."""
    return {
        card
        for sql in (
            "SELECT entity FROM change WHERE story IS NULL AND entity IN ({})",
            "SELECT card FROM comment WHERE card IN ({})",
            f"SELECT card FROM ({LOOSE}) WHERE card IN ({{}})",
            "SELECT merged_into FROM card WHERE merged_into IN ({})",
        )
        for (card,) in select_among(connection, sql, cards)
    }


def _insert_transactions(connection: sqlite3.Connection, board: str, changes: Iterable[Change]) -> dict[str, int]:
    """Write down what the changes of each transaction have in common; returns their numbers."""
    numbers: dict[str, int] = {}
    rows = []
    # numbered here, so that the changes' rows can name them without asking for each
    newest: int = connection.execute("SELECT coalesce(max(n), 0) FROM tx").fetchone()[0]
    for change in changes:
        if change.tx not in numbers:
            newest += 1
            numbers[change.tx] = newest
            rows.append(
                (newest, change.tx, change.act, board, change.actor, change.device, change.base, change.undo_of)
            )
    connection.executemany(_INSERT_NUMBERED, rows)
    return numbers


def begin_tx(
    connection: sqlite3.Connection,
    tx: str,
    act: str,
    board: str,
    actor: str,
    device: str,
    base: int,
    undo_of: str | None,
) -> int:
    """Write down what the changes of a transaction have in common; returns its number."""
    number = connection.execute(_INSERT_TX, (tx, act, board, actor, device, base, undo_of)).lastrowid
    assert number is not None  # noqa: S101 - an insert always has one
    return number


def read_head(connection: sqlite3.Connection) -> int:
    """Return the number of the newest row, 0 when there is none."""
    row: tuple[int | None] = connection.execute("SELECT max(n) FROM change").fetchone()
    return row[0] or 0


SELECT = (
    "SELECT change.id, tx.act, tx.id, change.verb, change.at, change.etype, change.entity, change.body, change.stamp, "
    "tx.actor, "
    "tx.device, change.dseq, tx.base, tx.undo_of, CASE WHEN card.id <> change.entity THEN card.id END, change.seq, "
    "change.extra "
    "FROM change JOIN tx ON tx.n = change.tx LEFT JOIN card ON card.n = change.story "
)


ORDER = f"coalesce(change.seq, {2**62}), change.n"
"""The server's order where it is known, then the order in which changes were made here: history may arrive later."""


def decode_row(row: tuple[object, ...]) -> Change:
    """Return the change of a row that a query with `SELECT` gives."""
    body, extra = json.loads(str(row[7])), json.loads(str(row[16])) if row[16] else {}
    fields: list[Any] = [*row[:7], body, *row[8:16], extra]
    return Change(*fields)


def read(connection: sqlite3.Connection, sql: str, values: Sequence[object] = ()) -> Iterator[Change]:
    """Yield the changes that a query gives which begins with `SELECT`."""
    return map(decode_row, connection.execute(sql, values))


def read_by_entity(
    connection: sqlite3.Connection, condition: str, values: Sequence[object] = (), *, shared: bool = False
) -> Iterator[tuple[str, str, str, list[Change]]]:
    """Yield (board, type, id, changes as they arrived) of every entity whose changes meet a condition, by type and id.

    What several boards speak of is of the one that its row has, else of the one that spoke of it first; what other
    boards say of it is left out. Only where it is `shared`, as people are who belong to several boards, there is one
    for each; a stage is not.
    """
    columns, order = SELECT.removeprefix("SELECT "), "tx.board, " if shared else ""
    sql = f"SELECT tx.board, {columns} WHERE {condition} ORDER BY change.etype, change.entity, {order}change.n"
    of_each = itemgetter(6, 7, 0)
    for (etype, entity, *_), rows in groupby(
        connection.execute(sql, values), lambda row: of_each(row) if shared and row[6] != STAGE else row[6:8]
    ):
        entity_rows = list(rows)
        board = _find_owner(connection, etype, entity, [row[0] for row in entity_rows])
        yield board, etype, entity, [decode_row(row[1:]) for row in entity_rows if row[0] == board]


_TABLES = {CARD: "card", COMMENT: "comment", STAGE: "(SELECT id, board FROM entity WHERE etype = 'stage')"}


def _find_owner(connection: sqlite3.Connection, etype: str, entity: str, boards: Sequence[str]) -> str:
    """Return which of the boards that speak of an entity has it.

    History that is fetched later may come before all else.
    """
    if etype in _TABLES and len(set(boards)) > 1:
        row = connection.execute(f"SELECT board FROM {_TABLES[etype]} WHERE id = ?", (entity,)).fetchone()
        if row and row[0] in boards:
            return str(row[0])
    return boards[0]


def read_changes_of(connection: sqlite3.Connection, subjects: Iterable[str]) -> list[Change]:
    """Return every change in the histories of these cards (or of other entities), in the order in which they were made.

    The history of a card is its own changes and those of the comments on it, on its own board.
    """
    ids = list(subjects)
    changes: list[Change] = []
    for start in range(0, len(ids), 500):
        chunk = ids[start : start + 500]
        marks = ",".join("?" * len(chunk))
        query = (
            # a union and no OR: each half goes by an index of its own
            f"{SELECT} WHERE change.n IN (SELECT n FROM change WHERE story IN (SELECT n FROM card "
            f"WHERE id IN ({marks})) "
            f"UNION SELECT n FROM change WHERE story IS NULL AND entity IN ({marks}) AND NOT EXISTS (SELECT 1 "
            "FROM card JOIN tx ON "
            f"tx.n = change.tx AND tx.board <> card.board WHERE card.id = change.entity)) ORDER BY {ORDER}"
        )
        changes += [decode_row(row) for row in connection.execute(query, chunk + chunk)]
    return changes


_SUBJECT = "coalesce(card.id, change.entity) FROM change LEFT JOIN card ON card.n = change.story"


def list_subjects_of_act(connection: sqlite3.Connection, act: str) -> list[str]:
    """Return whose histories an act wrote to."""
    query = (
        # an act knows between which rows its changes stand, so the log needs no index of acts
        f"SELECT DISTINCT {_SUBJECT} JOIN tx ON tx.n = change.tx AND tx.act = ?1 JOIN act ON act.id = ?1 "
        "WHERE change.n BETWEEN act.first AND act.last"
    )
    return [row[0] for row in connection.execute(query, (act,))]


def list_cards_of_act(connection: sqlite3.Connection, act: str) -> list[str]:
    """Return the cards that an act made or changed, themselves and not in their comments."""
    query = (
        "SELECT DISTINCT change.entity FROM change JOIN tx ON tx.n = change.tx AND tx.act = ?1 JOIN act ON act.id = ?1 "
        "WHERE change.n BETWEEN act.first AND act.last AND change.etype = ?2"
    )
    return [row[0] for row in connection.execute(query, (act, CARD))]


def find_first(connection: sqlite3.Connection, act: str) -> int:
    """Return the number of the first change of an act; reads through all transactions."""
    sql = "SELECT min(change.n) FROM change JOIN tx ON tx.n = change.tx WHERE tx.act = ?"
    row: tuple[int] = connection.execute(sql, (act,)).fetchone()
    return row[0]


def find_touched(connection: sqlite3.Connection, board: str, n: int) -> tuple[set[str], bool]:
    """Return which cards look different since row `n`, and whether the board itself was changed.

    What a card was merged into shows its comments, so it looks different too, also when the merge was undone.
    """
    changed = (
        "FROM change JOIN tx ON tx.n = change.tx AND tx.board = ?1 LEFT JOIN card ON card.n = change.story "
        "WHERE change.n > ?2"
    )
    few = f"SELECT 1 {changed} AND change.etype IN ({', '.join(map(repr, STRUCTURE))}) LIMIT 1"
    structure = connection.execute(few, (board, n)).fetchone() is not None
    cards = {row[0] for row in connection.execute(f"SELECT DISTINCT card.id {changed} AND card.n", (board, n))}
    merges = (
        # `instr` first: hardly any change names a merge, and only those few are parsed
        "SELECT body FROM change WHERE instr(body, '\"merged_into\"') AND story IN "
        f"(SELECT change.story {changed} AND instr(change.body, '\"merged_into\"'))"
    )
    for (body,) in connection.execute(merges, (board, n)):
        cards.add(str(json.loads(body).get("merged_into")))
    above = (
        "WITH RECURSIVE shown(id) AS (SELECT value FROM json_each(?) UNION SELECT card.merged_into FROM card "
        "JOIN shown ON shown.id = card.id WHERE card.merged_into IS NOT NULL) SELECT card.id FROM card "
        "JOIN shown USING (id)"
    )
    return {row[0] for row in connection.execute(above, (json.dumps(sorted(cards)),))}, structure


def list_all_subjects(connection: sqlite3.Connection, board: str) -> set[str]:
    """Return the ids of all cards of a board, deleted ones included."""
    return {row[0] for row in connection.execute("SELECT id FROM card WHERE board = ?", (board,))}


def list_acts(connection: sqlite3.Connection, board: str, actor: str) -> list[acts.undo.PastAct]:
    """Return the member's own last acts on a board, newest first."""
    query = (
        "SELECT id, verb, said, undo_of FROM act WHERE board = ? AND actor = ? AND verb NOT IN ('found', 'propose', "
        "'sign') ORDER BY n DESC LIMIT ?"
    )

    return [acts.undo.PastAct(*row) for row in connection.execute(query, (board, actor, ACT_HORIZON))]


def note_act(
    connection: sqlite3.Connection,
    act: str,
    board: str,
    actor: str,
    verb: str,
    summary: str,
    at: str,
    undo_of: str | None,
    first: int,
) -> None:
    """Write down an act that ends with the newest row of the log; one that goes on over several transactions grows."""
    connection.execute(
        "INSERT INTO act (id, board, actor, verb, said, at, undo_of, first, last) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET last = excluded.last, said = excluded.said",
        (act, board, actor, verb, summary, at, undo_of, first, read_head(connection)),
    )
