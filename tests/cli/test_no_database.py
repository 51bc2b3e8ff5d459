"""What stands at the database's place and is none is reported by every verb, is left as it is, and a backup comes
back over it."""

from __future__ import annotations

import os
import sqlite3
import stat

import pytest

from kanban import config
from kanban.cli.verb_table import VERBS

PATH = "{path}"
ARGUMENTS = {
    "init": ["--name", "Ana", "--team", "marketing"], "add": ["x"], "show": ["x"], "edit": ["x", "value=1"],
    "move": ["x", "mql"], "done": ["x"], "offer": ["x", "--why", "y"], "accept": ["x"], "ask": ["x", "y"],
    "answer": ["x", "y"], "return": ["x"], "withdraw": ["x"], "contest": ["x", "y"], "rule-on": ["x", "uphold"],
    "tick": ["x", "y", "z"], "untick": ["x", "y"], "comment": ["x", "y"], "log": ["x", "call", "--outcome", "reached"],
    "comments": ["x"], "commit": ["x"], "history": ["x"], "delete": ["x"], "restore": ["k7q2mab"], "merge": ["x", "y"],
    "guess": ["x"],
    "import": ["{leads}"], "export": ["-"], "board": ["list"], "stage": ["list"], "rule": ["list"], "member": ["list"],
    "agreement": ["show"], "purge": ["x", "--yes"], "label": ["list"], "view": ["list"], "report": ["winrate"],
    "backup": ["{elsewhere}"], "calendar": ["{elsewhere}"], "publish": ["http://127.0.0.1:1"], "leave": ["--yes"],
    "activity": ["list", "x"],
    "move-server": ["http://127.0.0.1:1"], "objection": ["x", "y"], "settle": ["x", "lost"], "debrief": ["x", "y"],
}  # fmt: skip
"""What verbs need besides their name."""

ELSEWHERE = {"demo", "theme", "locate", "completions", "serve", "server", "join", "doctor"}
"""Verbs that read no board of one's own, or are tested by themselves."""


def pipe(path):
    os.mkfifo(path)


KINDS = {
    "empty": (lambda path: path.touch(), "is empty (0 bytes)"),
    "zeros": (lambda path: path.write_bytes(bytes(8192)), "is empty (8,192 bytes)"),
    "text": (lambda path: path.write_text("title,company\nAcme,Inc\n" * 500), "is no database"),
    "picture": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" * 999), "is no database"),
    "utf-16": (lambda path: path.write_text("SQLite format 3" * 99, "utf-16"), "is no database"),
    "half a word": (lambda path: path.write_bytes(b"SQLite"), "is cut off after 6 bytes"),
    "half a header": (lambda path: path.write_bytes(b"SQLite format 3\0" + b"\x10\0\1\1"), "is cut off after 20 bytes"),
    "folder": (lambda path: path.mkdir(), "is a folder, where the database should be"),
    "pipe": (pipe, "is no file but a pipe"),
}


@pytest.fixture
def backup(own, home, tmp_path):
    """A backup of a board with a card; the board is no more."""
    own("add", "Acme")
    file = tmp_path / "backup.db"
    assert own("backup", str(file)).code == 0
    for each in home.glob("data/*"):
        each.unlink()
    return file


@pytest.fixture(params=KINDS)
def there(request, backup, home):
    """What stands at the place, and what is said of it."""
    path = config.places_below(home).database
    make, words = KINDS[request.param]
    make(path)
    return path, words


def found(path):
    """What is there, so that a change shows."""
    kind = path.lstat()
    content = path.read_bytes() if stat.S_ISREG(kind.st_mode) else b""
    return kind.st_mode, kind.st_size, content, sorted(each.name for each in path.parent.iterdir())


def test_every_verb_says_what_it_is_and_leaves_it(there, run_cli, tmp_path):
    path, words = there
    leads = tmp_path / "leads.csv"
    leads.write_text("Name,Email\nAna,ana@x.example\n")
    before, verbs = found(path), [verb for verb in VERBS if verb not in ELSEWHERE]
    assert len(verbs) > 35
    for verb in [*verbs, ""]:
        more = [word.format(leads=leads, elsewhere=tmp_path / "other.db") for word in ARGUMENTS.get(verb, [])]
        ran = run_cli(*([verb] if verb else []), *more)
        assert (ran.code, ran.err.count("\n")) == (1, 1), (verb, ran)
        assert ran.err.startswith(f"kanban: {path} {words}"), (verb, ran.err)
        assert found(path) == before, verb
    assert not (tmp_path / "other.db").exists()


def test_the_doctor_says_so_and_a_backup_comes_back(there, run_cli, backup, home):
    path, words = there
    before = found(path)
    ran = run_cli("doctor")
    assert ran.code == 1
    assert "WRONG  database" in ran.out
    assert f"{path} {words}" in ran.out
    assert run_cli("doctor", "--mend").code == 1
    assert found(path) == before
    ran = run_cli("restore", str(backup))
    assert ran.code == 0, ran.err
    assert [card["title"] for card in run_cli("list", "--json").json] == ["Acme"]
    kept = path.with_name("kanban.db.before-restore")
    assert found(kept)[:3] == before[:3]
    assert run_cli("doctor").code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_waits_beside_an_empty_file_is_not_thrown_away(own, home):
    """SQLite would delete a log that lies beside an empty database."""
    own("add", "Acme")
    path = config.places_below(home).database
    path.write_bytes(b"")
    beside = path.with_name("kanban.db-wal")
    beside.write_bytes(b"what was written last" * 9)
    for verb in ("list", "doctor", "board"):
        assert own(verb).code == 1
    assert beside.read_bytes() == b"what was written last" * 9


def test_a_file_without_tables_is_no_board(own, home):
    path = config.places_below(home).database
    path.unlink()
    sqlite3.connect(path).execute("PRAGMA user_version = 1").connection.close()
    for verb in (["list"], ["board"], ["init", "--name", "Ana", "--team", "marketing"]):
        ran = own(*verb)
        assert ran.code == 1
        assert f"{path} holds no tables" in ran.err
    assert own("doctor").code == 1


def test_where_there_is_no_file_one_is_made(run_cli, home):
    assert run_cli("doctor").code == 0
    assert run_cli("list").code == 3
    assert run_cli("init", "--name", "Ana", "--team", "marketing").code == 0
    assert sorted(each.name for each in home.glob("data/*")) == ["kanban.db"]
    assert run_cli("doctor").code == 0


@pytest.mark.parametrize("kind", ["empty", "zeros", "text", "half a header"])
def test_a_servers_file_is_reported_too_and_its_backup_comes_back(run_cli, home, tmp_path, kind):
    path, backup = config.places_below(home).server_database, str(tmp_path / "server.db")
    assert run_cli("server", "member", "add", "Ana", "--team", "marketing").code == 0
    assert run_cli("server", "backup", backup).code == 0
    assert f"{path} · " in run_cli("doctor").out
    for each in home.glob("data/*"):
        each.unlink()
    make, words = KINDS[kind]
    make(path)
    before = found(path)[:3]
    for verb in (
        ["serve", "--port", "0"],
        ["server", "member"],
        ["server", "member", "add", "Raj", "--team", "sales"],
        ["server", "backup", "b"],
    ):
        ran = run_cli(*verb)
        assert (ran.code, ran.err.count("\n")) == (1, 1)
        assert ran.err.startswith(f"kanban: {path} {words}")
        assert found(path)[:3] == before
    ran = run_cli("doctor")
    assert ran.code == 1
    assert f"{path} {words}" in ran.out
    assert run_cli("server", "restore", str(tmp_path / "nothing.db")).code == 3
    assert found(path)[:3] == before
    ran = run_cli("server", "restore", backup)
    assert ran.code == 0, ran.err
    assert "what was there is kept in" in ran.err
    assert [each["name"] for each in run_cli("server", "member", "--json").json] == ["Ana"]
    assert found(path.with_name("server.db.before-restore"))[:3] == before
