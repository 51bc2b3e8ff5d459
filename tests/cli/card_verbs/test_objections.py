"""`kanban objection`, `settle` and `play`: from what a prospect said to an answer on every card that asked."""

from __future__ import annotations

import json

import pytest

from kanban.exchange.files.toml_files import read_toml

WORDS = "does it run without your cloud?"


@pytest.fixture
def refs(own):
    own("member", "add", "Raj", "--team", "sales")
    titles = (("Acme", "12000"), ("Globex", "30000"), ("Initech", ""))
    return [own("add", title, "--stage", "Proposal", "--value", value).out.strip() for title, value in titles]


@pytest.fixture
def asked(own, refs):
    """Three cards that met the same objection, the last in a spelling of its own."""
    own("--as", "Raj", "objection", *refs[:2], WORDS)
    own("--as", "Raj", "objection", refs[2], "Does it run, without your CLOUD")
    return refs


def answer(run_cli, *more):
    return run_cli(
        "play", "add", "Your own server", "questions=Who decides?|Is it the data?", "answer=It runs here.", *more
    )


def test_what_nobody_has_an_answer_to_is_a_request_by_value(own, asked):
    own("--as", "Raj", "objection", asked[0], "we built our own")
    ran = own("play", "requests", "--json").json
    assert [(one["words"], len(one["cards"]), one["blocks"], one["with"]) for one in ran] == [
        (WORDS, 3, {"EUR": "42000.00"}, None),
        ("we built our own", 1, {"EUR": "12000.00"}, None),
    ]
    assert ran[0]["also_said"] == ["Does it run, without your CLOUD"]
    printed = own("play", "requests")
    assert "€42,000" in printed.out
    assert printed.err == "3 cards · €42,000 wait.\n"
    assert own("play", "take", "1").err == f"You write the play for “{WORDS}”.\n"
    assert own("play", "requests", "--json").json[0]["with"] == "Ana"


def test_an_answer_reaches_every_open_card_and_is_undone_as_one(own, asked):
    own("move", asked[2], "Lost", "--set", "lost-reason=price")
    ran = answer(own, "--answers", "cloud", "--json")
    assert (ran.code, ran.err) == (0, "Wrote the play “Your own server”, and sent it to 2 cards.\n")
    assert (ran.json["used"], ran.json["cards"]) == (3, {"won": 0, "lost": 1, "open": 2})
    assert own("play", "requests", "--json").json == []
    for ref in asked[:2]:
        record = own("show", ref, "--json").json
        assert [one["play"] for one in record["objections"]] == ["Your own server"]
        assert "It runs here." in record["comments"][-1]["body"]
    assert own("show", asked[2], "--json").json["comments"] == []
    assert own("undo").code == 0
    assert [own("show", ref, "--json").json["comments"] for ref in asked] == [[], [], []]
    assert own("play", "list", "--json").json == []
    assert len(own("play", "requests", "--json").json[0]["cards"]) == 2


def test_how_they_ended_stands_in_the_figures(own, asked):
    answer(own, "--answers", "1")
    for ref, word in zip(asked, ("resolved", "helped", "lost"), strict=True):
        assert own("--as", "Raj", "settle", ref, word).code == 0
    record = own("play", "show", "own server", "--json").json
    assert [record[name] for name in ("used", "resolved", "stalled", "lost", "open")] == [3, 2, 0, 1, 0]
    assert "used 3 · resolved 2 · stalled 0 · lost 1" in own("play", "show", "Your").out
    (told,) = own("show", asked[0], "--json").json["objections"]
    assert (told["outcome"], told["outcome_by"], told["team"]) == ("resolved", "Raj", "sales")
    assert f"§ resolved · Your own server\n    “{WORDS}”" in own("comments", asked[0]).out


def test_plays_that_fit_are_told_with_their_first_question(own, refs):
    own("play", "starter")
    ran = own("objection", refs[0], "that is much too expensiv")
    assert ran.out.startswith("Too expensive: find what it is compared with (used 0, resolved 0)\n    Expensive")
    suggested = own("objection", refs[0], "send me something", "--json").json[0]["suggested"]
    assert suggested[0] == "Just send me something: send it with a question"
    assert own("play", "starter").err == "All of these plays are here already.\n"
    assert len(own("play", "list", "--json").json) == 12


def test_which_objection_is_meant(own, refs):
    assert "Nobody has logged an objection" in own("settle", refs[0], "lost").err
    own("objection", refs[0], "too much")
    own("objection", refs[0], "too slow")
    ran = own("settle", refs[0], "lost")
    assert ran.code == 2
    assert "several open objections: “too much”, “too slow”" in ran.err
    assert own("settle", refs[0], "lost", "--of", "slow").err == "“too slow”: lost.\n"
    assert own("settle", refs[0], "stalled").err == "“too much”: stalled.\n"
    assert own("settle", refs[0], "--of", "slow").code == 2
    assert own("settle", refs[0], "maybe").code == 2
    assert own("settle", refs[0], "open", "--of", "much").err == "“too much”: open again.\n"


def test_the_play_and_the_activity_are_named(own, refs):
    answer(own)
    own("log", refs[0], "call", "--outcome", "reached")
    assert own("objection", refs[0], "our IT", "--play", "Your own", "--activity", "last").code == 0
    record = own("show", refs[0], "--json").json
    assert record["objections"][0]["play"] == "Your own server"
    assert record["objections"][0]["activity"] == record["activities"][0]["id"]
    assert own("settle", refs[0], "--play", "").code == 0
    assert own("show", refs[0], "--json").json["objections"][0]["play"] is None
    assert own("objection", refs[1], "our IT", "--activity", "last").code == 3


def test_sales_reads_plays_and_does_not_write_them(own, refs):
    answer(own)
    ran = own("--as", "Raj", "play", "edit", "Your own", "answer=No.")
    assert (ran.code, "Only members of marketing and leads can change plays" in ran.err) == (1, True)
    assert own("--as", "Raj", "play", "show", "Your own").code == 0


def test_plays_go_out_and_come_back_as_toml(own, refs, tmp_path):
    own("play", "starter")
    answer(own, "labels=cloud, security", "review=1 Mar 2030", "proof=sheet.pdf|https://acme.example/case")
    file = tmp_path / "plays.toml"
    assert own("play", "export", str(file)).err == f"Wrote 13 plays to {file}.\n"
    assert len(read_toml(file.read_text(), "plays")["play"]) == 13
    before = own("play", "list", "--json").json
    for play in before:
        own("play", "remove", play["id"])
    assert own("play", "add", str(file)).code == 0
    hidden = {"id": None}
    assert [one | hidden for one in own("play", "list", "--json").json] == [one | hidden for one in before]
    own("play", "show", "Your own", "--toml")
    one = tmp_path / "one.toml"
    one.write_text('title = "Your own server"\nanswer = "Anywhere."\n')
    assert own("play", "edit", "Your own", str(one)).err == "Changed the play “Your own server”.\n"
    assert own("play", "show", "Your own", "--json").json["answer"] == "Anywhere."
    for wrong in ("title = 7", "colour = 'red'\ntitle = 'A'", "[[play]]\nanswer = 'x'", "play = 1", "]"):
        one.write_text(wrong)
        assert own("play", "add", str(one)).code == 2, wrong


def test_an_archived_play_is_offered_no_more(own, refs):
    answer(own)
    own("play", "archive", "Your own")
    assert own("play", "list", "--json").json == []
    assert own("play", "list", "--all", "--json").json[0]["archived"] is True
    assert own("objection", refs[0], "server", "--json").json[0]["suggested"] == []
    own("play", "archive", "Your own", "--back")
    assert own("objection", refs[0], "server", "--json").json[0]["suggested"] == ["Your own server"]


def test_json_lines_carry_objections_to_another_board(own, asked, tmp_path):
    answer(own, "--answers", "1")
    own("--as", "Raj", "settle", asked[0], "resolved")
    file = tmp_path / "cards.jsonl"
    assert own("export", str(file)).code == 0
    lines = [json.loads(line) for line in file.read_text().splitlines()[1:]]
    assert {line["objections"][0]["words"] for line in lines} == {WORDS, "Does it run, without your CLOUD"}
    own("board", "new", "Other", "--name", "Ana", "--team", "marketing")
    own("board", "use", "Other")
    ran = own("import", str(file), "--yes")
    assert ran.code == 0, ran.err
    (first, *_) = [own("show", card["id"], "--json").json for card in own("list", "Acme", "--json").json]
    (told,) = first["objections"]
    assert (told["words"], told["outcome"], told["outcome_by"], told["play"]) == (
        WORDS, "resolved", "Raj", "Your own server",
    )  # fmt: skip
    assert own("play", "requests", "--json").json == []  # its play came, too
    assert [play["used"] for play in own("play", "list", "--json").json if play["used"]] == [3]
