"""This program's own JSON lines on a board that a team shares: cards and comments come in, nobody speaks for others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.fixture
def export(own, tmp_path):
    """An export of another board, with comments of two people and a card that was moved, lost and deleted."""
    own("member", "add", "Raj", "--team", "sales")
    file = tmp_path / "out.jsonl"
    for words in (
        ["add", "Acme", "--value", "12k"],
        ["edit", "Acme", "email=a@acme.example", "field.Region=north", "label=vip"],
        ["move", "Acme", "engaged"],
        ["comment", "Acme", "Hello from Ana"],
        ["comment", "Acme", "Said by Raj", "--as", "Raj"],
        ["log", "Acme", "call", "--outcome", "no answer", "--text", "Rang twice", "--as", "Raj"],
        ["add", "Gone"],
        ["delete", "Gone"],
        ["export", str(file)],
    ):
        ran = own(*words)
        assert ran.code == 0, ran.err
    return str(file)


def test_cards_and_comments_come_in_and_reach_the_others(export, team):
    ran = team("Ann", "import", export)
    assert (ran.code, "1 new" in ran.out) == (0, True)
    assert "is shared: its cards came with their comments and activities, as imported ones" in ran.err
    ran = team("Ann", "sync", "--json")
    assert (ran.code, ran.json["refused"], ran.json["waiting"]) == (0, [], 0)
    team("Raj", "sync")
    (card,) = team("Raj", "list", "--json").json
    shown = [card[name] for name in ("title", "value", "stage", "email")]
    assert shown == ["Acme", "12000.00", "Engaged", "a@acme.example"]
    whole = team("Raj", "show", card["ref"], "--json").json
    assert (whole["labels"], whole["fields"]) == (["vip"], {"Region": "north"})
    comments = team("Raj", "comments", card["ref"], "--json").json
    said = [(each["author"], each["imported_by"], each["author_in_file"], each["body"]) for each in comments]
    assert sorted(said) == [(None, "Ann", "Ana", "Hello from Ana"), (None, "Ann", "Raj", "Said by Raj")]
    (logged,) = whole["activities"]
    shown = [logged[name] for name in ("kind", "outcome", "text", "author", "imported_by", "author_in_file")]
    assert shown == ["call", "no answer", "Rang twice", None, "Ann", "Raj"]
    past = Path(export).read_text(encoding="utf-8").splitlines()[1]
    assert logged["at"] == json.loads(past)["activities"][0]["at"]
    assert "0 new, 0 updated, 1 unchanged" in team("Ann", "import", export).out


def test_lines_that_cannot_be_read_are_named(export, team):
    with Path(export).open("a", encoding="utf-8") as file:
        file.write("{broken\n")
    ran = team("Ann", "import", export)
    assert "is not a JSON object" in ran.err
    assert len(team("Ann", "list", "--json").json) == 1
