"""The doctor: a finding for everything, also where hardly anything can be read."""

from __future__ import annotations

import sqlite3

import pytest


def findings(ran):
    return {each["name"]: each for each in ran.json}


def test_all_is_well(demo):
    ran = demo("doctor", "--json")
    assert (ran.code, ran.err) == (0, "")
    found = findings(ran)
    assert {"program", "sqlite", "settings", "time", "data", "disk", "database", "schema", "writing"} <= set(found)
    assert all(each["ok"] for each in ran.json)
    assert sqlite3.sqlite_version in found["sqlite"]["said"]
    lines = demo("doctor").out.splitlines()
    assert len(lines) == len(ran.json)
    assert all(line.startswith("ok ") for line in lines)


def test_without_a_database_nothing_is_wrong_and_nothing_is_made(run_cli, home):
    ran = run_cli("doctor", "--json")
    assert ran.code == 0
    assert "kanban init" in findings(ran)["database"]["said"]
    assert not home.exists()


def test_a_mistake_in_the_settings_is_named(own, home):
    (home / "config.toml").write_text("theme = 3\n")
    ran = own("doctor", "--json")
    assert ran.code == 1
    assert "line 1" in findings(ran)["settings"]["said"]
    assert ran.err == "kanban: 1 thing to look after: settings.\n"


@pytest.mark.parametrize("kind", ["text", "empty header", "torn", "other program", "newer", "short"])
def test_a_broken_database_is_a_finding_and_every_verb_says_one_sentence(demo, home, kind):
    file = home / "data" / "kanban.db"
    for beside in home.glob("data/kanban.db-*"):
        beside.unlink()
    content = bytearray(file.read_bytes())
    if kind in {"other program", "newer"}:
        file.unlink()
        connection = sqlite3.connect(file)
        if kind == "newer":
            connection.executescript(
                "CREATE TABLE card (x); CREATE TABLE change (x); CREATE TABLE alembic_version (version_num);"
                "INSERT INTO alembic_version VALUES ('9999');"
            )
        else:
            connection.execute("CREATE TABLE other (x)")
        connection.commit()
        connection.close()
    elif kind == "torn":
        content[4096 : len(content) // 2] = b"\xa5" * (len(content) // 2 - 4096)
        file.write_bytes(content)
    else:
        file.write_bytes({"text": b"hello", "empty header": content[:16], "short": content[:5000]}[kind])
    ran = demo("doctor", "--json")
    assert ran.code == 1
    assert not findings(ran)["database"]["ok"] or not findings(ran)["schema"]["ok"]
    assert "Traceback" not in ran.err
    for words in (["list"], ["list", "--json"], ["add", "x"], [], ["show", "x"], ["board"], ["export", "-"]):
        ran = demo(*words)
        assert ran.code == 1, words
        assert ran.err.count("\n") == 1, (words, ran.err)
        assert "should not have" not in ran.err, words


def test_mending_makes_every_row_what_the_log_says(demo, home):
    connection = sqlite3.connect(home / "data" / "kanban.db")
    connection.executescript("UPDATE card SET title = 'x' WHERE n < 4; DELETE FROM lane_total")
    connection.close()
    ran = demo("doctor", "--json")
    assert (ran.code, findings(ran)["rows"]["ok"], findings(ran)["lanes"]["ok"]) == (1, False, False)
    ran = demo("doctor", "--mend", "--json")
    assert (ran.code, all(each["ok"] for each in ran.json)) == (0, True)
    assert ran.err.startswith("Made ")
    assert demo("doctor", "--mend").err == "Nothing was to be mended.\n"


def test_on_a_servers_home_its_database_is_looked_over(run_cli, home):
    assert run_cli("server", "member", "add", "Ana", "--team", "marketing").code == 0
    ran = run_cli("doctor", "--json")
    found = findings(ran)
    assert ran.code == 0
    assert {"server database", "server schema", "server log", "server rows", "server accounts"} <= set(found)
    assert "database" not in found  # it is no machine that somebody works at
    with sqlite3.connect(home / "data" / "server.db") as connection:
        connection.execute("DELETE FROM hub_account")
    connection.close()
    ran = run_cli("doctor", "--json")
    assert ran.code == 1
    assert findings(ran)["server accounts"]["said"].startswith("tokens without an account: 1")


def test_a_server_that_is_not_served_from_its_usual_file_is_not_taken_for_it(run_cli, home, monkeypatch, tmp_path):
    assert run_cli("server", "member", "add", "Ana", "--team", "sales").code == 0
    before = findings(run_cli("doctor", "--json"))
    assert (before["server accounts"]["ok"], before["server accounts"]["said"][:9]) == (True, "1 account")
    monkeypatch.setenv("KANBAN_DATABASE", "postgresql+psycopg://kanban:SECRET@db/kanban")
    ran = run_cli("doctor", "--json")
    found = findings(ran)
    assert (ran.code, [name for name in found if name.startswith("server")]) == (0, ["server database"])
    assert "not looked over" in found["server database"]["said"]
    assert "SECRET" not in ran.out + ran.err
    monkeypatch.setenv("KANBAN_DATABASE", f"sqlite:///{tmp_path / 'other.db'}")
    assert "other.db" in findings(run_cli("doctor", "--json"))["server database"]["said"]
