"""Two homes and a server: both leads overturn a return at once, and the card is offered again, exactly once."""

from __future__ import annotations

from uuid import UUID, uuid5

import pytest

from tests.served import serving

PEOPLE = (("Ann", "marketing", "lead"), ("Lena", "sales", "lead"), ("Tom", "sales", "member"))


@pytest.fixture
def team(run_cli, monkeypatch, tmp_path):
    """`at("Tom", "list")`: the command line in the home of Tom."""
    with serving(tmp_path / "server", people=PEOPLE) as served:

        def run(who, *words):
            monkeypatch.setenv("KANBAN_HOME", str(tmp_path / who))
            ran = run_cli(*words)
            assert ran.code == 0, ran.err
            return ran

        for who, *_ in PEOPLE:
            run(who, "join", served.url, "--token-file", served.token_file(who))
        run("Ann", "sync")
        yield run


@pytest.fixture
def card(team):
    """A card that Ann offered to Tom, who returned it; she contests that, and everybody knows."""
    made = team("Ann", "add", "Acme", "--email", "a@acme.example", "--company", "Acme", "--source", "Fair").out.strip()
    team("Ann", "offer", made, "--why", "asked for a date", "--to", "Tom")
    for who, *words in (
        ("Ann",),
        ("Tom",),
        ("Tom", "return", made, "--reason", "no budget"),
        ("Tom",),
        ("Ann",),
        ("Ann", "contest", made, "They have 40k."),
        ("Ann",),
        ("Lena",),
    ):
        team(who, *(words or ["sync"]))
    return made


def everywhere(team, card):
    for who in ("Ann", "Lena", "Tom", "Ann", "Lena", "Tom"):
        team(who, "sync")
    shown = [team(who, "show", card, "--json").json for who in ("Ann", "Lena", "Tom")]
    assert shown[0]["handoff"] == shown[1]["handoff"] == shown[2]["handoff"]
    return shown[0]


def test_rulings_at_once_are_completed_by_the_server(team, card):
    old = team("Ann", "show", card, "--json").json["handoff"]["offer"]
    team("Ann", "rule-on", card, "overturn")
    ran = team("Lena", "rule-on", card, "overturn")  # neither has heard of the other
    assert ran.err.endswith("marketing's lead has yet to rule.\n")
    shown = everywhere(team, card)
    offer = shown["handoff"]
    assert (offer["offer"], offer["state"], offer["by"], offer["to"], offer["overturned"]) == (
        str(uuid5(UUID(old), "overturned")),
        "offered",
        "Ann",
        "Tom",
        old,
    )
    assert (shown["stage"], shown["holder"]) == ("Handoff", "sales")
    told = [each for each in team("Tom", "history", card, "--json").json if each["verb"] == "offer"]
    assert [(each["actor"], each["said"]) for each in told] == [
        ("Ann", "offered it to Tom"),
        ("board", "offered it again to Tom"),
    ]
    assert [each["kind"] for each in team("Tom", "inbox", "--json").json] == ["offer"]
    team("Tom", "accept", card, "--next", "call", "--on", "fri")
    assert everywhere(team, card)["stage"] == "Accepted"
    assert all(team(who, "attention", "--json").json == [] for who, *_ in PEOPLE)


def test_the_later_ruling_carries_the_offer(team, card):
    team("Ann", "rule-on", card, "overturn")
    team("Ann", "sync")
    team("Lena", "sync")
    assert team("Lena", "rule-on", card, "overturn").err.endswith("; offered to Tom again.\n")
    assert everywhere(team, card)["handoff"]["state"] == "offered"
    told = [each["said"] for each in team("Ann", "history", card, "--json").json if "again" in each["said"]]
    assert told == ["ruled for sales: the return is overturned; offered it again to Tom"]
    team("Lena", "undo")
    assert everywhere(team, card)["handoff"]["state"] == "returned"
