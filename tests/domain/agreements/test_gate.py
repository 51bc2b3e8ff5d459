"""The gate of a stage: facts and ticks on every way into it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kanban.domain.activity import Activity
from kanban.domain.acts import verbs
from kanban.domain.agreements import agreement_lines, gate
from kanban.domain.agreements.agreement import Levels, Line
from kanban.domain.agreements.gate import UnmetRequirement
from kanban.domain.board import Member
from kanban.domain.change import Step
from kanban.domain.errors import Refused, UsageFault
from kanban.domain.handoffs import handoff, handoff_verbs
from kanban.domain.permissions import Forbidden, MissingFields
from tests.domain.agreement_samples import BUDGET, CONTENT, DECIDER, EMAIL, agreed
from tests.domain.board import ANA, BEN, Table, card, stage, uuid

BOB = Member(uuid(3, 7), "Bob", "marketing")
BOARD = agreed()


def table(where="Nurture", **fields):
    return Table([card(1, where, **fields)], board=BOARD)


def move(room, name, **given):
    return room.do(verbs.move(room, [room.cards[0].id], to=stage(name), inputs=given))


def test_a_fact_that_is_not_met_stops_the_move_and_names_the_line():
    room = table()
    with pytest.raises(UnmetRequirement, match="requirement 1 of agreement v1 for MQL: The e-mail is known"):
        move(room, "MQL", **{"tick.budget": "20k"})
    assert room.cards[0].stage == stage("Nurture").id


def test_a_judgement_is_asked_for_like_a_field_and_comes_with_the_move():
    room = table(email="jane@acme.example")
    with pytest.raises(MissingFields) as asked:
        move(room, "MQL")
    assert asked.value.names == ("tick.budget",)
    assert asked.value.called == {"tick.budget": "They told us a budget"}
    act = move(room, "MQL", **{"tick.budget": " 20k on\nthe phone "})
    assert act.verb == "move"
    there = room.cards[0]
    assert agreement_lines.tick_of(there, BUDGET) == agreement_lines.Tick(ANA.id, "20k on the phone", room.now)
    passed = gate.read_passed(there.value_of("passed"))
    assert passed == gate.StageEntry(stage("MQL").id, BOARD.agreement.hash, ("email", "budget"), 2)
    assert "tick.budget" not in {name for name in there.extra if name.startswith("field.")}


def test_what_the_move_brings_along_counts():
    room = table()
    move(room, "MQL", email="jane@acme.example", **{"tick.budget": "20k"})
    assert room.cards[0].stage == stage("MQL").id


def test_the_judgement_of_the_other_team_stops_it():
    board = agreed(replace(CONTENT, lines=(replace(BUDGET, team="sales"),)))
    room = Table([card(1, "Engaged")], board=board)
    with pytest.raises(UnmetRequirement, match="Only sales can tick it"):
        move(room, "MQL")
    with pytest.raises(Forbidden):
        move(room, "MQL", **{"tick.budget": "20k"})
    room.actor = BEN
    room.do(gate.tick(room, room.cards[0].id, board.agreement.content.lines[0], "20k"))
    room.actor = ANA
    move(room, "MQL")


def test_the_door_is_guarded_by_every_road_through_it():
    room = table("Engaged")
    with pytest.raises(MissingFields) as asked:
        move(room, "Handoff")
    assert asked.value.names == ("why",)
    for road in (
        lambda: move(room, "Handoff", why="now"),
        lambda: room.do(handoff_verbs.offer(room, room.cards[0].id, {"why": "now"})),
    ):
        with pytest.raises(UnmetRequirement):
            road()
    act = move(room, "Handoff", why="now", email="jane@acme.example")
    assert act.verb == "offer"
    assert gate.read_passed(room.cards[0].value_of("passed")).met == ("email",)


def test_sales_lines_guard_accepting_and_taking():
    for where in ("Engaged", "Handoff"):
        room = table(where, email="jane@acme.example")
        room.actor = BEN
        given = {"next_step": "call", "next_on": "2026-12-01"}
        with pytest.raises(MissingFields) as asked:
            move(room, "Discovery", **given)
        assert asked.value.names == ("tick.decider",)
        move(room, "Discovery", **given, **{"tick.decider": "met her"})
        assert room.cards[0].stage == stage("Discovery").id


def test_no_line_guards_the_way_back():
    board = agreed(replace(CONTENT, lines=(replace(BUDGET, stages=(stage("Nurture").id, stage("Engaged").id)),)))
    room = Table([card(1, "Engaged")], board=board)
    room.do(handoff_verbs.offer(room, room.cards[0].id, {"why": "now"}))
    room.do(handoff_verbs.withdraw(room, room.cards[0].id))
    assert room.cards[0].stage == stage("Engaged").id
    room.do(handoff_verbs.offer(room, room.cards[0].id, {"why": "now"}))
    room.actor = BEN
    room.do(handoff_verbs.send_back(room, room.cards[0].id, {"return_reason": "no need"}))
    assert room.cards[0].stage == stage("Nurture").id


def test_offers_are_due_when_the_agreement_says():
    room = table("Engaged", email="jane@acme.example")
    room.board = BOARD._replace(timezone="UTC", hours="Mon-Fri 9-17")
    move(room, "Handoff", why="now")
    assert handoff.read(room.cards[0].value_of("handoff")).due == "2026-11-23T16:00:00Z"


def test_who_returns_as_unreachable_after_few_attempts_is_warned():
    content = replace(CONTENT, levels=Levels(attempts=3), return_reasons=("unreachable", "no need"))
    room = Table([card(1, "Discovery", sales_comments=5)], board=agreed(content))
    call = Activity("call", card(1).id, "call", "no answer", "2026-11-20T10:00:00Z", BEN.id, "sales")
    room.activities.append(call)
    room.actor = BEN
    warned = "The agreement asks for 3 attempts before that, and sales made 1."  # comments are none
    assert move(room, "Nurture", return_reason="unreachable").warnings == (warned,)
    assert (
        handoff_verbs.send_back(
            Table([card(1, "Discovery")], BEN, room.board), card(1).id, {"return_reason": "no need"}
        ).warnings
        == ()
    )
    tried = Table([card(1, "Discovery")], BEN, room.board)
    tried.activities += [call._replace(id=f"call {number}") for number in range(3)]
    assert handoff_verbs.send_back(tried, card(1).id, {"return_reason": "unreachable"}).warnings == ()


def test_ticks_are_set_and_taken_back_by_their_own_team():
    room = table()
    card_id = room.cards[0].id
    with pytest.raises(Forbidden):
        gate.tick(room, card_id, DECIDER, "x")
    with pytest.raises(Refused, match="is a fact"):
        gate.tick(room, card_id, EMAIL, "x")
    for evidence in ("", " ", "x" * 281):
        with pytest.raises(UsageFault):
            gate.tick(room, card_id, BUDGET, evidence)
    room.actor = BOB
    room.do(gate.tick(room, card_id, BUDGET, "20k"))
    assert agreement_lines.tick_of(room.cards[0], BUDGET).by == BOB.id
    room.actor = BEN
    with pytest.raises(Forbidden):
        gate.untick(room, card_id, BUDGET)
    room.actor = ANA
    room.do(gate.untick(room, card_id, BUDGET))
    assert agreement_lines.tick_of(room.cards[0], BUDGET) is None
    assert gate.untick(room, card_id, BUDGET).steps == ()


def test_what_was_shipped_blocks_nothing_and_is_shown_all_the_same():
    room = Table([card(1, "Engaged", company="Acme")])
    version = gate.find_effective_version(room.board)
    found = gate.check_lines(room.board, room.cards[0], gate.list_lines_ahead(room.board, room.cards[0], version))
    assert [(check.line.id, check.is_met) for check in found] == [
        ("email", False),
        ("source", False),
        ("company", True),
    ]
    move(room, "MQL")
    assert room.cards[0].value_of("passed") is None
    assert gate.list_missing(room.board, room.cards[0]) == ()


def test_a_card_that_was_placed_lacks_the_lines_of_its_stage():
    assert gate.list_missing(BOARD, card(1, "MQL")) == ("line.email", "line.budget")
    assert gate.list_missing(BOARD, card(1, "Nurture")) == ()


def test_undo_puts_no_card_past_a_gate():
    room = table("Engaged")
    back = Step("card", room.cards[0].id, {"stage": stage("MQL").id, "rank": "a"}, "undo")
    with pytest.raises(UnmetRequirement):
        gate.check_undo(room, back)
    room.cards[0] = room.cards[0]._replace(email="jane@acme.example")
    tick = {"by": ANA.id, "evidence": "20k", "at": room.now}
    gate.check_undo(room, back._replace(set={**back.set, "tick.budget": tick}))
    gate.check_undo(room, back._replace(set={"stage": stage("Engaged").id}))


def test_lines_are_named_by_id_number_and_beginning():
    assert gate.find_line(BOARD, "budget") == gate.find_line(BOARD, "2") == gate.find_line(BOARD, "they t") == BUDGET
    with pytest.raises(UsageFault, match="it has email, budget, decider"):
        gate.find_line(BOARD, "nothing")


@pytest.mark.parametrize(
    "value", [None, "x", {}, {"by": "a"}, {"by": "a", "evidence": "", "at": "b"}, {"by": 1, "evidence": "x", "at": "b"}]
)
def test_no_register_of_a_stranger_is_a_tick(value):
    assert agreement_lines.read_tick(value) is None
    assert gate.read_passed(value) is None


LARGE = Line("large", (stage("MQL").id,), "fact", "At least 10,000 euros", "marketing", "value>=10000")


@pytest.mark.parametrize("fact", ["value>=10000", "-value<10000", "value>=10000EUR"])
def test_an_amount_in_another_currency_is_no_answer_until_a_lead_of_its_team_ticks_it(fact):
    line = replace(LARGE, fact=fact)
    room = Table([card(1, "Nurture", value=10_000, currency="JPY")], board=agreed(replace(CONTENT, lines=(line,))))
    card_id = room.cards[0].id
    room.actor = BOB
    with pytest.raises(
        UnmetRequirement, match=r"It compares EUR, and the value is in JPY for .*: a lead of marketing can tick it"
    ):
        move(room, "MQL")
    with pytest.raises(Forbidden, match="a lead of marketing can tick it"):
        gate.tick(room, card_id, line, "asked the CFO")
    room.actor = ANA
    with pytest.raises(MissingFields) as asked:
        move(room, "MQL")
    assert asked.value.names == ("tick.large",)
    room.do(gate.tick(room, card_id, line, "about 60 euros, but a pilot"))
    room.actor = BOB
    move(room, "MQL")
    assert room.cards[0].stage == stage("MQL").id


@pytest.mark.parametrize(
    ("value", "currency", "met"), [(1_000_000, "EUR", True), (999_999, "EUR", False), (1_000_000, None, True)]
)
def test_an_amount_in_the_boards_currency_is_looked_up(value, currency, met):
    (check,) = gate.check_lines(BOARD, card(1, "Nurture", value=value, currency=currency), [LARGE])
    assert (check.is_met, check.is_unknown) == (met, False)
    room = table(value=value, currency=currency)
    with pytest.raises(Refused, match="is a fact"):
        gate.tick(room, room.cards[0].id, LARGE, "x")


def test_one_attempt_is_told_as_one():
    content = replace(CONTENT, levels=Levels(attempts=1), return_reasons=("unreachable",))
    room = Table([card(1, "Discovery", sales_comments=0)], board=agreed(content))
    room.actor = BEN
    warned = "The agreement asks for 1 attempt before that, and sales made none."
    assert move(room, "Nurture", return_reason="unreachable").warnings == (warned,)
