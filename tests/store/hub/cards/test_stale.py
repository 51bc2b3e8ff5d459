"""Stale cards on a server are those of a device."""

from __future__ import annotations

from kanban.domain.change import CARD, Json
from kanban.domain.handoffs import handoff
from kanban.store import hub as server
from tests.store.hub.policies.test_door import act, offered
from tests.store.hub.world import BOARD_ID, STAGES, World


def test_a_card_with_something_planned_is_not_stale(world: World) -> None:
    lead = world.lead
    world.lead.offer("member", world.member.member, {"team": "marketing"}, "member")
    day = "2099-01-01"
    silent = lead.add("Engaged")
    lead.add("Engaged", next_step="call", next_on=day)
    back = world.member.add("MQL")
    there = offered(world.member, back)
    answer = {"state": "returned", "reason": "no need", "again": day}
    value: dict[str, Json] = {**there.encode(None), **answer}  # type: ignore[dict-item]
    after = handoff.read(value)
    assert after is not None
    assert act(lead, back, "Nurture", after, there, "return").status == "applied"
    assert lead.offer(CARD, back, {"stage": STAGES["Engaged"], "rank": "b"}, "move").status == "applied"
    world.now += 40 * 86_400_000
    found = server.cards(world.hub, lead.caller, BOARD_ID, "stale")
    assert [each.id for each in found.cards] == [silent]
