"""Rules on what gets overdue or stale, on a board that lives here alone."""

from __future__ import annotations

import pytest

from kanban.domain import history
from kanban.domain.acts import board_verbs, verbs
from kanban.domain.automations import rule_verbs
from kanban.domain.board import MOST_DAYS
from kanban.store.workspace import Workspace
from tests.store.acts.test_rule_acts import rule
from tests.store.conftest import add


@pytest.fixture
def said(ana: Workspace):
    """What rules did to a card, in the words of its history."""

    def told(card: str) -> list[str]:
        return [each.summary for each in history.list_events(ana.list_changes(card), ana.board) if each.rule]

    return told


def test_a_next_step_that_is_late_sets_a_rule_off_once(ana, clockwork, said):
    rule(ana, "Late", "overdue", "label late")
    card = add(ana, "Acme", next_step="call", next_on="2026-11-24")
    for days in (0, 1, 1):
        clockwork.turn(days=days)
        ana.let_time_pass()
    assert ana.card(card).labels == ("late",)  # the 25th has begun
    assert said(card) == ["rule “Late”: added label late", "rule “Late”: ran"]
    assert {each.actor for each in ana.list_changes(card) if each.extra} == {"board"}
    ana.act(lambda view: verbs.edit(view, [card], {"label.late": False}))
    clockwork.turn(days=3)
    assert ana.let_time_pass() is False
    assert ana.card(card).labels == ()
    ana.act(lambda view: verbs.edit(view, [card], {"next_on": "2026-11-30"}))
    clockwork.turn(days=3)
    assert ana.let_time_pass() is True  # another day, another time
    assert ana.card(card).labels == ("late",)


def test_two_windows_let_a_rule_run_once(ana, clockwork, said):
    rule(ana, "Late", "overdue", "comment It is late")
    card = add(ana, "Acme", next_step="call", next_on="2026-11-24")
    clockwork.turn(days=2)
    other = ana.open_sibling()
    assert [ana.let_time_pass(), other.let_time_pass()] == [True, False]
    assert len(ana.list_comments(card)) == 1
    other.connection.execute("DELETE FROM meta WHERE key LIKE 'looked:%'")  # an older copy knows of no look
    assert other.let_time_pass() is False
    assert len(ana.list_comments(card)) == 1
    other.close()


def test_what_a_rule_says_of_a_stale_card_does_not_wake_it(ana, clockwork):
    rule(ana, "Quiet", "stale", "comment Nobody has touched this")
    card = add(ana, "Acme")
    clockwork.turn(days=61)
    assert ana.let_time_pass() is True
    (note,) = ana.list_comments(card)
    assert (note.author, note.team) == ("board", "")
    assert [each.id for each, _, _ in ana.list_cards("stale")] == [card]
    assert ana.let_time_pass() is False


def test_cards_that_were_late_before_the_rule_are_left_alone(ana, clockwork):
    old = add(ana, "Old", next_step="call", next_on="2026-11-24")
    clockwork.turn(days=5)
    rule(ana, "Late", "overdue", "label late")
    card = add(ana, "New", next_step="call", next_on="2026-11-29")
    clockwork.turn(days=3)
    ana.let_time_pass()
    assert (ana.card(old).labels, ana.card(card).labels) == ((), ("late",))


def test_a_rule_that_was_switched_off_and_on_does_not_catch_up(ana, clockwork):
    rule(ana, "Late", "overdue", "label late")
    card = add(ana, "Acme", next_step="call", next_on="2026-11-24")
    (made,) = ana.board.rules
    ana.act(lambda view: rule_verbs.set_rule(view, made, {"on": False}))
    clockwork.turn(days=3)
    ana.let_time_pass()
    ana.act(lambda view: rule_verbs.set_rule(view, ana.board.rules[0], {"on": True}))
    clockwork.turn(minutes=1)
    ana.let_time_pass()
    assert ana.card(card).labels == ()


def test_the_query_is_asked_when_it_falls_due(ana, clockwork):
    rule(ana, "Late", "overdue", "label late", condition="value>=50k")
    small, big = (
        add(ana, f"{n}", value=n * 100, currency="EUR", next_step="call", next_on="2026-11-24") for n in (1, 60_000)
    )
    clockwork.turn(days=2)
    assert ana.let_time_pass() is True
    assert (ana.card(small).labels, ana.card(big).labels) == ((), ("late",))


def test_a_rule_that_cannot_run_says_so_once(ana, clockwork, said):
    rule(ana, "Offer", "stale", "label x", "offer it is time")
    card = add(ana, "Acme", "Discovery")
    for _ in range(3):
        clockwork.turn(days=15)
        ana.let_time_pass()
    why = "changed nothing: “Acme” is in Discovery; only cards with marketing can be offered."
    assert said(card) == [f"rule “Offer”: {why}", f"rule “Offer”: told Ana: It {why}"]
    assert ana.card(card).labels == ()


def test_an_offer_that_runs_out_sets_off_who_waits_for_where_it_lands(ana, clockwork):
    rule(ana, "Again", "enters MQL", "next call again on +1d")
    rule(ana, "Late", "overdue", "label unanswered")
    card = add(ana, "Acme", "MQL")
    ana.act(lambda view: verbs.move(view, [card], to=ana.board.find_stage("Handoff"), inputs={"why": "asked"}))
    clockwork.turn(days=4)
    assert ana.let_time_pass() is True
    found = ana.card(card)
    assert ana.board.stage(found.stage).name == "MQL"
    assert found.labels == ("unanswered",)
    assert found.next_on == "2026-11-28"


def test_a_stage_that_is_stale_after_ages_and_a_card_without_times_stop_nothing(ana, clockwork):
    rule(ana, "Quiet", "stale", "label quiet")
    rule(ana, "Late", "overdue", "label late")
    card = add(ana, "Acme", next_step="call", next_on="2026-11-24")
    ana.act(lambda view: board_verbs.set_stage(view, view.board.stages[0], {"stale_after": MOST_DAYS}))
    with ana.database.writing() as connection:
        connection.execute("UPDATE card SET acted_at = '', touched_at = ''")
    clockwork.turn(days=3)
    assert ana.let_time_pass() is True
    assert ana.card(card).labels == ("late",)
