"""Which cards are likely of one lead: by e-mail, phone and company, wherever a card holds them."""

from __future__ import annotations

from kanban.domain.acts import verbs
from kanban.store.reading import duplicates
from kanban.store.workspace import Workspace
from tests.store.conftest import add


def likely(workspace: Workspace, card: str) -> list[tuple[str, str]]:
    found = duplicates.find_likely(workspace.connection, workspace.board, workspace.card(card), 8)
    return [(other.title, sign) for other, sign in found]


def same(workspace: Workspace, email: str) -> list[str]:
    return [card.title for card in duplicates.find_same_email(workspace.connection, workspace.board.id, email)]


def test_the_surest_come_first_and_the_card_itself_never(ana: Workspace) -> None:
    card = add(ana, "Jane", company="Äcme", email="jane@acme.example", phone="+49 151 234567")
    add(ana, "Colleague", company="äcme")
    add(ana, "Phone", phone="0151/23 45 67")
    add(ana, "Mail", email="Jane@ACME.example")
    add(ana, "Other", company="Acme Ltd", email="jane@acme.example.org", phone="234567")
    gone = add(ana, "Gone", email="jane@acme.example")
    ana.act(lambda view: verbs.delete(view, [gone]))
    assert likely(ana, card) == [("Mail", "e-mail"), ("Phone", "phone"), ("Colleague", "company")]
    assert likely(ana, add(ana, "Alone")) == []


def test_what_a_merge_kept_beside_is_still_known(ana: Workspace) -> None:
    keep = add(ana, "Jane Roe", company="Acme", email="jane@acme.example", phone="111")
    lose = add(ana, "Jane R.", company="Acme", email="jr@acme.example", phone="0151 2345678")
    ana.act(lambda view: verbs.merge(view, keep, lose))
    assert same(ana, "JR@acme.example") == ["Jane Roe"]
    assert same(ana, "r@acme.example") == []
    assert [card.id for card, *_ in ana.list_cards("jr@acme.example")] == [keep]
    assert [card.id for card, *_ in ana.list_cards("01512345678")] == [keep]
    assert likely(ana, add(ana, "New", phone="+49 151 2345678")) == [("Jane Roe", "phone")]
    ana.undo()
    ana.undo()
    assert same(ana, "jr@acme.example") == ["Jane R."]
    assert ana.card(keep).extra.get("field.E-mail 2") is None
