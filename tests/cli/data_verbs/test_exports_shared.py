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
        ["objection", "Acme", "too dear", "--as", "Raj"],
        ["play", "add", "Three years", "answer=Over three years it is less."],
        ["settle", "Acme", "resolved", "--of", "dear", "--play", "Three years", "--as", "Raj"],
        ["objection", "Acme", "no time"],
        ["want", "add", "value>=50k", "--by", "+4w", "--number", "2", "--as", "Raj"],
        ["next", "skip", "Acme", "not now", "--until", "+2d", "--as", "Raj"],
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
    assert "is shared: its cards came with their comments, activities and objections, as imported ones" in ran.err
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
    past = json.loads(Path(export).read_text(encoding="utf-8").splitlines()[1])
    assert logged["at"] == past["activities"][0]["at"]
    names = ("words", "author", "imported_by", "author_in_file", "at", "outcome", "play")
    before, after = (sorted([one.get(n) for n in names] for one in kept["objections"]) for kept in (past, whole))
    assert [one[0] for one in after] == ["no time", "too dear"]
    assert [one[1:4] for one in after] == [[None, "Ann", "Ana"], [None, "Ann", "Raj"]]
    assert [one[4:] for one in after] == [one[4:] for one in before]
    assert [one[5:] for one in after] == [[None, None], ["resolved", "Three years"]]
    (play,) = team("Raj", "play", "list", "--json").json
    assert (play["title"], play["answer"], play["resolved"]) == ("Three years", "Over three years it is less.", 1)
    assert (whole["skips"], whole["wants"], past["skips"][0]["member"]) == ([], [], "Raj")
    assert "0 new, 0 updated, 1 unchanged" in team("Ann", "import", export).out


def test_lines_that_cannot_be_read_are_named(export, team):
    with Path(export).open("a", encoding="utf-8") as file:
        file.write("{broken\n")
    ran = team("Ann", "import", export)
    assert "is not a JSON object" in ran.err
    assert len(team("Ann", "list", "--json").json) == 1


def test_on_a_board_of_ones_own_all_comes_back_in_the_names_of_its_members(export, own):
    assert own("board", "new", "Other").code == 0
    own("member", "add", "Raj", "--team", "sales", "--board", "Other")
    ran = own("import", export, "--board", "Other")
    assert (ran.code, "Added 1 play" in ran.err + ran.out) == (0, True), ran.err
    whole = own("show", "Acme", "--json", "--board", "Other").json
    shown = {(one["words"], one["author"], one["outcome"], one["play"]) for one in whole["objections"]}
    assert shown == {("too dear", "Raj", "resolved", "Three years"), ("no time", "Ana", None, None)}
    assert [(one["member"], one["why"]) for one in whole["skips"]] == [("Raj", "not now")]
    (play,) = own("play", "list", "--json", "--board", "Other").json
    assert (play["title"], play["owner"], play["used"]) == ("Three years", "Ana", 1)
    assert own("want", "list", "--json", "--board", "Other").json == []
    head = json.loads(Path(export).read_text(encoding="utf-8").splitlines()[0])
    assert [(want["owner"], want["query"], want["number"]) for want in head["wants"]] == [("Raj", "value>=50k", 2)]
    assert "1 unchanged" in own("import", export, "--board", "Other").out
