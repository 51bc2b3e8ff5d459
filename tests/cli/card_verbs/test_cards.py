"""Adding and changing cards from a shell."""

from __future__ import annotations

import pytest

from tests.domain.records.test_record import RECORD


@pytest.fixture
def card(own):
    """The ref of a card."""
    return own("add", "Acme pilot", "--company", "Acme", "--value", "12k").out.strip()


def test_add_prints_the_ref_and_says_where_it_is(own):
    ran = own("add", "Acme pilot")
    assert ran.code == 0
    assert len(ran.out.strip()) == 7
    assert ran.err == "Added “Acme pilot” to Nurture.\n"


def test_add_takes_every_field(own):
    own("member", "add", "Raj", "--team", "sales")
    ran = own(
        "add", "Acme pilot", "--company", "Acme GmbH", "--contact", "Jane Roe", "--email", "jane@acme.example",
        "--phone", "+49 555 1", "--value", "$22,700.00", "--stage", "disc", "--source", "Trade show", "--campaign",
        "Fair", "--owner", "raj", "--label", "vip", "--label", "a b", "--next", "call", "--on", "2026-12-01", "--set",
        "field.Size=50", "close_on=2027-01-31", "probability=30%", "--json",
    )  # fmt: skip
    made = ran.json
    assert ran.code == 0
    assert list(made) == RECORD
    wanted = {
        "title": "Acme pilot", "company": "Acme GmbH", "contact": "Jane Roe", "email": "jane@acme.example",
        "phone": "+49 555 1", "value": "22700.00", "currency": "USD", "stage": "Discovery", "side": "sales",
        "holder": "sales", "handoff": None, "sales_owner": "Raj", "marketing_owner": None, "source": "Trade show",
        "campaign": "Fair", "labels": ["a b", "vip"], "next_step": "call", "next_on": "2026-12-01",
        "close_on": "2027-01-31", "probability": 0.3, "comments": {"marketing": 0, "sales": 0}, "unread": False,
        "closed_at": None, "incomplete": False, "stale": False,
    }  # fmt: skip
    assert {name: made[name] for name in wanted} == wanted
    assert own("show", made["ref"], "--json").json["fields"] == {"Size": "50"}


def test_add_warns_of_the_same_email_and_says_how_to_merge(own):
    first = own("add", "One", "--email", "jane@acme.example").out.strip()
    ran = own("add", "Two", "--email", "Jane@ACME.example")
    second = ran.out.strip()
    assert ran.code == 0
    assert f"{first} “One” has the same e-mail; kanban merge {first} {second}" in ran.err
    assert own("merge", first, second).code == 0
    assert [each["title"] for each in own("list", "--json").json] == ["One"]


def test_add_still_warns_of_an_email_that_a_merge_kept_beside(own):
    first = own("add", "One", "--email", "one@acme.example").out.strip()
    second = own("add", "Two", "--email", "two@acme.example").out.strip()
    assert own("merge", first, second).code == 0
    assert f"{first} “One” has the same e-mail" in own("add", "Three", "--email", "two@acme.example").err
    assert "E-mail 2" in own("show", first).out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["add"], 2, "required: TITLE"),
        (["add", " "], 1, "needs a title"),
        (["add", "x" * 20_000], 1, "at most 500 fit"),
        (["add", "x", "--value", "1e400"], 2, "not an amount"),
        (["add", "x", "--value", "lots"], 2, "not an amount"),
        (["add", "x", "--email", "nobody"], 2, "not an e-mail address"),
        (["add", "x", "--stage", "nowhere"], 3, "No stage is called"),
        (["add", "x", "--owner", "nobody"], 3, "No member is called"),
        (["add", "x", "--on", "someday"], 2, "as a date"),
        (["add", "x", "--set", "colour=red"], 2, "Unknown field"),
        (["add", "x", "--set", "colour"], 2, "FIELD=VALUE"),
        (["--as", "nobody", "add", "x"], 3, "No member is called"),
        (["--board", "nothing", "add", "x"], 3, "No board is called"),
        (["edit", "nothing", "value=1"], 3, "No card has the ref"),
        (["move", "nothing", "mql"], 3, "No card has the ref"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(own, words, code, said):
    ran = own(*words)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert ran.err.startswith("kanban: ")


def test_edit_sets_clears_and_labels(own, card):
    ran = own(
        "edit", card, "value=15.000,50 €", "label=vip", "label=key account", "company=", "field.Size=50", "--json"
    )
    assert ran.code == 0
    assert (ran.json["value"], ran.json["company"], ran.json["labels"]) == ("15000.50", None, ["key account", "vip"])
    ran = own("edit", card, "label=-vip", "--json", "field.Size=", "owner=")
    assert (ran.json["labels"], ran.json["marketing_owner"]) == (["key account"], None)
    assert own("show", card, "--json").json["fields"] == {}
    assert own("edit", card, "owner=ana", "--json").json["marketing_owner"] == "Ana"
    assert own("edit", card, "title=").code == 1
    assert own("edit", card).code == 2


def test_edit_keeps_links(own, card):
    own("edit", card, "link=acme.example/proposal.pdf", "link=https://crm.example/1")
    links = own("show", card, "--json").json["links"]
    assert sorted((link["name"], link["url"]) for link in links) == [
        ("1", "https://crm.example/1"),
        ("proposal.pdf", "https://acme.example/proposal.pdf"),
    ]
    assert own("edit", card, "link=-proposal.pdf").code == 0
    assert [link["name"] for link in own("show", card, "--json").json["links"]] == ["1"]
    ran = own("edit", card, "link=-proposal.pdf")
    assert (ran.code, ran.err.count("\n")) == (3, 1)
    assert own("edit", card, "link=javascript:alert(1)").code == 2


def test_move_asks_for_what_the_stage_needs_and_saves_both_together(own, card):
    own("member", "add", "Raj", "--team", "sales")
    ran = own("move", card, "eng", "--json")
    assert (ran.json["stage"], ran.err) == ("Engaged", "Moved “Acme pilot” to Engaged.\n")
    ran = own("--as", "Raj", "move", card, "lost")
    assert ran.code == 1
    assert "--set lost-reason=…" in ran.err
    assert own("show", card, "--json").json["stage"] == "Engaged"
    ran = own("--as", "Raj", "move", card, "lost", "--set", "lost-reason=price", "--json")
    assert (ran.json["stage"], ran.json["lost_reason"], ran.json["holder"]) == ("Lost", "price", None)
    assert ran.json["closed_at"] == ran.json["entered_stage_at"]
    assert own("move", card, "lost", "--set", "lost_reason=no budget", "--json").json["lost_reason"] == "no budget"
    assert "already in Lost" in own("move", card, "lost").err


def test_a_stage_over_its_limit_warns_or_refuses(own, card):
    own("stage", "set", "Engaged", "limit=1")
    other = own("add", "Other").out.strip()
    assert own("move", card, "Engaged").err.count("\n") == 1
    ran = own("move", other, "Engaged")
    assert (ran.code, ran.err.count("\n")) == (0, 2)
    assert "over its limit of 1" in ran.err
    own("undo")
    own("board", "set", "limit-policy=refuse")
    assert own("move", other, "Engaged").code == 1


def test_done_finishes_the_next_step_and_says_what_follows(own, card):
    assert own("done", card).code == 1
    own("edit", card, "next_step=call", "next_on=2026-12-01")
    ran = own("done", card, "--next", "send the proposal", "--on", "2026-12-04", "--json")
    assert (ran.json["next_step"], ran.json["next_on"]) == ("send the proposal", "2026-12-04")
    ran = own("done", card, "--json")
    assert (ran.json["next_step"], ran.json["next_on"]) == (None, None)
    assert own("done", card, "--on", "fri").code == 2


def test_delete_and_restore(own, card):
    ran = own("delete", card)
    assert f"kanban restore {card} brings it back" in ran.err
    assert own("list", "--json").json == []
    assert [each["ref"] for each in own("list", "deleted", "--json").json] == [card]
    assert own("move", card, "mql").code == 1
    assert own("restore", "Acme pilot").code == 0
    assert [each["ref"] for each in own("list", "--json").json] == [card]


def test_another_member_acts_with_as(own, card):
    own("member", "add", "Raj", "--team", "sales")
    assert own("--as", "Raj", "comment", card, "Hello").code == 0
    assert own("comment", card, "Me too", "--as", "raj").code == 0
    assert {each["author"] for each in own("comments", card, "--json").json} == {"Raj"}
    own("member", "add", "Eve", "--team", "sales", "--role", "commenter")
    ran = own("--as", "Eve", "move", card, "mql")
    assert ran.code == 1
    assert "only members and leads can move cards" in ran.err


def test_labels_ignore_case_everywhere(own):
    first = own("add", "One", "--label", "VIP").out.strip()
    second = own("add", "Two").out.strip()
    own("edit", second, "label=vip")
    assert own("label", "add", "Vip", first).code == 0
    assert [card["labels"] for card in own("list", "label:vip", "--json").json] == [["VIP"], ["VIP"]]
    assert own("label", "list").out.split()[-2:] == ["VIP", "2"]
    own("edit", first, "label=-vIp")
    assert [card["title"] for card in own("list", "label:VIP", "--json").json] == ["Two"]
    own("stage", "set", "Engaged", "required=label.vip")
    assert own("move", first, "Engaged").code == 1
    assert own("move", second, "Engaged").code == 0
    assert own("label", "rename", "vip", "vip").code == 0
    assert own("list", "label:vip", "--json").json[0]["labels"] == ["vip"]
