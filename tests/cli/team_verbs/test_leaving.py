"""Leaving a board on a server: with changes that were never sent, with other boards there, and without the server."""

from __future__ import annotations

import pytest

from kanban import config
from kanban.cli.team_verbs import join_and_leave
from kanban.protocol.types import Stopped
from kanban.sync.client import Client


def kept(tmp_path, name):
    where = config.find_places({"KANBAN_HOME": str(tmp_path / name)})
    return config.read_credentials(where)


@pytest.fixture
def unsent(team):
    """Raj's machine has two changes that the server does not have."""
    team("Raj", "sync")
    assert team("Raj", "add", "Mine").code == 0
    assert team("Raj", "comment", "Mine", "Mine too").code == 0
    return int(team("Raj", "status", "--json").json["waiting"])


@pytest.mark.parametrize("words", [(), ("--yes",)])
def test_what_was_never_sent_is_not_dropped_by_the_way(team, unsent, words):
    ran = team("Raj", "leave", *words)
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert f"{unsent} changes of Pipeline were never sent" in ran.err
    assert all(word in ran.err for word in ("kanban sync", "--keep", "--drop-unsent"))
    assert team("Raj", "status", "--json").json["waiting"] == unsent
    assert team("Raj", "sync").code == 0
    assert team("Raj", "leave", "--yes").code == 0


def test_it_is_dropped_where_that_is_said(team, unsent):
    assert team("Raj", "leave", "--drop-unsent").code == 0
    assert team("Raj", "list").code == 3


def test_a_kept_copy_keeps_it(team, unsent):
    assert team("Raj", "leave", "--keep").code == 0
    assert [card["title"] for card in team("Raj", "list", "--json").json] == ["Mine"]


@pytest.mark.parametrize(("answer", "code"), [(True, 0), (False, 1)])
def test_on_a_terminal_it_asks(team, unsent, monkeypatch, answer, code):
    asked = []
    monkeypatch.setattr(join_and_leave, "confirm", lambda question: asked.append(question) or answer)
    assert team("Raj", "leave").code == code
    assert asked == [
        f"This removes Pipeline from this machine, and {unsent} changes of yours that the server never got. Go on?"
    ]
    assert (team("Raj", "list").code == 3) == answer


def test_the_token_ends_with_the_last_board(server, team, tmp_path):
    team("Raj", "init", "--name", "Raj", "--team", "sales", "--board", "Own")
    assert team("Raj", "publish", server.url, "--board", "Own").code == 0
    assert team("Raj", "leave", "--yes", "--board", "Own").code == 0
    with Client(server.url, server.tokens["Raj"]) as client:
        assert client.fetch_account().name == "Raj"
    assert team("Raj", "leave", "--yes", "--board", "Pipeline").code == 0
    assert kept(tmp_path, "Raj") == {}
    with Client(server.url, server.tokens["Raj"]) as client, pytest.raises(Stopped, match="revoked"):
        client.fetch_account()


def test_without_the_server_it_says_that_the_token_stays_good(server, team, tmp_path):
    server.stop()
    ran = team("Raj", "leave", "--yes")
    assert ran.code == 0
    assert "its token stays good there until somebody revokes it" in ran.err
    assert kept(tmp_path, "Raj") == {}


def test_a_sync_of_which_something_was_refused_exits_with_1(server, team):
    team("Ann", "add", "Acme")
    team("Ann", "sync")
    team("Vi", "sync")
    team("Ann", "member", "set", "Raj", "role=viewer")
    assert team("Raj", "add", "Mine").code == 0
    assert team("Ann", "sync").code == 0
    ran = team("Raj", "sync", "--json")
    assert (ran.code, ran.json["stopped"], len(ran.json["refused"]) > 0) == (1, None, True)
    assert "kanban attention" in ran.err
    assert team("Raj", "sync").code == 0
