"""`kanban log`: what was done with prospects, told by show, comments, history and exports."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def refs(own, run_cli):
    return [own("add", title).out.strip() for title in ("Acme", "Globex")]


def test_a_call_is_logged_and_shown(refs, run_cli):
    ran = run_cli(
        "log",
        refs[0],
        "call",
        "--outcome",
        "no answer",
        "--text",
        "Rang *twice*.",
        "--next",
        "try again",
        "--on",
        "+2d",
    )
    assert (ran.code, ran.err) == (0, "Logged a call: no answer (“Acme”).\n")
    record = run_cli("show", refs[0], "--json").json
    (logged,) = record["activities"]
    assert {name: logged[name] for name in ("kind", "outcome", "team", "text")} == {
        "kind": "call", "outcome": "no answer", "team": "marketing", "text": "Rang *twice*.",
    }  # fmt: skip
    assert record["next_step"] == "try again"
    for verb in ("show", "comments"):
        printed = run_cli(verb, refs[0]).out
        assert "» Call · no answer · 1st attempt" in printed
        assert "    Rang *twice*." in printed
    assert "logged a call: no answer: Rang *twice*." in run_cli("history", refs[0]).out
    assert run_cli("undo").code == 0
    assert run_cli("show", refs[0], "--json").json["activities"] == []


def test_several_cards_at_once(refs, run_cli):
    ran = run_cli("log", *refs, "e-mail", "--outcome", "SENT", "--json")
    assert [logged["kind"] for logged in ran.json] == ["email", "email"]
    records = run_cli("list", "--json").json
    assert [record["activities"]["attempts"] for record in records] == [1, 1]
    assert run_cli("undo").code == 0
    assert {record["activities"]["attempts"] for record in run_cli("list", "--json").json} == {0}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("fax", "--outcome", "sent"), "Choose call, email or meeting"),
        (("call", "--outcome", "held"), "Choose reached or no answer"),
        (("call", "--outcome", "reached", "--at", "tomorrow"), "lies ahead"),
        (("call", "--outcome", "reached", "--at", "9.70"), "Try 9:30, yesterday 14:00"),
        (("call", "--outcome", "reached", "--at", "1 jan 2001"), "was added later than that"),
        (("call", "--outcome", "reached", "--on", "fri"), "has no next step to move; name one"),
    ],
)
def test_what_cannot_be_logged_says_why(refs, run_cli, words, says):
    ran = run_cli("log", refs[0], *words)
    assert ran.code in {1, 2}
    assert says in ran.err
    assert run_cli("show", refs[0], "--json").json["activities"] == []


def test_an_outcome_is_needed(refs, run_cli):
    assert run_cli("log", refs[0], "call").code == 2


def test_a_note_is_cleaned(refs, run_cli):
    run_cli("log", refs[0], "call", "--outcome", "reached", "--text", "a\x1b]52;c;x\x07b\u202ec")
    (logged,) = run_cli("show", refs[0], "--json").json["activities"]
    assert not {"\x1b", "\x07", "\u202e"} & set(logged["text"])
    assert "\x1b" not in run_cli("show", refs[0]).out


def test_json_lines_bring_activities_to_another_board(refs, run_cli, tmp_path):
    run_cli("log", refs[0], "meeting", "--outcome", "held", "--text", "The CFO decides.")
    before = run_cli("show", refs[0], "--json").json["activities"]
    file = tmp_path / "cards.jsonl"
    assert run_cli("export", str(file)).code == 0
    assert "activity" in {
        change["etype"] for line in file.read_text("utf-8").splitlines()[1:] for change in json.loads(line)["changes"]
    }
    assert run_cli("board", "new", "Other").code == 0
    assert run_cli("import", str(file), "--yes").code == 0
    (after,) = run_cli("show", "Acme", "--json").json["activities"]
    for name in ("kind", "outcome", "at", "text", "author", "team"):
        assert after[name] == before[0][name], name
    again = run_cli("import", str(file), "--yes", "--json")
    assert again.json["unchanged"] == 2


def test_ones_own_are_listed_edited_deleted_and_brought_back(own):
    own("add", "Acme")
    own("member", "add", "Raj", "--team", "sales")
    assert own("activity", "list", "Acme").code == 0
    assert own("log", "Acme", "call", "--outcome", "reached", "--text", "Wants two").code == 0
    assert own("--as", "Raj", "log", "Acme", "email", "--outcome", "sent").code == 0
    assert "Wants two" in own("activity", "list", "Acme").out
    assert own("activity", "edit", "Acme", "1", "Wants three").code == 0
    first, second = own("activity", "list", "Acme", "--json").json
    assert (first["text"], first["outcome"], second["text"]) == ("Wants three", "reached", None)
    assert "stays as it was" in own("activity", "edit", "Acme", first["id"], "Wants three").err
    refused = own("activity", "edit", "Acme", "2", "Mine")
    assert (refused.code, refused.out) == (1, "")
    assert "Only whoever logged an activity can edit it" in refused.err
    assert own("activity", "delete", "Acme", "2").code == 1
    for name in ("3", "0", "", "x"):
        assert own("activity", "edit", "Acme", name, "x").code == 3
    assert own("activity").code == 2
    assert own("activity", "edit", "Acme", "1", "").code == 0
    assert own("undo").code == 0
    assert own("activity", "list", "Acme", "--json").json[0]["text"] == "Wants three"
    assert own("activity", "delete", "Acme", "1").code == 0
    assert len(own("activity", "list", "Acme", "--json").json) == 1
    assert own("undo").code == 0
    assert len(own("activity", "list", "Acme", "--json").json) == 2
    assert "edited an activity" in own("history", "Acme").out
