"""What waited in the outbox of a copy that version 0.1.0 synced is sent, and each change is taken or kept with a
reason."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from kanban.domain.automations.rules import OF
from tests.made_by_0_1_0 import files
from tests.served import serving


def unsent(database):
    """Return (id, etype, entity, registers, whether a rule did it) of what waits, in its order."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(
            "SELECT change.id, change.etype, change.entity, change.body, change.extra FROM outbox JOIN change ON n "
            "= outbox.change WHERE acked IS NULL ORDER BY outbox.dseq"
        ).fetchall()
    return [(name, etype, entity, json.loads(body), OF in (extra or "")) for name, etype, entity, body, extra in rows]


def taken(database):
    """Return the ids of all changes in a server's log."""
    with closing(sqlite3.connect(database)) as connection:
        return {row[0] for row in connection.execute("SELECT id FROM hub_change")}


def kept(database):
    """Return (etype, entity, registers) of all changes that were refused and kept, each with its reason."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT changes, detail, code FROM attention WHERE kind = 'refused' AND resolved = 0")
        notes = rows.fetchall()
    assert all(detail and code for _, detail, code in notes)
    return [(each["etype"], each["entity"], each["set"]) for changes, _, _ in notes for each in json.loads(changes)]


def lost(waited, server, copy):
    """Return what is neither in the server's log nor kept on the copy."""
    there, aside = taken(server), kept(copy)
    return [each for each in waited if each[0] not in there and each[1:4] not in aside]


def deleted(database):
    """Return the ids of cards that are deleted or merged away."""
    with closing(sqlite3.connect(database)) as connection:
        return {row[0] for row in connection.execute("SELECT id FROM card WHERE deleted = 1")}


def sync(run_cli):
    """Do rounds until nothing waits."""
    for _ in range(3):
        ran = run_cli("sync", "--json")
        assert ran.json["stopped"] is None, ran.err
        if not ran.json["waiting"]:
            return
    raise AssertionError(ran.out)


@pytest.fixture(params=["then", "now"])
def day(request):
    """The day on which it was recorded, and today."""
    if request.param == "then":
        request.getfixturevalue("moment")
    return request.param


def test_what_waited_goes_to_the_server_or_is_kept(tmp_path, home_of, run_cli, day):
    server = files.restore("server", tmp_path / "server" / "hub.db")
    with serving(tmp_path / "server", people=()) as served:
        where = home_of("synced", "Raj", served.url)
        waited = unsent(where.database)
        assert len(waited) > 30
        sync(run_cli)
        assert lost(waited, server, where.database) == []
        refused = [each for each in waited if each[0] not in taken(server)]
        assert "accepted" in [body["handoff"]["state"] for *_, body, _ in refused if "handoff" in body], (
            "it was withdrawn"
        )
        assert len(refused) < 5
        again = {card["id"]: card for card in run_cli("list", "--json").json}
        assert {each[2] for each in waited if "created" in each[3] and each[1] == "card"} <= {
            *again,
            *deleted(where.database),
        }
        ran = run_cli("doctor")
        assert "WRONG  server" not in ran.out
        assert "WRONG  rows" not in ran.out


def test_what_waited_goes_to_a_server_that_was_restored_from_a_backup(tmp_path, home_of, run_cli, moment):
    server, backup = tmp_path / "server" / "hub.db", files.restore("backup", tmp_path / "backup.db")
    server.parent.mkdir()
    ran = run_cli("server", "restore", str(backup), "--database", f"sqlite:///{server}")
    assert ran.code == 0, ran.err
    assert ran.err.startswith("Restored 2 boards"), ran.err
    with serving(tmp_path / "server", people=()) as served:
        where = home_of("synced", "Raj", served.url)
        waited = unsent(where.database)
        with closing(sqlite3.connect(where.database)) as connection:
            own = (
                "SELECT change.id FROM change JOIN tx ON tx.n = change.tx WHERE device = (SELECT value FROM meta "
                "WHERE key = 'device')"
            )
            mine = {row[0] for row in connection.execute(f"{own} AND seq NOT NULL")}
        assert mine - taken(server), "the backup lacks nothing that this machine has"
        sync(run_cli)
        assert lost(waited, server, where.database) == []
        assert mine <= taken(server)
