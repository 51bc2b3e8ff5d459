"""Contests and rulings on the server: in one's own name, once, and by leads for their own team."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kanban.domain import clock
from kanban.domain.change import CARD, MEMBER, Json
from kanban.domain.handoffs.handoff import Handoff
from tests.store.hub.policies.test_door import act, offered
from tests.store.hub.world import Device, World


@pytest.fixture
def ann(world: World) -> Device:
    """A marketer."""
    world.lead.offer(MEMBER, world.member.member, {"team": "marketing"}, "member")
    return world.member


@pytest.fixture
def ben(world: World) -> Device:
    """A lead of sales."""
    return world.lead


def returned(ann: Device, ben: Device) -> tuple[str, Handoff]:
    card = ann.add("MQL")
    there = offered(ann, card)
    after = replace(
        there, state="returned", reason="no budget", answered_at=clock.iso_ms(ben.world.now), answered_by=ben.member
    )
    assert act(ben, card, "Nurture", after, there, "return").status == "applied"
    return card, after


def contested(device: Device, offer: str = "o1") -> dict[str, Json]:
    return {
        f"contest.{offer}": {"by": device.member, "at": "2026-11-23T10:00:00Z", "words": "No.", "reason": "no budget"}
    }


def ruling(device: Device, team: str, verdict: str, offer: str = "o1") -> dict[str, Json]:
    return {f"ruling.{offer}.{team}": {"by": device.member, "verdict": verdict, "alone": False}}


def test_a_return_is_contested_once_by_its_marketer_in_their_own_name(world: World, ann: Device, ben: Device) -> None:
    card, _ = returned(ann, ben)
    assert ben.offer(CARD, card, contested(ben), "contest").code == "forbidden"
    assert ann.offer(CARD, card, contested(ben), "edit").code == "forbidden"
    assert ann.offer(CARD, card, contested(ann, "o2"), "contest").code == "forbidden"
    assert ann.offer(CARD, card, contested(ann), "contest").status == "applied"
    assert "which is possible once" in ann.offer(CARD, card, contested(ann), "contest").detail
    assert ann.add("MQL")
    assert ann.offer(CARD, ann.add("MQL"), contested(ann), "contest").code == "forbidden"


def test_only_leads_rule_and_each_for_their_own_team(world: World, ann: Device, ben: Device) -> None:
    card, _ = returned(ann, ben)
    assert ben.offer(CARD, card, ruling(ben, "sales", "uphold"), "rule_on").code == "forbidden"  # nothing is contested
    ann.offer(CARD, card, contested(ann), "contest", act="contested")
    assert ann.offer(CARD, card, ruling(ann, "marketing", "overturn"), "rule_on").code == "forbidden"
    assert ben.offer(CARD, card, ruling(ben, "marketing", "uphold"), "rule_on").code == "forbidden"
    assert ben.offer(CARD, card, ruling(ben, "sales", "perhaps"), "rule_on").code == "forbidden"
    assert ben.offer(CARD, card, ruling(ben, "sales", "uphold", "o2"), "rule_on").code == "forbidden"
    assert ben.offer(CARD, card, ruling(ben, "sales", "uphold"), "rule_on", act="ruled").status == "applied"
    assert ben.offer(CARD, card, {"ruling.o1.sales": None}, "undo", undo_of="ruled").status == "applied"
    assert ann.offer(CARD, card, {"contest.o1": None}, "edit").code == "forbidden"
    assert ann.offer(CARD, card, {"contest.o1": None}, "undo", undo_of="contested").status == "applied"


def test_nobody_takes_back_what_somebody_else_contested(world: World, ann: Device, ben: Device) -> None:
    card, _ = returned(ann, ben)
    ann.offer(CARD, card, contested(ann), "contest", act="contested")
    for undo_of in (None, "contested"):
        assert ben.offer(CARD, card, {"contest.o1": None}, "undo", undo_of=undo_of).code == "forbidden"
