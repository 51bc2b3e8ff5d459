"""A machine that has a board, and none of its history yet."""

from __future__ import annotations

import pytest

from kanban.protocol.types import Stopped
from kanban.sync.client import Client


@pytest.fixture
def late(server, at, monkeypatch):
    """Vi's second machine has the board, and none of its history."""
    for who in ("Ann", "Vi"):
        assert at(who, "join", server.url, "--token-file", server.token_file(who)).code == 0
    at("Ann", "add", "Acme", "--value", "12k")
    at("Ann", "move", "Acme", "mql")
    at("Ann", "sync")
    with monkeypatch.context() as patch:
        patch.setattr("kanban.sync.sync_round.LITTLE", 0)
        ran = at("New", "join", server.url, "--token-file", server.token_file("Vi"))
    assert ran.code == 0, ran.err
    joined, more = ran.err.splitlines()
    assert joined.startswith("Joined Pipeline")
    assert "older changes of their history follow with kanban sync" in more
    return at


def test_a_board_is_there_before_its_history_which_says_so(late):
    status = late("New", "status", "--json").json
    assert (status["history_from"], status["history_left"] > 3) == ("", True)
    assert f"here from now on, {status['history_left']} older changes to come; kanban sync" in late("New", "status").out
    for words in (("history", "Acme"), ("history", "Acme", "--json"), ("show", "Acme"), ("show", "Acme", "--json")):
        ran = late("New", *words)
        assert (ran.code, ran.err) == (
            0,
            "kanban: Older history is still to come from the server; kanban sync fetches it.\n",
        )
    out = late("New", "export", "-", "--format", "jsonl")
    assert "kanban: Older history is still to come from the server and is left out; kanban sync" in out.err
    assert late("New", "doctor").code == 0
    ran = late("New", "sync")
    assert f"fetched {status['history_left']} older changes" in ran.err
    assert late("New", "history", "Acme").out == late("Ann", "history", "Acme").out
    assert [late("New", *words).err for words in (("history", "Acme"), ("show", "Acme"))] == ["", ""]
    status = late("New", "status", "--json").json
    assert (status["history_from"], status["history_left"]) == (None, 0)


def test_who_keeps_a_copy_gets_its_history_first(late):
    assert late("New", "leave", "--keep").code == 0
    ran = late("New", "history", "Acme")
    assert (ran.out, ran.err) == (late("Ann", "history", "Acme").out, "")


def test_who_keeps_a_copy_without_its_history_has_to_say_so(late, monkeypatch):
    def breaks(*_):
        raise Stopped("offline", "The connection broke off.")

    monkeypatch.setattr(Client, "fetch_older", breaks)
    ran = late("New", "leave", "--keep")
    assert (ran.code, "are on the server alone, and could not be fetched (The connection broke off)" in ran.err) == (
        1,
        True,
    )
    assert late("New", "status", "--json").json["state"] == "live"
    ran = late("New", "leave", "--keep", "--yes")
    assert (ran.code, "its copy stays on this machine, without" in ran.err) == (0, True)
    assert "stayed on the server that this board came from." in late("New", "history", "Acme").err
    ran = late("New", "publish", "http://127.0.0.1:1")
    assert ran.code != 0


def test_the_dashboard_leaves_out_what_counts_history_and_says_so(late):
    ran = late("New", "report", "dashboard")
    assert ran.code == 0, ran.err
    assert "funnel, handoffs and movement are not counted. Older history is still to come" in ran.out
    record = late("New", "report", "dashboard", "--json").json
    assert record["missing_history"].startswith("Older history")
    assert (record["winrate"]["won"], record["goal"]) == (0, None)
    assert late("New", "report", "funnel").code == 1
    late("New", "sync")
    assert late("New", "report", "dashboard", "--json").json["missing_history"] is None
