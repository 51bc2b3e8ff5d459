"""What waits for whom on the command line; contests and rulings there."""

from __future__ import annotations

import re

import pytest


@pytest.fixture
def team(own):
    """The command line with two a team, a lead in each, and an MQL's ref."""
    own("member", "add", "Bo", "--team", "marketing")
    own("member", "add", "Raj", "--team", "sales")
    own("member", "add", "Lena", "--team", "sales", "--role", "lead")
    return own, own("add", "Acme pilot", "--stage", "mql").out.strip()


def kinds(own, name):
    return [(each["kind"], each["title"]) for each in own("--as", name, "inbox", "--json").json]


def test_an_empty_inbox_says_so_calmly(team):
    own, _ = team
    ran = own("inbox")
    assert (ran.code, ran.out, ran.err) == (0, "", "Nothing waits for Ana.\n")
    assert own("inbox", "--json").json == []


def test_an_offer_waits_with_the_verbs_that_answer_it(team):
    own, ref = team
    own("offer", ref, "--why", "asked for a price", "--to", "raj")
    (entry,) = own("--as", "Raj", "inbox", "--json").json
    assert entry["due"] is not None
    assert {name: entry[name] for name in ("kind", "ref", "title", "from", "team", "words", "overdue", "acts")} == {
        "kind": "offer", "ref": ref, "title": "Acme pilot", "from": "Ana", "team": "marketing",
        "words": "asked for a price", "overdue": False, "acts": ["accept", "ask", "return"],
    }  # fmt: skip
    shown = own("--as", "Raj", "inbox").out
    assert re.search(r"an offer to answer, until (\w{3} (\d+ \w{3} )?)?\d\d:\d\d ", shown)
    assert "accept, ask or return" in shown
    assert kinds(own, "Lena") == []


def test_what_is_only_to_be_read_goes_by_reading(team):
    own, ref = team
    own("--as", "Raj", "comment", ref, "Look, @ana: they called.")
    assert kinds(own, "Ana") == [("mention", "Acme pilot")]
    assert own("inbox", "--read", ref).err == "Marked 1 as read.\n"
    assert own("inbox", "--read", ref).code == 3
    own("offer", ref, "--why", "now", "--to", "raj")
    ran = own("--as", "Raj", "inbox", "--read", "all", "--json")
    assert ran.err == "Marked 0 as read; 1 still waits for an answer.\n"
    assert [each["kind"] for each in ran.json] == ["offer"]


def test_a_return_is_contested_once_and_ruled_on_by_both_leads(team):
    own, ref = team
    assert "was not returned" in own("contest", ref, "why?").err
    own("offer", ref, "--why", "now", "--to", "raj")
    offered = own("show", ref, "--json").json["handoff"]["offer"]
    own("--as", "Raj", "return", ref, "--reason", "no budget")
    assert (
        "Only Ana, who offered “Acme pilot”, can contest its return"
        in own("--as", "Bo", "contest", ref, "They have 40k.").err
    )
    assert (
        "Only the marketer of “Acme pilot” can contest its return"
        in own("--as", "Raj", "contest", ref, "They have 40k.").err
    )
    ran = own("contest", ref, "They have 40k.", "--json")
    assert ran.err == "Contested the return of “Acme pilot”.\n"
    assert (ran.json["contest"]["words"], ran.json["contest"]["outcome"]) == ("They have 40k.", None)
    assert "which is possible once" in own("contest", ref, "Really.").err
    assert kinds(own, "Ana")[0] == kinds(own, "Lena")[0] == ("contest", "Acme pilot")
    assert "Only leads can rule on a return" in own("--as", "Raj", "rule-on", ref, "uphold").err
    assert own("rule-on", ref, "perhaps").code == 2
    assert (
        own("rule-on", ref, "overturn").err
        == "Ruled on “Acme pilot”: overturned by marketing; sales' lead has yet to rule.\n"
    )
    assert "its return is contested (They have 40k.): overturned by marketing, sales to rule\n" in own("show", ref).out
    ran = own("--as", "Lena", "rule-on", ref, "overturn", "--because", "It stood in the notes.", "--json")
    assert ran.err == "Ruled on “Acme pilot”: overturned, a precedent for “no budget”; offered to Raj again.\n"
    assert ran.json["contest"]["outcome"] == "overturn"
    assert "The leads have ruled" in own("rule-on", ref, "uphold").err
    assert kinds(own, "Ana") == [("ruled", "Acme pilot")]
    told = [(each["verb"], each["said"]) for each in own("history", ref, "--json").json if each["verb"] != "comment"]
    assert told[-3:] == [
        ("contest", "contested the return"), ("rule_on", "ruled for marketing: the return is overturned"),
        ("rule_on", "ruled for sales: the return is overturned; offered it again to Raj"),
    ]  # fmt: skip
    (entry,) = own("--as", "Raj", "inbox", "--json").json
    assert (entry["kind"], entry["from"], entry["words"]) == ("offer", "Ana", "now")
    assert own("show", ref, "--json").json["handoff"]["overturned"] == offered
    assert own("--as", "Lena", "undo").code == 0
    assert own("show", ref, "--json").json["handoff"]["state"] == "returned"


def test_leads_who_differ_leave_it_to_the_next_meeting(team):
    own, ref = team
    own("offer", ref, "--why", "now", "--to", "raj")
    own("--as", "Raj", "return", ref, "--reason", "no need")
    own("contest", ref, "They do.")
    own("rule-on", ref, "overturn")
    ran = own("--as", "Lena", "rule-on", ref, "uphold")
    assert ran.err == "Ruled on “Acme pilot”: the leads differ, so it is open to the next meeting.\n"
    assert "has ruled on “Acme pilot” already" in own("--as", "Lena", "rule-on", ref, "uphold").err
    assert "overturned, a precedent" in own("--as", "Lena", "rule-on", ref, "overturn").err


def test_what_an_act_lacks_is_asked_for_by_its_own_options(team):
    own, ref = team
    assert "give it with --why TEXT." in own("offer", ref).err
    own("offer", ref, "--why", "now", "--to", "raj")
    assert "give them with --next TEXT --on DAY." in own("--as", "Raj", "accept", ref).err
    assert "give it with --reason REASON." in own("--as", "Raj", "return", ref).err
    assert "give it with --again DAY." in own("--as", "Raj", "return", ref, "--reason", "bad timing").err
    assert "give it with --if TEXT." in own("--as", "Raj", "return", ref, "--reason", "other").err
    assert "--set next-step=…" in own("--as", "Raj", "move", ref, "accepted").err
