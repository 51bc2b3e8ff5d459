"""Campaigns: listed, changed and removed by marketing and leads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kanban.domain.acts import campaign_verbs
from kanban.domain.board import Member
from kanban.domain.campaign import Campaign, derive_campaign_id, read
from kanban.domain.errors import NotFound, Refused, UsageFault
from tests.domain.board import ANA, BEN, BOARD, Table, uuid

MIA = Member(uuid(3, 7), "Mia", "marketing")
LEE = Member(uuid(3, 8), "Lee", "sales", "lead")
SPRING = Campaign(
    derive_campaign_id(BOARD.id, "Spring fair"), "Spring fair", "Trade show", "", "EUR", 400_000, None, "2026-11-01"
)


def table(*campaigns, actor=MIA):
    return Table(board=BOARD._replace(all_campaigns=campaigns), actor=actor)


def only(act):
    (step,) = act.steps
    return dict(step.set)


@pytest.mark.parametrize("actor", [MIA, ANA, LEE])
def test_marketing_and_leads_change_campaigns(actor):
    view = table(SPRING, actor=actor)
    assert campaign_verbs.add_campaign(view, "Autumn", {}).steps
    assert campaign_verbs.set_campaign(view, SPRING, {"status": "Done"}).steps
    assert campaign_verbs.remove_campaign(view, SPRING).steps


@pytest.mark.parametrize("actor", [BEN, MIA._replace(role="commenter"), BEN._replace(role="viewer")])
def test_nobody_else_does(actor):
    view = table(SPRING, actor=actor)
    for act in (
        lambda: campaign_verbs.add_campaign(view, "Autumn", {}),
        lambda: campaign_verbs.set_campaign(view, SPRING, {"status": "Done"}),
        lambda: campaign_verbs.remove_campaign(view, SPRING),
    ):
        with pytest.raises(Refused, match="Only members of marketing and leads can"):
            act()


def test_a_campaign_is_found_by_its_folded_name():
    act = campaign_verbs.add_campaign(table(), "  Été à Paris ", {"planned-cost": "4k", "from": "1 Dec 2026"})
    (step,) = act.steps
    assert step.entity == derive_campaign_id(BOARD.id, "ETE A PARIS")
    assert step.set == {
        "created": True, "name": "Été à Paris", "planned_cost": 400_000, "actual_cost": None, "currency": "EUR",
        "from": "2026-12-01",
    }  # fmt: skip
    with pytest.raises(Refused, match="already"):
        campaign_verbs.add_campaign(table(SPRING), "SPRING FAIR", {})
    with pytest.raises(UsageFault, match="1 to 200"):
        campaign_verbs.add_campaign(table(), " ", {})


def test_a_removed_one_comes_back_without_what_it_was():
    act = campaign_verbs.add_campaign(table(replace(SPRING, deleted=True)), "Spring fair", {"type": "Webinar"})
    assert only(act) == {
        "name": "Spring fair", "type": "Webinar", "status": None, "currency": None, "planned_cost": None,
        "actual_cost": None, "from": None, "to": None, "deleted": False,
    }  # fmt: skip


def test_only_what_changes_is_set():
    view = table(SPRING)
    assert only(campaign_verbs.set_campaign(view, SPRING, {"type": "Trade show", "status": "Done"})) == {
        "status": "Done"
    }
    assert campaign_verbs.set_campaign(view, SPRING, {"type": "Trade show"}).steps == ()
    assert only(campaign_verbs.set_campaign(view, SPRING, {"type": ""})) == {"type": None}
    with pytest.raises(NotFound, match="removed meanwhile"):
        campaign_verbs.set_campaign(table(), SPRING, {"status": "Done"})


def test_both_costs_are_in_one_currency():
    view = table(SPRING)
    assert only(campaign_verbs.set_campaign(view, SPRING, {"actual-cost": "3850.50"})) == {"actual_cost": 385_050}
    assert only(campaign_verbs.set_campaign(view, SPRING, {"actual-cost": "$10"})) == {
        "actual_cost": 1_000,
        "currency": "USD",
    }
    assert only(campaign_verbs.set_campaign(view, SPRING, {"currency": "JPY"})) == {
        "planned_cost": 4_000,
        "currency": "JPY",
    }
    assert only(campaign_verbs.set_campaign(view, SPRING, {"planned-cost": ""})) == {
        "planned_cost": None,
        "currency": None,
    }
    for pairs in ({"planned-cost": "$5", "actual-cost": "£6"}, {"currency": "USD", "actual-cost": "£6"}):
        with pytest.raises(UsageFault, match="one currency"):
            campaign_verbs.set_campaign(view, SPRING, pairs)
    with pytest.raises(UsageFault, match="0 or more"):
        campaign_verbs.set_campaign(view, SPRING, {"actual-cost": "-1"})


def test_a_campaign_is_spelled_otherwise_or_renamed_and_ends_after_it_begins():
    view = table(SPRING)
    assert only(campaign_verbs.set_campaign(view, SPRING, {"name": "SPRING Fair"})) == {"name": "SPRING Fair"}
    renamed, removed = campaign_verbs.set_campaign(view, SPRING, {"name": "Autumn fair"}).steps
    assert renamed.entity == derive_campaign_id(view.board.id, "Autumn fair")
    assert dict(renamed.set) == {**SPRING.encode(), "name": "Autumn fair", "created": True}
    assert (removed.entity, dict(removed.set)) == (SPRING.id, {"deleted": True})
    with pytest.raises(UsageFault, match="before it begins"):
        campaign_verbs.set_campaign(view, SPRING, {"to": "1 Oct 2026"})
    with pytest.raises(UsageFault, match="no setting “budget”"):
        campaign_verbs.set_campaign(view, SPRING, {"budget": "1"})


def test_days_the_wrong_way_round_keep_nobody_from_the_rest():
    """Two devices that set a day each at the same time can bring them about."""
    odd = replace(SPRING, begins="2026-11-05", ends="2026-11-01")
    assert only(campaign_verbs.set_campaign(table(odd), odd, {"status": "Active"})) == {"status": "Active"}
    with pytest.raises(UsageFault, match="before it begins"):
        campaign_verbs.set_campaign(table(odd), odd, {"to": "2026-11-02"})
    assert campaign_verbs.set_campaign(table(odd), odd, {"to": "2026-11-06"}).steps


def test_what_others_wrote_is_read_with_care():
    assert read("c", {"type": "Webinar"}) is None
    campaign = read("c", {"name": "A\nB", "planned_cost": 5, "currency": "EUR", "deleted": True, "later": 1})
    assert campaign == Campaign("c", "A B", currency="EUR", planned_cost=5, deleted=True)
    assert campaign.build_record()["planned_cost"] == "0.05"
