"""`kanban doctor --mend` on a board whose log is not whole.

The server tells what its rows are, and nothing that waits is lost.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from kanban import config

HARM = {
    "values": "UPDATE card SET title = 'Wrong', value = 1, campaign = NULL, hay = '', lane = ''",
    "a card gone": "DELETE FROM card WHERE title LIKE 'Globex%'",
    "comments": "UPDATE comment SET body = 'Wrong', team = ''",
    "a comment gone": "DELETE FROM comment",
    "members": "UPDATE entity SET body = json_set(body, '$.name', 'Wrong') WHERE etype = 'member'",
    "part of the log too": "DELETE FROM change WHERE seq % 2 = 0",
}


@pytest.fixture
def truncated(team, tmp_path):
    """Raj's database: he knows nothing of the board's older history, and has changes that the server lacks."""
    for title in ("Acme pilot", "Globex renewal"):
        assert team("Ann", "add", title, "--value", "12k", "--campaign", "Fair").code == 0
        assert team("Ann", "comment", title, "From Ann").code == 0
    assert team("Ann", "sync").code == 0
    assert team("Raj", "sync").code == 0
    file = config.places_below(tmp_path / "Raj").database
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DELETE FROM change WHERE seq IS NOT NULL")
        connection.execute("DELETE FROM tx WHERE n NOT IN (SELECT tx FROM change)")
        cursor = "(SELECT value FROM meta WHERE key = 'cursor:' || remote.board)"
        connection.execute(f"UPDATE remote SET older = CAST({cursor} AS INTEGER) + 1, older_floor = 0")
    assert team("Raj", "edit", "Acme pilot", "value=13k", "label=vip").code == 0
    assert team("Raj", "comment", "Globex renewal", "From Raj").code == 0
    assert team("Raj", "add", "Initech seats").code == 0
    return file


def seen(team, who):
    """The board as somebody sees it; what is unread is everybody's own."""
    cards = [{**card, "unread": None} for card in team(who, "list", "--json").json]
    comments = [team(who, "comments", card["id"], "--json").json for card in cards]
    return cards, comments, [{**member, "you": None} for member in team(who, "member", "--json").json]


def waiting(team):
    return team("Raj", "status", "--json").json["waiting"]


@pytest.mark.parametrize("what", HARM)
def test_the_board_is_as_the_server_has_it_and_what_waits_waits_on(team, truncated, what):
    before, count = seen(team, "Raj"), waiting(team)
    assert count == 3
    with closing(sqlite3.connect(truncated)) as connection, connection:
        connection.execute(HARM[what])
    if what != "part of the log too":
        assert seen(team, "Raj") != before
    ran = team("Raj", "doctor", "--mend")
    assert "Fetched Pipeline anew from" in ran.err
    assert "3 changes of yours wait to be sent" in ran.err
    assert ran.code == 0, ran.out
    assert seen(team, "Raj") == before
    assert waiting(team) == count
    assert team("Raj", "sync").code == 0
    assert waiting(team) == 0
    assert team("Ann", "sync").code == 0
    assert seen(team, "Ann") == seen(team, "Raj")
    assert team("Raj", "doctor").code == 0


def test_without_the_server_it_comes_with_the_next_sync(server, team, truncated):
    before = seen(team, "Raj")
    with closing(sqlite3.connect(truncated)) as connection, connection:
        connection.execute(HARM["values"])
    server.stop()
    ran = team("Raj", "doctor", "--mend")
    assert "is fetched again from" in ran.err
    assert "with the next kanban sync" in ran.err
    assert waiting(team) == 3
    server.start()
    assert team("Raj", "sync").code == 0
    assert team("Ann", "sync").code == 0
    cards, *_ = seen(team, "Raj")
    assert [card["title"] for card in cards] == [card["title"] for card in before[0]]
    assert seen(team, "Ann") == seen(team, "Raj")


def test_a_board_with_its_whole_history_is_rebuilt_from_the_log(team):
    assert team("Ann", "add", "Acme pilot").code == 0
    ran = team("Ann", "doctor", "--mend")
    assert (ran.code, ran.err) == (0, "Nothing was to be mended.\n")
