"""One file, its one kind of write transaction, and what goes wrong with files said in one sentence."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kanban.domain.acts import verbs
from kanban.domain.errors import Refused
from kanban.store import database as database_module
from kanban.store.database import Database, StoreFault, explain_error
from kanban.store.opening import create_board, open_workspace
from kanban.store.schema import HEAD, NewerDatabase, open_database
from kanban.store.workspace import Workspace
from tests.store.conftest import add

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def database(file: Path) -> Iterator[Database]:
    opened = open_database(file)
    yield opened
    opened.close()


def notes(database: Database) -> list[str]:
    return [row[0] for row in database.connection.execute("SELECT value FROM meta WHERE key LIKE 'note%' ORDER BY key")]


def note(database: Database, words: str) -> None:
    with database.writing() as connection:
        connection.execute("INSERT INTO meta VALUES ('note' || (SELECT count(*) FROM meta), ?)", (words,))


# -- transactions


def test_what_raises_within_a_write_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(Refused), database.writing() as connection:  # noqa: PT012 - two things must happen in it
        connection.execute("INSERT INTO meta VALUES ('note', 'x')")
        raise Refused("No.")
    assert notes(database) == []
    note(database, "after")
    assert notes(database) == ["after"]


def test_a_commit_that_fails_is_rolled_back_and_the_next_write_works(database: Database) -> None:
    database.connection.executescript(
        "PRAGMA foreign_keys=ON; CREATE TABLE up (id INTEGER PRIMARY KEY); "
        "CREATE TABLE down (up INTEGER REFERENCES up DEFERRABLE INITIALLY DEFERRED);"
    )
    with pytest.raises(StoreFault), database.writing() as connection:
        connection.execute("INSERT INTO down VALUES (7)")  # only the commit finds that there is no 7
    assert database.connection.execute("SELECT count(*) FROM down").fetchone() == (0,)
    note(database, "after")
    assert notes(database) == ["after"]


def test_a_full_disk_changes_nothing_and_is_told(ana: Workspace) -> None:
    card = add(ana, "Acme")
    pages = ana.connection.execute("PRAGMA page_count").fetchone()[0]
    ana.connection.execute(f"PRAGMA max_page_count={pages}")
    before = list(ana.connection.execute("SELECT * FROM card"))
    # the loop has more than one statement: the file is full at some point of it
    with pytest.raises(StoreFault, match="is full, so nothing was changed; free some space"):  # noqa: PT012
        for _ in range(50):
            ana.act(lambda view: verbs.comment(view, card, "words " * 1000))
    written = len(ana.list_comments(card))
    assert written < 50
    ana.connection.execute("PRAGMA max_page_count=1000000")
    ana.act(lambda view: verbs.comment(view, card, "Room again"))
    assert len(ana.list_comments(card)) == written + 1
    assert ana.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert before[0][1] == card


def test_a_disk_that_fails_while_it_writes_loses_no_acknowledged_write(file: Path) -> None:
    """The file may grow no further than a limit that the system holds: every kind of write may hit it."""
    create_board(file, "Pipeline", "Ana", "marketing").close()
    script = """
import resource, signal, sys
from pathlib import Path
from kanban import __version__
from kanban.domain.acts import verbs
from kanban.domain.errors import KanbanError
from kanban.store.opening import open_workspace
path = Path(sys.argv[1])
ws = open_workspace(path)
ws.member_id = ws.board.members[0].id
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
limit = path.with_name(path.name + "-wal").stat().st_size + 150_000
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
made, said = [], ""
for number in range(200):
    try:
        made += ws.act(lambda view: verbs.create(view, {"title": f"Card {number} " + "x" * 300})).entity_ids
    except KanbanError as error:
        said = str(error)
        break
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
made += ws.act(lambda view: verbs.create(view, {"title": "Room again"})).entity_ids
print(said)
print(*made)
"""
    done = _run(script, file)
    said, made = done.stdout.splitlines()
    assert "so nothing was changed" in said
    workspace = open_workspace(file)
    assert {card.id for card, _, _ in workspace.list_cards()} == set(made.split())
    assert workspace.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    workspace.close()


def _run(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)], capture_output=True, encoding="utf-8", timeout=60,
        check=True, cwd=CHECKOUT,
    )  # fmt: skip


def test_a_writer_that_never_ends_is_told_after_the_patience(
    database: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "PATIENCE", 0.05)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreFault, match=r"Another program has held .* close it and try again"):
        note(database, "never")
    other.rollback()
    note(database, "now")
    other.close()
    assert notes(database) == ["now"]


def test_a_write_within_a_write_of_another_thread_waits_for_it(database: Database, file: Path) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        other = Database(file)
        with other.writing() as connection:
            connection.execute("INSERT INTO meta VALUES ('note', 'first')")
            begun.set()
            go_on.wait(10)
        other.close()

    thread = threading.Thread(target=slow)
    thread.start()
    begun.wait(10)
    threading.Timer(0.02, go_on.set).start()
    note(database, "second")
    thread.join()
    assert notes(database) == ["first", "second"]


def test_a_query_while_a_listing_is_half_read_is_no_fault(ana: Workspace) -> None:
    for title in ("Acme", "Beta"):
        add(ana, title)
    half = iter(ana.list_cards("acme|beta"))
    next(half)
    assert [card.title for card, _, _ in ana.list_cards("acme")] == ["Acme"]
    assert ana.has_unread_mark(next(half)[0].id) is False


# -- what errors mean


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_READONLY, "is read-only, so nothing was changed"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "is read-only, so nothing was changed"),
        (sqlite3.SQLITE_FULL, "is full, so nothing was changed"),
        (sqlite3.SQLITE_CORRUPT, "is damaged; `kanban doctor`"),
        (sqlite3.SQLITE_CORRUPT_VTAB, "is damaged; `kanban doctor`"),
        (sqlite3.SQLITE_NOTADB, "is damaged; `kanban doctor`"),
        (sqlite3.SQLITE_BUSY, "Another program has held"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "Another program has held"),
        (sqlite3.SQLITE_LOCKED, "Another program has held"),
        (sqlite3.SQLITE_CANTOPEN, "can't be opened"),
        (sqlite3.SQLITE_PERM, "can't be opened"),
        (sqlite3.SQLITE_IOERR_WRITE, "reports an error, so nothing was changed"),
        (sqlite3.SQLITE_NOMEM, "refused: whatever"),
        (None, "refused: whatever"),
    ],
)
def test_every_kind_of_fault_is_one_sentence(code: int | None, words: str) -> None:
    error = sqlite3.OperationalError("whatever")
    if code is not None:
        error.sqlite_errorcode = code
    said = str(explain_error(error, Path("k.db")))
    assert words in said
    assert "k.db" in said
    assert said.endswith(".")
    assert "\n" not in said


def test_the_words_of_a_card_never_decide_what_an_error_means() -> None:
    error = sqlite3.OperationalError('no such column: "the disk is full of corrupt locks"')
    error.sqlite_errorcode = sqlite3.SQLITE_ERROR
    assert "refused: no such column" in str(explain_error(error, Path("k.db")))


@pytest.mark.parametrize("sql", ["SELECT CAST(x'ae' AS TEXT)", "SELECT json('{')"])
def test_what_is_no_text_in_a_damaged_page_is_damage(database: Database, sql: str) -> None:
    with pytest.raises(StoreFault, match=r"is damaged|malformed JSON"), database.faults():
        database.connection.execute(sql).fetchone()
    for broken in (b"\xae".decode, lambda: json.loads("{")):
        with pytest.raises(StoreFault, match="is damaged"), database.faults():
            broken()


def test_a_damaged_row_in_the_middle_of_a_listing_is_told(ana: Workspace) -> None:
    for title in ("One", "Two", "Three"):
        add(ana, title)
    ana.connection.execute("UPDATE card SET extra = '{' WHERE title = 'Two'")
    rows = ana.list_cards()
    assert next(rows)[0].title == "Three"
    with pytest.raises(StoreFault, match="is damaged"):
        next(rows)


def test_a_connection_that_may_only_read_says_so(ana: Workspace) -> None:
    ana.connection.execute("PRAGMA query_only=ON")
    with pytest.raises(StoreFault, match="is read-only, so nothing was changed; make it writable or set KANBAN_HOME"):
        add(ana, "Acme")
    ana.connection.execute("PRAGMA query_only=OFF")
    add(ana, "Acme")


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that any user of this machine can reach."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are another matter there")
@pytest.mark.parametrize("locked", ["file", "folder", "both"])
def test_without_the_right_to_write_one_may_read_and_is_told(public: Path, locked: str) -> None:
    file = public / "kanban.db"
    create_board(file, "Pipeline", "Ana", "marketing").close()
    file.chmod(0o444 if locked != "folder" else 0o666)
    public.chmod(0o555 if locked != "file" else 0o777)
    script = """
import os, sys
import urllib.parse  # while it may still be read
from pathlib import Path
from kanban import __version__
from kanban.domain.acts import verbs
from kanban.domain.errors import KanbanError
from kanban.domain.queries import query  # what loads late would be sought as somebody who may not read it
from kanban.store.acts import rule_acts, writing
from kanban.store.opening import open_workspace
from kanban.store.search import client_dialect, query_sql
if os.getuid() == 0:
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
try:
    ws = open_workspace(Path(sys.argv[1]))
    ws.member_id = ws.board.members[0].id
    print(ws.board.name)
    list(ws.list_cards())
    ws.act(lambda view: verbs.create(view, {"title": "x"}))
    print("written")
except KanbanError as error:
    print(error)
"""
    try:
        done = _run(script, file)
    finally:
        public.chmod(0o755)
    name, said = done.stdout.splitlines()
    assert name == "Pipeline"
    assert said.startswith(f"{file} is read-only, so nothing was changed;")


def test_what_was_never_folded_in_is_not_passed_over_where_it_can_not_be_read(file: Path) -> None:
    error = sqlite3.OperationalError("unable to open database file")
    error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
    assert not database_module.explain_read_only(error, str(file))
    file.write_bytes(b"x")
    assert "read-only" in database_module.explain_read_only(error, str(file))
    file.with_name(f"{file.name}-wal").write_bytes(b"")
    assert "read-only" in database_module.explain_read_only(error, str(file))
    file.with_name(f"{file.name}-wal").write_bytes(b"x")
    assert not database_module.explain_read_only(error, str(file))


def test_a_full_disk_lets_one_read_and_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create_board(file, "Pipeline", "Ana", "marketing").close()
    connect = database_module._connect

    def without_room(name: str) -> sqlite3.Connection:
        if name.startswith("file:"):
            return connect(name)
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
        raise error

    monkeypatch.setattr(database_module, "_connect", without_room)
    workspace = open_workspace(file)
    workspace.member_id = workspace.board.members[0].id
    with pytest.raises(StoreFault, match="is full, so nothing was changed; free some space"):
        add(workspace, "Acme")
    workspace.close()


# -- files of other kinds


def test_an_empty_file_is_never_taken_for_a_new_database(file: Path) -> None:
    file.touch()
    for opening in (open_database, Database):
        with pytest.raises(StoreFault, match=r"is empty \(0 bytes\).* kanban restore FILE brings a backup back"):
            opening(file)
    assert file.read_bytes() == b""


def test_a_file_of_another_program_is_left_alone(file: Path) -> None:
    other = sqlite3.connect(file)
    other.execute("CREATE TABLE songs (title)")
    other.commit()
    other.close()
    before = file.read_bytes()
    with pytest.raises(StoreFault, match="is an SQLite file of another program; move it away or set KANBAN_HOME"):
        open_database(file)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n" * 2000, b"title,company\nAcme,Inc\n" * 100, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_file_that_is_no_database_is_left_alone(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(StoreFault, match=r"is no database; kanban restore FILE|is damaged|another program"):
        open_database(file)
    assert file.read_bytes() == content


def test_a_newer_database_is_told_with_both_versions(file: Path) -> None:
    open_database(file).close()
    other = sqlite3.connect(file)
    other.execute("UPDATE alembic_version SET version_num = '9999'")
    other.commit()
    other.close()
    with pytest.raises(NewerDatabase, match=rf"newer kanban \(its version is 9999, this one knows {HEAD}\); upgrade"):
        open_database(file)


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    with pytest.raises(StoreFault, match=r"The folder .*taken can't be made \(File exists|The folder .* can't be made"):
        open_database(tmp_path / "taken" / "kanban.db")


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreFault, match="is a folder, where the database should be"):
        open_database(tmp_path)


@pytest.mark.parametrize("size", [0.2, 0.5, 0.9])
def test_a_truncated_file_is_told(ana: Workspace, file: Path, size: float) -> None:
    for number in range(60):
        add(ana, f"Card {number} " + "x" * 300)
    ana.close()
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * size)])
    with pytest.raises(StoreFault):  # noqa: PT012 - the sooner the better
        workspace = open_workspace(file)
        list(workspace.list_cards())
        list(workspace.connection.execute("SELECT * FROM change"))
