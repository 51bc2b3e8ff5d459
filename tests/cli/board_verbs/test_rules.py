"""`kanban rule`: made of options and files, shown, changed, and run."""

from __future__ import annotations

import pytest


@pytest.fixture
def both(own):
    """The command line with a member of each team."""
    own("member", "add", "Raj", "--team", "sales")
    return own


BIG = (
    "add",
    "Big ones",
    "--when",
    "enters Engaged",
    "--if",
    "value>=50k",
    "--then",
    "label vip",
    "--then",
    "notify @Raj",
)


def test_a_rule_is_made_listed_and_shown(both):
    assert both("rule", *BIG).err == "Added the rule “Big ones”.\n"
    ran = both("rule", "list")
    assert ran.out == (
        "RULE      IS  WHEN            IF          THEN\n"
        "Big ones  on  enters Engaged  value>=50k  label vip; notify @Raj\n"
    )
    (record,) = both("rule", "--json").json
    assert {**record, "id": "", "since": ""} == {
        "id": "", "name": "Big ones", "when": "enters Engaged", "if": "value>=50k",
        "then": ["label vip", "notify @Raj"], "on": True, "since": "", "trouble": None,
    }  # fmt: skip
    assert both("rule", "show", "big").out == (
        "Big ones (on)\n  when  enters Engaged\n  if    value>=50k\n  then  label vip\n  then  notify @Raj\n"
    )
    assert both("rule", "show", "nope").code == 3


def test_a_rule_runs_and_history_names_it(both):
    both("rule", *BIG)
    small, big = (both("add", f"Worth {value}", "--value", value).out.strip() for value in ("10k", "60k"))
    assert both("move", small, "engaged").err == "Moved “Worth 10k” to Engaged.\n"
    assert both("move", big, "engaged").err == "Moved “Worth 60k” to Engaged (rule “Big ones”).\n"
    history = both("history", big, "--json").json
    assert [(each["actor"], each["rule"], each["said"]) for each in history[2:]] == [
        ("Ana", "Big ones", "rule “Big ones”: added label vip"),
        ("Ana", "Big ones", "rule “Big ones”: told Raj: it entered Engaged."),
    ]
    assert len({each["act"] for each in history[1:]}) == 1
    assert both("list", "label:vip", "--json").json[0]["title"] == "Worth 60k"
    waits = [each for each in both("--as", "Raj", "inbox", "--json").json if each["kind"] == "notice"]
    assert [(each["from"], each["words"], each["ref"]) for each in waits] == [("Big ones", "it entered Engaged.", big)]
    both("undo")
    assert [each for each in both("--as", "Raj", "inbox", "--json").json if each["kind"] == "notice"] == []
    assert both("show", big, "--json").json["labels"] == []


def test_a_rule_goes_to_toml_and_back(both, tmp_path):
    both("rule", *BIG)
    text = both("rule", "show", "Big ones", "--toml").out
    file = tmp_path / "big.toml"
    file.write_text(text, "utf-8")
    assert both("rule", "add", str(file)).code == 1  # there is one already
    both("rule", "remove", "Big ones")
    assert both("rule", "add", str(file)).code == 0
    assert both("rule", "show", "Big ones", "--toml").out == text
    file.write_text(
        '[[rule]]\nname = "A"\nwhen = "won"\nthen = "label a"\n[[rule]]\nname = "B"\nwhen = "lost"\nthen = ["label '
        'b"]\n'
    )
    assert both("rule", "add", str(file)).err == "Added the rule “A”.\nAdded the rule “B”.\n"


def test_a_rule_is_changed_and_switched(both):
    both("rule", *BIG)
    assert (
        both("rule", "set", "big", "--name", "Huge", "--if", "", "--then", "label huge").err
        == "Changed the rule “Huge”.\n"
    )
    (record,) = both("rule", "--json").json
    assert (record["name"], record["if"], record["then"]) == ("Huge", None, ["label huge"])
    assert both("rule", "off", "huge").err == "Switched the rule “Huge” off.\n"
    assert both("rule", "--json").json[0]["on"] is False
    assert both("rule", "on", "huge").code == 0
    assert both("rule", "set", "huge").code == 2


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add", "X", "--then", "label a"), 2, "Say what the rule waits for"),
        (("add", "X", "--when", "won"), 2, "Say what the rule does"),
        (("add", "X", "--when", "enters Nowhere", "--then", "label a"), 3, "No stage is called “Nowhere”"),
        (("add", "X", "--when", "won", "--if", "value>=lots", "--then", "label a"), 2, "lots"),
        (("add", "X", "--when", "won", "--then", "notify @Nobody"), 3, "No member is called “Nobody”"),
        (("add", "X", "--when", "won", "--then", "label"), 2, "“label” needs a value"),
        (("add", "missing.toml"), 3, "There is no file missing.toml"),
    ],
)  # fmt: skip
def test_what_is_off_is_said_in_one_line(both, words, code, said):
    ran = both("rule", *words)
    assert (ran.code, ran.out, ran.err.count("\n")) == (code, "", 1)
    assert said in ran.err


def test_a_file_that_is_no_rule_says_so(both, tmp_path):
    file = tmp_path / "x.toml"
    for text, said in (
        ("name = ", "is not valid TOML"), ('colour = "red"', "A rule has no “colour”"),
        ("then = 3", "is a list of texts"), ("name = 3", "is a text in quotes"),
        ('name = "A"', "Say what the rule waits for"), ("rule = 1", "[[rule]]"), ('on = "yes"', "true or false"),
    ):  # fmt: skip
        file.write_text(text)
        ran = both("rule", "add", str(file))
        assert ran.code == 2
        assert said in ran.err


def test_a_rule_that_is_not_made_yet_is_tried_from_its_file(both, tmp_path):
    file = tmp_path / "big.toml"
    file.write_text('name = "Hot"\nwhen = "enters Engaged"\nthen = "label hot"\n')
    ref = both("add", "Acme").out.strip()
    both("move", ref, "engaged")
    told = both("rule", "try", str(file), "--json").json
    assert (told["rule"], [hit["ref"] for hit in told["hits"]]) == ("Hot", [ref])
    assert both("rule", "--json").json == []


def test_a_rule_is_tried_on_the_past(both):
    both("rule", *BIG)
    both("rule", "off", "big")
    ref = both("add", "Acme", "--value", "60k").out.strip()
    both("move", ref, "engaged")
    ran = both("rule", "try", "big")
    assert ran.out.splitlines()[0].split() == ["WHEN", "CARD", "TITLE", "BECAUSE"]
    assert ran.out.splitlines()[1].endswith(f"{ref}  Acme   it entered Engaged")
    assert "“Big ones” would have run 1 time on 1 card from" in ran.err
    assert ran.err.endswith(": label vip; notify @Raj.\n")
    told = both("rule", "try", "big", "--json").json
    assert (told["rule"], [(hit["ref"], hit["said"], hit["then"]) for hit in told["hits"]]) == (
        "Big ones", [(ref, "it entered Engaged.", ["label vip", "notify @Raj"])],
    )  # fmt: skip
    ran = both("rule", "try", "big", "--from", "2020-01-01", "--to", "2020-02-01")
    assert (ran.out, ran.err) == ("", "“Big ones” would not have run from 1 Jan 2020 to 1 Feb 2020.\n")
    assert both("rule", "try", "big", "--from", "2020-02-01", "--to", "2020-01-01").code == 2
    assert both("rule", "try", "nope").code == 3
    assert both("show", ref, "--json").json["labels"] == []
