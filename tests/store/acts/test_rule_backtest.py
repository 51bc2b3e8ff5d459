"""A rule tried on the past says what it would have done, and changes nothing."""

from __future__ import annotations

import pytest

from kanban.domain.acts import verbs
from kanban.domain.automations import rule_document, rules
from kanban.domain.automations.rule_document import RuleDraft
from kanban.domain.errors import UsageFault
from kanban.store import log
from kanban.store.workspace import Workspace
from tests.store.acts.test_rule_acts import move, rule
from tests.store.conftest import add

ALWAYS = ("2000-01-01T00:00:00Z", "2030-01-01T00:00:00Z")


def tried(
    at: Workspace, when: str, condition: str | None = None, window: tuple[str, str] = ALWAYS
) -> list[tuple[str, str]]:
    draft = RuleDraft("Try", when, condition, ("label vip",))
    made = rules.read("", draft.registers(at.board, at.today))
    return [(hit.title, hit.at) for hit in at.rehearse(made, *window)]


def test_it_tells_each_time_a_card_would_have_met_the_rule(ana, clockwork):
    small, big = add(ana, "Small", value=100, currency="EUR"), add(ana, "Big", value=10_000_000, currency="EUR")
    clockwork.turn(days=1)
    for card in (small, big):
        move(ana, card, "MQL")
    clockwork.turn(days=1)
    move(ana, big, "Engaged")
    move(ana, big, "MQL")
    ana.act(lambda view: verbs.edit(view, [small], {"value": 20_000_000}))
    before = log.read_head(ana.connection)
    assert tried(ana, "enters MQL", "value>=50k") == [("Big", "2026-11-24T12:00:00Z"), ("Big", "2026-11-25T12:00:00Z")]
    assert tried(ana, "enters MQL", "value>=50k", ("2026-11-25T00:00:00Z", ALWAYS[1])) == [
        ("Big", "2026-11-25T12:00:00Z")
    ]
    assert len(tried(ana, "enters any")) == 6
    assert tried(ana, "won") == []
    assert log.read_head(ana.connection) == before


def test_what_was_undone_had_happened_and_its_undo_sets_nothing_off(ana):
    card = add(ana, "Acme")
    move(ana, card, "MQL")
    ana.undo()
    assert len(tried(ana, "enters MQL")) == 1
    assert len(tried(ana, "enters Nurture")) == 1


def test_it_knows_the_talk_of_that_moment(ana, clockwork):
    card = add(ana, "Acme")
    ana.act(lambda view: verbs.comment(view, card, "Too expensive"))
    clockwork.turn(days=1)
    ana.act(lambda view: verbs.comment(view, card, "They have a budget now"))
    assert tried(ana, "commented", "budget") == [("Acme", "2026-11-24T12:00:00Z")]
    assert len(tried(ana, "commented", "comments>=1")) == 2
    assert len(tried(ana, "commented", "comments>=2")) == 1


def test_it_knows_when_what_fell_due(ana, clockwork):
    card = add(ana, "Acme", "Engaged", next_step="call", next_on="2026-11-25")
    add(ana, "Other", "Won", next_step="call", next_on="2026-11-25")
    clockwork.turn(days=40)
    assert tried(ana, "overdue") == [("Acme", "2026-11-26T00:00:00Z")]
    assert tried(ana, "stale") == [
        ("Acme", "2026-12-25T00:00:00Z")
    ]  # its next step was planned for the 25th of November
    ana.act(lambda view: verbs.comment(view, card, "Called"))
    clockwork.turn(days=31)
    assert [at[:10] for _, at in tried(ana, "stale")] == ["2026-12-25", "2027-02-01"]
    assert [at[:10] for _, at in tried(ana, "stale", window=("2027-01-01T00:00:00Z", ALWAYS[1]))] == ["2027-02-01"]


def test_what_rules_did_sets_nothing_off(ana):
    rule(ana, "Talk", "enters MQL", "comment Look")
    card = add(ana, "Acme")
    move(ana, card, "MQL")
    assert tried(ana, "commented") == []


def test_a_dry_run_agrees_with_what_rules_did(ana, clockwork):
    names = {}
    for number, (when, condition) in enumerate((
        ("enters MQL", "value>=50k"), ("enters any", None), ("commented", "-label:x"), ("overdue", None),
        ("stale", "stage:engaged"),
    )):  # fmt: skip
        names[rule(ana, f"R{number}", when, "comment Look", condition=condition)] = (when, condition)
    cards = [
        add(ana, f"Card {n}", value=n * 4_000_000, currency="EUR", next_step="call", next_on="2026-12-01")
        for n in range(4)
    ]
    for n, where in enumerate(("MQL", "Engaged", "MQL", "Engaged", "Nurture", "MQL")):
        clockwork.turn(days=6)
        ana.let_time_pass()
        move(ana, cards[n % 4], where)
        ana.act(lambda view, n=n: verbs.comment(view, cards[(n + 1) % 4], "Hello"))
    clockwork.turn(days=40)
    ana.let_time_pass()
    for made, (when, condition) in names.items():
        runs = {(card, each.act) for card in cards for each in ana.list_changes(card) if each.extra.get("rule") == made}
        assert len(tried(ana, when, condition)) == len(runs) > 0, when


def test_a_query_that_means_nothing_says_so(ana):
    made = rules.read("", {"when": "won", "if": "stage:Nowhere", "then": [{"do": "label", "text": "x"}]})
    with pytest.raises(UsageFault, match="No stage is called"):
        ana.rehearse(made, *ALWAYS)
    assert rule_document.draft_of(made, ana.board).condition == "stage:Nowhere"
