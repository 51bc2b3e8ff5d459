"""Publish a local board: send its log as it is, in its order; once the server has all of it, sync as usual.

What is written meanwhile joins the end of the log and is sent with it. The outbox stays empty until then.
"""

from __future__ import annotations

import sqlite3

from kanban.domain.change import Change
from kanban.domain.entity_state import digest_text
from kanban.domain.errors import Refused
from kanban.protocol.types import Pushed
from kanban.store import log, rows
from kanban.store.projection import Projection
from kanban.store.reading import history_gaps
from kanban.store.replica import confirmed, held_changes, invalidations, outbox, remote
from kanban.store.replica.push_result import PushResult
from kanban.store.replica.remote import Remote


def attach(connection: sqlite3.Connection, board: str, **values: str) -> None:
    """Begin to publish a board; raises Refused where it is on a server already or lacks part of its history."""
    server = remote.find(connection, board)
    if server is not None:
        raise Refused(f"This board goes to {server.url} already.", command="kanban leave lets go of it")
    lacking = "SELECT 1 FROM meta WHERE key = ?"
    if connection.execute(lacking, (history_gaps.PREFIX + board,)).fetchone():
        raise Refused("Part of this board's history is on the server that it came from, so it can't be published.")
    device = remote.read_device(connection)
    connection.execute("UPDATE change SET seq = NULL WHERE tx IN (SELECT n FROM tx WHERE board = ?)", (board,))
    numbers = [row[0] for row in connection.execute(f"{_OURS} ORDER BY change.n", (board, -(2**62)))]
    if connection.execute("SELECT 1 FROM tx WHERE board = ? AND device <> ? LIMIT 1", (board, device)).fetchone():
        counted = [(place, number) for place, number in enumerate(numbers, 1)]
        connection.executemany("UPDATE change SET dseq = ? WHERE n = ?", counted)
        connection.execute("UPDATE tx SET device = ? WHERE board = ?", (device, board))
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (f"dseq:{board}", str(len(numbers))))
    published = (numbers[0] if numbers else 1) - 1
    remote.insert(connection, board, state="publishing", **values)
    remote.change(connection, board, published=published)


_OURS = "SELECT change.n FROM change JOIN tx ON tx.n = change.tx WHERE tx.board = ? AND change.n > ?"


def list_outgoing(connection: sqlite3.Connection, place: Remote, most: int, most_bytes: int) -> list[Change]:
    """Return the next changes of the log, whole transactions."""
    sql = f"{log.SELECT} WHERE tx.board = ? AND change.n > ? ORDER BY change.n LIMIT ?"
    return outbox.keep_whole(log.read(connection, sql, (place.board, place.published, 2 * most)), most, most_bytes)


def trim_changes(connection: sqlite3.Connection, board: str, changes: list[Change]) -> list[Change]:
    """Return what of these changes the server takes: what no version knows stays behind, wherever it came from."""
    takes = held_changes.build_taker(connection, board)
    if all(map(takes, changes)):
        return changes
    fit = [
        change._replace(
            set={name: value for name, value in change.set.items() if takes(change._replace(set={name: value}))}
        )
        for change in changes
    ]
    return [change for change in fit if takes(change)]


def skip(connection: sqlite3.Connection, board: str, changes: list[Change]) -> None:
    """Go on behind changes of which the server takes nothing."""
    numbers = log.select_among(
        connection, "SELECT max(n) FROM change WHERE id IN ({})", [change.id for change in changes]
    )
    remote.change(connection, board, published=max(row[0] for row in numbers))


def count_waiting(connection: sqlite3.Connection, place: Remote) -> int:
    """Return how many changes have not been accepted yet."""
    row: tuple[int] = connection.execute(f"SELECT count(*) FROM ({_OURS})", (place.board, place.published)).fetchone()
    return row[0]


def find_last_sent(connection: sqlite3.Connection, place: Remote) -> int:
    """Return the device's number of the last change that was accepted, 0 before the first one."""
    sql = (
        "SELECT coalesce(max(dseq), 0) FROM change JOIN tx ON tx.n = change.tx "
        "WHERE tx.board = ? AND change.n <= ? AND tx.device = ?"
    )
    row: tuple[int] = connection.execute(sql, (place.board, place.published, remote.read_device(connection))).fetchone()
    return row[0]


def note_answer(connection: sqlite3.Connection, place: Remote, pushed: Pushed, now_ms: int) -> PushResult:
    """Note what was accepted; raises Refused where the server won't have a part of the log."""
    bad = next((verdict for verdict in pushed.verdicts if verdict.status == "rejected"), None)
    if bad is not None:
        why = bad.detail or bad.code or "it gave no reason"
        raise Refused(f"The server won't have all of this board's history: {why}")
    remote.note_contact(connection, place, pushed.server_ms, now_ms)
    published, moved = place.published, set[tuple[str, str]]()
    sql = "SELECT n, stamp, etype, entity FROM change WHERE id = ?"
    for verdict in pushed.verdicts:
        row = connection.execute(sql, (verdict.id,)).fetchone()
        if row is None or verdict.seq is None:
            continue
        number, stamp, etype, entity = row
        published = max(published, number)
        connection.execute("UPDATE change SET seq = ? WHERE n = ?", (verdict.seq, number))
        if verdict.stamp and verdict.stamp != stamp:
            connection.execute("UPDATE change SET stamp = ? WHERE n = ?", (verdict.stamp, number))
            remote.see(connection, verdict.stamp)
            moved.add((etype, entity))
    remote.change(connection, place.board, published=published)
    touched = _rebuild_rows(connection, place.board, moved)
    return PushResult(
        len(pushed.verdicts),
        (),
        frozenset(touched.touched.cards),
        frozenset(touched.touched.lanes),
        touched.touched.is_structure_changed,
    )


def _find_tip(connection: sqlite3.Connection, board: str, seq: int) -> str | None:
    sql = "SELECT change.id FROM change JOIN tx ON tx.n = change.tx WHERE tx.board = ? AND seq = ?"
    row = connection.execute(sql, (board, seq)).fetchone()
    return row[0] if row else None


def _rebuild_rows(connection: sqlite3.Connection, board: str, entities: set[tuple[str, str]]) -> Projection:
    """Rebuild the rows of entities whose changes were given other stamps, from the log."""
    projection = Projection(connection, board)
    for etype, entity in sorted(entities):
        after = rows.blank_row(board, etype, entity)
        history_sql = (
            f"{log.SELECT} WHERE tx.board = ? AND change.entity = ? AND change.etype = ? AND (change.story IS NULL "
            "OR change.story = "
        )
        history_sql += "(SELECT n FROM card WHERE id = ?))"
        home = rows.read_row(connection, board, etype, entity)
        if home is not None and home["board"] != board:
            continue
        card = home["card"] if home and etype == "comment" else entity
        rows.fold_into_row(after, etype, log.read(connection, history_sql, (board, entity, etype, card)))
        projection.write(etype, entity, home, after)
    projection.finish()
    if entities:
        invalidations.invalidate_everything(connection, board)
    return projection


def finish(connection: sqlite3.Connection, board: str, head: int) -> bool:
    """Let the board be live at the server's `head`; returns False where something was written meanwhile."""
    place = remote.get(connection, board)
    if place.state != "publishing" or count_waiting(connection, place):
        return place.state != "publishing"
    seqs = (
        "SELECT seq, row_number() OVER (ORDER BY seq) AS place FROM change JOIN tx ON tx.n = change.tx "
        "WHERE tx.board = ? AND seq NOT NULL"
    )
    own: tuple[int] = connection.execute(f"SELECT count(*) FROM ({seqs}) WHERE seq = place", (board,)).fetchone()
    cursor = min(head, own[0])
    digest = digest_text(confirmed.recount(connection, board))
    remote.change(
        connection, board, state="live", cursor=cursor, digest=digest, tip=_find_tip(connection, board, cursor)
    )
    return True
