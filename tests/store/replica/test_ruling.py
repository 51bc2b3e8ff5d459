"""Rules on several devices: they run where an act is first made, once, and what they did travels with it."""

from __future__ import annotations

from datetime import timedelta

from kanban.domain import history
from tests.store.acts.test_rule_acts import move, rule
from tests.store.conftest import NOON, add


def ran(device, card: str) -> list[str]:
    return [each.summary for each in history.list_events(device.ws.list_changes(card), device.ws.board) if each.rule]


def test_a_rule_runs_on_one_device_and_shows_on_all(ann, join):
    rule(ann.ws, "Big", "enters Engaged", "label vip", "comment Have a look")
    rule(ann.ws, "Talk", "commented", "label talked")
    ann.sync()
    mia, ben = join("Mia", team="marketing"), join("Ben")
    card = add(ann.ws, "Acme")
    ann.sync()
    for device in (mia, ben):
        device.sync()
    move(mia.ws, card, "Engaged")
    for device in (mia, ann, ben, mia, ann):
        device.sync()
    expected = ["rule “Big”: added label vip", "rule “Big”: wrote: Rule “Big”: Have a look"]
    assert [ran(device, card) for device in (ann, mia, ben)] == [expected] * 3
    assert {device.ws.card(card).labels for device in (ann, mia, ben)} == {("vip",)}
    assert {each.actor for each in ben.ws.list_changes(card) if each.extra} == {mia.ws.member_id}


def test_a_new_device_that_boots_sets_nothing_off(ann, join):
    card = add(ann.ws, "Acme")
    move(ann.ws, card, "MQL")
    rule(ann.ws, "Any", "enters any", "label seen")
    ann.sync()
    ben = join("Ben")
    ben.sync()
    ann.sync()
    assert ran(ann, card) == ran(ben, card) == []


def test_two_who_move_a_card_at_once_each_ran_the_rule_and_all_agree(ann, join):
    rule(ann.ws, "Big", "enters any", "label moved", "next look at it on +1d")
    ann.sync()
    mia = join("Mia", team="marketing")
    card = add(ann.ws, "Acme")
    ann.sync()
    mia.sync()
    move(ann.ws, card, "Engaged")
    move(mia.ws, card, "MQL")
    for device in (mia, ann, mia, ann):
        device.sync()
    assert ran(ann, card) == ran(mia, card)
    assert ann.ws.card(card).stage == mia.ws.card(card).stage
    assert ann.ws.card(card).next_on == "2026-11-24"


def test_an_undo_on_one_device_takes_what_the_rule_did_back_on_all(ann, join):
    rule(ann.ws, "Big", "enters Engaged", "label vip", "comment Have a look")
    ann.sync()
    mia = join("Mia", team="marketing")
    card = add(ann.ws, "Acme")
    ann.sync()
    mia.sync()
    move(mia.ws, card, "Engaged")
    mia.sync()
    mia.ws.undo()
    mia.sync()
    ann.sync()
    assert ann.ws.card(card).labels == ()
    assert ann.ws.list_comments(card) == []


def test_time_is_the_servers_where_there_is_one(ann):
    rule(ann.ws, "Late", "overdue", "label late")
    card = add(ann.ws, "Acme", next_step="call", next_on="2026-11-24")
    ann.ws.now = lambda: NOON + timedelta(days=9)
    assert ann.ws.let_time_pass() is False
    assert ann.ws.card(card).labels == ()


def test_what_is_refused_with_its_rule_is_one_note_and_done_again_once(ann, join):
    rule(ann.ws, "Big", "enters Engaged", "label vip", "comment Have a look")
    ann.sync()
    mia = join("Mia", team="marketing")
    card = add(ann.ws, "Acme")
    ann.sync()
    mia.sync()
    move(mia.ws, card, "Engaged")
    ann.server.judge = lambda change: "stage_gate" if change.verb == "move" or change.extra else ""
    mia.sync()
    (note,) = mia.ws.list_notes()
    assert note.summary == "Moved “Acme” to Engaged (rule “Big”)"
    assert (mia.ws.card(card).labels, mia.ws.list_comments(card)) == ((), [])
    ann.server.judge = lambda change: ""
    assert mia.ws.retry(note.id).summary == "Moved “Acme” to Engaged, once more (rule “Big”)"
    mia.sync()
    ann.sync()
    assert ann.ws.card(card).labels == ("vip",)
    assert [each.body for each in ann.ws.list_comments(card)] == ["Rule “Big”: Have a look"]


def test_what_is_refused_of_a_rule_alone_leaves_the_move(ann, join):
    rule(ann.ws, "Big", "enters Engaged", "label vip")
    ann.sync()
    mia = join("Mia", team="marketing")
    card = add(ann.ws, "Acme")
    ann.sync()
    mia.sync()
    move(mia.ws, card, "Engaged")
    ann.server.judge = lambda change: "invalid" if change.extra else ""
    mia.sync()
    (note,) = mia.ws.list_notes()
    assert note.summary == "What a rule added to this: Moved “Acme” to Engaged (rule “Big”)"
    found = mia.ws.card(card)
    assert (mia.ws.board.stage(found.stage).name, found.labels) == ("Engaged", ())
