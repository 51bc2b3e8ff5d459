"""What a card is and how it came to be, as text and as JSON; undo and redo."""

from __future__ import annotations

import re

import pytest

from tests.domain.records.test_record import RECORD

STAMP = re.compile(r"\w{3} \d+ \w{3} \d\d:\d\d")


def still(text, ref):
    """The text with what differs from run to run taken out."""
    return STAMP.sub("WHEN", text).replace(ref, "REF")


@pytest.fixture
def ref(own):
    ref = own("add", "Acme pilot", "--company", "Acme GmbH", "--value", "12k", "--label", "vip").out.strip()
    own("member", "add", "Raj", "--team", "sales")
    own("comment", ref, "They asked\nfor a price.")
    own("--as", "Raj", "comment", ref, "Who signs?")
    own("move", ref, "MQL")
    own("edit", ref, "field.Size=50", "next_step=call the CFO", "next_on=2099-12-01", "link=acme.example/a.pdf")
    return ref


def test_show_is_a_page(own, ref):
    ran = own("show", ref)
    assert (ran.code, ran.err) == (0, "")
    assert still(ran.out, ref) == (
        "Acme pilot\n"
        "REF · MQL · with marketing · since WHEN\n"
        "  company          Acme GmbH\n"
        "  value            €12,000.00\n"
        "  marketing owner  Ana\n"
        "  next step        call the CFO\n"
        "  next step date   1 Dec 2099\n"
        "  labels           vip\n"
        "  Size             50\n"
        "  link             a.pdf https://acme.example/a.pdf\n"
        "\n"
        "Default agreement: 1 of 3 met (not signed, not enforced)\n"
        "\n"
        "comments\n"
        "M Ana · WHEN\n"
        "    They asked\n"
        "    for a price.\n"
        "S Raj · WHEN · new\n"
        "    Who signs?\n"
        "\n"
        "history\n"
        "WHEN  M Ana added the card in Nurture\n"
        "WHEN  M Ana wrote: They asked\n"
        "WHEN  S Raj wrote: Who signs?\n"
        "WHEN  M Ana moved it from Nurture to MQL\n"
        "WHEN  M Ana set “Size” to 50; set the next step to call the CFO; set the next step date to 1 Dec 2099; "
        "linked https://acme.example/a.pdf\n"
    )


def test_show_json_is_the_whole_record(own, ref):
    record = own("show", ref, "--json").json
    assert list(record) == [
        *RECORD,
        "fields",
        "links",
        "history",
        "missing",
        "contest",
        "agreement",
        "wants",
        "skips",
        "doubts",
        "earlier",
        "objections",
        "debriefs",
        "walks",
        "guesses",
    ]
    assert record["fields"] == {"Size": "50"}
    assert record["missing"] == []
    assert record["unread"] is True
    assert [(each["author"], each["team"], each["kind"], each["body"]) for each in record["comments"]] == [
        ("Ana", "marketing", "comment", "They asked\nfor a price."),
        ("Raj", "sales", "comment", "Who signs?"),
    ]
    assert set(record["comments"][0]) >= {"id", "author", "team", "kind", "body", "at"}
    assert record["history"] == own("history", ref, "--json").json
    assert record["comments"] == own("comments", ref, "--json").json


def test_history_tells_who_did_what_from_what_to_what(own, ref):
    history = own("history", ref, "--json").json
    assert [(event["actor"], event["verb"]) for event in history] == [
        ("Ana", "create"), ("Ana", "comment"), ("Raj", "comment"), ("Ana", "move"), ("Ana", "edit"),
    ]  # fmt: skip
    assert history[3]["changes"] == [{"field": "stage", "from": "Nurture", "to": "MQL"}]
    assert [event["at"] for event in history] == sorted(event["at"] for event in history)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", event["at"]) for event in history)
    assert set(history[0]) == {
        "id",
        "at",
        "actor",
        "team",
        "verb",
        "said",
        "rule",
        "card",
        "changes",
        "comment",
        "act",
        "undo_of",
    }
    assert len(own("history", ref).out.splitlines()) == 5


def test_a_long_history_is_cut_on_the_page_and_whole_by_itself(own, ref):
    for number in range(10):
        own("edit", ref, f"value={number + 1}")
    assert "history (the last 8 of 15)" in own("show", ref).out
    assert len(own("history", ref).out.splitlines()) == 15


def test_comments_as_text(own, ref):
    assert still(own("comments", ref).out, ref) == (
        "M Ana · WHEN\n    They asked\n    for a price.\nS Raj · WHEN · new\n    Who signs?\n"
    )
    other = own("add", "Quiet").out.strip()
    ran = own("comments", other)
    assert (ran.code, ran.out) == (0, "")
    assert "Nobody has commented" in ran.err
    assert own("comments", other, "--json").json == []


def test_a_deleted_card_says_so(own, ref):
    own("delete", ref)
    assert f"deleted; kanban restore {ref} brings it back" in own("show", ref).out
    assert own("show", ref, "--json").json["deleted"] is True


def test_a_comment_from_stdin(own, ref):
    ran = own("comment", ref, "-", "--json", stdin="first line\r\nsecond\x1b[31m\n")
    assert ran.json["body"] == "first line\nsecond␛[31m"
    assert (ran.json["author"], ran.json["team"]) == ("Ana", "marketing")
    for text, code in (("", 1), (" \n", 1), ("x" * 32_001, 1)):
        ran = own("comment", ref, "-", stdin=text)
        assert (ran.code, ran.err.count("\n")) == (code, 1)
    assert own("comment", ref, "-1 for me").code == 0


def test_undo_and_redo_say_what_they_did(own, ref):
    own("move", ref, "Nurture")
    ran = own("undo")
    assert (ran.code, ran.out) == (0, "Undone: Moved “Acme pilot” to Nurture.\n")
    assert own("show", ref, "--json").json["stage"] == "MQL"
    assert own("redo").out == "Redone: Moved “Acme pilot” to Nurture.\n"
    assert own("show", ref, "--json").json["stage"] == "Nurture"
    ran = own("undo", "--json")
    assert (ran.json["said"], ran.json["warnings"]) == ("Undone: Moved “Acme pilot” to Nurture", [])
    assert len(ran.json["cards"]) == 1
    own("move", ref, "Engaged")
    ran = own("redo")
    assert (ran.code, ran.out) == (1, "")
    assert "Nothing to redo" in ran.err


def test_undo_leaves_alone_what_somebody_changed_since(own, ref):
    own("edit", ref, "value=1", "company=Other")
    own("--as", "Raj", "edit", ref, "value=2")
    ran = own("undo")
    assert ran.code == 0
    assert "left alone" in ran.err
    record = own("show", ref, "--json").json
    assert (record["value"], record["company"]) == ("2.00", "Acme GmbH")
