"""Unread: what arrived since one looked, never one's own, never what was there before one came."""

from __future__ import annotations

from kanban.domain.acts import board_verbs, verbs
from kanban.store.reading import read
from kanban.store.workspace import Workspace
from tests.store.conftest import add, joined


def say(workspace: Workspace, card: str, words: str) -> str:
    return workspace.act(lambda view: verbs.comment(view, card, words)).entity_ids[0]


def marked(workspace: Workspace, card: str) -> bool:
    """Whether a card's face bears the mark; every way to ask must agree."""
    number = read.number_of(workspace.connection, card)
    assert number is not None
    (summary,) = read.card_summaries(workspace.connection, workspace.board, workspace.me, [number[0]])
    assert summary.has_unread is workspace.has_unread_mark(card)
    assert summary.has_unread is (card in {found.id for found, _, _ in workspace.list_cards("unread")})
    return summary.has_unread


def test_what_others_write_is_unread_until_one_looks_and_ones_own_never(ana: Workspace, ben: Workspace) -> None:
    card = add(ana, "Acme")
    first = say(ana, card, "one")
    assert (marked(ana, card), marked(ben, card), ben.list_unread(card)) == (False, True, {first})
    assert ben.mark_read(card) is True
    assert (marked(ben, card), ben.list_unread(card), ben.mark_read(card)) == (False, set(), False)
    second = say(ben, card, "two")
    assert (ana.list_unread(card), marked(ana, card), marked(ben, card)) == ({second}, True, False)


def test_who_writes_without_having_looked_still_misses_what_others_wrote(ana: Workspace, ben: Workspace) -> None:
    card = add(ana, "Acme")
    first = say(ana, card, "one")
    say(ben, card, "two, from the command line")
    assert (ben.list_unread(card), marked(ben, card)) == ({first}, True)
    ben.mark_read(card)
    say(ben, card, "three")
    assert marked(ben, card) is False


def test_editing_ones_old_comment_marks_nothing_as_read(ana: Workspace, ben: Workspace) -> None:
    card = add(ana, "Acme")
    mine = say(ben, card, "mine")
    say(ana, card, "news")
    ben.act(lambda view: verbs.edit_comment(view, mine, "mine!"))
    assert marked(ben, card) is True


def test_a_retracted_comment_is_nothing_new(ana: Workspace, ben: Workspace) -> None:
    card = add(ana, "Acme")
    note = say(ana, card, "one")
    ana.act(lambda view: verbs.retract_comment(view, note))
    assert (marked(ben, card), ben.list_unread(card)) == (False, set())


def test_who_joins_begins_with_everything_read(ana: Workspace) -> None:
    card = add(ana, "Acme")
    say(ana, card, "long ago")
    cleo = joined(ana, "Cleo", "sales")
    assert marked(cleo, card) is False
    news = say(ana, card, "now")
    assert cleo.list_unread(card) == {news}
    cleo.close()


def test_who_comes_back_begins_anew(ana: Workspace, ben: Workspace) -> None:
    card = add(ana, "Acme")
    ana.act(lambda view: board_verbs.remove_member(view, view.board.find_member("Ben")))
    say(ana, card, "while away")
    ana.act(lambda view: board_verbs.add_member(view, "Ben", "sales"))
    assert marked(ben, card) is False


def test_for_nobody_nothing_is_unread(ana: Workspace) -> None:
    card = add(ana, "Acme")
    say(ana, card, "one")
    nobody = ana.open_sibling()
    nobody.member_id = None
    assert marked(nobody, card) is False
    assert nobody.mark_read(card) is False
    assert nobody.list_unread(card) == set()
    nobody.close()


def test_merging_cards_that_one_has_read_makes_nothing_unread(ana: Workspace, ben: Workspace) -> None:
    keep, lose = add(ana, "Keep"), add(ana, "Lose")
    say(ben, keep, "older")
    say(ben, lose, "newer")
    ana.mark_read(keep)
    ana.mark_read(lose)
    ana.act(lambda view: verbs.merge(view, keep, lose))
    assert (marked(ana, keep), marked(ben, keep)) == (False, False)


def test_merging_cards_keeps_what_one_has_not_read_unread(ana: Workspace, ben: Workspace) -> None:
    keep, lose = add(ana, "Keep"), add(ana, "Lose")
    say(ben, keep, "read")
    ana.mark_read(keep)
    news = say(ben, lose, "not read")
    ana.act(lambda view: verbs.merge(view, keep, lose))
    assert marked(ana, keep) is True
    assert news in ana.list_unread(keep)
