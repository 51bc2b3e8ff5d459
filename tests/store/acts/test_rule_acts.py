"""Rules on a real database: transactions of their own in the act that set them off."""

from __future__ import annotations

import pytest

from kanban.domain import history
from kanban.domain.acts import board_verbs, verbs
from kanban.domain.automations import rule_document, rule_verbs
from kanban.domain.automations.rule_document import RuleDraft
from kanban.domain.errors import Refused
from kanban.domain.records.arrival import Arrival
from kanban.store.importing.importer import Importer
from kanban.store.maintenance import doctor
from kanban.store.workspace import Workspace
from tests.store.conftest import add, joined


def rule(at: Workspace, name: str, when: str, *then: str, condition: str | None = None) -> str:
    draft = RuleDraft(name, when, condition, then)
    return at.act(lambda view: rule_verbs.add_rule(view, name, draft.registers(at.board, at.today))).entity_ids[0]


def move(at: Workspace, card: str, where: str):
    return at.act(lambda view: verbs.move(view, [card], to=at.board.find_stage(where)))


def test_a_rule_shares_the_act_and_not_the_transaction(ana):
    made = rule(ana, "Big", "enters MQL", "label vip", "next call on +3d")
    card = add(ana, "Acme")
    done = move(ana, card, "MQL")
    assert done.summary == "Moved “Acme” to MQL (rule “Big”)"
    first, *added = ana.list_changes(card)[1:]
    assert {each.act for each in added} == {first.act}
    assert {each.tx for each in added} != {first.tx}
    assert len({each.tx for each in added}) == 1
    assert [each.extra for each in added] == [{"rule": made, "of": first.id}] * 2
    assert (ana.card(card).labels, ana.card(card).next_on) == (("vip",), "2026-11-26")
    told = history.list_events(ana.list_changes(card), ana.board)
    assert [(each.summary, each.rule) for each in told[2:]] == [
        ("rule “Big”: added label vip", "Big"),
        ("rule “Big”: set the next step to call; set the next step date to 2026-11-26", "Big"),
    ]


def test_one_undo_takes_both_back_and_one_redo_does_both_again(ana):
    rule(ana, "Big", "enters MQL", "label vip", "comment Have a look")
    card = add(ana, "Acme")
    move(ana, card, "MQL")
    assert ana.undo().summary == "Undone: Moved “Acme” to MQL (rule “Big”)"
    found = ana.card(card)
    assert (ana.board.stage(found.stage).name, found.labels, ana.list_comments(card)) == ("Nurture", (), [])
    ana.redo()
    found = ana.card(card)
    assert (ana.board.stage(found.stage).name, found.labels) == ("MQL", ("vip",))
    assert [note.body for note in ana.list_comments(card)] == ["Rule “Big”: Have a look"]
    assert [each.detail for each in doctor.examine(ana.database.path) if not each.is_ok] == []


def test_a_bulk_move_runs_a_rule_once_a_card(ana):
    rule(ana, "Big", "enters MQL", "label vip", condition="value>=50k")
    cards = [add(ana, f"Card {n}", value=n * 1_000_000, currency="EUR") for n in range(8)]
    ana.act(lambda view: verbs.move(view, cards, to=ana.board.find_stage("MQL")))
    assert [bool(ana.card(card).labels) for card in cards] == [n >= 5 for n in range(8)]
    assert len({each.tx for card in cards for each in ana.list_changes(card) if each.extra}) == 3


def test_rules_that_would_set_each_other_off_run_once(ana):
    rule(ana, "A", "commented", "comment and again")
    rule(ana, "B", "offered", "offer once more")
    card = add(ana, "Acme")
    ana.act(lambda view: verbs.comment(view, card, "Hello"))
    assert [note.body for note in ana.list_comments(card)] == ["Hello", "Rule “A”: and again"]


def test_a_rule_that_fails_leaves_the_move_and_says_why_once(ana, ben):
    rule(ana, "Offer", "enters Engaged", "label hot", "offer it is time")
    card = add(ana, "Acme")
    ben.reload()
    done = move(ben, card, "Engaged")
    why = "Only marketing can offer cards to sales."
    assert done.warnings == (f"The rule “Offer” changed nothing: {why}",)
    assert ana.board.stage(ana.card(card).stage).name == "Engaged"
    assert ana.card(card).labels == ()
    move(ben, card, "Nurture")
    move(ben, card, "Engaged")
    said = [each.summary for each in history.list_events(ana.list_changes(card), ana.board) if each.rule]
    assert said == [f"rule “Offer”: changed nothing: {why}", f"rule “Offer”: told Ben: It changed nothing: {why}"]
    assert [(each.kind, each.who, each.words) for each in ben.list_inbox() if each.kind == "notice"] == [
        ("notice", "Offer", f"It changed nothing: {why}")
    ]


def test_leads_alone_change_rules(ana, ben):
    rule(ana, "Big", "enters MQL", "label vip")
    ben.reload()
    (made,) = ben.board.rules
    for verb in (
        lambda view: rule_verbs.add_rule(view, "Mine", {}),
        lambda view: rule_verbs.set_rule(view, made, {"on": False}),
        lambda view: rule_verbs.remove_rule(view, made),
    ):
        with pytest.raises(Refused, match="only leads can"):
            ben.act(verb)


def test_a_rule_is_off_until_it_is_on_and_gone_when_removed(ana):
    rule(ana, "Big", "enters any", "label vip")
    card = add(ana, "Acme")
    assert ana.card(card).labels == ("vip",)  # it entered its first stage
    ana.undo()
    (made,) = ana.board.rules
    assert ana.act(lambda view: rule_verbs.set_rule(view, made, {"on": False})).summary == "Switched the rule “Big” off"
    card = add(ana, "Globex")
    assert ana.card(card).labels == ()
    ana.act(lambda view: rule_verbs.set_rule(view, ana.board.find_rule("big"), {"on": True}))
    move(ana, card, "MQL")
    assert ana.card(card).labels == ("vip",)
    ana.act(lambda view: rule_verbs.remove_rule(view, ana.board.find_rule("big")))
    assert ana.board.rules == ()
    assert "rule “Big”" in history.list_events(ana.list_changes(card), ana.board)[-1].summary  # its name outlives it
    ana.undo()
    assert [each.name for each in ana.board.rules] == ["Big"]


def test_two_rules_have_two_names_and_a_renamed_stage_keeps_its_rule(ana):
    rule(ana, "Big", "enters MQL", "label vip")
    with pytest.raises(Refused, match="There is a rule called “BIG” already"):
        rule(ana, "BIG", "won", "label vip")
    ana.act(lambda view: board_verbs.set_stage(view, ana.board.find_stage("MQL"), {"name": "Ripe"}))
    assert rule_document.draft_of(ana.board.rules[0], ana.board).when == "enters Ripe"
    card = add(ana, "Acme", "Ripe")
    assert ana.card(card).labels == ("vip",)


def test_whoever_may_only_comment_cannot_have_a_rule_do_more_for_them(ana):
    rule(ana, "Hot", "commented", "label hot")
    card = add(ana, "Acme")
    cleo = joined(ana, "Cleo", "sales", "commenter")
    done = cleo.act(lambda view: verbs.comment(view, card, "Hello"))
    assert done.warnings == (
        "The rule “Hot” changed nothing: Cleo is a commenter on this board; only members and leads can edit cards.",
    )
    cleo.undo()
    assert cleo.list_comments(card) == []
    cleo.close()


def test_an_import_sets_nothing_off(ana):
    rule(ana, "Any", "enters any", "label seen")
    taken = Importer(ana, lambda _: "Imported", dry=False).run(
        [
            Arrival(
                keys=("zoho:1",),
                registers={"title": "Acme"},
                stage=ana.board.stages[0].id,
                created_at="2021-04-15T00:03:00Z",
            )
        ]
    )
    assert taken.created == 1
    ((card, _, _),) = list(ana.list_cards(""))
    assert card.labels == ()
