"""Rules over a running server: two homes, one fires, both see it; programs and time set rules off on the server."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from kanban.domain.clock import utc_now
from kanban.store.hub.acts.hub_deadlines import let_pass
from tests.served import serving

PEOPLE = (("Ann", "marketing", "lead"), ("Mia", "marketing", "member"))


@pytest.fixture
def team(run_cli, monkeypatch, tmp_path):
    """The server, and `at("Mia", "list")`: the command line in the home of Mia."""
    with serving(tmp_path / "server", people=PEOPLE) as served:

        def run(who, *words):
            monkeypatch.setenv("KANBAN_HOME", str(tmp_path / who))
            ran = run_cli(*words)
            assert ran.code == 0, ran.err
            return ran

        for who in ("Ann", "Mia"):
            run(who, "join", served.url, "--token-file", served.token_file(who))
        run("Ann", "sync")  # who joins is a member on the server first
        yield served, run


def rules_said(at, who, card):
    return [(each["actor"], each["said"]) for each in at(who, "history", card, "--json").json if each["rule"]]


def test_a_rule_fires_once_for_all(team):
    _, at = team
    at(
        "Ann",
        "rule",
        "add",
        "Big",
        "--when",
        "enters MQL",
        "--if",
        "value>=50k",
        "--then",
        "label vip",
        "--then",
        "notify @Ann",
    )
    at("Ann", "rule", "add", "Echo", "--when", "commented", "--then", "comment heard")
    card = at("Ann", "add", "Acme", "--value", "60k").out.strip()
    at("Ann", "sync")
    at("Mia", "sync")
    at("Mia", "move", card, "mql")
    at("Mia", "comment", card, "They want it this year")
    for who in ("Mia", "Ann", "Mia"):
        at(who, "sync")
    expected = [
        ("Mia", "rule “Big”: added label vip"),
        ("Mia", "rule “Big”: told Ann: it entered MQL."),
        ("Mia", "rule “Echo”: wrote: Rule “Echo”: heard"),
    ]
    assert rules_said(at, "Ann", card) == rules_said(at, "Mia", card) == expected
    assert [each["words"] for each in at("Ann", "inbox", "--json").json if each["kind"] == "notice"] == [
        "it entered MQL."
    ]
    assert at("Mia", "attention", "--json").json == []
    at("Mia", "undo")
    at("Mia", "undo")
    at("Mia", "sync")
    at("Ann", "sync")
    shown = at("Ann", "show", card, "--json").json
    assert (shown["stage"], shown["labels"], shown["comments"]) == ("Nurture", [], [])


def test_programs_and_time_set_rules_off_on_the_server(team):
    served, at = team
    at("Ann", "rule", "add", "Form", "--when", "enters Nurture", "--if", "source:form", "--then", "assign @Mia")
    at("Ann", "rule", "add", "Quiet", "--when", "stale", "--then", "label quiet")
    at("Ann", "sync")
    board = at("Ann", "board", "list", "--json").json[0]["id"]
    sent = httpx.post(
        f"{served.url}/v1/boards/{board}/cards",
        headers={"Authorization": f"Bearer {served.tokens['Ann']}"},
        json={"title": "From the form", "source": "form"},
    )
    assert sent.status_code == 201, sent.text
    assert sent.json()["marketing_owner"] == "Mia"
    card = sent.json()["ref"]
    served.hub.now = lambda: utc_now() + timedelta(days=61)
    assert let_pass(served.hub) == 1
    served.hub.now = utc_now
    for who in ("Mia", "Ann"):
        at(who, "sync")
    expected = [("Ann", "rule “Form”: set the marketing owner to Mia (was Ann)"),
                ("board", "rule “Quiet”: added label quiet"), ("board", "rule “Quiet”: ran")]  # fmt: skip
    assert rules_said(at, "Ann", card) == rules_said(at, "Mia", card) == expected
