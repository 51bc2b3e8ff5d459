"""`kanban server`: accounts, backup and restore on the machine that runs the server."""

from __future__ import annotations

import re
import sqlite3
import stat
from contextlib import closing

import pytest

from kanban.protocol.types import Stopped
from kanban.store import hub as store
from tests.store.hub.world import BOARD_ID, World


@pytest.fixture
def url(tmp_path, monkeypatch):
    """A server's database that is not there yet, as the environment names it."""
    made = f"sqlite:///{tmp_path}/server.db"
    monkeypatch.setenv("KANBAN_DATABASE", made)
    return made


@pytest.fixture
def world(url):
    made = World(url)
    yield made
    made.close()


def test_a_token_is_all_that_is_on_stdout(run_cli, url):
    added = run_cli("server", "member", "add", "Ana", "--team", "marketing", "--role", "lead")
    assert added.code == 0
    assert re.fullmatch(r"kbt_[\w-]{43}\n", added.out)
    assert "shown this once" in added.err
    hub = store.open_hub(url)
    assert store.caller_of(hub, added.out.strip()).name == "Ana"
    hub.close()
    again = run_cli("server", "member", "add", "ana", "--team", "sales")
    assert (again.code, again.out) == (1, "")


def test_the_database_is_among_the_users_data_unless_named(run_cli, home, tmp_path):
    assert run_cli("server", "member", "add", "Ana", "--team", "marketing").code == 0
    assert (home / "data" / "server.db").exists()
    other = ("--database", f"sqlite:///{tmp_path}/other.db")
    assert run_cli("server", "member", "list", "--json", *other).json == []
    assert [each["name"] for each in run_cli("server", "member", "list", "--json").json] == ["Ana"]


def test_a_list_says_who_and_with_what(run_cli, world):
    world.member.add()
    told = {each["name"]: each for each in run_cli("server", "member", "list", "--json").json}
    seat = {"board": BOARD_ID, "name": "Pipeline", "member": world.member.member, "team": "sales", "role": "member"}
    assert told["Member"] | {"tokens": 1} == {
        "id": world.caller("member").account, "name": "Member", "team": "sales", "role": "member", "everywhere": True,
        "made_at": told["Member"]["made_at"], "boards": [seat], "tokens": 1,
    }  # fmt: skip
    (token,) = told["Member"]["tokens"]
    assert (token["id"], token["devices"], token["revoked_at"]) == (world.caller("member").token_id, 1, None)
    table = run_cli("server", "member").out
    assert [line.split()[:4] for line in table.splitlines()[1:3]] == [
        ["Viewer", "sales", "viewer", "all"],
        ["Commenter", "sales", "commenter", "all"],
    ]
    assert world.tokens["member"] not in table + str(told)


@pytest.mark.parametrize("by", ["name", "account", "token"])
def test_a_token_is_revoked_by_name_account_or_its_own_id(run_cli, world, by):
    caller = world.caller("member")
    names = {"name": "member", "account": caller.account, "token": caller.token_id}
    assert "1 token;" in run_cli("server", "member", "revoke", names[by]).err
    assert store.caller_of(world.hub, world.tokens["member"]) is None
    assert store.caller_of(world.hub, world.tokens["lead"]) is not None
    assert run_cli("server", "member", "revoke", "Nobody").code == 3


def test_a_backup_comes_back_as_another_epoch(run_cli, world, tmp_path):
    file = tmp_path / "backup ?1%.db"
    kept_card = world.member.add(title="Kept")
    assert run_cli("server", "backup", str(file)).code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir() if "backup" in path.name) == [file.name]
    world.member.add(title="Later")
    store.revoke(world.hub, "Viewer")
    epoch, head = world.lead.epoch, world.lead.push().head
    restored = run_cli("server", "restore", str(file))
    assert (restored.code, "1 board" in restored.err, f"{file.name}.replaced" in restored.err) == (0, True, True)
    # The server that has the database open goes on with what was restored.
    with pytest.raises(Stopped) as stopped:
        world.lead.push()
    assert (stopped.value.kind, stopped.value.epoch != epoch) == ("epoch", True)
    info = store.board_info(world.hub, world.caller("lead"), BOARD_ID)
    assert info.head == head - 1
    cards = store.snapshot(world.hub, world.caller("lead"), BOARD_ID).entities
    assert [each.id for each in cards if each.etype == "card"] == [kept_card]
    assert store.caller_of(world.hub, world.tokens["viewer"]) is None  # a lost laptop does not come back
    back = run_cli("server", "restore", f"{file}.replaced")
    assert back.code == 0
    assert store.board_info(world.hub, world.caller("lead"), BOARD_ID).head == head


def test_a_restore_into_an_empty_place_keeps_nothing(run_cli, world, tmp_path):
    assert run_cli("server", "backup", str(tmp_path / "b.db")).code == 0
    other = ("--database", f"sqlite:///{tmp_path}/new.db")
    done = run_cli("server", "restore", str(tmp_path / "b.db"), *other)
    assert done.code == 0
    assert "kept" not in done.err
    assert not (tmp_path / "b.db.replaced").exists()
    assert len(run_cli("server", "member", "list", "--json", *other).json) == 4


def test_what_is_no_backup_changes_nothing(run_cli, world, tmp_path):
    head = world.lead.push().head
    text, other, cut = tmp_path / "text.db", tmp_path / "other.db", tmp_path / "cut.db"
    text.write_text("no database")
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    run_cli("server", "backup", str(cut))
    cut.write_bytes(cut.read_bytes()[: cut.stat().st_size // 2])
    for file, code in ((text, 1), (other, 1), (cut, 1), (tmp_path / "none.db", 3), (tmp_path, 3)):
        ran = run_cli("server", "restore", str(file))
        assert (ran.code, ran.out, ran.err.count("\n")) == (code, "", 1), ran.err
    assert world.lead.push().head == head


def test_a_backup_is_written_over_only_if_asked(run_cli, world, tmp_path):
    file = tmp_path / "b.db"
    file.write_text("mine")
    assert run_cli("server", "backup", str(file)).code == 1
    assert file.read_text() == "mine"
    assert run_cli("server", "backup", str(file), "--force").code == 0
    assert run_cli("server", "backup", str(tmp_path)).code == 1
    assert run_cli("server", "backup", str(tmp_path / "no" / "b.db")).code == 3


def test_words_that_are_missing_are_named(run_cli, url):
    ran = run_cli("server")
    assert (ran.code, "member, key, compact, backup or restore" in ran.err) == (2, True)
