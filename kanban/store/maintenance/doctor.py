"""Check a database: its pages, its log, and whether every row is what the log says; and repair it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from kanban import store
from kanban.domain.errors import NotFound, Refused
from kanban.domain.values.text import format_count
from kanban.store import log, whole_file
from kanban.store.database import Database, StoreFault, check_file, explain_error
from kanban.store.database_file import copies_of, open_to_read, put_in_place
from kanban.store.maintenance import repair
from kanban.store.maintenance.verify import Difference, Verification
from kanban.store.reading import history_gaps
from kanban.store.replica import confirmed
from kanban.store.schema import HEAD, create, is_unreleased, list_faults, open_database, read_version_of


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    is_ok: bool
    detail: str
    """One line: what is so, or what is wrong and the way out."""


_Look = Callable[[sqlite3.Connection], Iterator[Finding]]


def examine(path: Path) -> list[Finding]:
    """Look over a database without writing to it. Whatever is wrong with the file is a finding; nothing is raised."""
    try:
        check_file(path)
        if not path.is_file():
            return [Finding("database", False, f"there is no file {path}")]
    except StoreFault as error:
        return [Finding("database", False, str(error))]
    try:
        with closing(open_to_read(path)) as connection:
            connection.execute("BEGIN")  # all looks see the same moment, whoever writes meanwhile
            findings = list(_examine_file(connection, path))
            if all(finding.is_ok for finding in findings) and read_version_of(connection, path) == HEAD:
                findings += list(look_inside(connection))
            return findings
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return [Finding("database", False, str(explain_error(error, path)))]


def _examine_file(connection: sqlite3.Connection, path: Path) -> Iterator[Finding]:
    wrong = list_faults(connection)
    if wrong:
        detail = f"{path} is damaged: {wrong[0].splitlines()[0]}; kanban doctor --mend saves what it can"
        yield Finding("database", False, detail)
        return
    yield Finding("database", True, f"{path} · {path.stat().st_size / 1e6:,.1f} MB")
    try:
        version = read_version_of(connection, path)
    except StoreFault as error:
        yield Finding("schema", False, str(error))
        return
    yield from _examine_version(version, path)


def _examine_version(version: str | None, path: Path) -> Iterator[Finding]:
    """Tell which version of the tables a database has, and which copies of before were kept."""
    if version == HEAD:
        yield Finding("schema", True, f"version {HEAD}, this program's")
    elif version in store.migrations.known_versions():
        detail = f"version {version}; it becomes {HEAD} when a board is next opened, and a copy is kept"
        yield Finding("schema", True, detail)
    else:
        newer = version and not is_unreleased(version, HEAD)
        remedy = "upgrade this kanban" if newer else "kanban restore FILE brings a backup back"
        yield Finding("schema", False, f"version {version or 'none'}, this program has {HEAD}; {remedy}")
    copies = [f"{copy.name} ({copy.stat().st_size / 1e6:,.1f} MB)" for copy in copies_of(path)]
    if copies:
        yield Finding("copies", True, f"{', '.join(copies)} beside it; kanban restore FILE brings one back")


def look_inside(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield what is found about the contents of a database whose pages are sound."""
    looks: dict[str, _Look] = {
        "log": _log,
        "rows": _examine_rows,
        "lanes": _examine_lanes,
        "search": _search,
        "comments": _examine_orphans,
        "server": _examine_server,
    }
    for name, look in looks.items():
        try:
            yield from look(connection)
        except (sqlite3.Error, ValueError, TypeError, LookupError, AttributeError) as error:
            # A log that is no log can break any reader of it; that it does is what is to be found out.
            reason = " ".join(str(error).split())
            yield Finding(name, False, f"can't be read ({type(error).__name__}: {reason}); kanban restore FILE")


def _log(connection: sqlite3.Connection) -> Iterator[Finding]:
    changes, lost = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE tx.n IS NULL) FROM change LEFT JOIN tx ON tx.n = change.tx"
    ).fetchone()
    wrong = [f"{format_count(lost, 'change')} without a transaction"] if lost else []
    counted = (
        "SELECT tx.device, tx.board, count(*), count(DISTINCT dseq), min(dseq), max(dseq) FROM change "
        "JOIN tx ON tx.n = change.tx GROUP BY 1, 2"
    )
    meta = dict(connection.execute("SELECT key, value FROM meta"))
    on_servers = {row[0] for row in connection.execute("SELECT board FROM remote")}
    shared_sql = "SELECT DISTINCT tx.board FROM tx JOIN change ON change.tx = tx.n WHERE seq NOT NULL"
    shared = {row[0] for row in connection.execute(shared_sql)}
    for device, board, count, distinct, low, high in connection.execute(counted):
        if board in on_servers:  # a copy of a database counts what another one counted: its server finds that out
            continue
        if board in shared:  # what was refused is counted, and in no log
            if device == meta.get("device") and (count != distinct or high > int(meta.get(f"dseq:{board}", 0))):
                wrong.append(f"two changes of this device ({device[-8:]}) may get one number")
            continue
        own = device == meta.get("device")
        if not count == distinct == high - low + 1 or (own and (low != 1 or str(high) != meta.get(f"dseq:{board}"))):
            wrong.append(f"the changes of device {device[-8:]} are not counted without gaps")
    strays = connection.execute(f"SELECT count(*) FROM change WHERE story IS NOT {log.HOME}").fetchone()[0]
    if strays:
        wrong.append(f"{format_count(strays, 'change')} in the history of another card")
    yield Finding(
        "log", not wrong, format_count(changes, "change") if not wrong else f"{'; '.join(wrong)}; kanban doctor --mend"
    )


def _examine_rows(connection: sqlite3.Connection) -> Iterator[Finding]:
    verification, wrong = (
        Verification(connection, lacking=history_gaps.list_lacking(connection)),
        dict[str, list[Difference]](),
    )
    for part in (verification.of_entities, verification.of_comments, verification.of_cards, verification.of_names):
        for difference in part():
            wrong.setdefault(difference.table, []).append(difference)
    if not wrong:
        yield Finding(
            "rows",
            True,
            f"{format_count(verification.cards, 'card')} and {format_count(verification.comments, 'comment')} are what "
            "the log says",
        )
        return
    counts = ", ".join(f"{len(table_differences):,} of table {table}" for table, table_differences in wrong.items())
    yield Finding("rows", False, f"not what the log says: {counts}; kanban doctor --mend makes them so")


def _examine_lanes(connection: sqlite3.Connection) -> Iterator[Finding]:
    stored = set(
        connection.execute("SELECT lane, currency, cards, value FROM lane_total WHERE cards <> 0 OR value <> 0")
    )
    wrong = len({row[:2] for row in stored ^ set(connection.execute(repair.TOTALS))})
    detail = f"{format_count(wrong, 'lane')} with other totals than those of the cards; kanban doctor --mend"
    yield Finding("lanes", not wrong, detail if wrong else "totals are those of the cards")


def _search(connection: sqlite3.Connection) -> Iterator[Finding]:
    comments_sql = "SELECT n FROM comment WHERE deleted = 0"
    wrong = connection.execute(
        f"SELECT (SELECT count(*) FROM (SELECT rowid FROM comment_search EXCEPT {comments_sql})) + "
        f"(SELECT count(*) FROM ({comments_sql} EXCEPT SELECT rowid FROM comment_search))"
    ).fetchone()[0]
    detail = f"the search index lacks or has too many: {format_count(wrong, 'comment')}; kanban doctor --mend"
    yield Finding("search", not wrong, detail if wrong else "every comment can be found")


def _examine_orphans(connection: sqlite3.Connection) -> Iterator[Finding]:
    # of a board on a server the digest tells whether all is here; whoever published it may have put comments on no card
    lost = connection.execute(
        "SELECT count(*) FROM comment WHERE card NOT IN (SELECT id FROM card) AND board NOT IN (SELECT board "
        "FROM remote)"
    ).fetchone()[0]
    yield Finding(
        "comments", not lost, f"{format_count(lost, 'comment')} on no card" if lost else "all stand on a card"
    )


def _examine_server(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Look at boards that go to a server: their confirmed state has its digest, and what waits is in the log."""
    boards = connection.execute("SELECT count(*) FROM remote").fetchone()[0]
    if not boards:
        return
    wrong = [f"board {board} is not what its server confirmed" for board in confirmed.list_wrong(connection)]
    lost = "SELECT count(*) FROM outbox WHERE change NOT IN (SELECT n FROM change)"
    lacking = connection.execute(lost).fetchone()[0]
    if lacking:
        wrong.append(f"{format_count(lacking, 'waiting change')} not in the log")
    waiting = connection.execute("SELECT count(*) FROM outbox WHERE acked IS NULL").fetchone()[0]
    fetched = len(history_gaps.list_lacking(connection))
    rest = f", {fetched} without its older history" if fetched else ""
    detail = f"{'; '.join(wrong)}; kanban doctor --mend, then kanban sync"
    yield Finding(
        "server",
        not wrong,
        detail
        if wrong
        else f"{format_count(boards, 'board')} on a server{rest}, {format_count(waiting, 'change')} to be sent",
    )


def mend(path: Path) -> str:
    """Make every row what the log says; return what was done, in words for a status line.

    Where the log of a board is not whole its server says it: the board is then to be fetched anew. A damaged file is
    replaced by a new one with all that could be read of it, and kept beside as `….damaged`; nobody else should have it
    open then. Raises NotFound, Refused where not even the log can be read whole, and StoreFault.
    """
    check_file(path)
    if not path.is_file():
        raise NotFound(f"There is no file {path}.")
    with suppress(StoreFault), closing(open_database(path)) as database:
        if not list_faults(database.connection):
            return _describe(repair.mend(database))
    return _save(path)


def _describe(changed: int) -> str:
    return f"Made {format_count(changed, 'row')} what the log says" if changed else "Nothing was to be mended"


def _save(path: Path) -> str:
    """Put a new file with all that is to be read in the place of a damaged one."""
    aside = path.with_name(f"{path.name}.damaged")
    try:
        put_in_place(path, aside, lambda draft: _salvage(path, draft))
    except (StoreFault, sqlite3.Error, UnicodeDecodeError) as error:
        raise Refused(
            f"The log in {path} can't be read whole, so nothing was changed; kanban restore FILE brings a backup back."
        ) from error
    except OSError as error:
        raise whole_file.build_unwritable_error(path, error) from error
    return f"Saved everything into a new file; the damaged one is kept as {aside}"


def _salvage(path: Path, draft: Path) -> None:
    """Write all that is to be read of a damaged database into an empty file.

    Raises Refused where part of the log is lost.
    """
    with closing(open_to_read(path)) as damaged, closing(Database(draft, empty=True)) as database:
        create(database)
        repair.salvage(damaged, database)
        repair.mend(database)
        problems = [finding.detail for finding in _log(database.connection) if not finding.is_ok]
    if problems:
        raise Refused(
            f"Part of the log in {path} is lost ({problems[0]}), so nothing was changed; "
            "kanban restore FILE brings a backup back."
        )
