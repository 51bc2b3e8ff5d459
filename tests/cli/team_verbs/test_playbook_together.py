"""An objection that nobody has an answer to, from a rep's machine to marketing's and back, over a server."""

from __future__ import annotations

import pytest

WORDS = "does it run without your cloud?"
TITLES = ("Acme", "Globex", "Initech")


@pytest.fixture
def cards(team):
    """Three deals that both machines have; returns their refs."""
    for title, value in zip(TITLES, ("40k", "30k", "48.5k"), strict=True):
        assert team("Ann", "add", title, "--value", value, "--stage", "Proposal").code == 0
    team("Ann", "sync")
    team("Raj", "sync")
    return {card["title"]: card["ref"] for card in team("Raj", "list", "--json").json}


def requests(team, who="Ann"):
    return team(who, "play", "requests", "--json").json


def write(team):
    ran = team(
        "Ann", "play", "add", "Your own server", "questions=Who decides?|Is it the data?", "answer=It runs here.",
        "--answers", "1",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    return ran


def test_a_request_its_play_and_what_came_of_it_with_one_machine_offline_in_between(server, team, cards):
    server.stop()
    for title in TITLES:
        assert team("Raj", "objection", cards[title], WORDS).code == 0
    assert team("Raj", "sync").code == 4
    assert requests(team) == []
    server.start()
    assert team("Raj", "sync").code == 0
    assert team("Ann", "sync").code == 0
    (request,) = requests(team)
    assert (request["words"], len(request["cards"]), request["blocks"]) == (WORDS, 3, {"EUR": "118500.00"})

    server.stop()
    assert "sent it to 3 cards" in write(team).err
    assert team("Raj", "comments", cards["Acme"], "--json").json == []
    server.start()
    assert team("Ann", "sync").code == 0
    assert team("Raj", "sync").code == 0
    for title in TITLES:
        record = team("Raj", "show", cards[title], "--json").json
        assert [one["play"] for one in record["objections"]] == ["Your own server"]
        assert "It runs here." in record["comments"][0]["body"]
    assert requests(team, "Raj") == requests(team) == []

    for title, outcome in zip(TITLES, ("resolved", "resolved", "lost"), strict=True):
        assert team("Raj", "settle", cards[title], outcome).code == 0
    team("Raj", "sync")
    team("Ann", "sync")
    for who in ("Ann", "Raj"):
        play = team(who, "play", "show", "Your own server", "--json").json
        assert [play[name] for name in ("used", "resolved", "stalled", "lost", "open")] == [3, 2, 0, 1, 0]
        assert team(who, "attention", "--json").json == []


def test_who_objects_offline_to_what_is_answered_meanwhile_has_the_play(server, team, cards):
    team("Raj", "objection", cards["Acme"], WORDS)
    team("Raj", "sync")
    team("Ann", "sync")
    server.stop()
    assert team("Raj", "objection", cards["Globex"], "Does it run without your CLOUD").code == 0
    write(team)
    server.start()
    team("Ann", "sync")
    team("Raj", "sync")
    team("Ann", "sync")
    for who in ("Ann", "Raj"):
        assert requests(team, who) == []
        assert team(who, "play", "show", "Your own", "--json").json["used"] == 2


def test_an_answer_that_is_undone_goes_from_both_machines(team, cards):
    team("Raj", "objection", *cards.values(), WORDS)
    team("Raj", "sync")
    team("Ann", "sync")
    write(team)
    team("Ann", "sync")
    team("Raj", "sync")
    assert team("Ann", "undo").code == 0
    team("Ann", "sync")
    team("Raj", "sync")
    assert team("Raj", "play", "list", "--json").json == []
    assert [team("Raj", "comments", ref, "--json").json for ref in cards.values()] == [[], [], []]
    assert len(requests(team, "Raj")[0]["cards"]) == 3
