"""Hold back changes with registers that the server's version does not know, until the server is updated.

A held change stays in the log and on the board. In the outbox it has no number, so later changes are sent before it.
When the server knows all of its registers, it goes to the end of the outbox.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

from kanban.domain.automations.rules import OF
from kanban.domain.change import MAC, Change
from kanban.protocol import registers
from kanban.protocol.registers import KnownRegisters
from kanban.store import log
from kanban.store.register_checks import encode_json
from kanban.store.replica import remote

# -- what the server takes


def note_edition(
    connection: sqlite3.Connection, board: str, edition: str, entities: Mapping[str, Collection[str]] | None
) -> None:
    """Keep what the board's server takes; None for one of version 0.1.0, which tells no list and takes anything."""
    server_list = {
        "edition": edition,
        "entities": {etype: sorted(names) for etype, names in entities.items()} if entities else None,
    }
    connection.execute(
        "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (f"takes:{board}", json.dumps(server_list))
    )


def read_edition(connection: sqlite3.Connection, board: str) -> str | None:
    """Return the edition of the server's list, empty for none; None where nobody has asked yet."""
    server_list = _describe(connection, board)
    return str(json.loads(server_list)["edition"]) if server_list else None


def _describe(connection: sqlite3.Connection, board: str) -> str | None:
    row: tuple[str] | None = connection.execute("SELECT value FROM meta WHERE key = ?", (f"takes:{board}",)).fetchone()
    return row[0] if row else None


@lru_cache(8)
def _read(server_list: str) -> Callable[[Change], bool]:
    """Return whether the server takes a change, as it told."""
    entities = json.loads(server_list)["entities"]
    if entities is None:
        return lambda change: MAC not in change.extra
    known = KnownRegisters(entities)
    return lambda change: known.can_take(change.etype, change.set)


def build_taker(connection: sqlite3.Connection, board: str) -> Callable[[Change], bool]:
    """Return what tells whether the board's server takes a change; where nobody has asked it yet, it does."""
    server_list = _describe(connection, board)
    return _read(server_list) if server_list else lambda _: True


def find_newer_edition(connection: sqlite3.Connection, board: str) -> str | None:
    """Return something that this program writes, that is on the board, and that the server does not know yet."""
    server_list = _describe(connection, board)
    entities = json.loads(server_list)["entities"] if server_list else None
    if entities is None:
        return None
    known = KnownRegisters(entities)
    sql = (
        "SELECT DISTINCT change.etype, key FROM change JOIN tx ON tx.n = change.tx, json_each(change.body) "
        "WHERE tx.board = ?"
    )
    for etype, name in connection.execute(sql, (board,)):
        if not known.can_take(etype, [name]) and registers.is_known(etype, name):
            return str(name if known.can_take(etype, ()) else etype)
    return None


# -- what waits for a newer server


@dataclass(slots=True)
class _HeldChanges:
    """What waits, as far as other changes build on it."""

    txs: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    acts: set[str] = field(default_factory=set)
    created: set[str] = field(default_factory=set)
    """Entities of which the server does not know."""
    sets: dict[str, set[str]] = field(default_factory=dict)
    """Entity to registers: a later set that came first would be taken for the earlier one."""

    def add(self, change: Change) -> None:
        self.ids.add(change.id)
        self.acts.add(change.act)
        self.sets.setdefault(change.entity, set()).update(change.set)
        if "created" in change.set:
            self.created.add(change.entity)

    def is_built_on(self, change: Change) -> bool:
        """Whether a change builds on it."""
        if change.extra.get(OF) in self.ids or change.undo_of in self.acts:
            return True
        if self.sets.get(change.entity, set()) & change.set.keys():
            return True
        values_text = encode_json(dict(change.set)) if self.created else ""
        return any(entity_id in {change.entity, change.card} or entity_id in values_text for entity_id in self.created)


def to_hold(connection: sqlite3.Connection, board: str, changes: Sequence[Change]) -> list[str]:
    """Return the ids of those of these changes that the server can't take yet.

    Whole transactions, with what builds on them.
    """
    takes, late = build_taker(connection, board), _HeldChanges()
    sql = f"{log.SELECT} JOIN outbox ON outbox.change = change.n WHERE outbox.board = ? AND outbox.held = 1"
    for change in log.read(connection, sql, (board,)):
        late.add(change)
    late.txs = {change.tx for change in changes if not takes(change)}
    for _, some in groupby(changes, key=lambda change: change.tx):
        tx = list(some)
        if tx[0].tx in late.txs or (late.ids and any(map(late.is_built_on, tx))):
            late.txs.add(tx[0].tx)
            for change in tx:
                late.add(change)
    return [change.id for change in changes if change.tx in late.txs]


def hold_back(connection: sqlite3.Connection, board: str, ids: Sequence[str], *, counted: bool = False) -> None:
    """Let changes wait for a newer server. Later ones move up, unless the server has `counted` them already."""
    sql = (
        "SELECT outbox.change, outbox.dseq FROM change JOIN outbox ON outbox.change = change.n WHERE change.id IN ({})"
    )
    rows = list(log.select_among(connection, sql, ids))
    if not rows:
        return
    connection.executemany("UPDATE outbox SET held = 1, dseq = 0 WHERE change = ?", [(number,) for number, _ in rows])
    if counted:
        return
    first = min(dseq for _, dseq in rows)
    behind = "SELECT change FROM outbox WHERE board = ? AND acked IS NULL AND held IS NULL AND dseq > ? ORDER BY dseq"
    numbers = [row[0] for row in connection.execute(behind, (board, first))]
    _number(connection, board, numbers, first)


def release(connection: sqlite3.Connection, board: str) -> int:
    """Send what the server takes by now; returns how many changes that are."""
    sql = (
        f"{log.SELECT} JOIN outbox ON outbox.change = change.n WHERE outbox.board = ? AND outbox.held = 1 "
        "ORDER BY change.n"
    )
    waiting = list(log.read(connection, sql, (board,)))
    if not waiting:
        return 0
    connection.execute("UPDATE outbox SET held = NULL WHERE board = ?", (board,))
    held_ids = set(to_hold(connection, board, waiting))
    numbers = dict(
        log.select_among(connection, "SELECT id, n FROM change WHERE id IN ({})", [change.id for change in waiting])
    )
    connection.executemany(
        "UPDATE outbox SET held = 1 WHERE change = ?", [(numbers[change_id],) for change_id in held_ids]
    )
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (f"dseq:{board}",)).fetchone()
    free = [numbers[change.id] for change in waiting if change.id not in held_ids]
    _number(connection, board, free, int(row[0] if row else 0) + 1)
    device = "UPDATE tx SET device = ? WHERE n = (SELECT tx FROM change WHERE n = ?)"  # it may have changed meanwhile
    connection.executemany(device, [(remote.read_device(connection), number) for number in free])
    return len(free)


def _number(connection: sqlite3.Connection, board: str, numbers: Sequence[int], first: int) -> None:
    """Number changes from `first` on; what is written next follows them."""
    counted = [(dseq, number) for dseq, number in enumerate(numbers, first)]
    connection.executemany("UPDATE change SET dseq = ? WHERE n = ?", counted)
    connection.executemany("UPDATE outbox SET dseq = ? WHERE change = ?", counted)
    last = first + len(numbers) - 1
    connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (f"dseq:{board}", str(last)))
