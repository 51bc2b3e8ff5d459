"""Checks a server's SQLite database: its pages, its log, and whether every entity is the fold of the log."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from kanban.domain import fold
from kanban.domain.entity_state import EntityState, add_digest, digest_of_packed, digest_text
from kanban.domain.values.text import format_count
from kanban.store import hub
from kanban.store.database import StoreFault, check_file, explain_error
from kanban.store.database_file import copies_of, open_to_read
from kanban.store.hub.board_rows import change_of
from kanban.store.hub.maintenance.single_server import server_of
from kanban.store.hub.server_database import HEAD
from kanban.store.maintenance.doctor import Finding
from kanban.store.schema import is_unreleased, list_faults

RESTORE = "kanban server restore FILE brings a backup back"

_BOARDS = "SELECT id, epoch, head, tip, digest, state FROM hub_board ORDER BY id"
_LOG = "SELECT count(*), coalesce(min(seq), 1), coalesce(max(seq), 0) FROM hub_change WHERE board = ?"
_TIP = "SELECT id FROM hub_change WHERE board = ? AND seq = ?"
_ENTITIES = "SELECT etype, id, body, keys, seq FROM hub_entity WHERE board = ? ORDER BY etype, id"
_CHANGES = "SELECT * FROM hub_change WHERE board = ? ORDER BY etype, entity, seq"
_STRAYS = {
    "tokens without an account": "SELECT count(*) FROM hub_token "
    "WHERE revoked_at IS NULL AND account NOT IN (SELECT id FROM hub_account)",
    "memberships without an account": "SELECT count(*) FROM hub_membership "
    "WHERE account NOT IN (SELECT id FROM hub_account)",
    "memberships without a board": "SELECT count(*) FROM hub_membership WHERE board NOT IN (SELECT id FROM hub_board)",
}


def examine(file: Path) -> list[Finding]:
    """Check a server's database without writing to it. Every problem is a finding; nothing is raised."""
    try:
        check_file(file, "kanban server restore FILE")
    except StoreFault as error:
        return [Finding("server database", False, str(error))]
    try:
        with closing(open_to_read(file)) as connection:
            connection.row_factory = sqlite3.Row
            connection.execute("BEGIN")  # all looks see the same moment, whoever writes meanwhile
            findings = list(_examine_file(connection, file))
            if all(finding.is_ok for finding in findings) and _version(connection) == HEAD:
                findings += [*_examine_boards(connection), *_examine_accounts(connection)]
            return findings
    except (sqlite3.Error, StoreFault, UnicodeDecodeError, ValueError, TypeError, LookupError, AttributeError) as error:
        # A log that is no log can break any reader of it; that it does is what is to be found out.
        sentence = (
            str(explain_error(error, file, "kanban server restore FILE"))
            if isinstance(error, sqlite3.Error)
            else f"can't be read ({error!r}); {RESTORE}"
        )
        return [Finding("server database", False, sentence)]


def _examine_file(connection: sqlite3.Connection, file: Path) -> Iterator[Finding]:
    wrong = list_faults(connection)
    if wrong:
        yield Finding("server database", False, f"{file} is damaged: {wrong[0].splitlines()[0]}; {RESTORE}")
        return
    who = server_of(file)
    size = f"{file} · {file.stat().st_size / 1e6:,.1f} MB"
    yield Finding("server database", True, f"{size} · {f'served by {who}' if who else 'not served now'}")
    version = _version(connection)
    if version == HEAD:
        yield Finding("server schema", True, f"version {HEAD}, this program's")
    elif version in hub.migrations.known_versions():
        yield Finding(
            "server schema",
            True,
            f"version {version}; it becomes {HEAD} when kanban serve next starts, and a copy is kept",
        )
    else:
        remedy = "upgrade this kanban"
        if version and is_unreleased(version, HEAD):
            remedy = "restore a backup of a release into another database"
        yield Finding("server schema", False, f"version {version or 'none'}, this program has {HEAD}; {remedy}")

    copies = [f"{copy.name} ({copy.stat().st_size / 1e6:,.1f} MB)" for copy in copies_of(file)]
    if copies:
        yield Finding(
            "server copies", True, f"{', '.join(copies)} beside it; kanban server restore FILE brings one back"
        )


def _version(connection: sqlite3.Connection) -> str | None:
    has_table = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'hub_version'").fetchone()
    row = connection.execute("SELECT version_num FROM hub_version").fetchone() if has_table else None
    return str(row[0]) if row else None


def _examine_boards(connection: sqlite3.Connection) -> Iterator[Finding]:
    rows = connection.execute(_BOARDS).fetchall()
    logs = [wrong for row in rows for wrong in _find_log_faults(connection, row)]
    changes = sum(row["head"] for row in rows)
    yield Finding(
        "server log",
        not logs,
        _summarize(logs, f"{format_count(changes, 'change')} on {format_count(len(rows), 'board')}, none left out"),
    )
    if logs:
        return
    faults, entities = list[str](), 0
    for row in rows:
        count, wrong = _compare_with_log(connection, row)
        entities += count
        faults += wrong
    yield Finding(
        "server rows",
        not faults,
        _summarize(faults, f"{format_count(entities, 'row')} {'is' if entities == 1 else 'are'} what the log says"),
    )


def _find_log_faults(connection: sqlite3.Connection, board: sqlite3.Row) -> Iterator[str]:
    count, low, high = connection.execute(_LOG, (board["id"],)).fetchone()
    if (count, low, high) != (board["head"], 1, board["head"]):
        yield f"board {board['id']} has {format_count(count, 'change')} from {low:,} to {high:,}, and says "
        f"{board['head']:,}"
    elif count and connection.execute(_TIP, (board["id"], high)).fetchone()[0] != board["tip"]:
        yield f"board {board['id']} does not end with the change that it says"


def _compare_with_log(connection: sqlite3.Connection, board: sqlite3.Row) -> tuple[int, list[str]]:
    """Return a board's number of entities, and the faults in them; reads both sides in the same order, in steps."""
    rows = connection.execute(_ENTITIES, (board["id"],))
    logged = groupby(connection.execute(_CHANGES, (board["id"],)), key=itemgetter("etype", "entity"))
    digest, count, wrong, name = 0, 0, list[str](), board["id"]
    row = rows.fetchone()
    for (etype, entity), changes in logged:
        if row is None or (row["etype"], row["id"]) != (etype, entity):
            wrong.append(f"board {name}: {etype} {entity} is in the log and has no row, or the other way round")
            break
        state, last = EntityState(etype, entity), 0
        for change in map(_change, changes):
            state.fold(change)
            last = change.seq or 0
        if (json.loads(row["body"]), row["keys"], row["seq"]) != (_plain(state), fold.pack(state.keys), last):
            wrong.append(f"board {name}: {etype} {entity} is not what the log says")
        digest = add_digest(digest, minus=0, plus=digest_of_packed(etype, entity, row["keys"]))
        count += 1
        row = rows.fetchone()
    else:
        if row is not None:
            wrong.append(f"board {name}: {row['etype']} {row['id']} has a row and is not in the log")
        elif digest != int(board["digest"]):
            wrong.append(
                f"board {name} has the digest {digest_text(int(board['digest']))}, and its rows {digest_text(digest)}"
            )
    return count, wrong


def _change(row: sqlite3.Row) -> Any:  # noqa: ANN401 - what `change_of` takes
    return change_of(_AttributeRow(row))


class _AttributeRow:
    """A row whose columns are attributes, as SQLAlchemy's are."""

    def __init__(self, row: sqlite3.Row) -> None:
        self.__dict__ = dict(zip(row.keys(), row, strict=True))


def _plain(state: EntityState) -> Any:  # noqa: ANN401 - JSON
    """Return registers as they are read back from JSON."""
    return json.loads(json.dumps(state.registers))


def _examine_accounts(connection: sqlite3.Connection) -> Iterator[Finding]:
    wrong = [f"{what}: {count:,}" for what, sql in _STRAYS.items() if (count := connection.execute(sql).fetchone()[0])]
    people = connection.execute("SELECT count(*) FROM hub_account").fetchone()[0]
    signed = connection.execute("SELECT count(*) FROM hub_token WHERE revoked_at IS NULL").fetchone()[0]
    hint = "" if people else "; kanban server member add makes the first one"
    yield Finding(
        "server accounts",
        not wrong,
        _summarize(wrong, f"{format_count(people, 'account')}, {format_count(signed, 'machine')} signed in{hint}"),
    )


def _summarize(wrong: list[str], well: str) -> str:
    if not wrong:
        return well
    more = f" (and {len(wrong) - 1:,} more)" if len(wrong) > 1 else ""
    return f"{wrong[0]}{more}; {RESTORE}"
