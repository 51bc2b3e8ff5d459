"""Disqualifying a lead: by marketing, by a return that is final, never of a real deal, and the stage's migration."""

from __future__ import annotations

import pytest

from kanban.domain.acts import board_verbs, disqualifying, verbs
from kanban.domain.agreements.agreement import Content, Levels
from kanban.domain.change import BOARD as BOARD_TYPE
from kanban.domain.errors import Refused
from kanban.domain.handoffs import handoff_verbs
from kanban.domain.permissions import MissingFields
from tests.domain.agreement_samples import version
from tests.domain.board import ANA, BEN, BOARD, Table, card, stage, uuid
from tests.domain.handoffs.test_handoff_verbs import Desk

FINAL = {"return_reason": "not our profile", "again": "never"}


def test_marketing_ends_a_lead_with_a_reason_and_nobody_holds_it():
    desk = Desk("Engaged")
    with pytest.raises(MissingFields) as missing:
        desk.by(ANA, lambda view, name: verbs.move(view, [name], to=stage("Disqualified")))
    assert missing.value.names == ("lost_reason",)
    desk.by(
        ANA, lambda view, name: verbs.move(view, [name], to=stage("Disqualified"), inputs={"lost_reason": "bad data"})
    )
    assert (desk.where, desk.holder, desk.one.lost_reason) == ("Disqualified", None, "bad data")
    desk.by(ANA, lambda view, name: verbs.move(view, [name], to=stage("Nurture")))
    assert (desk.where, desk.holder, desk.one.lost_reason) == ("Nurture", "marketing", None)


def test_sales_does_not_end_what_is_with_marketing():
    desk = Desk("Engaged")
    with pytest.raises(Refused, match="Only marketing can disqualify a lead that is with marketing"):
        desk.by(BEN, lambda view, name: verbs.move(view, [name], to=stage("Disqualified"), inputs={"lost_reason": "x"}))


def test_a_return_that_is_final_disqualifies_with_its_reason():
    desk = Desk()
    desk.by(ANA, handoff_verbs.offer, {"why": "CFO asked"})
    desk.actor = BEN
    act = handoff_verbs.send_back(desk, desk.one.id, FINAL)
    assert act.summary == "Returned and disqualified “Card 1”: not our profile"
    desk.do(act)
    assert (desk.where, desk.handoff.state, desk.handoff.again) == ("Disqualified", "returned", "never")
    assert (desk.one.lost_reason, desk.holder) == ("not our profile", None)


def test_a_move_to_disqualified_by_sales_is_such_a_return():
    desk = Desk("Accepted")
    with pytest.raises(MissingFields) as missing:
        desk.by(BEN, lambda view, name: verbs.move(view, [name], to=stage("Disqualified")))
    assert missing.value.names == ("return_reason",)
    inputs = {"return_reason": "no need"}
    desk.by(BEN, lambda view, name: verbs.move(view, [name], to=stage("Disqualified"), inputs=inputs))
    assert (desk.where, desk.handoff.state, desk.handoff.reason) == ("Disqualified", "returned", "no need")


@pytest.mark.parametrize(("where", "entered"), [("Discovery", []), ("Proposal", []), ("Accepted", ["Discovery"])])
def test_what_was_a_real_deal_is_never_disqualified(where, entered):
    desk = Desk(where)
    desk.entered[desk.one.id] = [stage(name).id for name in entered]
    with pytest.raises(Refused, match="has been in Discovery or later, so it is not disqualified: sales marks it Lost"):
        desk.by(BEN, handoff_verbs.send_back, FINAL)
    assert desk.where == where
    back = Desk("Nurture")
    back.entered[back.one.id] = [stage("Discovery").id]
    with pytest.raises(Refused, match="has been in Discovery"):
        back.by(ANA, lambda view, name: verbs.move(view, [name], to=stage("Disqualified"), inputs={"lost_reason": "x"}))


@pytest.mark.parametrize("where", ["Won", "Lost"])
def test_what_is_closed_is_reopened_first(where):
    desk = Desk(where)
    with pytest.raises(Refused, match="“Card 1” is closed; reopen it first"):
        desk.by(BEN, lambda view, name: verbs.move(view, [name], to=stage("Disqualified"), inputs={"lost_reason": "x"}))


def test_marketing_withdraws_an_offer_before_it_disqualifies():
    desk = Desk()
    desk.by(ANA, handoff_verbs.offer, {"why": "CFO asked"})
    with pytest.raises(Refused, match="withdraw the offer first"):
        desk.by(ANA, lambda view, name: verbs.move(view, [name], to=stage("Disqualified"), inputs={"lost_reason": "x"}))


def test_a_disqualified_lead_is_offered_and_taken_again():
    desk = Desk("Disqualified", lost_reason="bad data")
    desk.by(ANA, handoff_verbs.offer, {"why": "new address"})
    assert (desk.where, desk.one.lost_reason) == ("Handoff", None)
    desk.by(ANA, handoff_verbs.withdraw)
    assert desk.where == "Nurture"
    taken = Desk("Disqualified", lost_reason="bad data")
    taken.by(BEN, lambda view, name: verbs.move(view, [name], to=stage("Accepted")))
    assert (taken.where, taken.handoff.state) == ("Accepted", "taken")


def test_going_on_never_ends_there():
    table = Table([card(1, "Lost"), card(2, "Disqualified")])
    assert verbs.move(table, [uuid(4, 1), uuid(4, 2)], steps=1).steps == ()


def test_a_board_of_an_older_version_gets_the_stage_once_and_no_card_moves():
    older = BOARD._replace(all_stages=BOARD.all_stages[:-1])
    table = Table([card(1, "Nurture")], board=older)
    step, since = disqualifying.upgrade(table).steps
    assert dict(since.set) == {"responses_since": table.now}
    assert step.entity == disqualifying.derive_stage_id(older.id)
    assert {**step.set, "rank": ""} == {
        "created": True, "name": "Disqualified", "side": "marketing", "rank": "", "probability": 0.0,
        "outcome": "lost", "stale_after": None, "required": ["lost_reason"],
    }  # fmt: skip
    assert str(step.set["rank"]) > max(each.rank for each in older.stages)
    made_new = older._replace(all_stages=(*older.all_stages, own_stage(disqualifying.derive_stage_id(older.id))))
    assert disqualifying.upgrade(Table([], board=made_new)).steps == ()
    renamed = own_stage(disqualifying.derive_stage_id(older.id))._replace(name="Later", side="sales", outcome=None)
    theirs = older._replace(all_stages=(*older.all_stages, renamed))
    assert disqualifying.upgrade(Table([], board=theirs)).steps == (), "what a lead made of it stays"


def own_stage(stage_id):
    return BOARD.all_stages[-1]._replace(id=stage_id)


def test_an_older_board_with_a_stage_of_its_own_is_measured_from_now_on_too():
    assert disqualifying.upgrade(Table([], board=BOARD)).steps == (), "nothing is promised"
    agreed = BOARD._replace(versions=(version(Content((), Levels(first_response=4 * 3600)), "marketing", "sales"),))
    table = Table([], board=agreed)
    assert not disqualifying.is_stage_due(agreed)
    (since,) = disqualifying.upgrade(table).steps
    assert (since.etype, dict(since.set)) == (BOARD_TYPE, {"responses_since": table.now})
    told = agreed._replace(responses_since=table.now)
    assert disqualifying.upgrade(Table([], board=told)).steps == (), "it is said once"
    made_new = agreed._replace(all_stages=(*agreed.stages, own_stage(disqualifying.derive_stage_id(agreed.id))))
    assert disqualifying.upgrade(Table([], board=made_new)).steps == (), "a board of this version measures all offers"


def test_a_stage_that_a_lead_removed_or_made_is_left_alone():
    own = BOARD.all_stages[-1]
    for stages in (own._replace(deleted=True), own._replace(id=uuid(2, 77), name="Junk"), own._replace(outcome=None)):
        board = BOARD._replace(all_stages=(*BOARD.all_stages[:-1], stages))
        assert not disqualifying.is_stage_due(board)


def test_it_may_be_removed_but_not_stand_for_lost():
    table = Table([])
    assert board_verbs.remove_stage(table, stage("Disqualified")).steps
    with pytest.raises(Refused, match="Lost is the last of its kind"):
        board_verbs.remove_stage(table, stage("Lost"))
