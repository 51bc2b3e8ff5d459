"""The handoff on the command line, seen from both sides."""

from __future__ import annotations

import pytest


@pytest.fixture
def both(own):
    """The command line with a member of each team, and an MQL's ref."""
    own("member", "add", "Raj", "--team", "sales")
    own("member", "add", "Eve", "--team", "sales")
    return own, own("add", "Acme pilot", "--stage", "mql").out.strip()


def card(own, ref):
    return own("show", ref, "--json").json


def test_an_offer_is_asked_about_answered_and_accepted(both):
    own, ref = both
    ran = own(
        "offer", ref, "--why", "asked for the audit date", "--opening", "Ask about the audit.", "--to", "raj", "--json"
    )
    assert ran.err == (
        "Default agreement: 0 of 3 met (not signed, not enforced); not met: “The e-mail is known”, "
        "“The source is known”, “The company is known”\n"
        "Offered “Acme pilot” to Raj.\n"
    )
    assert (ran.json["stage"], ran.json["holder"], ran.json["handoff"]["state"]) == ("Handoff", "sales", "offered")
    assert (ran.json["handoff"]["by"], ran.json["handoff"]["to"]) == ("Ana", "Raj")
    assert own("--as", "Raj", "ask", ref, "Who signs?").err == "Asked about “Acme pilot”.\n"
    shown = card(own, ref)
    assert (shown["holder"], shown["handoff"]["state"], shown["handoff"]["due"]) == ("marketing", "asked", None)
    assert own("answer", ref, "The CFO.").code == 0
    assert card(own, ref)["holder"] == "sales"
    ran = own("--as", "Raj", "accept", ref)
    assert (ran.code, ran.out) == (1, "")
    assert "Accepted needs the next step and next step date" in ran.err
    ran = own("--as", "Raj", "accept", ref, "--next", "call the CFO", "--on", "2027-01-04", "--json")
    assert (ran.json["stage"], ran.json["sales_owner"], ran.json["next_step"]) == ("Accepted", "Raj", "call the CFO")
    shown = card(own, ref)
    assert [(each["kind"], each["author"]) for each in shown["comments"]] == [
        ("offer", "Ana"), ("question", "Raj"), ("answer", "Ana"),
    ]  # fmt: skip
    told = [each["said"] for each in shown["history"] if each["verb"] != "comment"]
    assert told == [
        "added the card in MQL", "offered it to Raj", "asked about it", "answered about it",
        "accepted it, next: call the CFO",
    ]  # fmt: skip
    assert [each["verb"] for each in shown["history"]].count("comment") == 3


def test_a_return_says_why_and_when_again(both):
    own, ref = both
    own("offer", ref, "--why", "now")
    assert (
        "Unknown return reason “because”. Choose one of: not our profile"
        in own("--as", "Raj", "return", ref, "--reason", "because").err
    )
    assert "again" in own("--as", "Raj", "return", ref, "--reason", "bad t").err
    ran = own(
        "--as",
        "Raj",
        "return",
        ref,
        "--reason",
        "bad tim",
        "--again",
        "2099-01-11",
        "--if",
        "the budget were there",
        "--json",
    )
    assert ran.err == "Returned “Acme pilot”: bad timing.\n"
    assert (ran.json["stage"], ran.json["holder"], ran.json["handoff"]["again"]) == (
        "Nurture",
        "marketing",
        "2099-01-11",
    )
    assert card(own, ref)["comments"][-1]["body"] == "bad timing: would have passed if the budget were there"
    assert "again on 11 Jan 2099" in own("history", ref).out


def test_move_is_the_same_road(both):
    own, ref = both
    ran = own("move", ref, "handoff")
    assert (ran.code, "--set why=…" in ran.err) == (1, True)
    assert own("move", ref, "handoff", "--set", "why=now").err == "Offered “Acme pilot” to Raj.\n"
    assert "Only sales can accept an offer" in own("move", ref, "accepted").err
    assert own("move", ref, "mql").err == "Withdrew the offer of “Acme pilot”.\n"
    assert "Only sales can take “Acme pilot” without an offer; offer it first" in own("move", ref, "discovery").err
    assert "Only marketing can offer cards to sales" in own("--as", "Raj", "move", ref, "handoff").err
    assert own("--as", "Raj", "move", ref, "discovery").err == "Took “Acme pilot” to Discovery.\n"
    assert card(own, ref)["handoff"]["state"] == "taken"
    assert (
        own("--as", "Raj", "move", ref, "handoff", "--set", "return_reason=no need").err
        == "Returned “Acme pilot”: no need.\n"
    )
    assert card(own, ref)["stage"] == "Nurture"


def test_undo_takes_stage_and_handoff_back_together(both):
    own, ref = both
    own("offer", ref, "--why", "now")
    own("undo")
    assert (card(own, ref)["stage"], card(own, ref)["handoff"], card(own, ref)["comments"]) == ("MQL", None, [])
    own("redo")
    own("--as", "Raj", "ask", ref, "Who?")
    assert "left" in own("undo").err  # the offer was asked about since: neither goes back
    assert (card(own, ref)["stage"], card(own, ref)["handoff"]["state"]) == ("Handoff", "asked")


def test_the_words_of_an_offer_are_no_fields(both):
    own, ref = both
    ran = own("edit", ref, "why=now")
    assert (ran.code, "Unknown field “why”" in ran.err) == (2, True)


def test_offers_are_found_by_who_holds_them_and_whether_they_are_late(both):
    own, ref = both
    own("offer", ref, "--why", "now")
    find = lambda query: [each["ref"] for each in own("list", query, "--json").json]  # noqa: E731
    assert (find("holder:sales"), find("holder:marketing"), find("overdue")) == ([ref], [], [])
    own("--as", "Raj", "ask", ref, "Who?")
    assert (find("holder:sales"), find("holder:marketing")) == ([], [ref])


@pytest.mark.parametrize("verb", [("offer",), ("move", "handoff")])
def test_a_person_who_opted_out_is_offered_only_with_anyway(both, verb):
    own, ref = both
    own("edit", ref, "label=opted out")
    typed = (verb[0], ref, *verb[1:], *(("--why", "now") if verb == ("offer",) else ("--set", "why=now")))
    refused = own(*typed)
    assert (refused.code, card(own, ref)["stage"]) == (1, "MQL")
    assert refused.err.endswith(
        "“Acme pilot” has the label “opted out”: this person wants no contact or can't be reached. "
        "To offer it nevertheless: --anyway.\n"
    )
    assert own(*typed, "--anyway").code == 0
    assert card(own, ref)["stage"] == "Handoff"
