"""Dates have one style: whatever is printed for people names days as `dates` does, in the board's zone, and JSON
keeps ISO."""

from __future__ import annotations

import re

import pytest

ISO = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d|\dT\d\d|\dZ\b")
"""What only machines write: an ISO day or moment, seconds, a moment in UTC."""

DAY = (
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|\d{1,2} \w{3} "
    r"\d{4})"
)
"""A day as `dates` says it: `Fri 27 Nov`, `27 Nov 2024`."""

VERBS = (
    "list", "list overdue", "list --sort next", "show {}", "history {}", "comments {}", "inbox", "--as Raj inbox",
    "--as Eve inbox", "agreement", "agreement show", "agreement replay", "agreement replay --from 400d", "board list",
    "stage list", "member list", "label list", "view list", "rule list", "rule try 'Big offers are seen first'",
    "status", "attention", "want list", "next", "walk --list", "play requests", "demo", "undo", "redo",
)  # fmt: skip


@pytest.fixture
def refs(demo):
    """A card for each kind of story: with an offer, a return, a day to try again, a next step, a tick, a close date."""
    cards = demo("list", "--json").json
    kinds = {}
    for card in cards:
        state = (card["handoff"] or {}).get("state")
        kinds.setdefault((state, bool(card["next_on"]), bool(card["close_on"])), card["ref"])
    return list(kinds.values())


def test_nothing_that_is_printed_for_people_has_an_iso_date(demo, refs):
    demo("edit", refs[0], "close_on=2099-03-01", "next_on=2020-02-29")
    seen = ""
    for verb in VERBS:
        for ref in refs if "{}" in verb else refs[:1]:
            ran = demo(*_words(verb.format(ref)))
            assert ran.code == 0, (verb, ran.err)
            assert not ISO.search(ran.out + ran.err), (verb, ISO.search(ran.out + ran.err), ran.out)
            seen += ran.out
    assert len(re.findall(DAY, seen)) > 50
    assert "1 Mar 2099" in seen
    assert re.search(r"^" + DAY + r" \d\d:\d\d +[MS] ", seen, re.MULTILINE)


def test_machines_keep_iso(demo, refs):
    demo("edit", refs[0], "close_on=2099-03-01")
    assert demo("show", refs[0], "--json").json["close_on"] == "2099-03-01"
    said = [event["said"] for event in demo("history", refs[0], "--json").json]
    assert said[-1].endswith(" to 2099-03-01")
    assert "2099-03-01" in demo("export", "-").out
    assert ISO.search(demo("list", "--csv").out)


@pytest.mark.parametrize(
    "words",
    [
        ("accept", "{}", "--next", "call", "--on", "someday"), ("edit", "{}", "next_on=2026-02-31"),
        ("done", "{}", "--on", "x"), ("return", "{}", "--reason", "no budget", "--again", "soon"),
        ("agreement", "replay", "--from", "today", "--to", "400d"),
        ("rule", "try", "Big offers are seen first", "--from", "today", "--to", "7d"),
        ("agreement", "replay", "--from", "soon"), ("list", "next<soon"), ("board", "set", "holidays=soon"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_date_names_none_in_iso(demo, refs, words):
    ran = demo(*(word.format(refs[0]) for word in words))
    assert ran.code in {1, 2}
    assert not ISO.search(re.sub("“[^”]*”", "", ran.err)), ran.err


def _words(verb):
    return [word.strip("'") for word in re.findall(r"'[^']*'|\S+", verb)]


def test_nor_does_a_board_that_a_team_shares(team, server, monkeypatch):
    monkeypatch.setenv("KANBAN_DATABASE", server.database)
    assert team("Ann", "add", "Acme pilot", "--next", "call", "--on", "2099-12-01").code == 0
    assert team("Ann", "sync").code == team("Raj", "sync").code == 0
    key = ("server", "key", "add", "Web form", "--board", "Pipeline", "--create-cards")
    assert team("Ann", *key).code == team("Ann", *key[:3], "Old", *key[4:]).code == 0
    assert team("Ann", "server", "key", "remove", "Old").code == 0
    team("Ann", "edit", "Acme pilot", "next_on=2099-12-02")
    team("Raj", "edit", "Acme pilot", "next_on=2099-12-03")
    for who in ("Ann", "Raj", "Ann", "Raj"):
        assert team(who, "sync").code == 0
    (who,) = [who for who in ("Ann", "Raj") if team(who, "attention", "--json").json]
    for words in (
        "member devices", "status", "attention", "inbox", "server member list", "server key list",
    ):  # fmt: skip
        ran = team(who, *words.split())
        assert not ISO.search(ran.out + ran.err), (words, ran.out, ran.err)
        if words in {"member devices", "attention", "server member list", "server key list"}:
            assert re.search(DAY, ran.out), (words, ran.out, ran.err)
