"""A board as Trello exports it."""

import json

import pytest

from kanban.domain.errors import KanbanError
from kanban.exchange.leads.file_set import fold_files
from tests.exchange.conftest import BOARD, NOW, Draft

MADE = "696f7280"  # 2026-01-20T12:18:08Z
LISTS = [
    {"id": "l2", "name": "Proposal", "closed": False, "pos": 2},
    {"id": "l1", "name": "Nurture", "closed": False, "pos": 1},
    {"id": "l3", "name": "Old", "closed": True, "pos": 3},
]
MEMBERS = [{"id": "m1", "fullName": "Ana Roe", "username": "ana"}, {"id": "m2", "fullName": "", "username": "bo"}]


def trello_card(number, name, of_list="l1", **more):
    return {
        "id": f"{MADE}{number:016x}", "name": name, "desc": "", "closed": False, "idList": of_list, "idMembers": [],
        "idLabels": [], "due": None, "dueComplete": False, "pos": number, "url": f"https://trello.example/c/{number}",
        "attachments": [], "idChecklists": [], "customFieldItems": [], **more,
    }  # fmt: skip


def comment(number, text, at, who="m1"):
    return {
        "id": f"a{at}", "type": "commentCard", "date": at, "idMemberCreator": who,
        "memberCreator": {"fullName": "Ana Roe"} if who == "m1" else {},
        "data": {"text": text, "card": {"id": f"{MADE}{number:016x}"}},
    }  # fmt: skip


def board(*cards, **more):
    return {
        "id": "b", "name": "Deals", "lists": LISTS, "cards": list(cards), "members": MEMBERS, "actions": [],
        "labels": [{"id": "x", "name": "vip", "color": "red"}, {"id": "y", "name": "", "color": "green"}],
        "checklists": [], "customFields": [], **more,
    }  # fmt: skip


def fold_board(write, *cards, **more):
    files = fold_files([write(json.dumps(board(*cards, **more)), "deals.json")], BOARD, NOW)
    return list(map(Draft, files)), files


def test_a_card_comes_in_with_all_that_it_has(write):
    entered = {
        "type": "updateCard", "date": "2026-02-01T08:00:00.000Z",
        "data": {"card": {"id": f"{MADE}{1:016x}"}, "listBefore": {"id": "l1"}, "listAfter": {"id": "l2"}},
    }  # fmt: skip
    (draft,), files = fold_board(
        write,
        trello_card(
            1, "Acme pilot", "l2", desc="Wants **two**.", idMembers=["m1", "m2"], idLabels=["x", "y"],
            due="2026-03-01T11:00:00.000Z", idChecklists=["c"],
            attachments=[{"url": "https://acme.example/offer.pdf", "name": "offer"}, {"url": "not a page"}],
            customFieldItems=[{"idCustomField": "f", "value": {"number": "12.5"}},
                              {"idCustomField": "g", "idValue": "o"}],
        ),
        actions=[comment(1, "Second", "2026-02-02T09:00:00.000Z", "m2"),
                 comment(1, "First", "2026-02-01T09:00:00.000Z"), entered],
        checklists=[{"id": "c", "name": "To do", "checkItems": [
            {"name": "call", "state": "complete", "pos": 2}, {"name": "find out", "state": "incomplete", "pos": 1}]}],
        customFields=[{"id": "f", "name": "Size"},
                      {"id": "g", "name": "Shelf", "options": [{"id": "o", "value": {"text": "North"}}]}],
    )  # fmt: skip
    assert (draft.title, draft.stage, draft.sales_owner) == ("Acme pilot", "Proposal", "Ana Roe")
    assert (draft.next_on, draft.created_at, draft.entered_at) == (
        "2026-03-01", "2026-01-20T12:18:08Z", "2026-02-01T08:00:00Z",
    )  # fmt: skip
    assert draft.labels == {"vip", "green"}
    assert draft.fields == {"Members": "Ana Roe, bo", "Size": "12.5", "Shelf": "North"}
    assert draft.links == {
        "Card URL": "https://trello.example/c/1", "Attachment": "https://acme.example/offer.pdf",
    }  # fmt: skip
    assert [(one.author, one.at, one.body) for one in draft.comments] == [
        ("", "2026-01-20T12:18:08Z", "Wants **two**."),
        ("", "2026-01-20T12:18:08Z", "To do\n- [ ] find out\n- [x] call"),
        ("Ana Roe", "2026-02-01T09:00:00Z", "First"),
        ("bo", "2026-02-02T09:00:00Z", "Second"),
    ]
    assert draft.keys[0].startswith("trello.")
    assert files.notes == []


def test_archived_cards_and_lists_are_left_out_and_reported(write):
    drafts, files = fold_board(
        write,
        trello_card(2, "Second", "l2"),
        trello_card(1, "First"),
        trello_card(3, "Gone", closed=True),
        trello_card(4, "Gone with its list", "l3"),
        trello_card(5, "Also gone with it", "l3"),
        trello_card(6, "New deal", isTemplate=True),
    )
    assert [draft.title for draft in drafts] == ["First", "Second"]
    assert files.notes == [
        "“deals.json”: 1 archived card left out.",
        "“deals.json”: 2 cards in archived lists left out.",
        "“deals.json”: 1 template left out.",
    ]


def test_a_due_date_that_is_done_is_no_next_step(write):
    (draft,), _ = fold_board(write, trello_card(1, "Acme", due="2026-03-01T11:00:00.000Z", dueComplete=True))
    assert draft.next_on is None


def test_older_comments_are_said_to_be_missing(write):
    actions = [comment(1, f"{n}", f"2026-02-01T09:00:{n % 60:02}.000Z") for n in range(1000)]
    _, files = fold_board(write, trello_card(1, "Acme"), actions=actions)
    assert files.notes == [
        "“deals.json” holds Trello's newest 1,000 actions, as its exports do: older comments are missing."
    ]


def test_a_board_without_open_cards_is_named(write):
    with pytest.raises(KanbanError, match="is a Trello board without open cards"):
        fold_board(write, trello_card(1, "Gone", closed=True))


def test_garbled_parts_do_no_harm(write):
    drafts, _ = fold_board(
        write,
        {"name": "Bare", "idList": None},
        {**trello_card(2, "Odd"), "idMembers": [None, 5], "attachments": 7, "due": 5, "labels": [{"name": "b"}]},
        members=None,
        actions=[{"type": "commentCard"}, 5, {"type": "updateCard", "data": {"listAfter": 1}}],
    )
    assert sorted(draft.title for draft in drafts) == ["Bare", "Odd"]
