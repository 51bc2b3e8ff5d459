"""Reading: cards by what people call them, lanes, listings, what another process wrote."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from kanban.domain.acts import board_verbs, verbs
from kanban.domain.agreements import agreement_document, signing
from kanban.domain.errors import NotFound, UsageFault
from kanban.domain.ids import ref_of
from kanban.store import log
from kanban.store.opening import create_board, list_boards, open_workspace
from kanban.store.reading import read
from kanban.store.workspace import Workspace
from tests.store.conftest import NOON, add


def named(workspace: Workspace, title: str, ending: str) -> str:
    """Add a card whose id ends so."""
    card = f"01a20000-0000-7000-8000-000{ending:>09}".replace(" ", "0")
    workspace.act(lambda view: verbs.create(view, {"title": title}, card_id=card))
    return card


# -- by name


def test_a_card_is_found_by_ref_beginning_of_ref_id_and_title(ana: Workspace) -> None:
    card = add(ana, "Größe & Söhne")
    add(ana, "Other")
    ref = ref_of(card)
    for name in (ref, ref.upper(), ref[:5], card, "Größe & Söhne", "grosse & sohne", f"  {ref} "):
        assert ana.find(name).id == card


def test_a_title_goes_before_the_beginning_of_another_cards_ref(ana: Workspace) -> None:
    hidden = named(ana, "Hidden", "012345678")
    beginning = ref_of(hidden)[:4]
    titled = add(ana, beginning.upper())
    assert ana.find(beginning).id == titled
    assert ana.find(ref_of(hidden)).id == hidden


def test_what_several_cards_are_called_is_told_with_their_refs(ana: Workspace) -> None:
    one, two = add(ana, "Acme"), add(ana, "ACME")
    assert ana.find("Acme").id == one
    with pytest.raises(UsageFault, match=f"“acme” could be .*({ref_of(one)}|{ref_of(two)})"):
        ana.find("acme")


def test_cards_with_the_same_ref_are_told_apart_by_their_ids(ana: Workspace) -> None:
    one = named(ana, "One", "123456789")
    two = "02b20000-0000-7000-8000-000123456789"
    ana.act(lambda view: verbs.create(view, {"title": "Two"}, card_id=two))
    with pytest.raises(UsageFault, match=f"{one}.*{two}"):
        ana.find(ref_of(one))


def test_of_a_deleted_card_and_one_on_the_board_the_one_is_meant_that_can_be(ana: Workspace) -> None:
    gone, there = add(ana, "Acme"), None
    ana.act(lambda view: verbs.delete(view, [gone]))
    assert ana.find("Acme").id == gone
    there = add(ana, "Acme")
    assert ana.find("Acme").id == there
    assert ana.find("Acme", deleted=True).id == gone


@pytest.mark.parametrize("name", ["", "   ", "\x00"])
def test_no_name_is_no_card(ana: Workspace, name: str) -> None:
    with pytest.raises((UsageFault, NotFound)):
        ana.find(name)


@pytest.mark.parametrize("name", ["zzzzzzz", "%", "_______", "' OR 1=1 --", "nothing like it", "x" * 5000, "\x1b[31m"])
def test_what_is_not_there_is_said_in_one_line(ana: Workspace, name: str) -> None:
    add(ana, "Acme")
    with pytest.raises(NotFound) as raised:
        ana.find(name)
    assert str(raised.value).isprintable()
    assert len(str(raised.value)) < 200


def test_a_card_of_another_board_of_the_file_is_none_of_this_one(ana: Workspace, file: Path) -> None:
    other = create_board(file, "Other", "Ana", "marketing")
    card, note = add(other, "Acme"), ""
    note = other.act(lambda view: verbs.comment(view, card, "Hello")).entity_ids[0]
    for ask in (lambda: ana.card(card), lambda: ana.find(card), lambda: ana.find("Acme")):
        with pytest.raises(NotFound):
            ask()
    head = log.read_head(ana.connection)
    with pytest.raises(NotFound):
        ana.act(lambda view: verbs.move(view, [card], steps=1))
    with pytest.raises(NotFound):
        ana.act(lambda view: replace(verbs.retract_comment(view, note)))
    assert log.read_head(ana.connection) == head
    assert [name for _, name in list_boards(file)] == ["Pipeline", "Other"]
    other.close()


def test_a_deleted_board_is_not_opened_by_itself(ana: Workspace, file: Path) -> None:
    other = create_board(file, "Other", "Ana", "marketing")
    ana.act(board_verbs.delete_board)
    assert [name for _, name in list_boards(file)] == ["Other"]
    opened = open_workspace(file)
    assert opened.board.id == other.board.id
    opened.close()
    with pytest.raises(NotFound, match="No board is called “Pipeline”; there are Other"):
        open_workspace(file, "Pipeline")
    other.close()


# -- listings


def test_listings_go_from_the_top_of_the_first_lane_to_the_bottom_of_the_last(ana: Workspace) -> None:
    titles = [add(ana, f"{stage} {n}", stage) and f"{stage} {n}" for stage in ("Nurture", "MQL") for n in (2, 1, 0)]
    assert [card.title for card, _, _ in ana.list_cards()] == sorted(titles, key=lambda t: (t[0] != "N", t))
    assert [card.title for card, _, _ in ana.list_cards("", 4)] == ["Nurture 0", "Nurture 1", "Nurture 2", "MQL 0"]
    assert [card.title for card, _, _ in ana.list_cards("stage:mql", 2)] == ["MQL 0", "MQL 1"]
    assert list(ana.list_cards("", 0)) == []


def test_deleted_cards_are_listed_when_asked_for(ana: Workspace) -> None:
    gone, there = add(ana, "Gone"), add(ana, "There")
    ana.act(lambda view: verbs.delete(view, [gone]))
    assert [card.id for card, _, _ in ana.list_cards("deleted")] == [gone]
    assert [card.id for card, _, _ in ana.list_cards("deleted gone")] == [gone]
    assert [card.id for card, _, _ in ana.list_cards("-deleted")] == [there]
    assert [card.id for card, _, _ in ana.list_cards()] == [there]


def test_a_listing_walks_an_index_and_sorts_nothing(ana: Workspace) -> None:
    for source in ("", "stage:mql", "acme", "deleted", "value>=10 stage:mql|nurture"):
        condition = ana.condition(source)
        sql = f"SELECT n FROM card WHERE lane = ? AND ({condition.sql}) ORDER BY rank, id"
        values = [ana.board.stages[0].id, *condition.values]
        plan = " ".join(row[3] for row in ana.connection.execute(f"EXPLAIN QUERY PLAN {sql}", values))
        assert "USING INDEX card_gone" in plan if source == "deleted" else "INDEX card_lane" in plan, plan
        assert "TEMP B-TREE" not in plan, plan


def test_lanes_say_how_many_cards_what_they_are_worth_and_how_many_are_stale(ana: Workspace, clockwork) -> None:
    for value, currency in ((100, "EUR"), (250, "EUR"), (5, "USD"), (None, None)):
        add(ana, "Card", "Nurture", value=value, currency=currency)
    clockwork.turn(days=61)
    add(ana, "Fresh", "Nurture", value=1, currency="EUR")
    first = read.count_totals(ana.connection, ana.board, clockwork())[ana.board.stages[0].id]
    assert first == read.LaneTotals(5, (("EUR", 351), ("USD", 5)), 4)
    assert read.count_cards(ana.connection, ana.board.stages[0].id) == 5


def test_a_requirement_may_ask_for_a_label_with_braces(ana: Workspace) -> None:
    (raj,) = ana.act(lambda view: board_verbs.add_member(view, "Raj", "sales", "lead")).entity_ids
    document = {"line": [{"id": "a", "stage": "Nurture", "fact": 'label:"{met}"', "says": "It is marked"}]}
    content = agreement_document.read_document(document, ana.board)
    ana.act(lambda view: signing.propose(view, content))
    (version,) = signing.list_signable(ana.board)
    for member in (ana.member_id, raj):
        ana.member_id = member
        ana.act(lambda view: signing.sign(view, version))
    add(ana, "One")
    (one,) = read.read_top(ana.connection, ana.board, ana.me, ana.board.find_stage("Nurture").id, 5)
    assert one.is_incomplete


def test_faces_come_in_the_order_asked_for_without_those_that_are_gone(ana: Workspace) -> None:
    numbers = [read.number_of(ana.connection, add(ana, f"Card {n}"))[0] for n in range(3)]
    wanted = [numbers[2], 999, numbers[0]]
    assert [summary.title for summary in read.card_summaries(ana.connection, ana.board, ana.me, wanted)] == [
        "Card 2",
        "Card 0",
    ]
    assert read.card_summaries(ana.connection, ana.board, ana.me, []) == []


# -- what another process wrote


def test_news_tell_the_cards_that_look_different_and_nothing_else(ana: Workspace, ben: Workspace) -> None:
    one, two = add(ana, "One"), add(ana, "Two")
    head = log.read_head(ana.connection)
    assert ana.read_news(head) is None
    ben.act(lambda view: verbs.edit(view, [one], {"title": "One!"}))
    news = ana.read_news(head)
    assert news is not None
    assert (news.cards, news.is_structure_changed) == ({one}, False)
    ben.act(lambda view: verbs.comment(view, two, "Hello"))
    more = ana.read_news(news.head)
    assert more is not None
    assert more.cards == {two}
    ana.act(lambda view: board_verbs.set_stage(view, view.board.stages[0], {"limit": 5}))
    assert ben.read_news(more.head).is_structure_changed is True
    assert ben.read_news(more.head).cards == frozenset()


def test_news_of_a_merge_and_of_what_is_said_on_a_merged_card_name_the_card_that_shows_it(
    ana: Workspace, ben: Workspace
) -> None:
    keep, lose = add(ana, "Keep"), add(ana, "Lose")
    note = ben.act(lambda view: verbs.comment(view, lose, "Hello")).entity_ids[0]
    head = log.read_head(ana.connection)
    ben.act(lambda view: verbs.merge(view, keep, lose))
    assert ana.read_news(head).cards == {keep, lose}
    head = log.read_head(ana.connection)
    ben.act(lambda view: verbs.edit_comment(view, note, "Hello again"))
    assert ana.read_news(head).cards == {keep, lose}
    head = log.read_head(ana.connection)
    ben.undo()
    ben.undo()
    assert ana.read_news(head).cards == {keep, lose}


def test_a_comment_on_a_card_that_was_merged_twice_is_found_on_the_card_that_shows_it(ana: Workspace) -> None:
    first, second, third = add(ana, "First"), add(ana, "Second"), add(ana, "Third")
    ana.act(lambda view: verbs.comment(view, first, "Zanzibar @Ana"))
    ana.act(lambda view: verbs.merge(view, second, first))
    ana.act(lambda view: verbs.merge(view, third, second))
    for source in ("zanzi", "team:marketing", "mentions:me", "has:comments"):
        assert [card.title for card, _, _ in ana.list_cards(source)] == ["Third"], source
    assert [note.body for note in ana.list_comments(third)] == ["Zanzibar @Ana"]
    assert ana.card(third).marketing_comments == 1


def test_reading_changes_nothing(ana: Workspace, file: Path) -> None:
    card = add(ana, "Acme")
    before = ana.database.version(), ana.connection.total_changes
    list(ana.list_cards("acme"))
    (
        ana.card(card),
        ana.list_comments(card),
        ana.list_changes(card),
        ana.list_unread(card),
        ana.read_news(0),
        ana.list_views(),
    )
    read.count_totals(ana.connection, ana.board, NOON)
    assert (ana.database.version(), ana.connection.total_changes) == before
    assert isinstance(ana.connection, sqlite3.Connection)
