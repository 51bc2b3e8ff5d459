"""Cards as flat records."""

from __future__ import annotations

import json

import pytest

from kanban.domain.card import Comment
from kanban.domain.history import Event
from kanban.domain.records import record
from tests.domain.board import ANA, BEN, BOARD, NOW, card, stage, uuid, with_stage

RECORD = [
    "id", "ref", "title", "company", "contact", "email", "phone", "value", "currency", "stage", "side", "holder",
    "handoff", "marketing_owner", "sales_owner", "source", "campaign", "labels", "next_step", "next_on", "next_time",
    "comments",
    "activities", "unread", "created_at", "updated_at", "entered_stage_at", "close_on", "closed_at", "lost_reason",
    "win_reason", "probability", "commit", "incomplete", "stale", "deleted",
]  # fmt: skip
"""The keys of a card in JSON, in their order, word for word: programs of others read them."""


def test_what_is_absent_is_null_and_money_is_text() -> None:
    plain = record.card_record(card(1), BOARD)
    assert plain.keys() == set(RECORD) - {"stale"}  # which depends on the moment
    assert {name for name, value in plain.items() if value is None} >= {
        "company",
        "value",
        "next_on",
        "handoff",
        "closed_at",
        "lost_reason",
    }
    full = record.card_record(
        card(1, value=1_200_000, currency="EUR", labels=("a", "b"), marketing_comments=2), BOARD, unread=True
    )
    assert (full["value"], full["currency"], full["labels"]) == ("12000.00", "EUR", ["a", "b"])
    assert (full["comments"], full["unread"]) == ({"marketing": 2, "sales": 0}, True)
    assert record.card_record(card(1, value=0, currency="JPY"), BOARD)["value"] == "0"
    json.dumps(full, allow_nan=False)


@pytest.mark.parametrize(
    ("where", "holder"),
    [("Nurture", "marketing"), ("Handoff", "sales"), ("Proposal", "sales"), ("Won", None), ("Lost", None)],
)
def test_who_holds_a_card_follows_from_its_stage(where: str, holder: str | None) -> None:
    made = record.card_record(card(1, where), BOARD)
    assert (made["holder"], made["side"]) == (holder, stage(where).side)
    assert (made["closed_at"] is not None) is stage(where).is_closed
    assert record.card_record(card(1, where, deleted=True), BOARD)["holder"] is None


def test_a_card_whose_stage_is_gone_is_told_where_it_shows() -> None:
    assert record.card_record(card(1, "MQL"), with_stage("MQL", deleted=True))["stage"] == "Engaged"


def test_the_chance_is_the_cards_own_or_that_of_its_stage() -> None:
    assert record.card_record(card(1, "Proposal"), BOARD)["probability"] == 0.6
    assert record.card_record(card(1, "Proposal", probability=0.0), BOARD)["probability"] == 0.0


def test_what_is_required_and_lacking_makes_a_card_incomplete() -> None:
    assert record.card_record(card(1, "Lost"), BOARD)["incomplete"] is True
    assert record.card_record(card(1, "Lost", lost_reason="price"), BOARD)["incomplete"] is False


def test_owners_go_by_their_present_name() -> None:
    made = record.card_record(card(1, marketing_owner="anna maria", sales_owner="Somebody"), BOARD)
    assert (made["marketing_owner"], made["sales_owner"]) == ("Ana", "Somebody")


def test_the_whole_record_has_fields_links_comments_and_history() -> None:
    extra = {
        "field.X": "1",
        "field.gone": None,
        "link.1": {"url": "u", "name": "n"},
        "link.2": None,
        "link.3": "odd",
        "newer": 1,
    }
    note = Comment(uuid(5, 1), uuid(4, 1), BEN.id, "", "comment", "Hello", NOW, edited=True)
    event = Event(NOW, "Ana", "", "edit", "set it", (("title", None, "x"),), uuid(8, 1), uuid(9, 1), None, None)
    made = record.build_whole_record(card(1, "Lost", extra=extra), BOARD, [note], [], [event], unread=[note.id])
    assert (made["fields"], made["links"]) == ({"X": "1"}, [{"id": "1", "url": "u", "name": "n"}])
    assert made["comments"] == [
        {
            "id": note.id, "author": "Ben", "team": None, "kind": "comment", "body": "Hello", "at": NOW, "edited": True,
            "imported_by": None, "author_in_file": None,
        }
    ]  # fmt: skip
    assert made["history"][0]["changes"] == [{"field": "title", "from": None, "to": "x"}]
    assert (made["missing"], made["unread"], made["incomplete"]) == (["lost_reason"], True, True)
    assert record.comment_record(note._replace(author="jo"), BOARD)["author"] == "jo"
    assert ANA.name == "Ana"
