"""Repair a database: make its rows what its log says, or carry its log from a damaged file into a new one.

Where the log of a board is not whole, because older history is still on its server, only the server can tell what the
rows should be: such a board is fetched anew, and what waits to be sent is kept and folded over it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from kanban.domain.values import text
from kanban.store import log, register_checks
from kanban.store.database import Database
from kanban.store.maintenance.verify import COMPARED, NAMES, Difference, Verification
from kanban.store.reading import history_gaps
from kanban.store.replica import confirmed
from kanban.store.rows import CARD_COLUMNS, COMMENT_COLUMNS, ENTITY_COLUMNS, blank, blank_comment

TOTALS = (
    "SELECT lane, CASE WHEN value IS NULL THEN '' ELSE coalesce(currency, '') END, count(*), coalesce(sum(value), 0) "
    "FROM card WHERE deleted = 0 AND lane <> '' GROUP BY 1, 2"
)
"""The lanes' totals as their cards have them."""

KEPT = ("tx", "change")
"""Tables that everything else is made from: without all of them there is no board."""

ALSO = (
    "meta", "act", "seen", "dealt", "saved_view", "comment_draft", "import_mapping", "remote", "outbox", "confirmed",
    "attention", "walk",
)  # fmt: skip
"""Tables that nothing else tells; what can't be read of them is lost."""


def mend(database: Database) -> int:
    """Write the rows that are not what the log says, in one transaction; returns how many.

    Boards of which it can't tell are fetched anew.
    """
    with database.writing() as connection:
        lacking = history_gaps.list_lacking(connection)
        verification, changed = Verification(connection, lacking=lacking), 0
        for part in (verification.of_entities, verification.of_comments):
            changed += _write(connection, list(part()))
        verification = Verification(
            connection, lacking=lacking
        )  # cards count their comments by the numbers that these have now
        for part in (verification.of_entities, verification.of_comments):
            list(part())
        changed += _write(connection, list(verification.of_cards()))
        changed += _write(connection, list(verification.of_names()))
        for board in {*confirmed.list_wrong(connection), *lacking}:
            refetch(connection, board)
        return (
            changed
            + _repair_totals(connection)
            + _search(connection)
            + _repair_homes(connection)
            + _repair_counters(connection)
        )


def _write(connection: sqlite3.Connection, differences: list[Difference]) -> int:
    for difference in differences:
        if difference.table == "card":
            _repair_card(connection, difference)
        elif difference.table == "comment":
            _repair_comment(connection, difference)
        else:
            columns = NAMES.get(difference.table, ENTITY_COLUMNS)
            _replace(connection, difference, columns, NAMES.get(difference.table, ENTITY_COLUMNS[:3]))
    return len(differences)


def _replace(
    connection: sqlite3.Connection, difference: Difference, columns: tuple[str, ...], key: tuple[str, ...]
) -> None:
    if difference.present is not None:
        where = " AND ".join(f"{name} = ?" for name in key)
        connection.execute(f"DELETE FROM {difference.table} WHERE {where}", difference.present[: len(key)])
    if difference.right is not None:
        marks = ",".join("?" * len(columns))
        connection.execute(f"INSERT INTO {difference.table} ({','.join(columns)}) VALUES ({marks})", difference.right)


def _repair_card(connection: sqlite3.Connection, difference: Difference) -> None:
    if difference.right is None:
        connection.execute("DELETE FROM card WHERE id = ?", (_read_id(difference),))
    elif difference.present is None:
        marks = ",".join("?" * len(COMPARED))
        connection.execute(f"INSERT INTO card ({','.join(COMPARED)}, version) VALUES ({marks}, 1)", difference.right)
    else:
        assignments = ",".join(f"{name} = ?" for name in COMPARED)
        connection.execute(
            f"UPDATE card SET {assignments}, version = version + 1 WHERE id = ?",
            (*difference.right, _read_id(difference)),
        )


def _repair_comment(connection: sqlite3.Connection, difference: Difference) -> None:
    row = connection.execute("SELECT n FROM comment WHERE id = ?", (_read_id(difference),)).fetchone()
    number = row[0] if row else None
    connection.execute("DELETE FROM comment_search WHERE rowid = ?", (number,))
    connection.execute("DELETE FROM comment WHERE n = ?", (number,))
    if difference.right is not None:
        *values, searched = difference.right
        marks = ",".join("?" * (len(COMMENT_COLUMNS) + 1))
        number = connection.execute(
            f"INSERT INTO comment (n, {','.join(COMMENT_COLUMNS)}) VALUES ({marks})", (number, *values)
        ).lastrowid
        if searched is not None:
            connection.execute("INSERT INTO comment_search (rowid, body) VALUES (?, ?)", (number, searched))


def _read_id(difference: Difference) -> object:
    row = difference.right or difference.present
    return row[0] if row else None


def _repair_totals(connection: sqlite3.Connection) -> int:
    stored = set(connection.execute("SELECT * FROM lane_total WHERE cards <> 0 OR value <> 0"))
    right = set(connection.execute(TOTALS))
    if stored == right:
        return 0
    connection.execute("DELETE FROM lane_total")
    connection.executemany("INSERT INTO lane_total VALUES (?, ?, ?, ?)", right)
    return len({row[:2] for row in stored ^ right})


def _search(connection: sqlite3.Connection) -> int:
    """Drop entries of comments that are not there; those that are lacking came with their comments."""
    strays = "rowid NOT IN (SELECT n FROM comment WHERE deleted = 0)"
    return connection.execute(f"DELETE FROM comment_search WHERE {strays}").rowcount


def _repair_homes(connection: sqlite3.Connection) -> int:
    """Let every change stand in the history of its card again."""
    return connection.execute(f"UPDATE change SET story = {log.HOME} WHERE story IS NOT {log.HOME}").rowcount


def _repair_counters(connection: sqlite3.Connection) -> int:
    """Let the next change be counted behind all that this device has made; refused ones are counted, and in no log."""
    synced = {row[0] for row in connection.execute("SELECT board FROM remote")}
    meta = dict(connection.execute("SELECT key, value FROM meta"))
    last = "SELECT tx.board, max(dseq) FROM change JOIN tx ON tx.n = change.tx WHERE tx.device = ? GROUP BY 1"
    rows = [
        (f"dseq:{board}", str(high))
        for board, high in connection.execute(last, (meta.get("device"),))
        if (int(meta.get(f"dseq:{board}", 0)) < high if board in synced else meta.get(f"dseq:{board}") != str(high))
    ]
    newest = connection.execute("SELECT max(stamp) FROM change").fetchone()[0] or ""
    if newest > meta.get("stamp", ""):
        rows.append(("stamp", newest))
    connection.executemany("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", rows)
    return len(rows)


def refetch(connection: sqlite3.Connection, board: str) -> None:
    """Let the next sync fetch a board from its server as it is there, with what waits folded over it."""
    sql = (
        "UPDATE remote SET state = 'booting', boot_head = NULL, boot_tip = NULL, boot_after = NULL, boot_count = NULL "
        "WHERE board = ? AND state <> 'publishing'"
    )
    connection.execute("DELETE FROM staged WHERE board = ?", (board,))
    connection.execute(sql, (board,))


def list_awaited_boards(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return the boards that are to be fetched as they are, each with the address of its server."""
    return connection.execute("SELECT board, url FROM remote WHERE state = 'booting' ORDER BY board").fetchall()


def salvage(damaged: sqlite3.Connection, target: Database) -> None:
    """Copy all that rows are made from out of a damaged file.

    Raises sqlite3.Error where the log can't be read to its end. Of the rest what is readable comes along; so do the
    numbers of cards and comments, by which is counted what people have read.
    """
    with target.writing() as connection:
        for table in KEPT:
            _copy(connection, table, damaged.execute(f"SELECT * FROM {table}"))
        for table in ALSO:
            _copy(connection, table, _iterate_readable(damaged, f"SELECT * FROM {table}"))
        lacking = history_gaps.list_lacking(connection)
        for number, card, board in _iterate_readable(damaged, "SELECT n, id, board FROM card"):
            if register_checks.check_identity(card) and board not in lacking:
                _copy(connection, "card", [(number, *blank(board, card).values())], ("n", *CARD_COLUMNS))
        for number, comment, board in _iterate_readable(damaged, "SELECT n, id, board FROM comment"):
            if board not in lacking:
                _copy(
                    connection, "comment", [(number, *blank_comment(board, comment).values())], ("n", *COMMENT_COLUMNS)
                )
        for board in lacking:
            _carry(connection, damaged, board)
        for (board,) in connection.execute("SELECT board FROM remote").fetchall():
            refetch(connection, board)


def _carry(connection: sqlite3.Connection, damaged: sqlite3.Connection, board: str) -> None:
    """Copy the rows of a board as they are, as far as they can be read: its log alone would not make them."""
    where = f"WHERE board = '{board}'" if register_checks.check_identity(board) else "WHERE 0"
    for table, columns in (
        ("card", ("n", *CARD_COLUMNS)),
        ("comment", ("n", *COMMENT_COLUMNS)),
        ("entity", ENTITY_COLUMNS),
        *NAMES.items(),
    ):
        _copy(
            connection, table, _iterate_readable(damaged, f"SELECT {', '.join(columns)} FROM {table} {where}"), columns
        )
    bodies = connection.execute("SELECT n, body FROM comment WHERE deleted = 0 AND board = ?", (board,)).fetchall()
    rows = [(number, text.build_index_text(body)) for number, body in bodies]
    connection.executemany("INSERT INTO comment_search (rowid, body) VALUES (?, ?)", rows)


def _copy(connection: sqlite3.Connection, table: str, rows: Iterable[Any], columns: tuple[str, ...] = ()) -> None:
    width = len(columns or connection.execute(f"SELECT name FROM pragma_table_info('{table}')").fetchall())
    column_list = f" ({','.join(columns)})" if columns else ""
    connection.executemany(f"INSERT OR REPLACE INTO {table}{column_list} VALUES ({','.join('?' * width)})", rows)


def _iterate_readable(connection: sqlite3.Connection, sql: str) -> Iterator[Any]:
    """Yield rows as far as they can be read."""
    with suppress(sqlite3.Error):
        yield from connection.execute(sql)
