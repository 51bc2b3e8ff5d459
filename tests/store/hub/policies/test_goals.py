"""Goals on the server: who may propose and sign them, whatever a client that does not check sends."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from kanban.domain import clock
from kanban.domain.change import GOAL, MEMBER, Json
from kanban.domain.goals.goal import Chain, Plan, entity_of, hash_plan
from kanban.protocol.types import Verdict
from kanban.store import hub as server
from tests.store.hub.world import BOARD_ID, Device, World

PLAN = Plan(
    "Q4", date(2026, 10, 1), date(2026, 12, 31), "EUR", Chain(tuple(map(Fraction, (195, 117, 65, 26))), 60_000_000)
)


@pytest.fixture
def ann(world: World) -> Device:
    """A lead of marketing."""
    world.lead.offer(MEMBER, world.member.member, {"team": "marketing", "role": "lead"}, "member")
    return world.member


@pytest.fixture
def ben(world: World) -> Device:
    """A lead of sales."""
    return world.lead


def propose(device: Device, **more: Json) -> tuple[str, str, Verdict]:
    """Propose without asking anybody; returns the entity, the hash and the verdict."""
    content = PLAN.encode()
    digest = hash_plan(content)
    entity = entity_of(BOARD_ID, digest)
    registers: dict[str, Json] = {"created": True, "content": content, "hash": digest, "by": device.member, "at": NOW}
    return entity, digest, device.offer(GOAL, entity, registers | more, "propose")


NOW = "2025-09-01T00:00:00Z"


def sign(device: Device, entity: str, digest: str, team: str, member: str = "", **more: Json) -> Verdict:
    at = clock.iso_ms(device.world.now)
    value: dict[str, Json] = {"hash": digest, "member": member or device.member, "at": at, **more}
    return device.offer(GOAL, entity, {f"sign.{team}": value}, "sign")


def goals(world: World):
    return server.board(world.hub, world.lead.caller, BOARD_ID).goals


def test_it_is_live_once_a_lead_of_each_team_signed(world: World, ann: Device, ben: Device) -> None:
    entity, digest, verdict = propose(ann)
    assert verdict.status == "applied"
    (goal,) = goals(world)
    assert (goal.plan, goal.by, goal.is_live) == (PLAN, ann.member, False)
    assert goal.at != NOW, "the server says when"
    assert sign(ann, entity, digest, "marketing").status == "applied"
    assert not goals(world)[0].is_live
    assert sign(ben, entity, digest, "sales").status == "applied"
    assert goals(world)[0].is_live


def test_only_leads_may_and_only_for_their_own_team(world: World, ann: Device, ben: Device) -> None:
    entity, digest, _ = propose(ann)
    for device in (world.commenter, world.viewer):
        assert propose(device)[2].code == "forbidden"
        assert sign(device, entity, digest, "sales").code == "forbidden"
    assert sign(ann, entity, digest, "sales").code == "forbidden"
    assert sign(ann, entity, digest, "marketing", member=ben.member).code == "forbidden"
    assert sign(ann, entity, digest, "marketing", alone=True).code == "invalid", "sales has a lead"
    assert sign(ann, entity, "0" * 64, "marketing").code == "invalid"
    assert not goals(world)[0].signatures


def test_a_goal_never_changes(world: World, ann: Device, ben: Device) -> None:
    entity, digest, _ = propose(ann)
    other: dict[str, Json] = {**PLAN.encode(), "name": "Q5"}
    for registers in (
        {"content": other}, {"content": other, "hash": hash_plan(other)}, {"deleted": True}, {"hash": "0" * 64},
    ):  # fmt: skip
        assert ann.offer(GOAL, entity, registers).code == "invalid"
    assert propose(ben)[2].status in {"applied", "superseded"}, "the same once more adds nothing"
    (goal,) = goals(world)
    assert (goal.hash, goal.by) == (digest, ann.member)


def test_what_is_no_goal_is_refused(ann: Device) -> None:
    content: dict[str, Json] = {**PLAN.encode(), "door": {"offers": "1/0"}}
    digest = hash_plan(content)
    verdict = ann.offer(
        GOAL, entity_of(BOARD_ID, digest), {"created": True, "content": content, "hash": digest}, "propose"
    )
    assert verdict.code == "invalid"
