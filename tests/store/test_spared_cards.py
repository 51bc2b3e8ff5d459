"""Undo takes no card off the board on which somebody else has worked: a colleague, a rule of another act, the clock."""

from __future__ import annotations

import pytest

from kanban.domain.acts import verbs
from kanban.domain.automations import rule_verbs
from kanban.domain.automations.rule_document import RuleDraft
from kanban.domain.errors import Refused
from kanban.domain.records.arrival import Arrival, ArrivedComment
from kanban.store.importing.importer import Importer
from kanban.store.workspace import Workspace
from tests.store.conftest import Clockwork, add


def arrivals(workspace: Workspace, count: int) -> list[Arrival]:
    stage, day = workspace.board.stages[0].id, "2026-01-01T00:00:00Z"
    return [
        Arrival((f"crm:{n}",), {"title": f"Lead {n}"}, stage, day, day,
                comments=[ArrivedComment(f"crm:{n}:0", "mia", "marketing", day, f"from the file {n}")])
        for n in range(count)
    ]  # fmt: skip


def rule(workspace: Workspace, when: str, *then: str) -> None:
    registers = RuleDraft(when, when, "", then).registers(workspace.board, workspace.today)
    workspace.act(lambda view: rule_verbs.add_rule(view, when, registers))


def test_an_undone_import_leaves_the_cards_that_others_worked_on_and_names_them(ana: Workspace, ben: Workspace) -> None:
    Importer(ana, lambda taken: f"Imported {taken.created} leads").run(arrivals(ana, 4))
    cards = {card.title: card.id for card, *_ in ana.list_cards()}
    ben.act(lambda view: verbs.comment(view, cards["Lead 1"], "called, wants a quote"))
    ben.act(lambda view: verbs.edit(view, [cards["Lead 3"]], {"value": 900_000, "currency": "EUR"}))
    undone = ana.undo()
    assert sorted(card.title for card, *_ in ana.list_cards()) == ["Lead 1", "Lead 3"]
    assert undone.warnings == (
        "Left 2 cards (“Lead 1”, “Lead 3”) on the board: somebody else has worked on them since.",
    )
    assert [note.body for note in ana.list_comments(cards["Lead 1"])] == ["from the file 1", "called, wants a quote"]
    assert ana.card(cards["Lead 3"]).value == 900_000
    ana.redo()
    assert len(list(ana.list_cards())) == 4
    assert ana.card(cards["Lead 3"]).value == 900_000


def test_an_added_card_that_a_colleague_took_stays_and_the_undo_before_it_is_next(
    ana: Workspace, ben: Workspace
) -> None:
    first, card = add(ana, "First"), add(ana, "Fresh lead")
    ben.act(lambda view: verbs.move(view, [card], to=view.board.find_stage("Accepted")))
    with pytest.raises(
        Refused,
        match=r"was left as it is, because somebody else has worked on 1 card \(“Fresh lead”\) since; undo once",
    ):
        ana.undo()
    assert not ana.card(card).deleted
    ana.undo()
    assert ana.card(first).deleted


def test_what_a_colleague_did_and_took_back_spares_nothing(ana: Workspace, ben: Workspace) -> None:
    card = add(ana, "Fresh lead")
    ben.act(lambda view: verbs.edit(view, [card], {"company": "Acme"}))
    ben.undo()
    ana.undo()
    assert ana.card(card).deleted


def test_a_rule_spares_what_another_act_set_it_off_on_and_not_what_its_own_act_did(ana: Workspace) -> None:
    rule(ana, "commented", "label hot")
    quiet, loud = add(ana, "Quiet"), add(ana, "Loud")
    ana.act(lambda view: verbs.comment(view, loud, "hello"))
    for _ in range(3):
        ana.undo()
    assert (ana.card(loud).deleted, ana.card(quiet).deleted) == (True, True)  # each act went with its rule
    rule(ana, "enters any", "label seen")
    card = add(ana, "Marked")
    ana.undo()
    assert ana.card(card).deleted


def test_the_clock_spares_a_card_whose_offer_ran_out(ana: Workspace, ben: Workspace, clockwork: Clockwork) -> None:
    rule(ana, "overdue", "label late")
    card = ana.act(lambda view: verbs.create(view, {"title": "Due", "next_on": "2026-11-24"})).entity_ids[0]
    clockwork.turn(days=30)
    ana.let_time_pass()
    assert ana.card(card).labels == ("late",)
    with pytest.raises(Refused, match=r"worked on 1 card \(“Due”\) since"):
        ana.undo()
    assert not ana.card(card).deleted


def test_neither_an_undone_restore_nor_a_redone_delete_takes_a_colleagues_work_away(
    ana: Workspace, ben: Workspace
) -> None:
    card, other = add(ana, "Restored"), add(ana, "Deleted")
    ben.act(lambda view: verbs.delete(view, [card]))
    ana.act(lambda view: verbs.restore(view, [card]))
    ben.act(lambda view: verbs.comment(view, card, "it is alive"))
    with pytest.raises(Refused, match=r"worked on 1 card \(“Restored”\) since"):
        ana.undo()
    ana.act(lambda view: verbs.delete(view, [other]))
    ana.undo()
    ben.act(lambda view: verbs.comment(view, other, "this one too"))
    with pytest.raises(Refused, match=r"worked on 1 card \(“Deleted”\) since"):
        ana.redo()
    assert not ana.card(card).deleted
    assert not ana.card(other).deleted


def test_a_card_that_took_in_a_colleagues_card_is_spared(ana: Workspace, ben: Workspace) -> None:
    kept, lost = add(ana, "Kept"), add(ben, "Lost")
    ben.act(lambda view: verbs.merge(view, kept, lost))
    with pytest.raises(Refused, match=r"worked on 1 card \(“Kept”\) since"):
        ana.undo()
    assert not ana.card(kept).deleted


def test_a_later_undo_finds_what_a_spared_card_held(ana: Workspace, ben: Workspace) -> None:
    Importer(ana, lambda taken: "Imported").run(arrivals(ana, 2))
    card = next(card.id for card, *_ in ana.list_cards() if card.title == "Lead 1")
    ben.act(lambda view: verbs.comment(view, card, "mine"))
    ana.undo()
    ana.act(lambda view: verbs.edit(view, [card], {"title": "Other"}))
    ana.undo()
    assert ana.card(card).title == "Lead 1"
