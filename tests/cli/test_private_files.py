"""Whatever the program writes about people is for its user's eyes alone, whatever the folder and the umask allow."""

from __future__ import annotations

import logging
import os
import sqlite3
import stat
from contextlib import closing

import pytest

from kanban import config
from kanban.store.hub.server_database import open_hub
from kanban.store.opening import open_workspace
from tests.made_by_0_1_0.files import take_back

pytestmark = pytest.mark.skipif(os.name == "nt", reason="modes are a matter of Unix")


@pytest.fixture(params=[0o000, 0o022, 0o777], ids=oct)
def umask(request, tmp_path):
    """What is taken away from the mode of new files, in a folder that is everybody's."""
    tmp_path.chmod(0o2777)
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def modes(folder, *without):
    """Return the mode of each file below a folder."""
    files = [file for file in folder.rglob("*") if file.is_file() and file not in without]
    return {str(file.relative_to(folder)): oct(stat.S_IMODE(file.stat().st_mode)) for file in files}


def wide(home):
    """Make the home and its folders beforehand, open to everybody."""
    for folder in (home, home / "data", home / "log"):
        folder.mkdir()
        folder.chmod(0o777)


def test_databases_and_what_comes_of_them(umask, home, run_cli, tmp_path):
    wide(home)
    assert run_cli("init", "--name", "Ana", "--team", "marketing", "--timezone", "UTC").code == 0
    where = config.places_below(home)
    with closing(open_workspace(where.database)) as held:
        assert run_cli("add", "Acme", "--email", "jane@acme.example").code == 0
        beside = {file.name for file in where.data_dir.iterdir()}
        assert beside == {"kanban.db", "kanban.db-wal", "kanban.db-shm"}
        for words in (["backup", "b.db"], ["export", "a.csv"], ["export", "a.jsonl"]):
            assert run_cli(words[0], str(tmp_path / words[1])).code == 0
        assert set(modes(tmp_path).values()) == {"0o600"}, modes(tmp_path)
        held.keep_draft(held.find("Acme").id, "Not sent")
    assert run_cli("restore", str(tmp_path / "b.db")).code == 0
    take_back(where.database)
    assert run_cli("list").code == 0
    where.database.write_bytes(b"")
    assert run_cli("restore", str(tmp_path / "b.db")).code == 0
    content = bytearray(where.database.read_bytes())
    with closing(sqlite3.connect(where.database)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'lane_total'").fetchone()
    content[(page - 1) * 4096 : page * 4096] = bytes(4096)
    where.database.write_bytes(content)
    assert run_cli("doctor", "--mend").err.startswith("Saved everything into a new file")
    config.keep_credentials(where, "https://x.example", config.Credentials("kbt_secret", "a", "Ana"))
    found = modes(tmp_path)
    assert {name.rpartition("/")[2] for name in found} >= {
        "kanban.db", "kanban.db.before-restore", "kanban.db.damaged", "credentials.toml", "state.toml", "b.db", "a.csv",
        "a.jsonl",
    }  # fmt: skip
    assert any(".before-0" in name for name in found)
    assert set(found.values()) == {"0o600"}, found


def test_the_servers_database_and_its_backups(umask, home, run_cli, tmp_path):
    wide(home)
    assert run_cli("server", "member", "add", "Ana", "--team", "marketing").code == 0
    hub = open_hub(f"sqlite:///{home / 'data' / 'server.db'}")
    assert run_cli("server", "member", "add", "Raj", "--team", "sales").code == 0
    assert {file.name for file in (home / "data").iterdir()} == {"server.db", "server.db-wal", "server.db-shm"}
    assert run_cli("server", "backup", str(tmp_path / "s.db")).code == 0
    assert set(modes(tmp_path).values()) == {"0o600"}, modes(tmp_path)
    hub.close()
    assert run_cli("server", "restore", str(tmp_path / "s.db")).code == 0
    (home / "data" / "server.db").write_bytes(b"")
    assert run_cli("server", "restore", str(tmp_path / "s.db")).code == 0
    found = modes(tmp_path)
    assert {"s.db", "s.db.replaced", "home/data/server.db", "home/data/server.db.before-restore"} <= found.keys()
    assert set(found.values()) == {"0o600"}, found


def test_the_demo_and_what_an_import_leaves_behind(umask, home, run_cli, tmp_path):
    wide(home)
    leads = tmp_path / "leads.csv"
    leads.write_bytes(b"Name,Email,Value\nAna,ana@x.example,5\nBo,bo@x.example,much\n,,\n")
    leads.chmod(0o644)
    assert run_cli("demo", "--size", "5").code == 0
    assert run_cli("init", "--name", "Ana", "--team", "marketing").code == 0
    run_cli("import", str(leads))
    found = modes(tmp_path, leads)
    assert "home/demo/data/kanban.db" in found
    assert set(found.values()) == {"0o600"}, found


def test_the_log_and_those_that_it_turns_over_to(umask, home, monkeypatch):
    wide(home)
    monkeypatch.setattr(config, "LOG_BYTES", 300)
    file = config.places_below(home).log_file
    file.write_text("an old line\n")
    file.chmod(0o644)
    log = logging.getLogger("kanban")
    kept, propagate = log.handlers[:], log.propagate
    log.handlers = []
    try:
        config.log_to(file)
        for number in range(20):
            log.warning("line %d of what went wrong with “Acme pilot”, somebody's lead", number)
    finally:
        for handler in log.handlers:
            handler.close()
        log.handlers, log.propagate = kept, propagate
    found = modes(home)
    assert len(found) == 4
    assert set(found.values()) == {"0o600"}, found
