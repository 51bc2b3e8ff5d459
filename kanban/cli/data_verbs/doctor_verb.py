"""`kanban doctor`: looks over the data and its surroundings, and says of each thing whether it is well."""

from __future__ import annotations

import os
import platform
import shutil
from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC
from pathlib import Path

from kanban import __version__, config, store, sync
from kanban.cli import output
from kanban.cli.hosting.serve_verb import DATABASE
from kanban.cli.init import find_local_zone
from kanban.cli.parsing import JSON, switch, verb
from kanban.cli.team_verbs.served import require_credentials
from kanban.config import Places
from kanban.domain.clock import Now, utc_now
from kanban.domain.errors import KanbanError
from kanban.domain.values import moments
from kanban.store import entities, schema
from kanban.store.database import Database
from kanban.store.maintenance import doctor, repair
from kanban.store.maintenance.doctor import Finding
from kanban.store.replica.replica import Replica
from kanban.store.schema import open_database

FILE = "sqlite:///"
"""What the URL of a database in a file begins with."""

ROOM = 100_000_000
"""Bytes that should be free where the data is."""

WAL_FIXED = (3, 51, 3)
"""The SQLite from which on two connections that reset the log at once can't damage the file."""


def run_doctor(args: Namespace) -> int:
    """Print what was found; exits with 1 where anything is wrong."""
    where = config.find_places()
    if args.mend:
        output.narrate(doctor.mend(where.database))
        _fetch_anew(where)
    findings = list(_find_faults(where))
    if args.json:
        output.write_json([{"name": finding.name, "ok": finding.is_ok, "said": finding.detail} for finding in findings])
    else:
        width = max(len(finding.name) for finding in findings) + 2
        for finding in findings:
            output.write_line(f"{'ok   ' if finding.is_ok else 'WRONG'}  {finding.name:{width}}{finding.detail}")
    wrong = [finding for finding in findings if not finding.is_ok]
    if wrong:
        output.say(f"kanban: {output.several(len(wrong), 'thing')} to look after: {', '.join(e.name for e in wrong)}.")
    return 1 if wrong else 0


def _fetch_anew(where: Places) -> None:
    """Fetch again the boards that only their server can repair; keep changes that are not sent yet.

    A board whose server can't be reached now is fetched by the next sync.
    """
    with closing(open_database(where.database)) as database:
        for board, url in repair.list_awaited_boards(database.connection):
            name = dict(entities.list_boards(database.connection)).get(board, "A board")
            replica = Replica(database, board, utc_now)
            try:
                with sync.client.Client(url, require_credentials(where, url).token) as client:
                    stopped = sync.sync_round.fetch_anew(replica, client)
                    if stopped:
                        raise stopped
            except KanbanError as fault:
                output.narrate(f"{name} is fetched again from {url} with the next kanban sync: {fault}")
            else:
                waiting = output.several(replica.count_waiting(), "change")
                output.narrate(f"Fetched {name} anew from {url}; {waiting} of yours wait to be sent")


def _find_faults(where: Places) -> Iterator[Finding]:
    yield Finding("program", True, f"kanban {__version__}, Python {platform.python_version()}, {platform.system()}")
    yield _check_sqlite()
    yield _check_settings(where)
    yield _check_zone()
    yield from _check_places(where)
    elsewhere = os.environ.get(DATABASE, "")  # then a file at the usual place is what was served before
    serves = bool(elsewhere) or not _is_missing(where.server_database)
    if not _is_missing(where.database):
        yield from _check_database(where.database)
    elif not serves:
        yield Finding("database", True, f"none yet at {where.database}; kanban init makes one")
    if serves:
        yield from _check_server(elsewhere or f"{FILE}{where.server_database}")


def _check_server(url: str) -> Iterator[Finding]:
    if not url.startswith(FILE):
        detail = (
            f"not in a file, by {DATABASE}: not looked over; a backup of it can be, restored below another KANBAN_HOME"
        )
        yield Finding("server database", True, detail)
        return
    yield from store.hub.maintenance.integrity.examine(Path(url.removeprefix(FILE)))


def _is_missing(file: Path) -> bool:
    try:
        return not file.exists()
    except OSError:  # the folder may not be readable: report that
        return False


def _check_sqlite() -> Finding:
    detail = f"SQLite {'.'.join(map(str, schema.SQLITE))}"
    if schema.SQLITE < WAL_FIXED:
        detail += "; on a server use 3.51.3 or newer, or one writer"
    return Finding("sqlite", True, detail)


def _check_settings(where: Places) -> Finding:
    problems = config.load(where).problems
    detail = "; ".join(map(str, problems)) or f"nothing is wrong in {where.config_file}"
    return Finding("settings", not problems, detail)


def _check_zone(now: Now = utc_now) -> Finding:
    here = now().astimezone()
    return Finding(
        "time",
        True,
        f"{find_local_zone()}, now {moments.format_with_year(here)}; UTC {moments.format_time(here.astimezone(UTC))}",
    )


def _check_places(where: Places) -> Iterator[Finding]:
    """Look at the folders that the program writes to, or at the nearest one above that is there."""
    folders = {where.data_dir: "data", where.state_file.parent: "memory", where.log_file.parent: "log"}
    for folder, name in folders.items():
        existing = next(parent for parent in (folder, *folder.parents) if parent.is_dir())
        ok = os.access(existing, os.W_OK | os.X_OK)
        yield Finding(
            name, ok, f"{folder}" if ok else f"{existing} can't be written to; set KANBAN_HOME to a folder of yours"
        )
    free = shutil.disk_usage(
        next(parent for parent in (where.data_dir, *where.data_dir.parents) if parent.is_dir())
    ).free
    yield Finding("disk", free > ROOM, f"{free / 1e9:,.1f} GB free")


def _check_database(file: Path) -> Iterator[Finding]:
    """Look at the file and at all that is in it; every fault is a finding."""
    findings = doctor.examine(file)
    yield from findings
    if not all(finding.is_ok for finding in findings[:2]):
        return
    try:
        with closing(Database(file)) as database, database.writing():
            yield Finding("writing", True, "a transaction begins at once")
    except KanbanError as error:
        yield Finding("writing", False, str(error))


VERBS = {
    "doctor": verb(
        run_doctor,
        switch(
            "--mend",
            "make every row what the log says, or the server where older history is not here, "
            "and save what a damaged file holds",
        ),
        JSON,
        examples=("kanban doctor", "kanban doctor --mend"),
    )
}
