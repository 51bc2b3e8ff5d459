"""`list --sort` and `sort:`: every field that can be sorted by, both ways, what has none last."""

from __future__ import annotations

import json

import pytest

from kanban.domain.queries import query
from kanban.domain.values.text import fold

KEYS = {
    "owner": lambda card: card["marketing_owner"] if card["side"] == "marketing" else card["sales_owner"],
    "marketing": lambda card: card["marketing_owner"],
    "sales": lambda card: card["sales_owner"],
    "reason": lambda card: card["lost_reason"],
    "created": lambda card: card["created_at"],
    "updated": lambda card: card["updated_at"],
    "entered": lambda card: card["entered_stage_at"],
    "next": lambda card: card["next_on"],
    "close": lambda card: card["close_on"],
    "comments": lambda card: sum(card["comments"].values()),
    "attempts": lambda card: card["activities"]["attempts"],
    "contacts": lambda card: card["activities"]["contacts"],
    "value": lambda card: float(card["value"]) if card["value"] and card["currency"] == "EUR" else None,
}
STAGES = ["Nurture", "Engaged", "MQL", "Handoff", "Accepted", "Discovery", "Proposal", "Negotiation", "Won"]
STAGES += ["Lost", "Disqualified"]


@pytest.mark.parametrize("field", [name for name in query.SORTS if name != "touched"])
def test_each_field_sorts_both_ways_and_what_has_none_comes_last(demo, field):
    key = KEYS.get(field, lambda card: card[field])
    for sign in ("", "-"):
        cards = demo("list", f"--sort={sign}{field}", "--json").json
        assert demo("list", "--sort", f"{sign}{field}", "--json", "-deleted").json == cards
        assert len(cards) == 120
        held = [key(card) for card in cards]
        there = [value for value in held if value is not None]
        assert held[: len(there)] == there
        if field == "stage":
            there = [STAGES.index(name) for name in there]
        folded = [fold(value) if isinstance(value, str) else value for value in there]
        assert folded == sorted(folded, reverse=bool(sign))


def test_several_fields_and_a_query_and_a_limit(demo):
    cards = demo("list", "open", "--sort", "stage,-value", "--json").json
    keys = [
        (STAGES.index(card["stage"]), -float(card["value"] or "-inf")) for card in cards if card["currency"] == "EUR"
    ]
    assert keys == sorted(keys)
    assert demo("list", "open", "sort:stage,-value", "--json").json == cards
    assert demo("list", "open", "--sort", "stage,-value", "--limit", "5", "--json").json == cards[:5]


def test_amounts_of_other_currencies_stand_behind_those_of_the_board(own):
    for title, value in (("a", "¥900000"), ("b", "5"), ("c", "$7"), ("d", "70"), ("e", "$3")):
        own("add", title, "--value", value)
    own("add", "f")
    assert [card["title"] for card in own("list", "--sort=-value", "--json").json] == ["d", "b", "a", "c", "e", "f"]


def test_custom_fields_sort_as_numbers_where_they_are(own):
    for title, size in (("a", "9"), ("b", "10"), ("c", "large"), ("d", "")):
        own("add", title, *(["--set", f"field.Size={size}"] if size else []))
    assert [card["title"] for card in own("list", "--sort", "field.size", "--json").json] == ["a", "b", "c", "d"]
    assert [card["title"] for card in own("list", "--sort=-field.size", "--json").json] == ["b", "a", "c", "d"]


def test_what_cannot_be_sorted_by_is_said(own):
    for typed, said in (
        ("shape", "Cards are sorted by title"),
        ("valeu", "Did you mean value?"),
        (",", "Say what to sort by"),
    ):
        ran = own("list", "--sort", typed)
        assert (ran.code, ran.err.count("\n")) == (2, 1)
        assert said in ran.err


def test_exports_keep_the_order_that_a_query_asks_for(demo, tmp_path):
    demo("export", str(tmp_path / "x.jsonl"), "sort:-title", "open")
    lines = (tmp_path / "x.jsonl").read_text("utf-8").splitlines()[1:]
    titles = [json.loads(line)["title"].casefold() for line in lines]
    assert titles == sorted(titles, reverse=True)


def test_a_word_that_finds_nothing_gets_a_suggestion(own):
    assert own("list", "silent").err == "No cards match. Did you mean stale?\n"
    assert own("list", "overdeu").err == "No cards match. Did you mean overdue?\n"
    assert own("list", "acme").err == "No cards match.\n"
    assert "Unknown field “due”. Did you mean next?" in own("list", "due:today").err
