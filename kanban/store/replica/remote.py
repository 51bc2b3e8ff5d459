"""What a device knows of the server that a board goes to, and of how far it has come."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, fields
from typing import Literal

from kanban.domain import clock
from kanban.domain.entity_state import DIGEST_BITS, digest_text
from kanban.domain.errors import NotFound

State = Literal["live", "booting", "publishing"]

STOPPED = "stopped:"
"""What the key of a board's note in `meta` begins with, that a person has to see to something."""

TOLERANCE_MS = 2_000
"""How far a clock may be off before it is corrected: less than this is what a network does."""


@dataclass(frozen=True, slots=True)
class Remote:
    """One row of `remote`, with the cursor."""

    board: str
    url: str
    account: str
    member: str
    """Who this database acts as on that board."""
    name: str
    """The account's name on the server."""
    epoch: str
    tip: str | None
    """The id of the change that the cursor stands on; None at the beginning and where it is not known."""
    digest: str
    """Of the confirmed state here, as `domain.entity_state.digest_text` writes it."""
    state: State
    server_offset: int
    """Milliseconds added to this machine's clock; 0 while it is within 2 s of the server's."""
    synced_at: str | None
    """When the cursor last reached the head."""
    offline_since: str | None
    published: int
    boot_head: int | None
    """The server number that the snapshot being staged speaks of; None before its first page."""
    boot_tip: str | None
    boot_after: str | None
    """What to ask its next page with."""
    boot_count: int | None
    older: int | None
    """What to ask the next page of history with; None where it is whole."""
    older_floor: int
    cursor: int
    """The highest server number that has been taken."""

    @property
    def total(self) -> int:
        """The digest as a number."""
        return int(self.digest, 16)

    @property
    def older_left(self) -> int:
        """How many older changes are still to come, at most: what was made here is here already.

        0 where history is whole.
        """
        return max(1, self.older - 1 - self.older_floor) if self.older is not None else 0


_COLUMNS = tuple(column.name for column in fields(Remote) if column.name != "cursor")
NOTHING = digest_text(0)
"""The digest of a board of which nothing is known."""

assert len(NOTHING) * 4 == DIGEST_BITS  # noqa: S101 - 4 bits a digit


def find(connection: sqlite3.Connection, board: str) -> Remote | None:
    """Return what is known of a board's server, None for a local board."""
    sql = (
        f"SELECT {', '.join(_COLUMNS)}, coalesce((SELECT value FROM meta WHERE key = 'cursor:' || remote.board), 0) "
        "FROM remote WHERE board = ?"
    )
    row = connection.execute(sql, (board,)).fetchone()
    if row is None:
        return None
    *values, cursor = row
    return Remote(*[*values, int(cursor)])


def get(connection: sqlite3.Connection, board: str) -> Remote:
    """Return what is known of a board's server; raises NotFound for a local board."""
    remote = find(connection, board)
    if remote is None:
        raise NotFound("This board stays on this machine.", command="kanban publish URL takes it to a server")
    return remote


def list_boards_of_server(connection: sqlite3.Connection, url: str) -> list[str]:
    """Return the boards that go to the server at an address, by id; deleted ones too."""
    return [row[0] for row in connection.execute("SELECT board FROM remote WHERE url = ? ORDER BY board", (url,))]


def change(connection: sqlite3.Connection, board: str, **values: object) -> None:
    """Write some columns of a board's row; `cursor` goes to its own place."""
    if "cursor" in values:
        cursor = values.pop("cursor")
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (f"cursor:{board}", str(cursor)))
    if values:
        assignments = ", ".join(f"{name} = ?" for name in values)
        connection.execute(f"UPDATE remote SET {assignments} WHERE board = ?", (*values.values(), board))


def insert(connection: sqlite3.Connection, board: str, **values: object) -> None:
    """Make a board's row; what is not given is nothing yet."""
    row: dict[str, object] = {"board": board, "digest": NOTHING, "server_offset": 0, "published": 0, "older_floor": 0}
    row |= values
    connection.execute(
        f"INSERT INTO remote ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", tuple(row.values())
    )


def read_clock_offset(server_ms: int, now_ms: int) -> int:
    """Return what to add to this machine's clock when a server says what time it is."""
    apart = server_ms - now_ms
    return apart if abs(apart) > TOLERANCE_MS else 0


def note_contact(connection: sqlite3.Connection, remote: Remote, server_ms: int, now_ms: int) -> None:
    """Correct the clock by what a server said; 0 is nothing said. It answered, so one is not offline."""
    if server_ms:
        apart = read_clock_offset(server_ms, now_ms)
        if (
            abs(apart - remote.server_offset) > TOLERANCE_MS // 4
        ):  # it wavers with the network, and no row need follow that
            change(connection, remote.board, server_offset=apart)
    if remote.offline_since:
        change(connection, remote.board, offline_since=None)


def read_stop(connection: sqlite3.Connection, board: str) -> tuple[str, str, str]:
    """Return what a person has to see to before the next round gets through: kind, sentence, new address.

    All empty for nothing.
    """
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (STOPPED + board,)).fetchone()
    kind, sentence, to = json.loads(row[0]) if row else ("", "", "")
    return kind, sentence, to


def stop(connection: sqlite3.Connection, board: str, kind: str, sentence: str, to: str) -> None:
    """Note what a person has to see to; nothing, with an empty kind."""
    if kind:
        noted = json.dumps([kind, sentence, to])
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (STOPPED + board, noted))
    else:
        connection.execute("DELETE FROM meta WHERE key = ?", (STOPPED + board,))


def see(connection: sqlite3.Connection, stamp: str) -> None:
    """Let no stamp that is given from now on lie below one that was seen."""
    connection.execute(
        (
            "INSERT INTO meta (key, value) VALUES ('stamp', ?) ON CONFLICT (key) DO UPDATE SET value = max(value, "
            "excluded.value)"
        ),
        (stamp,),
    )


def read_device(connection: sqlite3.Connection) -> str:
    """Return this database's device id; empty before the first write."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'device'").fetchone()
    return row[0] if row else ""


def format_now(now_ms: int) -> str:
    """Return a time as rows have it."""
    return clock.iso_ms(now_ms)
